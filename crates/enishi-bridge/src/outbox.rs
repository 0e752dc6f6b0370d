//! The outbox on the screen: everything that has not reached the server.

use crate::delivery::Delivery;
use enishi_wire::{
    events::Answer,
    ids::{EventId, MemberId, MutationId, PostId},
    life_events::LifeKind,
    profile::{FieldAudience, FieldKey, FieldValue, OwnField},
    reactions::Reaction,
    status::Mark,
};
use serde::{Deserialize, Serialize};

/// What was wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum OutboxWhat {
    /// An answer to an invitation.
    Rsvp {
        /// The event.
        event: EventId,
        /// Its title, if this device knows it.
        title: String,
        /// The answer.
        answer: Answer,
    },
    /// A new post.
    Post {
        /// The post.
        post: PostId,
        /// Its title.
        title: String,
    },
    /// A post to be taken back.
    RemovePost {
        /// Its title, if this device knows it.
        title: String,
    },
    /// A new event.
    Event {
        /// The event.
        event: EventId,
        /// Its title.
        title: String,
    },
    /// An event to be called off.
    CancelEvent {
        /// Its title, if this device knows it.
        title: String,
    },
    /// The own entry.
    Entry,
    /// A field of the own profile.
    Field {
        /// Which.
        field: FieldKey,
        /// What the network asks, if it added the field.
        own: Option<Box<OwnField>>,
        /// What it shall say; `None`: it is taken away.
        value: Option<FieldValue>,
        /// Who shall read it.
        audience: FieldAudience,
        /// What the server says of it as far as this device knows; `None`: nothing, it was never set.
        said: Option<FieldSaid>,
    },
    /// A 近況.
    Status {
        /// The mark; `None`: it is taken back.
        mark: Option<Mark>,
        /// May be empty.
        text: String,
    },
    /// A reaction.
    Reaction {
        /// With what; `None`: it is taken back.
        reaction: Option<Reaction>,
    },
    /// Following somebody.
    Follow {
        /// Who, if this device knows.
        name: String,
        /// Whether it begins.
        following: bool,
    },
    /// A life event that is shared, published or taken back.
    LifeEvent {
        /// What happened, if this device knows.
        kind: Option<LifeKind>,
    },
    /// An answer to somebody who wants to name the person.
    Naming {
        /// Whether the name may be there.
        agree: bool,
    },
    /// An answer to the yearly question, or to a suggestion.
    Choice,
    /// Somebody to be hidden from, or to be blocked.
    Hide {
        /// The name as this device knows it.
        name: String,
        /// Whether it is a block.
        block: bool,
    },
    /// Somebody to be hidden from no more.
    Show {
        /// The name as this device knows it.
        name: String,
    },
    /// A report to the secretariat.
    Report {
        /// The name or the title as this device knows it.
        label: String,
    },
    /// A decision on a report.
    Decide {
        /// What the report is about.
        label: String,
    },
    /// A pause.
    Pause {
        /// Until when, ms UTC.
        until: i64,
    },
    /// The end of a pause.
    Resume,
    /// Leaving the network.
    Leave,
    /// Leaving taken back.
    Stay,
    /// A message.
    Message {
        /// To whom.
        member: MemberId,
        /// The name as this device knows it.
        name: String,
    },
    /// A message to be taken back.
    Unsend {
        /// The name of who got it, as this device knows it.
        name: String,
    },
    /// A letter to the secretariat, or of it to a member.
    DeskLetter {
        /// The name of the member; `None`: it goes to the secretariat.
        name: Option<String>,
        /// The beginning of its words.
        text: String,
    },
    /// An answer to the first message of somebody.
    AnswerRequest {
        /// The name as this device knows it.
        name: String,
        /// Whether the two write to each other from here on.
        accept: bool,
    },
    /// A decision about a field of profiles.
    FieldKind {
        /// Which.
        field: FieldKey,
    },
    /// Something a newer version of the app wrote.
    Other,
}

/// What a field of the own profile says on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSaid {
    /// What; `None`: it was taken away.
    pub value: Option<FieldValue>,
    /// Who reads it.
    pub audience: FieldAudience,
}

/// One wish. Marks of what was seen are sent silently and do not appear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Its id, for retry and discard.
    pub id: MutationId,
    /// What was wanted.
    pub what: OutboxWhat,
    /// When the person did it, ms UTC.
    pub made_at: i64,
    /// Where it stands.
    pub delivery: Delivery,
    /// How often it was tried.
    pub attempts: u32,
}

/// The outbox of the current place, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxView {
    /// The wishes.
    pub items: Vec<OutboxEntry>,
}
