//! Events on the screen.

use crate::{delivery::Delivery, posts::Span};
use enishi_wire::{
    events::{Answer, EventKind, EventPart, TallyRow},
    ids::{EventId, MemberId},
    posts::Audience,
};
use serde::{Deserialize, Serialize};

/// Whether an event still takes answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventState {
    /// Answers are taken.
    Open,
    /// No seat is left; an answer of 未定 or 不参加 is still taken.
    Full,
    /// The time for answers is over.
    Closed,
    /// It has ended.
    Over,
    /// It was called off.
    Cancelled,
}

/// My answer and its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyAnswer {
    /// The answer that the person gave last.
    pub answer: Answer,
    /// Whether the server has it.
    pub delivery: Delivery,
}

/// An event in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCard {
    /// The event.
    pub id: EventId,
    /// Its kind.
    pub kind: EventKind,
    /// One line.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// Start, ms UTC.
    pub starts: i64,
    /// End, ms UTC.
    pub ends: i64,
    /// IANA zone in which it is announced.
    pub zone: String,
    /// Until when answers are taken, ms UTC.
    pub answer_by: Option<i64>,
    /// Whether answers are taken.
    pub state: EventState,
    /// How many answered what, as far as this device knows; a waiting own answer is counted in.
    pub tally: TallyRow,
    /// Seats left; `None` without a limit.
    pub seats_left: Option<u32>,
    /// The own answer, if any.
    pub my_answer: Option<MyAnswer>,
    /// Whether this person has not opened it on any device.
    pub unread: bool,
    /// `Delivered` for all but the own events that are on their way.
    pub delivery: Delivery,
}

/// A member's answer as the secretariat sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    /// Who.
    pub member: MemberId,
    /// The name, family name first; empty where the person is no longer listed.
    pub name: String,
    /// The answer.
    pub answer: Answer,
    /// When the server accepted it, ms UTC.
    pub answered_at: i64,
}

/// An event, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDetail {
    /// What the list shows.
    pub card: EventCard,
    /// The text.
    pub text: Vec<Span>,
    /// The name under which it appears.
    pub source: String,
    /// The agenda.
    pub parts: Vec<EventPart>,
    /// Who it is for.
    pub audience: Audience,
    /// All answers, newest first; `None` for those without the duty `events`.
    pub answers: Option<Vec<AnswerLine>>,
    /// Whether this person may call it off.
    pub can_cancel: bool,
}

/// Which events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsForm {
    /// Past events, latest first, instead of coming ones, next first.
    pub past: bool,
}

/// Events of the current place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventList {
    /// In order.
    pub items: Vec<EventCard>,
}

/// Answers an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RsvpForm {
    /// The event.
    pub event: EventId,
    /// The answer.
    pub answer: Answer,
}
