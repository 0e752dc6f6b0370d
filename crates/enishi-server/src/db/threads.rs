//! Who writes to whom, from the side of each of the two.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    talk::{ThreadRow, ThreadState},
};

/// Where two people stand, as one of them sees it.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
) -> Result<Option<ThreadRow>, Failure> {
    let row: Option<(String, i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT state, since, read_upto, seen_upto, muted FROM threads \
         WHERE network = $1 AND member = $2 AND other = $3",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(state, since, read_upto, seen_upto, muted)| ThreadRow {
        state: ThreadState::parse(&state),
        since,
        read_upto,
        seen_upto,
        muted: muted > 0,
    }))
}

/// Writes where they stand.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
    row: &ThreadRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO threads (network, member, other, state, since, read_upto, seen_upto, muted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network, member, other) DO UPDATE SET \
         state = excluded.state, since = excluded.since, read_upto = excluded.read_upto, \
         seen_upto = excluded.seen_upto, muted = excluded.muted",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .bind(row.state.as_str())
    .bind(row.since)
    .bind(row.read_upto)
    .bind(row.seen_upto)
    .bind(i64::from(row.muted))
    .execute(conn)
    .await?;
    Ok(())
}

/// With whom a member has a thread.
pub async fn peers(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<Vec<MemberId>, Failure> {
    let others: Vec<String> =
        sqlx::query_scalar("SELECT other FROM threads WHERE network = $1 AND member = $2 ORDER BY other")
            .bind(network.to_string())
            .bind(member.to_string())
            .fetch_all(conn)
            .await?;
    others.iter().map(|other| parse(other, "member")).collect()
}
