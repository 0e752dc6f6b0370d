//! The outbox on the screen: everything that has not reached the server.

use crate::delivery::Delivery;
use enishi_wire::{
    events::Answer,
    ids::{EventId, MutationId, PostId},
    profile::{FieldAudience, FieldKey, FieldValue},
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
        /// What it shall say; `None`: it is taken away.
        value: Option<FieldValue>,
        /// Who shall read it.
        audience: FieldAudience,
        /// What the server says of it as far as this device knows; `None`: nothing, it was never set.
        said: Option<FieldSaid>,
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
