//! How many wishes of 64 people a second become durable, and how long each waits: the whole of a push with
//! its member check, counter, rows and stored answer, against one COMMIT for each write in the same run. Beside it the
//! bound: the same statements with nothing around them. All of it on the disk as it is, and on slower ones.
//!
//! `--postgres URL` measures an empty database of PostgreSQL; it has no groups to be compared with.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench says what it measured, and ends when it meets what it does not expect"
)]

#[path = "support/plain.rs"]
mod plain;
#[path = "support/slow_disk.rs"]
mod slow_disk;
mod support;

use enishi_server::{
    db::{Database, networks},
    domain::push::{self, Lives},
};
use enishi_wire::{
    ids::{AccountId, NetworkId},
    mutations::{Action, Mutation},
    sync::PushResult,
};
use futures_util::future::join_all;
use plain::Plain;
use std::{io::Write as _, path::Path, sync::Arc, time::Duration};
use support::{
    Figure, clock,
    community::{self, NOW},
    median, ms, option, quantile,
};
use uuid::Uuid;

const WRITERS: usize = 64;
const ROUNDS: usize = 5;
/// How much longer a sync takes on other disks, ms.
const SLOWER: [u64; 2] = [2, 5];
/// Wishes of each writer in a round, in groups and one by one.
const TOGETHER: usize = 40;
const ALONE: usize = 4;

async fn push(database: &Database, account: AccountId, wish: &Mutation) -> PushResult {
    push::push(database, support::key(), account, wish, &mut Lives::default(), NOW).await
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = option("--postgres");
    let database = community::open(folder.path(), url.as_deref()).await;
    let bench = Bench::prepare(database, folder.path()).await;
    bench.check().await;
    if url.is_some() {
        bench.measure_postgres().await;
    } else {
        bench.measure().await;
        if slow_disk::of_this_run().is_none() {
            SLOWER.into_iter().for_each(|ms| slow_disk::run(folder.path(), ms));
        }
    }
}

struct Bench<'a> {
    database: Database,
    folder: &'a Path,
    network: NetworkId,
    people: Vec<AccountId>,
    /// What can be marked as seen, by each person once.
    posts: Vec<Uuid>,
}

/// What a round came to.
struct Round {
    per_second: f64,
    waits: Vec<f64>,
}

impl<'a> Bench<'a> {
    async fn prepare(database: Database, folder: &'a Path) -> Self {
        let network = community::network(&database).await;
        let people = community::join(&database, network, WRITERS).await;
        let people: Vec<AccountId> = people.into_iter().map(|(account, _)| account).collect();
        let mut posts = Vec::new();
        let wishes: Vec<_> = (0..1 + 2 * ROUNDS * (TOGETHER + ALONE))
            .map(|number| community::mutation(network, community::post(&format!("お知らせ {number}"))))
            .collect();
        let published = join_all(wishes.iter().map(|wish| push(&database, people[0], wish))).await;
        for (wish, result) in wishes.iter().zip(published) {
            assert!(matches!(result, PushResult::Applied { .. }), "{result:?}");
            posts.push(wish.id.0);
        }
        Self { database, folder, network, people, posts }
    }

    async fn seq(&self) -> i64 {
        let mut snapshot = self.database.snapshot().await.expect("a snapshot");
        networks::seq(&mut snapshot, self.network).await.expect("a counter")
    }

    /// The same wish twice happens once, and the second time is answered without rows.
    async fn check(&self) {
        let before = self.seq().await;
        let wish = community::mutation(self.network, Action::MarkSeen { items: vec![self.posts[0]] });
        let first = push(&self.database, self.people[1], &wish).await;
        assert!(matches!(&first, PushResult::Applied { rows } if rows.len() == 1), "{first:?}");
        assert_eq!(
            push(&self.database, self.people[1], &wish).await,
            PushResult::Applied { rows: Vec::new() }
        );
        assert_eq!(self.seq().await, before + 1);
    }

    /// Everybody marks those posts as seen, one after the other.
    async fn round(&self, database: &Database, posts: &[Uuid]) -> Round {
        let before = self.seq().await;
        let posts: Arc<[Uuid]> = Arc::from(posts);
        let start = clock();
        let writers = self.people.iter().map(|person| {
            let (database, person, network) = (database.clone(), *person, self.network);
            let posts = Arc::clone(&posts);
            tokio::spawn(async move {
                let mut waits = Vec::new();
                for post in posts.iter() {
                    let wish = community::mutation(network, Action::MarkSeen { items: vec![*post] });
                    let start = clock();
                    let result = push(&database, person, &wish).await;
                    waits.push(ms(start.elapsed()));
                    assert!(matches!(&result, PushResult::Applied { rows } if rows.len() == 1), "{result:?}");
                }
                waits
            })
        });
        let waits: Vec<f64> =
            join_all(writers).await.into_iter().flat_map(|waits| waits.expect("a writer")).collect();
        let took = start.elapsed().as_secs_f64();
        let written = self.seq().await - before;
        assert_eq!(usize::try_from(written), Ok(waits.len()), "each wish is one row of one person");
        Round { per_second: waits.len() as f64 / took, waits }
    }

