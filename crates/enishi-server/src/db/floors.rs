//! Floors of scopes: below them tombstones were forgotten, so a device that stands lower begins anew (I15).

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    scopes::Scope,
};
use std::collections::BTreeMap;

/// The floors of every scope that a member can have. Scopes `me/…` of others are as many as there are members.
pub async fn of_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<BTreeMap<Scope, i64>, Failure> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT scope, seq FROM floors WHERE network = $1 \
         AND (scope IN ('members', 'alumni', 'staff', $2) OR (scope >= 'desk/' AND scope < 'desk0'))",
    )
    .bind(network.to_string())
    .bind(Scope::Me(member).to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(scope, seq)| Ok((parse(&scope, "scope")?, seq))).collect()
}

/// The place of the last of the oldest `limit` tombstones that were made before `time`, if there are any.
pub async fn next_place(
    conn: &mut Conn,
    network: NetworkId,
    time: i64,
    limit: i64,
) -> Result<Option<i64>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT MAX(seq) FROM (SELECT seq FROM (\
         SELECT seq FROM changes WHERE network = $1 AND body IS NULL AND at < $2 \
         UNION ALL SELECT seq FROM removals WHERE network = $1 AND at < $2\
         ) AS gone ORDER BY seq LIMIT $3) AS oldest",
    )
    .bind(network.to_string())
    .bind(time)
    .bind(limit)
    .fetch_one(conn)
    .await?)
}

/// Raises the floors to the tombstones up to `place` that were made before `time`.
pub async fn raise(conn: &mut Conn, network: NetworkId, time: i64, place: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO floors (network, scope, seq) \
         SELECT $1, scope, MAX(seq) FROM (\
         SELECT scope, seq FROM changes WHERE network = $1 AND body IS NULL AND at < $2 AND seq <= $3 \
         UNION ALL SELECT scope, seq FROM removals WHERE network = $1 AND at < $2 AND seq <= $3\
         ) AS gone WHERE true GROUP BY scope \
         ON CONFLICT (network, scope) DO UPDATE SET \
         seq = CASE WHEN excluded.seq > floors.seq THEN excluded.seq ELSE floors.seq END",
    )
    .bind(network.to_string())
    .bind(time)
    .bind(place)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the tombstones that [`raise`] raised the floors to; gives their number.
pub async fn forget(conn: &mut Conn, network: NetworkId, time: i64, place: i64) -> Result<u64, Failure> {
    let rows =
        sqlx::query("DELETE FROM changes WHERE network = $1 AND body IS NULL AND at < $2 AND seq <= $3")
            .bind(network.to_string())
            .bind(time)
            .bind(place)
            .execute(&mut *conn)
            .await?;
    let removals = sqlx::query("DELETE FROM removals WHERE network = $1 AND at < $2 AND seq <= $3")
        .bind(network.to_string())
        .bind(time)
        .bind(place)
        .execute(conn)
        .await?;
    Ok(rows.rows_affected() + removals.rows_affected())
}
