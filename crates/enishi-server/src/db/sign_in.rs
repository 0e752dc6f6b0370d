//! Requests for a sign-in code.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::ids::ChallengeId;

/// Wrong tries after which a code is worth nothing.
pub const TRIES: i64 = 5;

/// A request for a code as it was made.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// Names the request.
    pub id: ChallengeId,
    /// The address in canonical form, known or not.
    pub email: String,
    /// SHA-256 of the secret of the device that asked.
    pub login_secret_hash: String,
    /// Language of the mail.
    pub locale: String,
    /// Name of the device that asked.
    pub device_name: String,
    /// When it was made.
    pub asked_at: i64,
    /// Until when the code lives.
    pub expires_at: i64,
}

/// What became of a request.
#[derive(Debug, Clone, Copy)]
pub struct Fate {
    /// Tries so far.
    pub attempts: i64,
    /// Until when the code lives.
    pub expires_at: i64,
    /// Whether a newer request took its place.
    pub replaced: bool,
    /// Whether the code was used.
    pub used: bool,
}

type Columns = (String, String, String, String, String, i64, i64);

fn read(columns: Columns) -> Result<Challenge, Failure> {
    let (id, email, login_secret_hash, locale, device_name, asked_at, expires_at) = columns;
    Ok(Challenge {
        id: parse(&id, "challenge")?,
        email,
        login_secret_hash,
        locale,
        device_name,
        asked_at,
        expires_at,
    })
}

/// Notes a request, the same for every address.
pub async fn insert(conn: &mut Conn, challenge: &Challenge) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO challenges (id, email, login_secret_hash, locale, device_name, asked_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(challenge.id.to_string())
    .bind(&challenge.email)
    .bind(&challenge.login_secret_hash)
    .bind(&challenge.locale)
    .bind(&challenge.device_name)
    .bind(challenge.asked_at)
    .bind(challenge.expires_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest request of an app takes the place of its older ones. An app is known by its login secret, so
/// that nobody else's request ends the code that a person holds.
pub async fn replace_older(conn: &mut Conn, challenge: &Challenge, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE challenges SET replaced_at = $3 \
         WHERE email = $1 AND login_secret_hash = $4 AND id <> $2 AND used_at IS NULL AND replaced_at IS NULL",
    )
    .bind(&challenge.email)
    .bind(challenge.id.to_string())
    .bind(now)
    .bind(&challenge.login_secret_hash)
    .execute(conn)
    .await?;
    Ok(())
}

/// Requests of which nobody has yet looked whether the address is known.
pub async fn undecided(conn: &mut Conn, limit: i64) -> Result<Vec<Challenge>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, email, login_secret_hash, locale, device_name, asked_at, expires_at FROM challenges \
         WHERE decided_at IS NULL ORDER BY asked_at, id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Decides a request: with a code that opens it, or without. `false`: another worker did.
pub async fn decide(conn: &mut Conn, id: ChallengeId, mac: Option<&str>, now: i64) -> Result<bool, Failure> {
    let done =
        sqlx::query("UPDATE challenges SET decided_at = $2, mac = $3 WHERE id = $1 AND decided_at IS NULL")
            .bind(id.to_string())
            .bind(now)
            .bind(mac)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Counts a try, before anything is compared. `None`: the request takes no more tries; [`fate`] says why.
pub async fn count_try(
    conn: &mut Conn,
    id: ChallengeId,
    now: i64,
) -> Result<Option<(Challenge, Option<String>)>, Failure> {
    let mac: Option<Option<String>> = sqlx::query_scalar(
        "UPDATE challenges SET attempts = attempts + 1 WHERE id = $1 AND attempts < $3 \
         AND used_at IS NULL AND replaced_at IS NULL AND expires_at > $2 RETURNING mac",
    )
    .bind(id.to_string())
    .bind(now)
    .bind(TRIES)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(mac) = mac else { return Ok(None) };
    Ok(find(conn, id).await?.map(|challenge| (challenge, mac)))
}

/// A request by its id.
pub async fn find(conn: &mut Conn, id: ChallengeId) -> Result<Option<Challenge>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT id, email, login_secret_hash, locale, device_name, asked_at, expires_at FROM challenges \
         WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// What became of a request.
pub async fn fate(conn: &mut Conn, id: ChallengeId) -> Result<Option<Fate>, Failure> {
    let row: Option<(i64, i64, Option<i64>, Option<i64>)> =
        sqlx::query_as("SELECT attempts, expires_at, replaced_at, used_at FROM challenges WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(attempts, expires_at, replaced_at, used_at)| Fate {
        attempts,
        expires_at,
        replaced: replaced_at.is_some(),
        used: used_at.is_some(),
    }))
}

/// Uses a code up. `false`: another request was faster.
pub async fn use_up(conn: &mut Conn, id: ChallengeId, now: i64) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE challenges SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
        .bind(id.to_string())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets requests that ended long ago; the addresses in them are of people who may be strangers.
pub async fn forget_before(conn: &mut Conn, time: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM challenges WHERE expires_at < $1").bind(time).execute(conn).await?;
    Ok(())
}

/// Ends every request that waits for its code, on a restore.
pub async fn end_all(conn: &mut Conn, now: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE challenges SET replaced_at = $1 WHERE used_at IS NULL AND replaced_at IS NULL")
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}
