//! The horizon of tombstones: after 90 days the news that a row is gone is forgotten (I23), and who was
//! away for longer begins anew (I15).

use crate::{
    app::App,
    clock::DAY,
    db::{Database, floors, networks},
    failure::Failure,
};
use enishi_wire::ids::NetworkId;
use std::time::Duration;

/// How long a tombstone is kept.
pub const KEPT: i64 = 90 * DAY;
/// Tombstones forgotten in one transaction: others write in between.
const BATCH: i64 = 5_000;
/// How often it is looked whether a day has passed.
const LOOK: Duration = Duration::from_secs(60);

/// Forgets old tombstones at once and then every day, until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    let mut due = i64::MIN;
    while !*stopping.borrow() {
        let now = app.clock.now();
        if now >= due {
            match forget(&app.database, now).await {
                Ok(0) => due = now.saturating_add(DAY),
                Ok(tombstones) => {
                    due = now.saturating_add(DAY);
                    tracing::info!(tombstones, "Tombstones older than 90 days were forgotten.");
                }
                // Tried again at the next look.
                Err(failure) => tracing::warn!(%failure, "Old tombstones could not be forgotten."),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Forgets tombstones older than 90 days in every network and raises the floors; gives their number.
pub async fn forget(database: &Database, now: i64) -> Result<u64, Failure> {
    let mut snapshot = database.snapshot().await?;
    let networks = networks::seqs(&mut snapshot).await?;
    snapshot.rollback().await?;
    let mut forgotten = 0;
    for (network, _) in networks {
        loop {
            let batch = forget_batch(database, network, now).await?;
            if batch == 0 {
                break;
            }
            forgotten += batch;
        }
    }
    Ok(forgotten)
}

/// The oldest tombstones, in the order of `seq`: floor and rows in one transaction, under the network's turn,
/// so that no device is ever told of a floor whose tombstones it could still have had, or the other way round.
async fn forget_batch(database: &Database, network: NetworkId, now: i64) -> Result<u64, Failure> {
    let time = now.saturating_sub(KEPT);
    let mut snapshot = database.snapshot().await?;
    let place = floors::next_place(&mut snapshot, network, time, BATCH).await?;
    snapshot.rollback().await?;
    let Some(place) = place else { return Ok(0) };
    let mut turn = database.write().await?.take_turn(network, now).await?;
    floors::raise(turn.conn(), network, time, place).await?;
    let forgotten = floors::forget(turn.conn(), network, time, place).await?;
    turn.commit().await?;
    Ok(forgotten)
}
