//! Opening the database: key, schema, and what to do when it is damaged or newer than this program.

use super::Db;
use crate::{error::Error, vault};
use enishi_bridge::errors::AppCode;
use sqlx::{
    ConnectOptions, Row, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// The schema this program writes. Adding a column or table does not raise it (older programs may open the
/// file); a change that older programs would misread does.
const SCHEMA: i64 = 1;

/// `PRAGMA application_id` of an Enishi database: "ENSH".
const APPLICATION: i64 = 0x454e_5348;

const TABLES: &str = r"
CREATE TABLE IF NOT EXISTS places (       -- networks of the account
    network   TEXT PRIMARY KEY,
    member    TEXT NOT NULL,
    position  INTEGER NOT NULL,           -- order of joining
    about     TEXT NOT NULL,              -- wire Place as JSON
    epoch     TEXT,                       -- life of the server's database; NULL before the first pull
    synced_at INTEGER,                    -- last complete pull, ms UTC
    settings  TEXT NOT NULL DEFAULT ''    -- PlaceSettings as JSON; empty for the defaults
) STRICT;
CREATE TABLE IF NOT EXISTS cursors (      -- highest seq held, for each scope
    network TEXT NOT NULL,
    scope   TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (network, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (         -- what the server said, nothing else
    network TEXT NOT NULL,
    scope   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (network, scope, kind, id)
) STRICT;
CREATE INDEX IF NOT EXISTS rows_by_kind ON rows (network, kind, id);
CREATE TABLE IF NOT EXISTS directory (    -- derived from member rows: order and search
    network TEXT NOT NULL,
    id      TEXT NOT NULL,
    sort    TEXT NOT NULL,                -- reading in hiragana, else the name
    rail    TEXT NOT NULL,                -- letter of the rail
    fold    TEXT NOT NULL,                -- everything a search may match, folded
    PRIMARY KEY (network, id)
) STRICT;
CREATE INDEX IF NOT EXISTS directory_by_sort ON directory (network, sort, id);
CREATE TABLE IF NOT EXISTS outbox (       -- what the person wants and the server has not answered
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    network  TEXT NOT NULL,
    mutation TEXT NOT NULL,               -- wire Mutation as JSON; old variants stay readable
    state    TEXT NOT NULL,               -- waiting | sending | failed
    reason   TEXT,                        -- wire ApiCode of a failed one
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS notifications (  -- decided when a row arrived, shown when due
    network TEXT NOT NULL,
    item    TEXT NOT NULL,                -- post or event
    kind    TEXT NOT NULL,
    due_at  INTEGER NOT NULL,             -- ms UTC; after the quiet hours
    quiet   INTEGER NOT NULL,             -- 1 when quiet hours moved it
    shown   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, item)
) STRICT, WITHOUT ROWID;
";

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
            Err(error) if error.code() == AppCode::DatabaseCorrupt => {
                tracing::warn!(%error, "A damaged database is set aside and rebuilt from the server.");
                let _journal = std::fs::remove_file(path.with_extension("db-journal"));
                vault::set_aside(path).ok_or(AppCode::DatabaseCorrupt)?;
                Self::try_open(path, key_hex).await
            }
            Err(error) => Err(error),
        }
    }

    async fn try_open(path: &Path, key_hex: &str) -> Result<Self, Error> {
        // The key is hex that this program made; it is pasted raw into a pragma.
        if key_hex.len() != 64 || !key_hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::Bug("database key"));
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // The second statement rides along because it must come before the first page is read: SQLCipher
            // would write its trouble to stderr, where scripts expect our JSON.
            .pragma("key", format!("\"x'{key_hex}'\"; PRAGMA cipher_log_level = NONE"))
            .journal_mode(SqliteJournalMode::Truncate)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            // sqlx logs statements, and the first one carries the key.
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(0)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        match prepare(&pool).await {
            Ok(()) => Ok(Self { pool, path: path.to_owned() }),
            Err(error) => {
                pool.close().await;
                Err(error)
            }
        }
    }
}

async fn prepare(pool: &SqlitePool) -> Result<(), Error> {
    let cipher = sqlx::query("PRAGMA cipher_version").fetch_optional(pool).await?;
    if cipher.is_none() {
        return Err(Error::Bug("this SQLite cannot encrypt"));
    }
    let schema: i64 = sqlx::query("PRAGMA user_version").fetch_one(pool).await?.try_get(0)?;
    if schema > SCHEMA {
        return Err(AppCode::DatabaseNewer.into());
    }
    if schema == SCHEMA {
        // Cheap damage (a page that does not decrypt, a broken tree) shows here, before it is relied on.
        let check: String = sqlx::query("PRAGMA quick_check(1)").fetch_one(pool).await?.try_get(0)?;
        if check != "ok" {
            return Err(AppCode::DatabaseCorrupt.into());
        }
        return Ok(());
    }
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(TABLES).execute(&mut *tx).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
    )))
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
