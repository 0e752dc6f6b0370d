//! What the server applied in the last days: the bytes of each wish, kept for a server that was restored from an
//! older backup and does not know them any more (I9). Sending one again is harmless, because its id makes it happen
//! at most once (I3).

use super::Tx;
use crate::error::Error;
use enishi_wire::ids::{MutationId, NetworkId};

/// How long an applied wish is kept, ms.
pub const KEPT: i64 = 7 * 24 * 3_600_000;

/// Keeps a wish of the outbox that the server has just applied.
pub async fn keep(tx: &mut Tx<'_>, id: MutationId, now: i64) -> Result<(), Error> {
    sqlx::query(
        "INSERT OR REPLACE INTO sent_log (id, position, network, mutation, sent_at)
         SELECT id, position, network, mutation, $2 FROM outbox WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets what is older than [`KEPT`]; a clock that was set back keeps more for a while, which harms nobody.
pub async fn prune(tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM sent_log WHERE sent_at < $1")
        .bind(now.saturating_sub(KEPT))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts everything of a network back into the outbox, in the order in which it was wished and before what waits
/// there. Answers how many wishes that are.
pub async fn resubmit(tx: &mut Tx<'_>, network: NetworkId) -> Result<u64, Error> {
    // Positions are never used twice, so the old ones are free.
    let back = sqlx::query(
        "INSERT INTO outbox (position, id, network, mutation, state, attempts)
         SELECT position, id, network, mutation, 'waiting', 1 FROM sent_log WHERE network = $1 ORDER BY position
         ON CONFLICT DO NOTHING",
    )
    .bind(network.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(back.rows_affected())
}
