//! Opening the database: key, schema, and what to do when it is damaged or newer than this program.

use super::{Db, directory, facts, schema};
use crate::{directory::Directories, error::Error, vault};
use enishi_bridge::errors::AppCode;
use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// A file up to this size is looked through at every opening: that takes a few milliseconds. A larger one is looked
/// through in the background now and then ([`Db::check`]), and damage that a statement meets is mended then.
const SMALL: u64 = 2 * 1024 * 1024;

/// What the reading connection keeps decrypted, KiB: a few screens, and not the whole file twice.
const READING: &str = "-16384";

impl Db {
    /// Opens the database at `path`, or makes it. A damaged one is set aside under another name and a
    /// fresh one takes its place; the outbox comes back from the journal and the rows from the server.
    ///
    /// # Errors
    /// `database_newer`, `database_locked`, `read_only`, `disk_full`; `database_corrupt` when a damaged
    /// file could not be renamed.
    pub async fn open(path: &Path, key_hex: &str) -> Result<Self, Error> {
        match Self::try_open(path, key_hex).await {
            Ok(db) => Ok(db),
            Err(error) if error.proves_damage() => {
                tracing::warn!(%error, "A damaged database is set aside and rebuilt from the server.");
                set_aside(path)?;
                Self::try_open(path, key_hex).await
            }
            Err(error) => Err(error),
        }
    }

    async fn try_open(path: &Path, key_hex: &str) -> Result<Self, Error> {
        // Without OpenSSL's clean-up at the end of the process: a thread of SQLite that just ends frees the same memory.
        openssl_sys::init();
        let options = options(path, key_hex)?;
        let one = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(0)
            .acquire_timeout(Duration::from_secs(30));
        let writer = one.clone().connect_with(options.clone()).await?;
        let reading = options.clone().create_if_missing(false).pragma("query_only", "ON");
        // A question whether the connection is still there, a file beside this program, would be a change of thread more
        // with every statement.
        let pool = one.test_before_acquire(false).connect_lazy_with(reading.pragma("cache_size", READING));
        let db = Self { pool, writer, path: path.to_owned(), options, directories: Directories::default() };
        match db.prepare().await {
            Ok(()) => Ok(db),
            Err(error) => {
                db.close().await;
                Err(error)
            }
        }
    }

    async fn prepare(&self) -> Result<(), Error> {
        let cipher = sqlx::query("PRAGMA cipher_version").fetch_optional(&self.writer).await?;
        if cipher.is_none() {
            return Err(Error::Bug("this SQLite cannot encrypt"));
        }
        let mut tx = self.writer.begin().await?;
        let version = schema::version(&mut tx).await?;
        tx.commit().await?;
        if version > schema::SCHEMA {
            return Err(AppCode::DatabaseNewer.into());
        }
        if version > 0 && self.bytes() <= SMALL {
            look_through(&mut *self.writer.acquire().await?).await?;
        }
        if version < schema::SCHEMA {
            let mut tx = self.begin().await?;
            schema::bring_up(&mut tx).await?;
            tx.commit().await?;
        }
        self.follow_program().await
    }

    /// What was derived from rows by another version of this program is derived anew: it may understand more (I40).
    async fn follow_program(&self) -> Result<(), Error> {
        let version = format!("{}+{}", env!("CARGO_PKG_VERSION"), crate::directory::FORMAT);
        if self.fact(facts::DERIVED_BY).await?.as_ref() != Some(&version) {
            let mut tx = self.begin().await?;
            directory::forget_all(&mut tx).await?;
            facts::put(&mut tx, facts::DERIVED_BY, &version).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Looks through the whole file on a connection of its own, so that the pages are not kept waiting.
    ///
    /// # Errors
    /// `database_corrupt` when it is damaged.
    pub async fn check(&self) -> Result<(), Error> {
        let mut connection = self.options.clone().create_if_missing(false).connect().await?;
        let answer = look_through(&mut connection).await;
        connection.close().await?;
        answer
    }
}

/// Renames a damaged database, so that nothing is thrown away.
///
/// # Errors
/// `database_corrupt` when the file could not be renamed.
pub fn set_aside(path: &Path) -> Result<(), Error> {
    let _journal = std::fs::remove_file(path.with_extension("db-journal"));
    vault::set_aside(path).ok_or(AppCode::DatabaseCorrupt)?;
    Ok(())
}

/// A page that does not decrypt, a broken tree.
async fn look_through(connection: &mut SqliteConnection) -> Result<(), Error> {
    let check: String = sqlx::query("PRAGMA quick_check(1)").fetch_one(connection).await?.try_get(0)?;
    if check == "ok" { Ok(()) } else { Err(AppCode::DatabaseCorrupt.into()) }
}

fn options(path: &Path, key_hex: &str) -> Result<SqliteConnectOptions, Error> {
    // The key is hex that this program made; it is pasted raw into a pragma.
    if key_hex.len() != 64 || !key_hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::Bug("database key"));
    }
    Ok(SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // The second statement rides along because it must come before the first page is read: SQLCipher
        // would write its trouble to stderr, where scripts expect our JSON.
        .pragma("key", format!("\"x'{key_hex}'\"; PRAGMA cipher_log_level = NONE"))
        .journal_mode(SqliteJournalMode::Truncate)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // KiB, taken as needed: a page that is not decrypted again is the cheapest one, and a transaction that
        // outgrows its cache writes its pages twice.
        .pragma("cache_size", "-65536")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        // sqlx logs statements, and the first one carries the key.
        .disable_statement_logging())
}
