//! The table that devices see: the latest version of every row in every scope, in the network's order.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    changes::Change,
    ids::{MemberId, NetworkId},
    scopes::Scope,
};
use uuid::Uuid;

/// Puts a row, replacing the version that was there.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    change: &Change,
    owner: Option<MemberId>,
    now: i64,
) -> Result<(), Failure> {
    let body = change.body.as_ref().map(serde_json::to_string).transpose()?;
    sqlx::query(
        "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at) \
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8) \
         ON CONFLICT (network, scope, kind, id) DO UPDATE SET seq = excluded.seq, \
         version = changes.version + 1, owner = excluded.owner, body = excluded.body, at = excluded.at",
    )
    .bind(network.to_string())
    .bind(change.scope.to_string())
    .bind(&change.kind)
    .bind(change.id.to_string())
    .bind(change.seq)
    .bind(owner.map(|owner| owner.to_string()))
    .bind(body)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Turns a live row into a tombstone; tells whether there was one.
pub async fn bury(
    conn: &mut Conn,
    network: NetworkId,
    scope: &Scope,
    kind: &str,
    id: Uuid,
    seq: i64,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE changes SET seq = $5, version = version + 1, body = NULL, at = $6 \
         WHERE network = $1 AND scope = $2 AND kind = $3 AND id = $4 AND body IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(kind)
    .bind(id.to_string())
    .bind(seq)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A row as it lies in the table, its body still text: its length is what a page is measured by.
pub struct StoredChange {
    /// Place in the order.
    pub seq: i64,
    kind: String,
    id: String,
    body: Option<String>,
}

impl StoredChange {
    /// Bytes of the body.
    pub fn weight(&self) -> usize {
        self.body.as_ref().map_or(0, String::len) + 160
    }

    /// The row as it travels.
    pub fn into_change(self, scope: &Scope) -> Result<Change, Failure> {
        Ok(Change {
            scope: scope.clone(),
            seq: self.seq,
            kind: self.kind,
            id: parse(&self.id, "id of a row")?,
            body: self.body.as_deref().map(serde_json::from_str).transpose()?,
        })
    }
}

/// The rows of a scope after a cursor, in order. A device that holds nothing of the scope (cursor 0) needs
/// no tombstones.
pub async fn after(
    conn: &mut Conn,
    network: NetworkId,
    scope: &Scope,
    cursor: i64,
    limit: i64,
) -> Result<Vec<StoredChange>, Failure> {
    let rows: Vec<(i64, String, String, Option<String>)> = sqlx::query_as(
        "SELECT seq, kind, id, body FROM changes WHERE network = $1 AND scope = $2 AND seq > $3 \
         AND (body IS NOT NULL OR $3 > 0) ORDER BY seq LIMIT $4",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(cursor)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(seq, kind, id, body)| StoredChange { seq, kind, id, body }).collect())
}

/// The scopes of everybody-alike audiences in which a post or an event lives.
pub async fn audiences_of(conn: &mut Conn, network: NetworkId, item: Uuid) -> Result<Vec<Scope>, Failure> {
    let scopes: Vec<String> = sqlx::query_scalar(
        "SELECT scope FROM changes WHERE network = $1 AND id = $2 AND kind IN ('post', 'event') \
         AND scope IN ('members', 'alumni', 'staff') AND body IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(item.to_string())
    .fetch_all(conn)
    .await?;
    scopes.iter().map(|scope| parse(scope, "scope")).collect()
}
