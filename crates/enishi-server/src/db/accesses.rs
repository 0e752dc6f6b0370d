//! Who of the secretariat was shown restricted fields of whom, by day.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::ids::{MemberId, NetworkId};

/// Notes a day; `false`: it was noted.
pub async fn insert(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    viewer: MemberId,
    day: i64,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO accesses (network, member, viewer, day, seen_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (network, member, viewer, day) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(viewer.to_string())
    .bind(day)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whose fields a member was shown, on which day and when.
pub async fn by_viewer(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
) -> Result<Vec<(MemberId, i64, i64)>, Failure> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT member, day, seen_at FROM accesses WHERE network = $1 AND viewer = $2 ORDER BY seen_at, member",
    )
    .bind(network.to_string())
    .bind(viewer.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(member, day, at)| Ok((parse(&member, "member")?, day, at))).collect()
}
