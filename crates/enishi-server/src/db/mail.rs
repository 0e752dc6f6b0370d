//! The queue of mail. A letter is a kind and what it is about; its text is made when it is sent.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::ids::NetworkId;
use uuid::Uuid;

/// A letter that waits.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// The network it is from, if not from the server as a whole.
    pub network: Option<NetworkId>,
    /// `sign-in-code` or `invitation`.
    pub kind: String,
    /// The challenge or the member it is about.
    pub about: Uuid,
    /// Who gets it.
    pub recipient: String,
    /// `ja` or `en`.
    pub locale: String,
    /// Tries so far.
    pub attempts: i64,
}

/// Puts a letter into the queue.
pub async fn enqueue(conn: &mut Conn, letter: &Letter, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO mail (id, network, kind, about, recipient, locale, created_at, due_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(letter.id.to_string())
    .bind(letter.network.map(|id| id.to_string()))
    .bind(&letter.kind)
    .bind(letter.about.to_string())
    .bind(&letter.recipient)
    .bind(&letter.locale)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Letters that are due, codes before invitations and the oldest first.
pub async fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<Letter>, Failure> {
    type Columns = (String, Option<String>, String, String, String, String, i64);
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, network, kind, about, recipient, locale, attempts FROM mail \
         WHERE failed IS NULL AND due_at <= $1 \
         ORDER BY CASE WHEN kind = 'sign-in-code' THEN 0 ELSE 1 END, due_at, id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(id, network, kind, about, recipient, locale, attempts)| {
            Ok(Letter {
                id: parse(&id, "letter")?,
                network: network.map(|id| parse(&id, "network")).transpose()?,
                kind,
                about: parse(&about, "subject of a letter")?,
                recipient,
                locale,
                attempts,
            })
        })
        .collect()
}

/// How many letters wait.
pub async fn waiting(conn: &mut Conn) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM mail WHERE failed IS NULL").fetch_one(conn).await?)
}

/// Claims a letter until `until`; `false`: another worker has it.
pub async fn claim(conn: &mut Conn, letter: &Letter, now: i64, until: i64) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE mail SET due_at = $3, attempts = attempts + 1 \
         WHERE id = $1 AND failed IS NULL AND due_at <= $2",
    )
    .bind(letter.id.to_string())
    .bind(now)
    .bind(until)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets a letter that was sent or has lost its sense: the queue is no record of who was written to.
pub async fn forget(conn: &mut Conn, id: Uuid) -> Result<(), Failure> {
    sqlx::query("DELETE FROM mail WHERE id = $1").bind(id.to_string()).execute(conn).await?;
    Ok(())
}

/// Puts a letter off, or gives it up with a reason.
pub async fn put_off(conn: &mut Conn, id: Uuid, due_at: i64, failed: Option<&str>) -> Result<(), Failure> {
    sqlx::query("UPDATE mail SET due_at = $2, failed = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(due_at)
        .bind(failed)
        .execute(conn)
        .await?;
    Ok(())
}
