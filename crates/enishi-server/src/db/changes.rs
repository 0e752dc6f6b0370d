//! The table that devices see: the latest version of every row in every scope, in the network's order.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    changes::{Change, Row},
    ids::{MemberId, NetworkId},
    scopes::Scope,
};
use futures_util::Stream;
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

/// Where a row is: scope, kind and id.
pub type StoredKey = (Scope, String, Uuid);

/// A row as it lies in the table. Its body stays the text that was stored: it goes out as it is.
#[derive(sqlx::FromRow)]
pub struct StoredChange {
    /// Place in the order.
    pub seq: i64,
    /// What the body is.
    pub kind: String,
    /// Identity inside scope and kind.
    pub id: String,
    /// JSON; `None`: gone.
    pub body: Option<String>,
}

/// Which rows of a scope are wanted.
pub struct Wanted<'a> {
    /// The network.
    pub network: NetworkId,
    /// Who asks: rows of an owner who is hidden from the viewer are left out.
    pub viewer: MemberId,
    /// The scope.
    pub scope: &'a Scope,
    /// What the device has read already.
    pub began: i64,
    /// Only what lies after this place: what it has read, or what is on the page already.
    pub after: i64,
    /// The network's counter when the device opened the scope. As long as it has read nothing (`began` is 0), it
    /// needs only the tombstones of later rows: an answer to a push may have brought them.
    pub opened: i64,
    /// At most so many rows.
    pub limit: i64,
}

impl Wanted<'_> {
    /// Tombstones up to this place are of rows that the device never had.
    pub const fn tombstones_after(&self) -> i64 {
        if self.began == 0 { self.opened } else { 0 }
    }
}

/// The rows of a scope that a viewer may see, in order, one after the other. That a row is gone is said to
/// everybody: its owner may have been hidden since the row came.
pub fn after<'a>(
    conn: &'a mut Conn,
    wanted: &Wanted<'_>,
) -> impl Stream<Item = Result<StoredChange, sqlx::Error>> + Send + 'a {
    sqlx::query_as(
        "SELECT seq, kind, id, body FROM changes WHERE network = $1 AND scope = $2 AND seq > $3 \
         AND (body IS NOT NULL OR seq > $6) AND (body IS NULL OR owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $5 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $5)) ORDER BY seq LIMIT $4",
    )
    .bind(wanted.network.to_string())
    .bind(wanted.scope.to_string())
    .bind(wanted.after)
    .bind(wanted.limit)
    .bind(wanted.viewer.to_string())
    .bind(wanted.tombstones_after())
    .fetch(conn)
}

/// Whether a viewer who stands at `place` in a scope lacks anything of it.
pub async fn moved_since(
    conn: &mut Conn,
    network: NetworkId,
    viewer: MemberId,
    scope: &Scope,
    place: i64,
) -> Result<bool, Failure> {
    let news: Option<i64> = sqlx::query_scalar(
        "SELECT seq FROM (\
         SELECT seq FROM changes WHERE network = $1 AND scope = $2 AND seq > $3 \
         AND (body IS NULL OR owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $4 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $4)) \
         UNION ALL \
         SELECT seq FROM removals WHERE network = $1 AND viewer = $4 AND scope = $2 AND seq > $3\
         ) AS news LIMIT 1",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(place)
    .bind(viewer.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(news.is_some())
}

/// Kind, id and place of every live row of a scope that a viewer may see, in no order.
pub fn live<'a>(
    conn: &'a mut Conn,
    network: NetworkId,
    viewer: MemberId,
    scope: &Scope,
) -> impl Stream<Item = Result<(String, String, i64), sqlx::Error>> + Send + 'a {
    sqlx::query_as(
        "SELECT kind, id, seq FROM changes WHERE network = $1 AND scope = $2 AND body IS NOT NULL \
         AND (owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $3 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $3))",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(viewer.to_string())
    .fetch(conn)
}

/// A row of a scope.
pub async fn find<R: Row>(
    conn: &mut Conn,
    network: NetworkId,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<R>, Failure> {
    let body: Option<String> = sqlx::query_scalar(
        "SELECT body FROM changes WHERE network = $1 AND scope = $2 AND kind = $3 AND id = $4 AND body IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(R::KIND)
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// What a thing says in each scope that holds it, as a viewer who has them all sees it.
pub async fn copies_for<R: Row>(
    conn: &mut Conn,
    network: NetworkId,
    id: Uuid,
    viewer: MemberId,
) -> Result<Vec<(Scope, R)>, Failure> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT scope, body FROM changes WHERE network = $1 AND kind = $2 AND id = $3 AND body IS NOT NULL \
         AND (owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $4 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $4)) \
         AND scope IN ('members', 'alumni', 'staff', 'desk/roster')",
    )
    .bind(network.to_string())
    .bind(R::KIND)
    .bind(id.to_string())
    .bind(viewer.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(scope, body)| Ok((parse(&scope, "scope")?, serde_json::from_str(&body)?)))
        .collect()
}

/// The scopes of everybody-alike audiences in which a viewer who has them sees a post or an event.
pub async fn audiences_of(
    conn: &mut Conn,
    network: NetworkId,
    item: Uuid,
    viewer: MemberId,
) -> Result<Vec<Scope>, Failure> {
    let scopes: Vec<String> = sqlx::query_scalar(
        "SELECT scope FROM changes WHERE network = $1 AND id = $2 AND kind IN ('post', 'event') \
         AND scope IN ('members', 'alumni', 'staff') AND body IS NOT NULL \
         AND (owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $3 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $3))",
    )
    .bind(network.to_string())
    .bind(item.to_string())
    .bind(viewer.to_string())
    .fetch_all(conn)
    .await?;
    scopes.iter().map(|scope| parse(scope, "scope")).collect()
}
