//! The encrypted database of one account: SQLCipher, one connection, short transactions.
//!
//! Server tables hold only what the server said, the outbox only what the person wants. One connection:
//! this SQLite has the WAL-reset race with several, and a rollback journal (TRUNCATE) lets enishi-cli work
//! beside the app on the same home folder (docs/adr/0003).

pub mod notifications;
mod open;
pub mod outbox;
pub mod places;
pub mod rows;

pub use notifications::NotificationRow;
pub use places::PlaceRow;

use crate::error::Error;
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::path::PathBuf;

/// A write transaction.
pub type Tx<'a> = Transaction<'a, Sqlite>;

/// The database of one account.
#[derive(Clone)]
pub struct Db {
    pool: SqlitePool,
    path: PathBuf,
}

impl Db {
    /// Begins a write transaction; dropping it rolls back.
    ///
    /// # Errors
    /// `database_locked` when another program holds the database for longer than five seconds.
    pub async fn begin(&self) -> Result<Tx<'static>, Error> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Closes the connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Size on disk, bytes.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }
}

#[cfg(test)]
mod tests;
