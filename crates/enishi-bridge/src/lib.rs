//! What crosses the webview: commands, forms, view models, notices and error codes.
//!
//! Types only, shared by the core that fills them and the UI that shows them. Forms (`…Form`) go in,
//! cards, details and views come out; every failure is an [`errors::AppError`] with a code, and the UI
//! has a sentence for each code. Times are milliseconds since 1970 in UTC.

pub mod commands;
pub mod errors;
pub mod notices;

pub mod app;
pub mod delivery;
pub mod sign_in;

pub mod events;
pub mod home;
pub mod members;
pub mod posts;
pub mod profile;

pub mod outbox;
pub mod sessions;
pub mod settings;
pub mod storage;

pub use enishi_wire::{
    events::{Answer, EventKind, EventPart, EventPlan, TallyRow},
    ids::{AccountId, EventId, MemberId, MutationId, NetworkId, PostId, SessionId},
    members::{Class, Duty, Entry, MemberState},
    networks::NetworkKind,
    posts::{Audience, PostKind},
    profile::{FieldAudience, FieldKey, FieldValue, Gap, Link, Month, Posting, Purpose, Role, Step, Work},
};
