//! What is stored on this device, in plain numbers.

use crate::settings::KeyStore;
use serde::{Deserialize, Serialize};

/// The page 「この端末に保存されているもの」.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageView {
    /// People of the directory.
    pub members: u32,
    /// Posts.
    pub posts: u32,
    /// Events.
    pub events: u32,
    /// Wishes in the outbox.
    pub outbox: u32,
    /// Size of the account's database on disk, bytes.
    pub bytes: u64,
    /// Always true: there is no way to store anything unencrypted.
    pub encrypted: bool,
    /// Where the key is.
    pub key_store: KeyStore,
    /// When the last pull was complete, ms UTC.
    pub last_sync_at: Option<i64>,
    /// How many times a damaged database was set aside on this device.
    pub set_aside: u32,
}

/// What came of comparing the data of the current place with the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyView {
    /// Each audience of which rows are here.
    pub items: Vec<Verified>,
}

impl VerifyView {
    /// The one word for all of it: the worst of each.
    pub fn result(&self) -> VerifyResult {
        self.items.iter().map(|item| item.result).max().unwrap_or(VerifyResult::Same)
    }
}

/// How one audience compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The audience, as the server names it.
    pub scope: String,
    /// How it compares.
    pub result: VerifyResult,
}

/// How rows compare with the server's, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyResult {
    /// The same.
    Same,
    /// They were not the same, were fetched anew, and are now.
    Repaired,
    /// The server changes them faster than they can be compared.
    Moved,
    /// Not the same, also after they were fetched anew.
    Differs,
}

impl VerifyResult {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Repaired => "repaired",
            Self::Moved => "moved",
            Self::Differs => "differs",
        }
    }
}

/// Where the own things were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    /// The file.
    pub path: String,
    /// When the app erases it, ms UTC; `None`: never.
    pub erased_at: Option<i64>,
}
