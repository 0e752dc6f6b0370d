//! What crosses the network between `enishi-client` and `enishi-server`, and nothing else.
//!
//! Types only: no I/O, no clock, no randomness. Every field added later carries `#[serde(default)]`,
//! every closed enum ends in `Unknown`, and nothing changes its meaning: an old outbox row and an old
//! app must stay readable. All times are milliseconds since 1970 in UTC.
//!
//! Suggested reading order: [`scopes`] and [`changes`] (what a device holds), [`mutations`] (what a
//! person wants), [`sync`] (how both travel), then the features.

pub mod blob;
pub mod ids;
pub mod scopes;

pub mod cards;
pub mod changes;
pub mod desk;
pub mod digest;
pub mod mutations;
pub mod sync;

pub mod errors;
pub mod sessions;
pub mod sign_in;

pub mod access;
pub mod events;
pub mod hidden;
pub mod limits;
pub mod marks;
pub mod members;
pub mod networks;
pub mod posts;
pub mod profile;
pub mod reports;
pub mod stay;

pub mod choices;
pub mod follows;
pub mod life_events;
pub mod reactions;
pub mod status;
pub mod suggestions;
pub mod text;

pub mod talk;

/// The version of this protocol; every request and every answer carries it in [`PROTOCOL_HEADER`].
pub const PROTOCOL: u32 = 1;

/// Name of the header that tells an Enishi server from a login page that answers 200 to everything.
pub const PROTOCOL_HEADER: &str = "enishi-protocol";

/// Name of the header in which a client names its build, for support (never for decisions).
pub const BUILD_HEADER: &str = "enishi-build";
