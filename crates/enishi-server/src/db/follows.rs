//! Who follows whom.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::ids::{MemberId, NetworkId};

/// Notes that a member follows another; `false`: that was so before.
pub async fn insert(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO follows (network, member, other, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (network, member, other) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets that a member follows another; `false`: that was not so.
pub async fn delete(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
) -> Result<bool, Failure> {
    let done = sqlx::query("DELETE FROM follows WHERE network = $1 AND member = $2 AND other = $3")
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(other.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}
