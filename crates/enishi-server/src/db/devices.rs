//! Devices that seal and open messages: their signed lists, and the keys by which first messages reach them.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, NetworkId, SessionId},
    talk::OfferedKey,
};

/// The chain of a member's device lists, oldest first.
pub async fn chain(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<Vec<Blob>, Failure> {
    let lists: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT list FROM device_lists WHERE network = $1 AND member = $2 ORDER BY n")
            .bind(network.to_string())
            .bind(member.to_string())
            .fetch_all(conn)
            .await?;
    Ok(lists.into_iter().map(Blob).collect())
}

/// Adds a list to the chain.
pub async fn add_list(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    n: i64,
    list: &Blob,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO device_lists (network, member, n, list, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(n)
        .bind(list.0.clone())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whose key it is.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The network.
    pub network: NetworkId,
    /// The member.
    pub member: MemberId,
    /// The device.
    pub device: DeviceId,
}

/// Adds a key; one that is here already stays as it is.
pub async fn add_key(
    conn: &mut Conn,
    whose: &Whose,
    key: &OfferedKey,
    fallback: bool,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO device_keys (network, member, device, key, signature, fallback, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network, member, device, key) DO NOTHING",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .bind(hex::encode(&key.key.0))
    .bind(key.signature.0.clone())
    .bind(i64::from(fallback))
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many keys of a device are left that are given out once.
pub async fn left(conn: &mut Conn, whose: &Whose) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM device_keys WHERE network = $1 AND member = $2 AND device = $3 AND fallback = 0",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .fetch_one(conn)
    .await?)
}

fn offered((key, signature): (String, Vec<u8>)) -> Result<OfferedKey, Failure> {
    let key = hex::decode(key).map_err(|_| Failure::Fault("the database holds a bad key".to_owned()))?;
    Ok(OfferedKey { key: Blob(key), signature: Blob(signature) })
}

/// Takes a key out that is given once; `None`: none is left.
pub async fn take_key(conn: &mut Conn, whose: &Whose) -> Result<Option<OfferedKey>, Failure> {
    let row: Option<(String, Vec<u8>)> = sqlx::query_as(
        "DELETE FROM device_keys WHERE network = $1 AND member = $2 AND device = $3 AND key = (\
         SELECT key FROM device_keys WHERE network = $1 AND member = $2 AND device = $3 AND fallback = 0 \
         ORDER BY at, key LIMIT 1) RETURNING key, signature",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(offered).transpose()
}

/// The fallback key of a device, which stays.
pub async fn fallback(conn: &mut Conn, whose: &Whose) -> Result<Option<OfferedKey>, Failure> {
    let row: Option<(String, Vec<u8>)> = sqlx::query_as(
        "SELECT key, signature FROM device_keys WHERE network = $1 AND member = $2 AND device = $3 \
         AND fallback = 1 ORDER BY at DESC LIMIT 1",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(offered).transpose()
}

/// Forgets the keys of a device: all, or the fallback alone.
pub async fn forget_keys(conn: &mut Conn, whose: &Whose, only_fallback: bool) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM device_keys WHERE network = $1 AND member = $2 AND device = $3 AND fallback >= $4",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .bind(i64::from(only_fallback))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets every key that is given out once: after a restore it may have been given out already.
pub async fn forget_one_time_keys(conn: &mut Conn) -> Result<(), Failure> {
    sqlx::query("DELETE FROM device_keys WHERE fallback = 0").execute(conn).await?;
    Ok(())
}

/// What a member calls a device, and the session under which it offered keys last.
pub async fn naming(conn: &mut Conn, whose: &Whose) -> Result<Option<(String, Option<SessionId>)>, Failure> {
    let row: Option<(String, Option<String>)> = sqlx::query_as(
        "SELECT name, session FROM device_names WHERE network = $1 AND member = $2 AND device = $3",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|(name, session)| Ok((name, session.map(|id| super::parse(&id, "session")).transpose()?)))
        .transpose()
}

/// Names a device, and notes under which session it offers keys.
pub async fn name(
    conn: &mut Conn,
    whose: &Whose,
    name: &str,
    session: Option<SessionId>,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO device_names (network, member, device, name, session) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (network, member, device) DO UPDATE SET name = excluded.name, session = excluded.session",
    )
    .bind(whose.network.to_string())
    .bind(whose.member.to_string())
    .bind(whose.device.to_string())
    .bind(name)
    .bind(session.map(|id| id.to_string()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the name of a device.
pub async fn forget_name(conn: &mut Conn, whose: &Whose) -> Result<(), Failure> {
    sqlx::query("DELETE FROM device_names WHERE network = $1 AND member = $2 AND device = $3")
        .bind(whose.network.to_string())
        .bind(whose.member.to_string())
        .bind(whose.device.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
