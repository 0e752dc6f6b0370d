//! Opens a database: where it is, how its connections are set up, and its schema.

use super::{
    Snapshot,
    condition::{Condition, condition, of_io},
    group::Groups,
};
use crate::{domain::erasure::ledger::Ledger, failure::Failure, live::Hub};
use sqlx::{
    AnyPool, ConnectOptions, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::{MigrateError, Migrator},
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// SQLite before this version can corrupt a database that several connections write (the WAL-reset bug).
pub const SQLITE_NEEDED: (u32, u32, u32) = (3, 51, 3);

static SQLITE_SCHEMA: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_SCHEMA: Migrator = sqlx::migrate!("migrations/postgres");

const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;";
const SQLITE_READER: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;";
const POSTGRES_SESSION: &str = "SET lock_timeout = '2s'; SET statement_timeout = '20s'; \
    SET idle_in_transaction_session_timeout = '60s'; SET synchronous_commit = on;";

/// Which of the two it is; only this module and the live watcher ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file beside the server.
    Sqlite,
    /// A database server.
    Postgres,
}

/// Where a database is.
#[derive(Debug, Clone)]
pub struct Place {
    /// The kind of database.
    pub engine: Engine,
    /// Its address.
    pub url: String,
    file: Option<PathBuf>,
    ledger: Ledger,
}

impl Place {
    /// The database named by `url`, or else the SQLite file in the data folder.
    pub fn find(data: &Path, url: Option<&str>) -> Result<Self, Failure> {
        let ledger = Ledger::of(data);
        match url {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self { engine: Engine::Postgres, url: url.to_owned(), file: None, ledger })
            }
            Some(url) => match url.strip_prefix("sqlite:") {
                Some(path) => Ok(Self::file(Path::new(path.strip_prefix("//").unwrap_or(path)), ledger)),
                None => Err(Failure::operator(
                    "bad_database",
                    "A database is named by postgres://… or sqlite:PATH.",
                )),
            },
            None => Ok(Self::file(&data.join("enishi.db"), ledger)),
        }
    }

    fn file(path: &Path, ledger: Ledger) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut escaped = String::new();
        for character in path.to_string_lossy().chars() {
            match character {
                '%' => escaped.push_str("%25"),
                '?' => escaped.push_str("%3F"),
                '#' => escaped.push_str("%23"),
                other => escaped.push(other),
            }
        }
        Self { engine: Engine::Sqlite, url: format!("sqlite://{escaped}?mode=rwc"), file: Some(path), ledger }
    }
}

/// An open database. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Database {
    /// The kind of database.
    pub engine: Engine,
    /// Its address, for the listener of PostgreSQL's notifications.
    pub url: String,
    pub(super) writer: AnyPool,
    /// How writes of SQLite share transactions.
    pub(super) groups: Option<Arc<Groups>>,
    reader: AnyPool,
    /// Who is told of every commit.
    pub hub: Hub,
    /// What was deleted, beside the database.
    pub ledger: Ledger,
}

