//! Live: told within a second, and told no more when the session ends.

use crate::{
    on_both,
    push::post,
    support::{Program, World, world::DAY},
};
use enishi_server::{
    db::{Database, Place, members::of_email, meta},
    domain::members::set_state,
};
use enishi_wire::{
    ids::NetworkId,
    members::{Duty, MemberState},
    sync::Poke,
};
use serde_json::json;
use std::time::{Duration, Instant};

/// Reads a live stream poke by poke.
pub struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    pub fn new(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next poke; `None` when the server closes the stream.
    pub async fn next(&mut self) -> Option<Poke> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) {
                    assert!(event.contains("event: poke"), "{event}");
                    return Some(serde_json::from_str(data).expect("a poke"));
                }
                continue;
            }
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    /// Waits until the network is told to be further than `seq`.
    pub async fn beyond(&mut self, network: NetworkId, seq: i64) -> i64 {
        loop {
            let poke = self.next().await.expect("an open stream");
            if poke.network == network && poke.seq > seq {
                return poke.seq;
            }
        }
    }
}

pub fn soon(since: Instant) {
    assert!(since.elapsed() < Duration::from_secs(1), "told after {:?}", since.elapsed());
}

#[expect(clippy::disallowed_methods, reason = "the time that people wait is measured")]
pub fn clock() -> Instant {
    Instant::now()
}

on_both! {
    async fn every_network_is_told_at_once_and_every_commit_within_a_second(world: &World) {
        let (first, second) = (world.network().await, world.network().await);
        let desk = world.desk(first, "desk@example.jp", &[Duty::Posts]).await;
        world.invite(second, "desk@example.jp").await;
        let mut stream = Stream::new(desk.live().await);
        let start = clock();
        let told = [stream.next().await.expect("a poke"), stream.next().await.expect("a poke")];
        soon(start);
        assert!(told.iter().any(|poke| poke.network == first) && told.iter().any(|poke| poke.network == second));
        let seq = told.iter().find(|poke| poke.network == first).expect("the first").seq;
        let start = clock();
        desk.wish(first, post("お知らせ")).await;
        stream.beyond(first, seq).await;
        soon(start);
    }

    async fn the_operators_command_in_another_process_is_told_within_a_second(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        let seq = stream.next().await.expect("a poke").seq;
        let (data, url) = (world.data(), world.database_url.clone());
        let granted = tokio::task::spawn_blocking(move || {
            let id = network.to_string();
            let arguments = ["member", "grant", "--network", &id, "--email", "hanako@example.jp", "--duties", "posts"];
            Program::new(&arguments, &data).database(&url).run()
        });
        let granted = granted.await.expect("it ran");
        let start = clock();
        assert_eq!(granted.status, 0, "{granted:?}");
        stream.beyond(network, seq).await;
        soon(start);
    }

    async fn a_live_connection_ends_within_five_seconds_of_its_session(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        stream.next().await.expect("a poke");
        let other = world.sign_in("hanako@example.jp").await;
        let start = clock();
        assert_eq!(other.delete(&format!("/v1/sessions/{}", device.session)).await.status, 204);
        assert_eq!(stream.next().await, None);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }

    async fn a_member_who_is_removed_is_told_nothing_more_of_the_network(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let device = world.member(network, "hanako@example.jp").await;
        let second = world.network().await;
        world.invite(second, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        stream.next().await.expect("a poke");
        stream.next().await.expect("a poke");
        let database = world.database().await;
        let mut turn = database.write().await.expect("a write").take_turn(network, 0).await.expect("a turn");
        let member = of_email(turn.conn(), network, "hanako@example.jp").await.expect("read").expect("a member");
        set_state(&mut turn, member, MemberState::Removed).await.expect("removed");
        turn.commit().await.expect("a commit");
        let start = clock();
        // The stream ends, so that the device asks what has become of its networks.
        while stream.next().await.is_some() {}
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        let mut stream = Stream::new(device.live().await);
        assert_eq!(stream.next().await.expect("a poke").network, second);
        desk.wish(network, post("元の仲間へ")).await;
        world.invite(second, "p@example.jp").await;
        assert_eq!(stream.next().await.expect("a poke").network, second);
    }

    async fn a_database_that_begins_another_life_is_told_although_its_counters_are_lower(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        let seq = stream.next().await.expect("a poke").seq;
        assert!(seq > 1);
        // What a restore leaves behind, as another process commits it.
        let other = Database::open(&Place::find(&world.data(), Some(&world.database_url)).expect("a place"))
            .await
            .expect("a database");
        let mut write = other.write().await.expect("a write");
        meta::set(write.conn(), "epoch", "another").await.expect("an epoch");
        sqlx::query("UPDATE network_seq SET seq = 1").execute(write.conn()).await.expect("a counter");
        write.commit().await.expect("a commit");
        let start = clock();
        let told = stream.next().await.expect("a poke");
        assert_eq!((told.network, told.seq), (network, 1));
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        // The rows are still those of the first life.
        world.set_counter(network, seq).await;
    }

    async fn a_session_that_runs_out_closes_its_connection(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        stream.next().await.expect("a poke");
        world.pass(61 * DAY);
        let start = clock();
        assert_eq!(stream.next().await, None);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }

    async fn a_live_connection_does_not_hold_the_server_up_when_it_stops(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        stream.next().await.expect("a poke");
        let start = clock();
        world.stop().await;
        assert_eq!(stream.next().await, None);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }

    async fn a_network_that_invites_while_the_stream_is_open_is_told_too(world: &World) {
        let first = world.network().await;
        let device = world.member(first, "hanako@example.jp").await;
        let mut stream = Stream::new(device.live().await);
        stream.next().await.expect("a poke");
        world.pass(1_000);
        let second = world.network().await;
        world.invite(second, "hanako@example.jp").await;
        stream.beyond(second, 0).await;
        assert_eq!(device.get("/v1/me").await.body["places"][1]["network"], json!(second));
    }
}
