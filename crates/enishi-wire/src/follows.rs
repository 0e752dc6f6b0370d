//! Whom a member follows. Nobody else learns of it: the row lies with the follower alone.

use crate::changes::Row;
use serde::{Deserialize, Serialize};

/// Somebody is followed; in `me/<follower>`, id = who is followed, owner = the follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowRow {
    /// Since when, ms UTC.
    pub since: i64,
}

impl Row for FollowRow {
    const KIND: &'static str = "follow";
}
