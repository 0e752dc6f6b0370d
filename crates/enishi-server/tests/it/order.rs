//! Order under concurrency (I10): no reader ever passes a row that is committed later, and group commit
//! keeps what it acknowledged.

mod storm;

use crate::{on_both, support::World};
use enishi_server::db::{Database, Place, networks};
use enishi_wire::{marks::SeenRow, scopes::Scope};
use futures_util::future::join_all;
use std::{path::Path, time::Duration};
use storm::Order;

/// `cargo bench -p enishi-server --bench order` runs a million.
const ROWS: i64 = 10_000;

on_both! {
    async fn no_reader_misses_a_row_of_64_writers_that_roll_back_and_vanish(world: &World) {
        let network = world.network().await;
        let report = storm::run(&world.database().await, network, ROWS, Order::Turn).await;
        assert!(report.rolled_back > 50 && report.dropped > 20, "{report:?}");
        assert!(report.rows > 7_000, "{report:?}");
        assert_eq!((report.skipped, report.lost, report.ghosts), (0, 0, 0), "{report:?}");
        clear_away(world).await;
    }

    async fn a_counter_taken_before_the_work_is_caught(world: &World) {
        let network = world.network().await;
        let report = storm::run(&world.database().await, network, 3_000, Order::CounterFirst).await;
        assert!(report.skipped > 0, "the check finds the fault that it is for: {report:?}");
        clear_away(world).await;
    }
}

/// Takes away what a storm has left: rows where their kind has no place.
async fn clear_away(world: &World) {
    let mut write = world.database().await.write().await.expect("a write");
    sqlx::query("DELETE FROM changes WHERE kind = 'seen'").execute(write.conn()).await.expect("cleared");
    write.commit().await.expect("a commit");
}

async fn sqlite(folder: &Path) -> Database {
    Database::open(&Place::find(folder, None).expect("a place")).await.expect("a database")
}

async fn rows(database: &Database, network: enishi_wire::ids::NetworkId) -> Vec<i64> {
    let mut snapshot = database.snapshot().await.expect("a snapshot");
    sqlx::query_scalar("SELECT seq FROM changes WHERE network = $1 AND kind = 'seen' ORDER BY seq")
        .bind(network.to_string())
        .fetch_all(&mut *snapshot)
        .await
        .expect("rows")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_sqlite_undoes_a_group_none_of_its_writes_is_acknowledged() {
    let world = World::sqlite().await;
    let network = world.network().await;
    // However slow the machine is: who waits joins the group that is open.
    let database = world.database().await.with_groups_of(256, Duration::from_secs(60));
    let before = { networks::seq(&mut database.snapshot().await.expect("a snapshot"), network).await };

    // The first holds the group open while the others queue behind it; one of them breaks it.
    let mut first = database.write().await.expect("a write").take_turn(network, 0).await.expect("a turn");
    let writers = (0..8).map(|number| {
        let database = database.clone();
        tokio::spawn(async move {
            let mut turn = database.write().await?.take_turn(network, 0).await?;
            let id = enishi_server::ids::new_id();
            turn.put(Scope::Members, id, None, &SeenRow { seen_at: number }).await?;
            turn.commit().await
        })
    });
    let writers: Vec<_> = writers.collect();
    let breaker = {
        let database = database.clone();
        tokio::spawn(async move {
            let mut write = database.write().await.expect("a write");
            sqlx::Executor::execute(write.conn(), "ROLLBACK").await.expect("what SQLite does on a full disk");
            write.roll_back().await;
        })
    };
    while database.waiting_writers() < 9 {
        tokio::task::yield_now().await;
    }
    let id = enishi_server::ids::new_id();
    first.put(Scope::Members, id, None, &SeenRow { seen_at: 0 }).await.expect("a row");
    let first = first.commit().await;
    breaker.await.expect("the breaker");
    let mut acknowledged = 0;
    for fate in join_all(writers).await {
        acknowledged += usize::from(fate.expect("a writer").is_ok());
    }
    assert!(first.is_err(), "a group was undone, and its writes were told so");
    assert_eq!(rows(&database, network).await.len(), acknowledged, "who was told so has it, and nobody else");
    assert!(before.is_ok());
    world.network().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_acknowledged_is_there_for_another_connection_at_once() {
    let world = World::sqlite().await;
    let network = world.network().await;
    let database = world.database().await;
    let other = sqlite(&world.data()).await;
    let writers = (0..64).map(|number| {
        let (database, other) = (database.clone(), other.clone());
        tokio::spawn(async move {
            let write = database.write().await.expect("a write");
            let mut turn = write.take_turn(network, 0).await.expect("a turn");
            let id = enishi_server::ids::new_id();
            turn.put(Scope::Members, id, None, &SeenRow { seen_at: number }).await.expect("a row");
            let seq = turn.changes()[0].seq;
            turn.commit().await.expect("a commit");
            assert!(rows(&other, network).await.contains(&seq), "acknowledged, so committed");
        })
    });
    for writer in join_all(writers).await {
        writer.expect("a writer");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_that_is_dropped_holds_nobody_up() {
    let world = World::sqlite().await;
    let network = world.network().await;
    let database = world.database().await;
    let mut turn = database.write().await.expect("a write").take_turn(network, 0).await.expect("a turn");
    turn.put(Scope::Members, enishi_server::ids::new_id(), None, &SeenRow { seen_at: 0 })
        .await
        .expect("a row");
    drop(turn);
    // Another process finds the file free: the transaction did not stay open behind.
    let other = sqlite(&world.data()).await;
    let mut turn = other.write().await.expect("a write").take_turn(network, 0).await.expect("a turn");
    turn.put(Scope::Members, enishi_server::ids::new_id(), None, &SeenRow { seen_at: 0 })
        .await
        .expect("a row");
    turn.commit().await.expect("a commit");
    assert_eq!(rows(&database, network).await.len(), 1);
    world.stop().await;
}
