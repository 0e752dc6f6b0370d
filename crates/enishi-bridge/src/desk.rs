//! Letters to the secretariat on the screen, and for the duty `inbox` all of them.

use crate::{delivery::Delivery, members::MemberCard};
use enishi_wire::ids::{MemberId, MutationId};
use serde::{Deserialize, Serialize};

/// Which letters are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeskForm {
    /// Those of a member (duty `inbox`); `None`: the own ones.
    #[serde(default)]
    pub member: Option<MemberId>,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLetter {
    /// The wish that wrote it.
    pub id: MutationId,
    /// Whether it stands on the reader's side: of the member for the member, of the secretariat for the secretariat.
    pub mine: bool,
    /// Who of the secretariat wrote it; empty: nobody whom the reader sees, or it is of the member.
    pub by: String,
    /// The words.
    pub text: String,
    /// When, ms UTC.
    pub at: i64,
    /// Whether the server has it.
    pub delivery: Delivery,
}

/// The letters of one member, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskThread {
    /// The member, for the secretariat; `None`: these are the own letters, or the member is not to be seen any more.
    pub person: Option<MemberCard>,
    /// The letters.
    pub letters: Vec<DeskLetter>,
}

/// A member's letters in the list of the duty `inbox`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskCard {
    /// The member.
    pub member: MemberId,
    /// Who that is; `None`: not to be seen any more.
    pub person: Option<MemberCard>,
    /// The beginning of the last letter.
    pub text: String,
    /// When it was written, ms UTC.
    pub at: i64,
    /// Whether it is of the member: it waits for an answer.
    pub waits: bool,
}

/// The letters to the secretariat: those that wait for an answer first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskList {
    /// One for each member.
    pub items: Vec<DeskCard>,
}

/// The own letters at a glance, in the list of threads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskGlance {
    /// The beginning of the last letter; empty: there is none.
    pub text: String,
    /// When it was written, ms UTC.
    pub at: Option<i64>,
    /// Whether the secretariat has written since the reader looked.
    pub unread: bool,
    /// For the duty `inbox`: how many members wait for an answer.
    pub waiting: Option<u32>,
}

/// Writes a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLetterForm {
    /// To whom (duty `inbox`); `None`: to the secretariat.
    #[serde(default)]
    pub member: Option<MemberId>,
    /// The words.
    pub text: String,
}
