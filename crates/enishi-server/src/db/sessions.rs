//! Sessions: signed-in devices.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::ids::{AccountId, SessionId};

/// A session that has not been ended; whether it has run out is the domain's question.
#[derive(Debug, Clone)]
pub struct SessionRecord {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// Name of the device.
    pub device_name: String,
    /// Platform of the device.
    pub platform: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_seen_at: i64,
}

type Columns = (String, String, String, String, i64, i64);

fn read(
    (id, account, device_name, platform, created_at, last_seen_at): Columns,
) -> Result<SessionRecord, Failure> {
    Ok(SessionRecord {
        id: parse(&id, "session")?,
        account: parse(&account, "account")?,
        device_name,
        platform,
        created_at,
        last_seen_at,
    })
}

/// Begins a session.
pub async fn insert(conn: &mut Conn, session: &SessionRecord, token_hash: &str) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO sessions (id, account, token_hash, device_name, platform, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(session.id.to_string())
    .bind(session.account.to_string())
    .bind(token_hash)
    .bind(&session.device_name)
    .bind(&session.platform)
    .bind(session.created_at)
    .bind(session.last_seen_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// What is known of a token.
#[derive(Debug, Clone)]
pub enum Token {
    /// Nothing: it was never given out, or by a life of this database that is gone.
    Unknown,
    /// Its session was ended by the person; such rows stay, so that the two can be told apart.
    Ended,
    /// Its session.
    Of(SessionRecord),
}

/// What is known of a token, by its hash.
pub async fn of_token(conn: &mut Conn, token_hash: &str) -> Result<Token, Failure> {
    type WithEnd = (String, String, String, String, i64, i64, Option<i64>);
    let row: Option<WithEnd> = sqlx::query_as(
        "SELECT id, account, device_name, platform, created_at, last_seen_at, ended_at FROM sessions \
         WHERE token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(&mut *conn)
    .await?;
    Ok(match row {
        None if is_of_nobody(conn, token_hash).await? => Token::Ended,
        None => Token::Unknown,
        Some((.., Some(_))) => Token::Ended,
        Some((id, account, device_name, platform, created_at, last_seen_at, None)) => {
            Token::Of(read((id, account, device_name, platform, created_at, last_seen_at))?)
        }
    })
}

/// Whether the account of a token was deleted.
async fn is_of_nobody(conn: &mut Conn, token_hash: &str) -> Result<bool, Failure> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ended_tokens WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_one(conn)
        .await?;
    Ok(found > 0)
}

/// A session by its id.
pub async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<SessionRecord>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT id, account, device_name, platform, created_at, last_seen_at FROM sessions \
         WHERE id = $1 AND ended_at IS NULL",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// All sessions of an account, the latest first.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<SessionRecord>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, account, device_name, platform, created_at, last_seen_at FROM sessions \
         WHERE account = $1 AND ended_at IS NULL ORDER BY created_at DESC, id",
    )
    .bind(account.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Notes that a session was used.
pub async fn touch(conn: &mut Conn, id: SessionId, now: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2")
        .bind(id.to_string())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session of an account; `false`: it has none of that id.
pub async fn end(conn: &mut Conn, account: AccountId, id: SessionId, now: i64) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE sessions SET ended_at = $3 WHERE id = $1 AND account = $2 AND ended_at IS NULL")
            .bind(id.to_string())
            .bind(account.to_string())
            .bind(now)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// The hashes of the tokens of ended sessions, with the time of their end.
pub async fn ended(conn: &mut Conn) -> Result<Vec<(String, i64)>, Failure> {
    Ok(sqlx::query_as("SELECT token_hash, ended_at FROM sessions WHERE ended_at IS NOT NULL")
        .fetch_all(conn)
        .await?)
}

/// Ends the session of a token once more, on a restore.
pub async fn keep_ended(conn: &mut Conn, token_hash: &str, at: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE sessions SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL")
        .bind(token_hash)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}