impl Database {
    /// Opens the database and brings its schema up to date.
    pub async fn open(place: &Place) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(&place.url)
            .map_err(|_| Failure::Database(Condition::Unreachable))?
            .disable_statement_logging();
        // Two processes that start at once on a new file must not both lay the schema.
        let guard = place.file.as_deref().map(lock_beside).transpose()?;
        let database = match place.engine {
            Engine::Sqlite => Self::open_sqlite(place, options).await?,
            Engine::Postgres => Self::open_postgres(place, options).await?,
        };
        database.migrate().await?;
        drop(guard);
        super::meta::ensure_epoch(&database).await?;
        Ok(database)
    }

    async fn open_sqlite(place: &Place, options: AnyConnectOptions) -> Result<Self, Failure> {
        let pool = |connections: u32, set_up: &'static str| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(10))
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .after_release(|connection, _| {
                    Box::pin(async move {
                        // On a full disk SQLite undoes a transaction by itself, and the connection goes on
                        // believing that it is in one. The ping lets a waiting ROLLBACK come first.
                        connection.ping().await?;
                        Ok(!connection.is_in_transaction())
                    })
                })
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        connection.execute(set_up).await?;
                        Ok(())
                    })
                })
        };
        try_out(&options, SQLITE_WRITER).await?;
        let writer = pool(1, SQLITE_WRITER).connect_with(options.clone()).await?;
        let reader = pool(8, SQLITE_READER).connect_lazy_with(options);
        let hub = Hub::default();
        let groups = Some(Arc::new(Groups::new(writer.clone(), hub.clone())));
        Ok(Self {
            engine: Engine::Sqlite,
            url: place.url.clone(),
            writer,
            groups,
            reader,
            hub,
            ledger: place.ledger.clone(),
        })
    }

    async fn open_postgres(place: &Place, options: AnyConnectOptions) -> Result<Self, Failure> {
        let pool = || {
            AnyPoolOptions::new().max_connections(10).acquire_timeout(Duration::from_secs(10)).after_connect(
                |connection, _| {
                    Box::pin(async move {
                        connection.execute(POSTGRES_SESSION).await?;
                        Ok(())
                    })
                },
            )
        };
        try_out(&options, POSTGRES_SESSION).await?;
        let writer = pool().connect_with(options.clone()).await?;
        let reader = pool().connect_lazy_with(options);
        let hub = Hub::default();
        Ok(Self {
            engine: Engine::Postgres,
            url: place.url.clone(),
            writer,
            groups: None,
            reader,
            hub,
            ledger: place.ledger.clone(),
        })
    }

    /// The same database with at most so many writes in a COMMIT, and groups that take nobody more at that age; a
    /// group of 1 is what group commit is measured against. PostgreSQL, which has no groups, is left as it is. No
    /// writer may use the other value meanwhile.
    pub fn with_groups_of(self, largest: usize, young: Duration) -> Self {
        let groups = self.groups.map(|groups| Arc::new(groups.of_at_most(largest, young)));
        Self { groups, ..self }
    }

    async fn migrate(&self) -> Result<(), Failure> {
        let schema = match self.engine {
            Engine::Sqlite => &SQLITE_SCHEMA,
            Engine::Postgres => &POSTGRES_SCHEMA,
        };
        schema.run(&self.writer).await.map_err(|error| match &error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => {
                Failure::Database(Condition::Newer)
            }
            MigrateError::Execute(inner) | MigrateError::ExecuteMigration(inner, _) => {
                condition(inner).map_or_else(|| Failure::Fault(error.to_string()), Failure::Database)
            }
            _ => Failure::Fault(error.to_string()),
        })
    }

    /// Begins a read transaction: everything read in it is of one moment.
    pub async fn snapshot(&self) -> Result<Snapshot, Failure> {
        Ok(self
            .reader
            .begin_with(match self.engine {
                Engine::Sqlite => "BEGIN",
                Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            })
            .await?)
    }

    /// The version of the SQLite library, if that is what runs.
    pub async fn sqlite_version(&self) -> Result<Option<String>, Failure> {
        if self.engine == Engine::Postgres {
            return Ok(None);
        }
        Ok(Some(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&self.reader).await?))
    }

    /// Whether another connection or process has committed since `before` (SQLite's `data_version`).
    pub async fn data_version(connection: &mut super::Conn) -> Result<i64, Failure> {
        Ok(sqlx::query_scalar("PRAGMA data_version").fetch_one(connection).await?)
    }

    /// How many writers wait for their place; 0 on PostgreSQL, which queues them itself.
    pub fn waiting_writers(&self) -> usize {
        self.groups.as_ref().map_or(0, |groups| groups.waiting())
    }

    /// Looks whether another process has committed to the file, and has everybody looked at if so. The
    /// writing connection knows: to every other one this process's own commits are others' too.
    pub async fn notice_others(&self) -> Result<(), Failure> {
        if let Some(groups) = &self.groups {
            groups.enter().await?.roll_back().await;
        }
        Ok(())
    }

    /// A connection of its own, kept for as long as the caller wants.
    pub async fn dedicated(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Any>, Failure> {
        Ok(self.reader.acquire().await?)
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// Connects once by hand: a pool tries a broken database again and again and says in the end that it
/// waited too long.
async fn try_out(options: &AnyConnectOptions, set_up: &'static str) -> Result<(), Failure> {
    let mut connection = sqlx::AnyConnection::connect_with(options).await?;
    connection.execute(set_up).await?;
    Ok(connection.close().await?)
}

fn lock_beside(file: &Path) -> Result<std::fs::File, Failure> {
    let on_file = |error: std::io::Error| Failure::Database(of_io(&error));
    let lock = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(file.with_extension("lock"))
        .map_err(on_file)?;
    lock.lock().map_err(on_file)?;
    Ok(lock)
}
