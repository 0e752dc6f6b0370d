//! What the server applied in the last days: the bytes of each wish, kept for a server that was restored from an
//! older backup and does not know them any more (I9). Sending one again is harmless, because its id makes it happen
//! at most once (I3).
//!
//! Days are counted by the server's clock as its pages tell it: the device's may be years off (I39).

use super::{Tx, again};
use crate::{error::Error, wish::Wish};
use enishi_wire::ids::{MutationId, NetworkId};
use sqlx::Row;

/// How long an applied wish is kept, ms; for as long one that goes again waits for what it builds on.
pub const KEPT: i64 = 7 * 24 * 3_600_000;

/// Keeps a wish of the outbox that the server has just applied, in this life of its database if it said so.
pub async fn keep(tx: &mut Tx<'_>, id: MutationId, epoch: Option<&str>) -> Result<(), Error> {
    sqlx::query(
        "INSERT OR REPLACE INTO sent_log (id, position, network, mutation, epoch, sent_at)
         SELECT id, position, network, mutation,
                coalesce($2, (SELECT epoch FROM places WHERE places.network = outbox.network)), 0
         FROM outbox WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(epoch)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes the server's clock: what was applied since it was last heard has a time now, and what is older than
/// [`KEPT`] is forgotten.
pub async fn hear(tx: &mut Tx<'_>, network: NetworkId, time: i64) -> Result<(), Error> {
    for statement in [
        "UPDATE sent_log SET sent_at = $2 WHERE network = $1 AND sent_at = 0",
        "DELETE FROM sent_log WHERE network = $1 AND sent_at < $2 - $3",
    ] {
        sqlx::query(statement).bind(network.to_string()).bind(time).bind(KEPT).execute(&mut **tx).await?;
    }
    again::hear(tx, network, time, KEPT).await
}

/// Puts what another life of the database applied back into the outbox, at the place it had there: in the order in
/// which it was wished and before everything newer. Answers these wishes.
pub async fn resubmit(tx: &mut Tx<'_>, network: NetworkId, epoch: &str) -> Result<Vec<Wish>, Error> {
    // What was applied before the first page, by a server that does not name its life, was applied in this one.
    sqlx::query("UPDATE sent_log SET epoch = $2 WHERE network = $1 AND epoch IS NULL")
        .bind(network.to_string())
        .bind(epoch)
        .execute(&mut **tx)
        .await?;
    let rows =
        sqlx::query("SELECT mutation FROM sent_log WHERE network = $1 AND epoch <> $2 ORDER BY position")
            .bind(network.to_string())
            .bind(epoch)
            .fetch_all(&mut **tx)
            .await?;
    let mut wishes = Vec::with_capacity(rows.len());
    for row in &rows {
        let wish = Wish::read(row.try_get(0)?)?;
        // Positions are never used twice, so the old one is free. One that came back from the journal has a later one.
        sqlx::query(
            "INSERT INTO outbox (position, id, network, mutation, state, attempts, again)
             SELECT position, id, network, mutation, 'waiting', 1, 0 FROM sent_log WHERE id = $1
             ON CONFLICT (id) DO UPDATE SET position = excluded.position, again = 0",
        )
        .bind(wish.id().to_string())
        .execute(&mut **tx)
        .await?;
        sqlx::query("DELETE FROM sent_log WHERE id = $1")
            .bind(wish.id().to_string())
            .execute(&mut **tx)
            .await?;
        wishes.push(wish);
    }
    Ok(wishes)
}
