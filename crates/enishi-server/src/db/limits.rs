//! Counters that survive a restart.

use super::Conn;
use crate::failure::Failure;

/// Counts one more in a bucket and gives the count of the running window and when that began. A window
/// begins with its first count, and the next one with the first count after it has passed.
pub async fn count(conn: &mut Conn, bucket: &str, window_ms: i64, now: i64) -> Result<(i64, i64), Failure> {
    Ok(sqlx::query_as(
        "INSERT INTO limits (bucket, started_at, count) VALUES ($1, $2, 1) \
         ON CONFLICT (bucket) DO UPDATE SET \
         count = CASE WHEN limits.started_at <= $3 THEN 1 ELSE limits.count + 1 END, \
         started_at = CASE WHEN limits.started_at <= $3 THEN $2 ELSE limits.started_at END \
         RETURNING count, started_at",
    )
    .bind(bucket)
    .bind(now)
    .bind(now - window_ms)
    .fetch_one(conn)
    .await?)
}

/// Forgets windows that began before `time`.
pub async fn forget_before(conn: &mut Conn, time: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM limits WHERE started_at < $1").bind(time).execute(conn).await?;
    Ok(())
}
