//! Whom the reader follows. Nobody else learns of it.

use crate::{delivery::Delivery, members::MemberCard};
use enishi_wire::ids::MemberId;
use serde::{Deserialize, Serialize};

/// Follows somebody, or ends that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowForm {
    /// Whom.
    pub member: MemberId,
    /// Whether to follow from here on.
    pub following: bool,
}

/// Somebody who is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowCard {
    /// Who.
    pub person: MemberCard,
    /// Whether the wish has reached the server.
    pub delivery: Delivery,
}

/// Everybody whom the reader follows, in order of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowList {
    /// The people.
    pub items: Vec<FollowCard>,
}
