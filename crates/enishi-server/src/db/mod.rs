//! The database: SQLite or PostgreSQL behind one SQL text. One file for each group of tables; functions
//! are single statements with a verb for a name and hold no rules.

pub mod check;
pub mod condition;
pub mod copy;
mod group;
mod open;
pub mod tables;
pub mod write;

pub mod accesses;
pub mod accounts;
pub mod attachments;
pub mod changes;
pub mod erasures;
pub mod events;
pub mod field_kinds;
pub mod floors;
pub mod hidden;
pub mod life;
pub mod limits;
pub mod lines;
pub mod links;
pub mod mail;
pub mod marks;
pub mod members;
pub mod meta;
pub mod mutations;
pub mod networks;
pub mod photos;
pub mod posts;
pub mod profile;
pub mod reports;
pub mod roster;
pub mod sessions;
pub mod sign_in;

pub mod devices;
pub mod threads;

pub mod choices;
pub mod follows;
pub mod life_events;
pub mod reactions;
pub mod status;
pub mod suggestions;

pub use open::{Database, Engine, Place, SQLITE_NEEDED};

/// One connection, inside a transaction or not.
pub type Conn = sqlx::AnyConnection;

/// A read transaction: all statements see the same state of the database.
pub type Snapshot = sqlx::Transaction<'static, sqlx::Any>;

use crate::failure::Failure;
use std::str::FromStr;

/// Reads an id that the database holds as text.
pub(crate) fn parse<T: FromStr>(text: &str, what: &'static str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::Fault(format!("the database holds a bad {what}")))
}
