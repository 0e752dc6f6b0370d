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
