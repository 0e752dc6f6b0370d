//! The database: SQLite or PostgreSQL behind one SQL text. One file for each group of tables; functions
//! are single statements with a verb for a name and hold no rules.

pub mod check;
pub mod condition;
pub mod copy;
mod group;
mod open;
pub mod tables;
pub mod write;

pub mod accounts;
pub mod changes;
pub mod events;
pub mod floors;
pub mod hidden;
pub mod limits;
pub mod lines;
pub mod mail;
pub mod marks;
pub mod members;
pub mod meta;
pub mod mutations;
pub mod networks;
pub mod posts;
pub mod profile;
pub mod roster;
pub mod sessions;
pub mod sign_in;

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
