//! Facts about the database itself.

use super::{Conn, Database};
use crate::{failure::Failure, ids};

/// Gives a new database its epoch.
pub async fn ensure_epoch(database: &Database) -> Result<(), Failure> {
    let mut snapshot = database.snapshot().await?;
    if get(&mut snapshot, "epoch").await?.is_some() {
        return Ok(());
    }
    drop(snapshot);
    let mut write = database.write().await?;
    sqlx::query("INSERT INTO meta (key, value) VALUES ('epoch', $1) ON CONFLICT (key) DO NOTHING")
        .bind(new_epoch())
        .execute(write.conn())
        .await?;
    write.commit().await
}

fn new_epoch() -> String {
    ids::secret().chars().take(32).collect()
}

/// Begins a new life of this database; gives it.
pub async fn renew_epoch(conn: &mut Conn) -> Result<String, Failure> {
    let epoch = new_epoch();
    set(conn, "epoch", &epoch).await?;
    Ok(epoch)
}

/// The life of this database that cursors belong to (I15).
pub async fn epoch(conn: &mut Conn) -> Result<String, Failure> {
    get(conn, "epoch").await?.ok_or_else(no_epoch)
}

/// What a database without an epoch is: broken.
pub fn no_epoch() -> Failure {
    Failure::Fault("the database has no epoch".to_owned())
}

/// Reads a fact.
pub async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(conn).await?)
}

/// Notes a fact.
pub async fn set(conn: &mut Conn, key: &str, value: &str) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES ($1, $2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}
