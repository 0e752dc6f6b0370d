//! 64 writers on one network, some of whom change their mind or vanish midway, and readers who follow with
//! pages of random length. Used by the test and by the bench of the same name.

use enishi_server::db::{Conn, Database, changes, networks};
use enishi_wire::{
    changes::{Change, Row},
    ids::NetworkId,
    marks::SeenRow,
    scopes::Scope,
};
use futures_util::future::join_all;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};
use uuid::Uuid;

const WRITERS: u64 = 64;
const READERS: u64 = 5;
const SCOPES: [Scope; 3] = [Scope::Members, Scope::Alumni, Scope::Staff];

/// How writers get their place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As the server does: the counter is taken in the transaction and held until its commit.
    Turn,
    /// A planted fault: the counter is taken, and committed, before the work.
    CounterFirst,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Rows in the table at the end.
    pub rows: usize,
    /// Writes that took back what they had done.
    pub rolled_back: usize,
    /// Writes that were dropped at some point; what they did is there whole or not at all.
    pub dropped: usize,
    /// Rows that a reader never saw, summed over all readers.
    pub skipped: usize,
    /// Rows of acknowledged writes that are not in the table.
    pub lost: usize,
    /// Rows of writes that took them back, or parts of dropped ones.
    pub ghosts: usize,
}

/// Runs until so many rows are written and every reader has read to the end.
pub async fn run(database: &Database, network: NetworkId, rows: i64, order: Order) -> Report {
    let storm = Arc::new(Storm {
        database: database.clone(),
        network,
        order,
        left: AtomicI64::new(rows),
        over: AtomicBool::new(false),
    });
    let readers: Vec<_> = (0..READERS).map(|seed| tokio::spawn(Arc::clone(&storm).read(seed))).collect();
    let writers = (0..WRITERS).map(|seed| tokio::spawn(Arc::clone(&storm).write(1_000 + seed)));
    let fates: Vec<Fates> =
        join_all(writers).await.into_iter().map(|fates| fates.expect("a writer")).collect();
    storm.over.store(true, Ordering::SeqCst);
    let seen: Vec<BTreeSet<(i64, u128)>> =
        join_all(readers).await.into_iter().map(|seen| seen.expect("a reader")).collect();

    let mut snapshot = database.snapshot().await.expect("a snapshot");
    let mut table = BTreeSet::new();
    for scope in &SCOPES {
        table.extend(page(&mut snapshot, network, scope, 0, i64::MAX).await);
    }
    let ids: BTreeSet<u128> = table.iter().map(|(_, id)| *id).collect();
    let there = |rows: &&Vec<u128>| rows.iter().filter(|id| ids.contains(id)).count();
    let mut report = Report { rows: table.len(), ..Report::default() };
    for fates in &fates {
        report.rolled_back += fates.rolled_back.len();
        report.dropped += fates.dropped.len();
        report.lost += fates.kept.iter().map(|rows| rows.len() - there(&rows)).sum::<usize>();
        report.ghosts += fates.rolled_back.iter().map(|rows| there(&rows)).sum::<usize>();
        report.ghosts += fates.dropped.iter().map(|rows| there(&rows) % rows.len().max(1)).sum::<usize>();
    }
    report.skipped = seen.iter().map(|seen| table.difference(seen).count()).sum();
    for seen in seen {
        assert!(seen.is_subset(&table), "a reader saw what was never committed");
    }
    report
}

/// The rows of each write, by what became of it.
#[derive(Default)]
struct Fates {
    kept: Vec<Vec<u128>>,
    rolled_back: Vec<Vec<u128>>,
    dropped: Vec<Vec<u128>>,
}

struct Storm {
    database: Database,
    network: NetworkId,
    order: Order,
    left: AtomicI64,
    over: AtomicBool,
}

impl Storm {
    async fn write(self: Arc<Self>, seed: u64) -> Fates {
        let mut dice = Dice(seed);
        let mut fates = Fates::default();
        loop {
            let rows: Vec<u128> = (0..=dice.below(4)).map(|_| dice.id()).collect();
            let count = i64::try_from(rows.len()).expect("a few");
            if self.left.fetch_sub(count, Ordering::SeqCst) <= 0 {
                return fates;
            }
            match dice.below(100) {
                0..5 => {
                    self.one(&rows, &mut dice, false).await;
                    fates.rolled_back.push(rows);
                }
                5..10 => {
                    let steps = dice.below(60);
                    tokio::select! {
                        biased;
                        () = self.one(&rows, &mut dice, true) => fates.kept.push(rows.clone()),
                        () = pauses(steps) => fates.dropped.push(rows.clone()),
                    }
                }
                _ => {
                    self.one(&rows, &mut dice, true).await;
                    fates.kept.push(rows);
                }
            }
        }
    }