    async fn measure(&self) {
        let slow = slow_disk::of_this_run();
        if slow.is_none() {
            // Some disks keep the first few thousand writes at once and only then show what they can.
            fsyncs(self.folder, Duration::from_secs(8));
        }
        let on = slow.map(|ms| format!("_on_{ms}_ms")).unwrap_or_default();
        let plain = Plain::open(&self.folder.join("enishi.db"), &self.network.to_string());
        let (mut plain_rates, mut plain_alone_rates) = (Vec::new(), Vec::new());
        let alone = self.database.clone().with_groups_of(1, Duration::ZERO);
        let (mut together_rates, mut alone_rates) = (Vec::new(), Vec::new());
        let (mut waits, mut syncs) = (Vec::new(), Vec::new());
        for posts in self.posts[1..].chunks(2 * (TOGETHER + ALONE)) {
            let (posts, of_plain) = posts.split_at(TOGETHER + ALONE);
            plain_rates.push(rate_of(&plain, &of_plain[..TOGETHER], WRITERS));
            plain_alone_rates.push(rate_of(&plain, &of_plain[TOGETHER..], 1));
            syncs.extend(fsyncs(self.folder, Duration::from_millis(500)));
            let together = self.round(&self.database, &posts[..TOGETHER]).await;
            let alone = self.round(&alone, &posts[TOGETHER..]).await;
            together_rates.push(together.per_second);
            alone_rates.push(alone.per_second);
            waits.extend(together.waits);
        }
        let (rate, floor) = (median(&mut together_rates), median(&mut alone_rates));
        let ratio = rate / floor;
        Figure {
            name: format!("durable_writes{on}").into(),
            value: rate,
            unit: "writes/s",
            floor,
            ratio,
            target: "≥ 20 × one commit per write",
            met: ratio >= 20.0,
        }
        .print();
        let (wait, sync) = (quantile(&mut waits, 0.99), mean(&syncs));
        let ratio = wait / sync;
        Figure {
            name: format!("durable_writes{on}_p99").into(),
            value: wait,
            unit: "ms",
            floor: sync,
            ratio,
            target: "≤ 4 fsyncs",
            met: ratio <= 4.0,
        }
        .print();
        let (rate, floor) = (median(&mut plain_rates), median(&mut plain_alone_rates));
        Figure {
            name: format!("durable_writes{on}_bound").into(),
            value: rate,
            unit: "writes/s",
            floor,
            ratio: rate / floor,
            target: "none: the same statements with nothing around them",
            met: true,
        }
        .print();
    }

    async fn measure_postgres(&self) {
        fsyncs(self.folder, Duration::from_secs(8));
        let (mut rates, mut waits, mut syncs) = (Vec::new(), Vec::new(), Vec::new());
        for posts in self.posts[1..].chunks(TOGETHER) {
            syncs.extend(fsyncs(self.folder, Duration::from_millis(500)));
            let round = self.round(&self.database, posts).await;
            rates.push(round.per_second);
            waits.extend(round.waits);
        }
        let (rate, floor) = (median(&mut rates), 1_000.0 / mean(&syncs));
        Figure {
            name: "durable_writes_postgres".into(),
            value: rate,
            unit: "writes/s",
            floor,
            ratio: rate / floor,
            target: "none: reported",
            met: true,
        }
        .print();
        let (wait, sync) = (quantile(&mut waits, 0.99), mean(&syncs));
        Figure {
            name: "durable_writes_postgres_p99".into(),
            value: wait,
            unit: "ms",
            floor: sync,
            ratio: wait / sync,
            target: "none: reported",
            met: true,
        }
        .print();
    }
}

/// How many writes a second the plain statements do.
fn rate_of(plain: &Plain, posts: &[Uuid], together: usize) -> f64 {
    let start = clock();
    let written = plain.push(posts, together);
    written as f64 / start.elapsed().as_secs_f64()
}

/// What this disk takes to keep three pages, tried for so long. The mean counts: a disk that answers some at
/// once and makes others wait has no typical time.
fn fsyncs(folder: &Path, long: Duration) -> Vec<f64> {
    let mut file = std::fs::File::create(folder.join("fsync")).expect("a file");
    let start = clock();
    let mut times = Vec::new();
    while start.elapsed() < long {
        file.write_all(&[0_u8; 3 * 4096]).expect("written");
        let start = clock();
        file.sync_data().expect("kept");
        times.push(ms(start.elapsed()));
    }
    times
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
