//! Reactions to a 近況 or a life event: a few kinds, no numbers. Only the author sees who reacted with what.

use crate::{changes::Row, ids::MemberId, profile::words};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

words! {
    /// What somebody answers with one tap.
    Reaction {
        /// いいですね.
        Nice = "nice",
        /// おめでとう.
        Congratulations = "congratulations",
        /// 応援しています.
        Cheering = "cheering",
        /// 会いたいです.
        MissYou = "miss_you",
    }
}

/// A reaction as the author of the item sees it; in `me/<author>`, id = [`reaction_id`], owner = who reacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionRow {
    /// The 近況 or the post.
    pub item: Uuid,
    /// Who reacted.
    pub member: MemberId,
    /// With what.
    pub reaction: Reaction,
    /// When the server accepted it, ms UTC.
    pub reacted_at: i64,
}

impl Row for ReactionRow {
    const KIND: &'static str = "reaction";
}

/// The own reaction; in `me/<who reacted>`, id = the item, owner = the item's author, with whom it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyReactionRow {
    /// With what.
    pub reaction: Reaction,
}

impl Row for MyReactionRow {
    const KIND: &'static str = "my_reaction";
}

/// The identity of a member's reaction to an item: there is one.
pub fn reaction_id(item: Uuid, member: MemberId) -> Uuid {
    let hash = Sha256::new().chain_update(item).chain_update(member.0).finalize();
    hash.first_chunk::<16>().map_or(item, |bytes| Uuid::from_bytes(*bytes))
}
