//! The encrypted database of one account: SQLCipher, one connection that writes and one that reads.
//!
//! Server tables hold only what the server said, the outbox only what the person wants. A rollback journal
//! (TRUNCATE) and not WAL: this SQLite has the WAL-reset race, and enishi-cli works beside the app on the same home
//! folder (docs/adr/0003). The pages on the screen read beside a transaction that stores thousands of rows, and
//! wait only while it commits.

pub mod again;
mod bulk;
pub mod devices;
pub mod directory;
pub mod facts;
pub mod files;
pub mod letters;
pub mod notifications;
mod open;
pub mod outbox;
pub mod photos;
pub mod places;
pub mod recovery;
pub mod repair;
pub mod rows;
mod schema;
pub mod scopes;
pub mod sent;
pub mod store;

pub use notifications::NotificationRow;
pub use open::set_aside;
pub use places::PlaceRow;
pub use scopes::Held;

use crate::{directory::Directories, error::Error};
use sqlx::{Sqlite, SqlitePool, Transaction, sqlite::SqliteConnectOptions};
use std::path::{Path, PathBuf};

/// A write transaction.
pub type Tx<'a> = Transaction<'a, Sqlite>;

/// The database of one account.
#[derive(Clone)]
pub struct Db {
    /// Reads what is committed.
    pool: SqlitePool,
    writer: SqlitePool,
    path: PathBuf,
    /// For a second connection; it carries the key.
    options: SqliteConnectOptions,
    /// What is derived from member rows, in memory.
    pub directories: Directories,
}

impl Db {
    /// Begins a write transaction; dropping it rolls back.
    ///
    /// # Errors
    /// `database_locked` when another program holds the database for longer than five seconds.
    pub async fn begin(&self) -> Result<Tx<'static>, Error> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Size on disk, bytes.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }
}

#[cfg(test)]
mod tests;
