//! Events, their agenda, and the answers to them.

use crate::{
    changes::Row,
    ids::{EventId, MemberId},
    posts::Audience,
};
use serde::{Deserialize, Serialize};

/// The kind of an event; people choose notifications by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// 同窓会, 総会, a get-together.
    Reunion,
    /// An evening of pitches.
    Pitch,
    /// Any other event.
    Other,
    /// A kind of a newer server: shown like `other`.
    #[serde(other)]
    Unknown,
}

/// One part of an event's agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPart {
    /// When it begins, ms UTC.
    pub starts: i64,
    /// What happens.
    pub title: String,
    /// Who speaks; may be empty.
    #[serde(default)]
    pub speaker: String,
}

/// What the secretariat decides about an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPlan {
    /// Its kind.
    pub kind: EventKind,
    /// One line.
    pub title: String,
    /// Plain text with line breaks; may be empty.
    #[serde(default)]
    pub text: String,
    /// Start, ms UTC.
    pub starts: i64,
    /// End, ms UTC, not before the start.
    pub ends: i64,
    /// IANA name of the zone in which the event is announced, such as `Asia/Tokyo`.
    #[serde(default)]
    pub zone: String,
    /// Where; may be empty.
    #[serde(default)]
    pub place: String,
    /// How many may come; `None` for no limit.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// Until when answers are taken, ms UTC; `None` until the start.
    #[serde(default)]
    pub answer_by: Option<i64>,
    /// Who it is for.
    #[serde(default)]
    pub audience: Audience,
    /// The agenda, in order; may be empty.
    #[serde(default)]
    pub parts: Vec<EventPart>,
}

/// An event; in the scope of its audience and in `desk/events`, id = event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRow {
    /// What was planned.
    #[serde(flatten)]
    pub plan: EventPlan,
    /// Who published it, if that person is still a member.
    #[serde(default)]
    pub organiser: Option<MemberId>,
    /// The name under which it appears.
    #[serde(default)]
    pub source: String,
    /// When the server accepted it, ms UTC.
    pub published_at: i64,
    /// When it was called off, ms UTC.
    #[serde(default)]
    pub cancelled_at: Option<i64>,
}

impl Row for EventRow {
    const KIND: &'static str = "event";
}

/// An answer to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 参加.
    Yes,
    /// 未定.
    Maybe,
    /// 不参加.
    No,
    /// An answer of a newer server.
    #[serde(other)]
    Unknown,
}

impl Answer {
    /// The word on the wire, in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Maybe => "maybe",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::as_str`]; `None` for every other word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Yes, Self::Maybe, Self::No].into_iter().find(|answer| answer.as_str() == word)
    }
}

/// A member's answer; in `me/<member>` and `desk/events`, one row for each (event, member).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RsvpRow {
    /// The event.
    pub event: EventId,
    /// Who answered.
    pub member: MemberId,
    /// The latest answer.
    pub answer: Answer,
    /// When the server accepted it, ms UTC.
    pub answered_at: i64,
}

impl Row for RsvpRow {
    const KIND: &'static str = "rsvp";
}

/// How many answered what; in the scope of the event and in `desk/events`, id = event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TallyRow {
    /// 参加.
    pub yes: u32,
    /// 未定.
    pub maybe: u32,
    /// 不参加.
    pub no: u32,
}

impl Row for TallyRow {
    const KIND: &'static str = "tally";
}
