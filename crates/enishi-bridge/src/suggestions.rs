//! At most one suggested person a week, and the yearly question whether the own page is still right.

use crate::members::MemberCard;
use enishi_wire::{ids::MemberId, profile::Purpose};
use serde::{Deserialize, Serialize};

/// Why somebody is suggested, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "what", rename_all = "snake_case")]
pub enum Reason {
    /// The person can help with what the reader looks for.
    CanHelp(String),
    /// Both can do this.
    SameSkill(String),
    /// Both joined in this year.
    SameYear(i32),
    /// Both were in this department.
    SameDepartment(String),
    /// Both are here for this.
    SamePurpose(Purpose),
    /// Both live in this prefecture.
    SamePrefecture(u8),
    /// What it was is not on this device any more.
    Unknown,
}

/// The person of this week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionCard {
    /// Who.
    pub person: MemberCard,
    /// Why.
    pub reason: Reason,
}

/// Puts the suggestion away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DismissForm {
    /// Who was suggested.
    pub member: MemberId,
    /// Whether nobody is to be suggested any more.
    pub for_good: bool,
}

/// Wants people suggested, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionsForm {
    /// Whether people are wanted.
    pub wanted: bool,
}

/// The answer to the yearly question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckForm {
    /// はい; false is あとで.
    pub right: bool,
}
