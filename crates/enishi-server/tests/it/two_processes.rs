//! Two server processes on one PostgreSQL: what one commits reaches devices of the other, and the death of
//! one loses nothing that was acknowledged.

use crate::{
    live::{Stream, clock, soon},
    push::post,
    support::{Device, Program, World, device::mutation, postgres, program::Serving},
};
use enishi_server::clock::Clock;
use enishi_wire::{ids::NetworkId, members::Duty, mutations::Mutation};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The world of this process, and the real program as its neighbour.
struct Pair {
    world: World,
    neighbour: Serving,
    url: String,
    network: NetworkId,
    desk: Device,
}

async fn pair() -> Pair {
    let world = World::postgres().await;
    // The program goes by the machine's clock.
    world.pass(Clock::System.now() - world.now());
    let network = world.network().await;
    let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
    let (data, database) = (world.data(), world.database_url.clone());
    let serve = move || Program::new(&["serve"], &data).database(&database).serve();
    let (neighbour, url) = tokio::task::spawn_blocking(serve).await.expect("it runs");
    Pair { world, neighbour, url, network, desk }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_of_one_process_is_told_to_devices_of_the_other() {
    let Pair { world, neighbour, url, network, desk } = pair().await;
    let there = world.sign_in("desk@example.jp").await.at_url(&url);
    let (mut here_hears, mut there_hears) = (Stream::new(desk.live().await), Stream::new(there.live().await));
    let seq = here_hears.next().await.expect("a poke").seq;
    assert_eq!(there_hears.next().await.expect("a poke").seq, seq);
    for from in [&desk, &there] {
        let start = clock();
        assert_eq!(from.wish(network, post("お知らせ")).await["outcome"], "applied");
        here_hears.beyond(network, seq).await;
        there_hears.beyond(network, seq).await;
        soon(start);
    }
    drop(neighbour);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_that_ends_at_one_process_closes_its_connection_at_the_other() {
    let Pair { world, neighbour, url, desk, .. } = pair().await;
    let there = world.sign_in("desk@example.jp").await.at_url(&url);
    let mut stream = Stream::new(there.live().await);
    stream.next().await.expect("a poke");
    let start = clock();
    assert_eq!(desk.delete(&format!("/v1/sessions/{}", there.session)).await.status, 204);
    while stream.next().await.is_some() {}
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(neighbour);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_death_of_one_process_loses_nothing_that_it_acknowledged() {
    let Pair { world, mut neighbour, url, network, desk } = pair().await;
    let there = Arc::new(world.sign_in("desk@example.jp").await.at_url(&url));
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (there, acknowledged) = (Arc::clone(&there), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                loop {
                    let wish: Mutation = mutation(network, post("お知らせ"));
                    match there.try_push(&wish).await {
                        Some(result) if result["outcome"] == "applied" => {
                            acknowledged.lock().expect("a lock").insert(wish.id.0)
                        }
                        Some(_) => continue,
                        None => return,
                    };
                }
            })
        })
        .collect();
    while acknowledged.lock().expect("a lock").len() < 40 {
        tokio::task::yield_now().await;
    }
    neighbour.0.kill().expect("SIGKILL");
    neighbour.0.wait().expect("dead");
    for writer in writers {
        writer.await.expect("a writer");
    }
    // The other goes on: the dead one holds no lock, and everything that it said yes to is there.
    assert_eq!(desk.wish(network, post("お知らせ")).await["outcome"], "applied");
    let held = desk.everything(network).await.ids(&enishi_wire::scopes::Scope::Members, "post");
    let acknowledged = acknowledged.lock().expect("a lock").clone();
    assert!(acknowledged.is_subset(&held), "{} acknowledged, {} held", acknowledged.len(), held.len());
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_said_while_the_listener_was_away_is_read_when_it_is_back() {
    let Pair { world, neighbour, url, network, desk } = pair().await;
    let there = world.sign_in("desk@example.jp").await.at_url(&url);
    let mut stream = Stream::new(there.live().await);
    let seq = stream.next().await.expect("a poke").seq;
    postgres::end_listeners(&world.database_url).await;
    let start = clock();
    assert_eq!(desk.wish(network, post("お知らせ")).await["outcome"], "applied");
    stream.beyond(network, seq).await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // Who may stay is known again too.
    assert_eq!(desk.delete(&format!("/v1/sessions/{}", there.session)).await.status, 204);
    let start = clock();
    while stream.next().await.is_some() {}
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(neighbour);
    world.stop().await;
}
