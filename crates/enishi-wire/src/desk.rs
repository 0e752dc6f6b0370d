//! Letters between a member and the secretariat. They are no messages between two people: everybody who holds the duty
//! `inbox` reads them, and the server can.

use crate::{changes::Row, ids::MemberId};
use serde::{Deserialize, Serialize};

/// A letter; in `me/<member>` and in `desk/inbox`, id = the mutation that wrote it, owner = the member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskLetterRow {
    /// The member.
    pub member: MemberId,
    /// Who of the secretariat wrote it; `None`: the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
    /// The words, at most [`crate::limits::MESSAGE`].
    pub text: String,
    /// When the server took it, ms UTC.
    pub sent_at: i64,
}

impl std::fmt::Debug for DeskLetterRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeskLetterRow").field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

impl Row for DeskLetterRow {
    const KIND: &'static str = "desk_letter";
}
