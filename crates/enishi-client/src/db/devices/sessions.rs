//! Olm sessions with the devices of others, pickled.

use crate::{db::Tx, error::Error};
use enishi_wire::ids::{DeviceId, NetworkId};
use sqlx::{Row, sqlite::SqliteRow};
use zeroize::Zeroizing;

/// A session with a device.
pub struct SessionRow {
    /// Its name, which both ends compute.
    pub id: String,
    /// The pickled session.
    pub pickle: Zeroizing<String>,
}

/// The sessions with a device that may open what came from it, the one that was last used first.
pub async fn sessions(
    tx: &mut Tx<'_>,
    network: NetworkId,
    device: DeviceId,
) -> Result<Vec<SessionRow>, Error> {
    let rows = sqlx::query(
        "SELECT session, pickle FROM talk_sessions WHERE network = $1 AND device = $2 ORDER BY used DESC",
    )
    .bind(network.to_string())
    .bind(device.0)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(session).collect()
}

fn session(row: &SqliteRow) -> Result<SessionRow, Error> {
    Ok(SessionRow { id: row.try_get(0)?, pickle: Zeroizing::new(row.try_get(1)?) })
}

/// The session with which something is sealed for a device.
pub async fn session_to_seal_with(
    tx: &mut Tx<'_>,
    network: NetworkId,
    device: DeviceId,
) -> Result<Option<SessionRow>, Error> {
    let row = sqlx::query(
        "SELECT session, pickle FROM talk_sessions WHERE network = $1 AND device = $2 AND given_up = 0
         ORDER BY used DESC LIMIT 1",
    )
    .bind(network.to_string())
    .bind(device.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.as_ref().map(session).transpose()
}

/// With which devices there are sessions that something is sealed with.
pub async fn with_sessions(tx: &mut Tx<'_>, network: NetworkId) -> Result<Vec<DeviceId>, Error> {
    let rows = sqlx::query("SELECT DISTINCT device FROM talk_sessions WHERE network = $1 AND given_up = 0")
        .bind(network.to_string())
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|row| Ok(DeviceId(row.try_get(0)?))).collect()
}

/// With which devices this one has begun such sessions since `since`, ms UTC.
pub async fn begun_since(
    tx: &mut Tx<'_>,
    network: NetworkId,
    since: i64,
    now: i64,
) -> Result<Vec<DeviceId>, Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT device FROM talk_sessions
         WHERE network = $1 AND given_up = 0 AND begun_at > $2 AND begun_at <= $3",
    )
    .bind(network.to_string())
    .bind(since)
    .bind(now)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok(DeviceId(row.try_get(0)?))).collect()
}

/// Sessions that are kept with one device: two that begin at once on both sides, and some that were begun again.
const SESSIONS: i64 = 5;

/// Stores a session as the one that was last used. One that was given up stays so.
pub async fn put_session(
    tx: &mut Tx<'_>,
    network: NetworkId,
    device: DeviceId,
    session: &SessionRow,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_sessions (network, device, session, pickle, used) VALUES ($1, $2, $3, $4,
         (SELECT coalesce(max(used), 0) + 1 FROM talk_sessions WHERE network = $1))
         ON CONFLICT (network, device, session) DO UPDATE SET pickle = excluded.pickle, used = excluded.used",
    )
    .bind(network.to_string())
    .bind(device.0)
    .bind(&session.id)
    .bind(session.pickle.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM talk_sessions WHERE network = $1 AND device = $2 AND session NOT IN (
         SELECT session FROM talk_sessions WHERE network = $1 AND device = $2
         ORDER BY given_up, used DESC LIMIT $3)",
    )
    .bind(network.to_string())
    .bind(device.0)
    .bind(SESSIONS)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores a session that this device has begun, ms UTC.
pub async fn put_begun(
    tx: &mut Tx<'_>,
    network: NetworkId,
    device: DeviceId,
    session: &SessionRow,
    at: i64,
) -> Result<(), Error> {
    put_session(tx, network, device, session).await?;
    sqlx::query("UPDATE talk_sessions SET begun_at = $4 WHERE network = $1 AND device = $2 AND session = $3")
        .bind(network.to_string())
        .bind(device.0)
        .bind(&session.id)
        .bind(at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives every session up: the next letters begin new ones, and the old ones only open what still fits them.
pub async fn give_up_sessions(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    sqlx::query("UPDATE talk_sessions SET given_up = 1 WHERE network = $1")
        .bind(network.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
