//! People whom the reader has hidden from, on the screen.

use crate::delivery::Delivery;
use enishi_wire::ids::MemberId;
use serde::{Deserialize, Serialize};

/// Whom to hide from, or not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HideForm {
    /// The other one.
    pub member: MemberId,
    /// Whether the two shall be hidden from each other.
    pub hidden: bool,
    /// Whether it is a block: then neither may write to the other either.
    #[serde(default)]
    pub block: bool,
}

/// Somebody on the list 「見えない相手」.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenPerson {
    /// The member.
    pub id: MemberId,
    /// The name as the reader knew it, family name first.
    pub name: String,
    /// Whether it is a block.
    pub block: bool,
    /// When, ms UTC.
    pub hidden_at: i64,
    /// Whether the reader has taken it back and the server does not know yet.
    pub ending: bool,
    /// Whether the server knows it.
    pub delivery: Delivery,
}

/// The list, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenList {
    /// The people.
    pub items: Vec<HiddenPerson>,
}
