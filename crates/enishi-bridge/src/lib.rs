//! What crosses the webview: commands, forms, view models, notices and error codes.
//!
//! Types only, shared by the core that fills them and the UI that shows them. Forms (`…Form`) go in,
//! cards, details and views come out; every failure is an [`errors::AppError`] with a code, and the UI
//! has a sentence for each code. Times are milliseconds since 1970 in UTC.

pub mod card;
pub mod commands;
pub mod errors;
pub mod notices;

pub mod app;
pub mod delivery;
pub mod desk;
pub mod sign_in;

pub mod access;
pub mod events;
pub mod field_kinds;
pub mod hidden;
pub mod home;
pub mod members;
pub mod photo;
pub mod posts;
pub mod profile;
pub mod reports;
pub mod stay;

pub mod follows;
pub mod life_events;
pub mod status;
pub mod suggestions;

pub mod talk;

pub mod outbox;
pub mod sessions;
pub mod settings;
pub mod storage;

pub use enishi_wire::{
    events::{Answer, EventKind, EventPart, EventPlan, TallyRow},
    ids::{
        AccountId, AttachmentId, DeviceId, EventId, MemberId, MessageId, MutationId, NetworkId, PostId,
        SessionId, StatusId,
    },
    life_events::LifeKind,
    members::{Class, Duty, Entry, MemberState},
    networks::{NetworkKind, TERMS},
    posts::{Audience, PostKind},
    profile::{
        Asks, Choice, Day, FieldAudience, FieldKey, FieldValue, Gap, Link, Month, OwnField, Photo, PhotoId,
        PhotoSize, Posting, Purpose, Role, Step, Work,
    },
    reactions::Reaction,
    reports::{Decision, ReportReason, Subject},
    status::{Mark, characters},
};
