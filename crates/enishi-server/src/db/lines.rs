//! Rows as the lines of a page, many at once: one answer of the database for hundreds of rows costs a fraction of one
//! answer for each.

use super::{Conn, changes::Wanted};
use sqlx::Row;

/// Rows of a scope that follow each other.
#[derive(Debug)]
pub struct Lines {
    /// How many there are.
    pub rows: i64,
    /// The place of the last one.
    pub last: i64,
    /// The lengths of the bodies together, bytes.
    pub bytes: i64,
    /// The lines, with a line break between them.
    pub text: String,
}

/// The next rows that [`super::changes::after`] gives, as lines.
///
/// `scope` is the scope as JSON. Kinds and ids are words of this program's own and go out as they are.
pub async fn after(conn: &mut Conn, wanted: &Wanted<'_>, scope: &str) -> Result<Option<Lines>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT count(*), max(seq), sum(bytes), string_agg(line, '
' ORDER BY seq) FROM (SELECT seq, octet_length(body) AS bytes, \
         '{\"line\":\"row\",\"scope\":' || $7 || ',\"seq\":' || CAST(seq AS TEXT) || ',\"kind\":\"' || kind || \
         '\",\"id\":\"' || id || '\",\"body\":' || coalesce(body, 'null') || '}' AS line \
         FROM changes WHERE network = $1 AND scope = $2 AND seq > $3 AND (body IS NOT NULL OR seq > $6) \
         AND (body IS NULL OR owner IS NULL OR owner NOT IN (\
         SELECT other FROM hidden WHERE network = $1 AND member = $5 \
         UNION ALL SELECT member FROM hidden WHERE network = $1 AND other = $5)) ORDER BY seq LIMIT $4) AS rows",
    )
    .bind(wanted.network.to_string())
    .bind(wanted.scope.to_string())
    .bind(wanted.after)
    .bind(wanted.limit)
    .bind(wanted.viewer.to_string())
    .bind(wanted.tombstones_after())
    .bind(scope)
    .fetch_one(conn)
    .await?;
    let Some(last) = row.try_get::<Option<i64>, _>(1)? else {
        return Ok(None);
    };
    let bytes = row.try_get::<Option<i64>, _>(2)?.unwrap_or(0);
    Ok(Some(Lines { rows: row.try_get(0)?, last, bytes, text: row.try_get(3)? }))
}
