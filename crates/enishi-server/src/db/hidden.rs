//! Who is hidden from whom, and what a viewer must forget because of it. Who hid is kept apart from who was
//! hidden, so that each takes back only the own wish; what both see is the same.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    changes::Change,
    ids::{MemberId, NetworkId},
    scopes::Scope,
};

/// Whether one of the two hid the other.
pub async fn are_apart(
    conn: &mut Conn,
    network: NetworkId,
    one: MemberId,
    other: MemberId,
) -> Result<bool, Failure> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM hidden WHERE network = $1 \
         AND ((member = $2 AND other = $3) OR (member = $3 AND other = $2))",
    )
    .bind(network.to_string())
    .bind(one.to_string())
    .bind(other.to_string())
    .fetch_one(conn)
    .await?;
    Ok(found > 0)
}

/// That a member hid another.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Whether it is a block.
    pub block: bool,
    /// When.
    pub hidden_at: i64,
}

/// Whether a member hid another.
pub async fn of(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
) -> Result<Option<Wish>, Failure> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT block, hidden_at FROM hidden WHERE network = $1 AND member = $2 AND other = $3",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(block, hidden_at)| Wish { block: block > 0, hidden_at }))
}

/// Whether a member may write to another as far as blocks say: neither has blocked the other.
pub async fn may_write(
    conn: &mut Conn,
    network: NetworkId,
    writer: MemberId,
    reader: MemberId,
) -> Result<bool, Failure> {
    let blocks: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM hidden WHERE network = $1 AND block > 0 \
         AND ((member = $2 AND other = $3) OR (member = $3 AND other = $2))",
    )
    .bind(network.to_string())
    .bind(writer.to_string())
    .bind(reader.to_string())
    .fetch_one(conn)
    .await?;
    Ok(blocks == 0)
}

/// Notes whether what a member hid is a block.
pub async fn set_block(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
    block: bool,
) -> Result<(), Failure> {
    sqlx::query("UPDATE hidden SET block = $4 WHERE network = $1 AND member = $2 AND other = $3")
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(other.to_string())
        .bind(i64::from(block))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a member hid another; `false`: that was so before.
pub async fn insert(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
    block: bool,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO hidden (network, member, other, hidden_at, block) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (network, member, other) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .bind(now)
    .bind(i64::from(block))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets that a member hid another; `false`: that was not so.
pub async fn delete(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
) -> Result<bool, Failure> {
    let done = sqlx::query("DELETE FROM hidden WHERE network = $1 AND member = $2 AND other = $3")
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(other.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// How many rows of an owner lie where more than one member can see them, or where the viewer alone can.
pub async fn seen_rows(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    owner: MemberId,
) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM changes WHERE network = $1 AND owner = $2 \
         AND (scope NOT LIKE 'me/%' OR scope = $3)",
    )
    .bind(network.to_string())
    .bind(owner.to_string())
    .bind(Scope::Me(viewer).to_string())
    .fetch_one(conn)
    .await?)
}

/// Removes every row of an owner that [`seen_rows`] counts for one viewer, at the places after `place`. Rows that are gone are
/// named too: the viewer's device may not have heard of it yet, and hears nothing of the owner from here on.
pub async fn remove_for(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    owner: MemberId,
    place: i64,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO removals (network, viewer, scope, kind, id, seq, at) \
         SELECT $1, $2, scope, kind, id, $4 + ROW_NUMBER() OVER (ORDER BY seq), $5 FROM changes \
         WHERE network = $1 AND owner = $3 AND (scope NOT LIKE 'me/%' OR scope = $6) \
         ON CONFLICT (network, viewer, scope, kind, id) DO UPDATE SET seq = excluded.seq, at = excluded.at",
    )
    .bind(network.to_string())
    .bind(viewer.to_string())
    .bind(owner.to_string())
    .bind(place)
    .bind(now)
    .bind(Scope::Me(viewer).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts the rows of an owner that [`seen_rows`] counts to the places after `place`, as they are: whoever may see them
/// gets them again.
pub async fn renew(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    owner: MemberId,
    place: i64,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE changes SET seq = again.seq, version = version + 1, at = $4 FROM (\
         SELECT scope AS of_scope, kind AS of_kind, id AS of_id, $3 + ROW_NUMBER() OVER (ORDER BY seq) AS seq \
         FROM changes WHERE network = $1 AND owner = $2 AND body IS NOT NULL \
         AND (scope NOT LIKE 'me/%' OR scope = $5)) AS again \
         WHERE network = $1 AND scope = of_scope AND kind = of_kind AND id = of_id",
    )
    .bind(network.to_string())
    .bind(owner.to_string())
    .bind(place)
    .bind(now)
    .bind(Scope::Me(viewer).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back what [`remove_for`] said of an owner's rows.
pub async fn forget_removals(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    owner: MemberId,
) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM removals WHERE network = $1 AND viewer = $2 AND EXISTS (\
         SELECT 1 FROM changes WHERE changes.network = removals.network AND changes.scope = removals.scope \
         AND changes.kind = removals.kind AND changes.id = removals.id AND changes.owner = $3)",
    )
    .bind(network.to_string())
    .bind(viewer.to_string())
    .bind(owner.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// The removals for one viewer after a place, in order.
pub async fn removals_after(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    place: i64,
) -> Result<Vec<Change>, Failure> {
    let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
        "SELECT scope, seq, kind, id FROM removals WHERE network = $1 AND viewer = $2 AND seq > $3 ORDER BY seq",
    )
    .bind(network.to_string())
    .bind(viewer.to_string())
    .bind(place)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(scope, seq, kind, id)| {
            let scope: Scope = parse(&scope, "scope")?;
            Ok(Change { scope, seq, kind, id: parse(&id, "id of a row")?, body: None })
        })
        .collect()
}
