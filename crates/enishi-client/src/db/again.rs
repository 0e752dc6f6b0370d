//! Wishes of the outbox that go again, because another life of the server's database has forgotten them (I9). They
//! go before everything newer of their lane, and wait for what they build on, which another device may bring back.

use super::Tx;
use crate::error::Error;
use enishi_sync::queue::Queued;
use enishi_wire::{
    ids::{MutationId, NetworkId},
    mutations::Mutation,
};
use sqlx::Row;

/// Which of some wishes go now.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// These go.
    pub go: Vec<MutationId>,
    /// These wait.
    pub wait: Vec<MutationId>,
    /// These go before those that wait.
    pub before: Vec<Queued>,
}

/// Keeps back wishes behind one of their lane that goes again. The queue does that too; but a page may have put that
/// one into the outbox a moment ago, or another process on this home folder.
pub async fn turn(tx: &mut Tx<'_>, ids: &[MutationId]) -> Result<Turn, Error> {
    let rows = sqlx::query(
        "SELECT position, mutation FROM outbox WHERE again IS NOT NULL AND state <> 'failed' ORDER BY position",
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut again: Vec<(i64, Mutation)> = Vec::with_capacity(rows.len());
    for row in rows {
        again.push((row.try_get(0)?, serde_json::from_str(row.try_get(1)?)?));
    }
    let mut turn = Turn::default();
    for id in ids {
        let stored = position(tx, *id).await?;
        let before: Vec<Queued> = stored.map_or_else(Vec::new, |(at, wish)| {
            let is_before = |(position, other): &&(i64, Mutation)| {
                *position < at && other.network == wish.network && other.lane() == wish.lane()
            };
            again.iter().filter(is_before).map(|(_, other)| Queued::new(other)).collect()
        });
        if before.is_empty() {
            turn.go.push(*id)
        } else {
            turn.wait.push(*id)
        }
        turn.before.extend(before);
    }
    Ok(turn)
}

/// Whether a wish goes again.
pub async fn is_again(tx: &mut Tx<'_>, id: MutationId) -> Result<bool, Error> {
    let row = sqlx::query("SELECT 1 FROM outbox WHERE id = $1 AND again IS NOT NULL")
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

/// Whether a newer wish leaves nothing of this one to be wanted: it then waits in its stead for what both build on.
pub async fn hand_over(tx: &mut Tx<'_>, wish: &Mutation) -> Result<bool, Error> {
    let newer = sqlx::query(
        "SELECT mutation FROM outbox WHERE network = $1 AND state <> 'failed'
         AND position > (SELECT position FROM outbox WHERE id = $2) ORDER BY position",
    )
    .bind(wish.network.to_string())
    .bind(wish.id.to_string())
    .fetch_all(&mut **tx)
    .await?;
    for row in newer {
        let newer: Mutation = serde_json::from_str(row.try_get(0)?)?;
        if newer.makes_void(wish) {
            sqlx::query(
                "UPDATE outbox SET again = (SELECT again FROM outbox WHERE id = $2) WHERE id = $1 AND again IS NULL",
            )
            .bind(newer.id.to_string())
            .bind(wish.id.to_string())
            .execute(&mut **tx)
            .await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes the server's clock: a wish that has gone again for `most` ms is one like others.
pub async fn hear(tx: &mut Tx<'_>, network: NetworkId, time: i64, most: i64) -> Result<(), Error> {
    sqlx::query(
        "UPDATE outbox SET again = CASE WHEN again = 0 THEN $2 WHEN again < $3 THEN NULL ELSE again END
         WHERE network = $1 AND again IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(time)
    .bind(time.saturating_sub(most))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn position(tx: &mut Tx<'_>, id: MutationId) -> Result<Option<(i64, Mutation)>, Error> {
    let row = sqlx::query("SELECT position, mutation FROM outbox WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some((row.try_get(0)?, serde_json::from_str(row.try_get(1)?)?)))
}
