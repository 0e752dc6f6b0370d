//! The floor of a first sync: fetch a ready zstd file of the same rows over loopback, unpack it, and put the
//! rows into an encrypted database by one INSERT … SELECT. No protocol, no order, no checks, no search.

use crate::world;
use anyhow::{Context, Result, ensure};
use sqlx::{Connection, SqliteConnection};
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
    time::Instant,
};

/// The table of rows as a device has it, with its index.
const ROWS_TABLE: &str = "CREATE TABLE rows (
    nr INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind TEXT NOT NULL, id BLOB NOT NULL,
    seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX rows_by_id ON rows (scope, kind, id)";

const ROWS_FROM_CHANGES: &str = "INSERT INTO rows (scope, kind, id, seq, body)
SELECT 1, kind, unhex(replace(id, '-', '')), seq, body
FROM server.changes WHERE body IS NOT NULL AND scope = 'members' ORDER BY seq";

/// A server of one ready file.
pub struct Ready {
    address: SocketAddr,
    rows: i64,
    serving: JoinHandle<()>,
}

impl Ready {
    /// Packs the rows that a device gets from this server's database into a file and serves it.
    pub async fn from(server: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("rows.db");
        let mut db = world::open(&path).await?;
        sqlx::raw_sql(ROWS_TABLE).execute(&mut db).await?;
        sqlx::query("ATTACH $1 AS server").bind(text(server)?).execute(&mut db).await?;
        let done = sqlx::query(ROWS_FROM_CHANGES).execute(&mut db).await?;
        let rows = i64::try_from(done.rows_affected())?;
        sqlx::raw_sql("DETACH server; VACUUM").execute(&mut db).await?;
        db.close().await?;
        let packed: Arc<[u8]> = zstd::encode_all(std::fs::File::open(&path)?, 3)?.into();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let packed = Arc::clone(&packed);
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    let _request = socket.read(&mut request).await?;
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                        packed.len()
                    );
                    socket.write_all(head.as_bytes()).await?;
                    socket.write_all(&packed).await
                });
            }
        });
        Ok(Self { address, rows, serving })
    }

    /// Does the work once. Answers how long it took.
    pub async fn fetch_and_store(&self) -> Result<Duration> {
        let folder = tempfile::tempdir()?;
        let started = Instant::now();
        let packed = reqwest::get(format!("http://{}/rows.db.zst", self.address)).await?.bytes().await?;
        let plain = folder.path().join("rows.db");
        std::fs::write(&plain, zstd::decode_all(packed.as_ref())?)?;
        let mut db = encrypted(&folder.path().join("device.db")).await?;
        sqlx::raw_sql(ROWS_TABLE).execute(&mut db).await?;
        sqlx::query("ATTACH $1 AS ready KEY ''").bind(text(&plain)?).execute(&mut db).await?;
        let done = sqlx::query("INSERT INTO rows SELECT * FROM ready.rows").execute(&mut db).await?;
        db.close().await?;
        let took = started.elapsed();
        ensure!(i64::try_from(done.rows_affected())? == self.rows, "the floor lost rows");
        Ok(took)
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// An encrypted database with the settings of a device's.
pub async fn encrypted(path: &Path) -> Result<SqliteConnection> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("key", format!("\"x'{}'\"", "5a".repeat(32)))
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Truncate)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .pragma("cache_size", "-65536");
    Ok(SqliteConnection::connect_with(&options).await?)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("not UTF-8")
}