    async fn one(&self, rows: &[u128], dice: &mut Dice, keep: bool) {
        if self.order == Order::CounterFirst {
            return self.one_with_the_fault(rows, dice, keep).await;
        }
        let mut write = self.database.write().await.expect("a write");
        networks::find(write.conn(), self.network).await.expect("a network");
        pauses(dice.below(3)).await;
        let mut turn = write.take_turn(self.network, 0).await.expect("a turn");
        for id in rows {
            let scope = dice.scope();
            turn.put(scope, Uuid::from_u128(*id), None, &SeenRow { seen_at: 0 }).await.expect("a row");
            pauses(dice.below(3)).await;
        }
        if keep {
            turn.commit().await.expect("a commit");
        } else {
            turn.roll_back().await;
        }
    }

    async fn one_with_the_fault(&self, rows: &[u128], dice: &mut Dice, keep: bool) {
        let mut taken = Vec::new();
        for id in rows {
            let mut write = self.database.write().await.expect("a write");
            let seq: i64 =
                sqlx::query_scalar("UPDATE network_seq SET seq = seq + 1 WHERE network = $1 RETURNING seq")
                    .bind(self.network.to_string())
                    .fetch_one(write.conn())
                    .await
                    .expect("a counter");
            write.commit().await.expect("a commit");
            taken.push((*id, seq));
        }
        pauses(dice.below(20)).await;
        let mut write = self.database.write().await.expect("a write");
        for (id, seq) in taken {
            let (scope, id) = (dice.scope(), Uuid::from_u128(id));
            let body = Some(serde_json::json!({ "seen_at": 0 }));
            let change = Change { scope, seq, kind: SeenRow::KIND.to_owned(), id, body };
            changes::put(write.conn(), self.network, &change, None, 0).await.expect("a row");
        }
        if keep {
            write.commit().await.expect("a commit");
        } else {
            write.roll_back().await;
        }
    }

    /// Follows all scopes like a device: what a page ends with is the next cursor, and a scope read to its
    /// end is at the network's counter of that snapshot.
    async fn read(self: Arc<Self>, seed: u64) -> BTreeSet<(i64, u128)> {
        let mut dice = Dice(seed);
        let mut cursors = [0_i64; SCOPES.len()];
        let mut seen = BTreeSet::new();
        loop {
            let last_round = self.over.load(Ordering::SeqCst);
            let limit = i64::try_from(1 + dice.below(700)).expect("small");
            let mut more = false;
            let mut snapshot = self.database.snapshot().await.expect("a snapshot");
            let seq = networks::seq(&mut snapshot, self.network).await.expect("a counter");
            for (scope, cursor) in SCOPES.iter().zip(&mut cursors) {
                let rows = page(&mut snapshot, self.network, scope, *cursor, limit).await;
                assert!(rows.is_sorted(), "rows come in order");
                let whole = i64::try_from(rows.len()).expect("a page") < limit;
                *cursor = if whole { seq } else { rows.last().map_or(*cursor, |(seq, _)| *seq) };
                more |= !whole;
                for row in rows {
                    assert!(seen.insert(row), "no row comes twice");
                }
            }
            drop(snapshot);
            pauses(dice.below(10)).await;
            if last_round && !more {
                return seen;
            }
        }
    }
}

async fn page(
    conn: &mut Conn,
    network: NetworkId,
    scope: &Scope,
    after: i64,
    limit: i64,
) -> Vec<(i64, u128)> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT seq, id FROM changes WHERE network = $1 AND scope = $2 AND kind = 'seen' AND seq > $3 \
         ORDER BY seq LIMIT $4",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await
    .expect("a page");
    rows.into_iter().map(|(seq, id)| (seq, id.parse::<Uuid>().expect("an id").as_u128())).collect()
}

/// Lets the others go on so many times.
async fn pauses(count: u64) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

/// Random numbers from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn id(&mut self) -> u128 {
        u128::from(self.roll()) << 64 | u128::from(self.roll())
    }

    fn scope(&mut self) -> Scope {
        let at = usize::try_from(self.below(3)).expect("small");
        SCOPES[at].clone()
    }
}
