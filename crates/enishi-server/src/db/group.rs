//! Group commit on SQLite: writers that wait for the one writing connection share a transaction, and with it
//! the wait for the disk.
//!
//! Every write has a savepoint of its own, so that one can be undone without the others. A group's COMMIT
//! comes when nobody waits any more, or when the group is full or old; only then does any of its writes count
//! as done (I1), and only then is anybody told (I35). When SQLite undoes the whole transaction by itself, as
//! on a full disk, every write of the group has failed.
//!
//! Whoever holds the lock on the open group may use the connection, and the lock is given in the order in which
//! it was asked for. A future that is dropped between two statements leaves its savepoint behind as
//! [`Top::InWork`], and the next holder undoes it first.

use super::{
    Conn, Database,
    condition::{Condition, condition},
    networks,
};
use crate::{clock, failure::Failure, live::Hub};
use enishi_wire::ids::NetworkId;
use sqlx::{Any, AnyPool, Transaction};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard, watch},
    time::{Instant, timeout},
};

/// How long a write waits for those before it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The age at which a group takes nobody more, if its disk is fast; else twice the last COMMIT.
const YOUNG: Duration = Duration::from_millis(2);
/// Writes of one group at the most.
const LARGEST: usize = 256;

type Lock = OwnedMutexGuard<Option<Group>>;

/// The groups of one database: at most one is open.
#[derive(Debug)]
pub(super) struct Groups {
    writer: AnyPool,
    hub: Hub,
    open: Arc<Mutex<Option<Group>>>,
    /// Writers that have asked for the lock and do not have it. A hint only: nothing breaks if it is wrong.
    waiting: AtomicUsize,
    last_commit_us: AtomicU64,
    /// The file's `data_version` as the writing connection saw it last: only others' commits move it.
    version: AtomicI64,
    largest: usize,
    young: Duration,
}

/// One open transaction and the writes in it.
#[derive(Debug)]
struct Group {
    tx: Transaction<'static, Any>,
    fate: watch::Sender<Fate>,
    top: Top,
    writes: usize,
    began: Instant,
    /// The counters of the networks that the group has moved; written once, before the COMMIT.
    counters: BTreeMap<NetworkId, i64>,
}

/// What the innermost savepoint holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Top {
    /// Nothing that may have to be undone.
    Nothing,
    /// A finished write.
    Kept,
    /// A write that goes on, or whose future was dropped.
    InWork,
}

/// What became of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Durable,
    Undone(Option<Condition>),
}

impl Groups {
    pub(super) fn new(writer: AnyPool, hub: Hub) -> Self {
        Self {
            writer,
            hub,
            open: Arc::default(),
            waiting: AtomicUsize::new(0),
            last_commit_us: AtomicU64::new(0),
            version: AtomicI64::new(-1),
            largest: LARGEST,
            young: YOUNG,
        }
    }

    /// The same with groups of another size and age; 1 is a COMMIT for each write.
    pub(super) fn of_at_most(&self, largest: usize, young: Duration) -> Self {
        Self { largest, young, ..Self::new(self.writer.clone(), self.hub.clone()) }
    }

    /// Waits for a place in a group.
    pub(super) async fn enter(self: &Arc<Self>) -> Result<Seat, Failure> {
        let mut open = self.lock_in_turn().await?;
        if open.as_ref().is_some_and(|group| self.is_full(group)) {
            // A task of its own: a COMMIT that nobody waits for any more must still be told to its group.
            let closed = tokio::spawn(Arc::clone(self).close(open)).await;
            open = closed.map_err(|_| Failure::Fault("a group's COMMIT died".to_owned()))?;
        }
        if let Some(group) = open.as_mut()
            && let Err(error) = group.make_room().await
            && let Some(group) = open.take()
        {
            group.undo(error).await;
        }
        if open.is_none() {
            let mut group = Group::begin(&self.writer).await?;
            let version = Database::data_version(&mut group.tx).await?;
            if self.version.swap(version, Ordering::Relaxed) != version {
                self.hub.recheck_everybody();
            }
            *open = Some(group);
        }
        Ok(Seat { groups: Arc::clone(self), open, kept: false })
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn lock_in_turn(&self) -> Result<Lock, Failure> {
        let _waiting = Waiting::new(&self.waiting);
        let lock = Arc::clone(&self.open).lock_owned();
        timeout(PATIENCE, lock).await.map_err(|_| Failure::Database(Condition::Locked))
    }

    fn is_full(&self, group: &Group) -> bool {
        let last_commit = Duration::from_micros(self.last_commit_us.load(Ordering::Relaxed));
        group.writes >= self.largest || group.began.elapsed() > self.young.max(last_commit * 2)
    }

    /// Commits the group that began at `began` when nobody waits to join it. The lock comes in order: whoever
    /// waited when this task asked for it has joined when it is here.
    async fn close_when_quiet(self: Arc<Self>, began: Instant) {
        loop {
            let open = Arc::clone(&self.open).lock_owned().await;
            let Some(group) = open.as_ref().filter(|group| group.began == began) else { return };
            if self.waiting.load(Ordering::Relaxed) == 0 || self.is_full(group) {
                self.close(open).await;
                return;
            }
        }
    }

    /// Commits the open group and tells everybody. Gives the lock back.
    async fn close(self: Arc<Self>, mut open: Lock) -> Lock {
        let Some(group) = open.take() else { return open };
        let start = clock::monotonic();
        if let Some((fate, counters)) = group.commit().await {
            let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.last_commit_us.store(took, Ordering::Relaxed);
            for (network, seq) in counters {
                self.hub.moved(network, seq);
            }
            fate.send_replace(Fate::Durable);
        }
        open
    }
}

impl Group {
    async fn begin(writer: &AnyPool) -> Result<Self, sqlx::Error> {
        Ok(Self {
            tx: writer.begin_with("BEGIN IMMEDIATE").await?,
            fate: watch::Sender::new(Fate::Open),
            // The first write needs no savepoint: undoing it undoes the transaction.
            top: Top::InWork,
            writes: 0,
            began: clock::monotonic(),
            counters: BTreeMap::new(),
        })
    }

    /// Opens a savepoint for the next write. An error means that the transaction is gone.
    async fn make_room(&mut self) -> Result<(), sqlx::Error> {
        let step = match self.top {
            Top::Nothing => "SAVEPOINT a_write",
            Top::Kept => "RELEASE a_write; SAVEPOINT a_write",
            Top::InWork => "ROLLBACK TO a_write",
        };
        if self.top == Top::Kept {
            // If this future is dropped now, what is open then must not be undone.
            self.top = Top::Nothing;
        }
        sqlx::query(step).execute(&mut *self.tx).await?;
        self.top = Top::InWork;
        Ok(())
    }

    /// Commits; `None`: everything was undone, and everybody in the group knows.
    async fn commit(mut self) -> Option<(watch::Sender<Fate>, BTreeMap<NetworkId, i64>)> {
        if let Err(error) = self.write_down().await {
            self.undo(error).await;
            return None;
        }
        let Self { tx, fate, counters, .. } = self;
        if let Err(error) = tx.commit().await {
            tracing::warn!(%error, "A group of writes was not committed.");
            fate.send_replace(Fate::Undone(condition(&error)));
            return None;
        }
        Some((fate, counters))
    }

    async fn write_down(&mut self) -> Result<(), sqlx::Error> {
        if self.top == Top::InWork {
            self.make_room().await?;
        }
        for (network, seq) in &self.counters {
            networks::set_seq(&mut self.tx, *network, *seq).await?;
        }
        Ok(())
    }

    async fn undo(self, error: sqlx::Error) {
        tracing::warn!(%error, writes = self.writes, "A group of writes was undone.");
        self.fate.send_replace(Fate::Undone(condition(&error)));
        roll_back(self.tx).await;
    }
}

/// SQLite may have undone the transaction by itself and then says that there is nothing to undo; what failed
/// before is the news, and not this.
pub(super) async fn roll_back(tx: Transaction<'static, Any>) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(%error, "A transaction was undone before.");
    }
}

/// A write's place in the open group, and the lock on it.
#[derive(Debug)]
pub(super) struct Seat {
    groups: Arc<Groups>,
    open: Lock,
    kept: bool,
}

impl Seat {
    #[expect(clippy::expect_used, reason = "a seat is made with a group in place and keeps it until it ends")]
    fn group(&mut self) -> &mut Group {
        self.open.as_mut().expect("an open group")
    }

    pub(super) fn conn(&mut self) -> &mut Conn {
        &mut self.group().tx
    }

    /// A counter that earlier writes of the group have moved.
    pub(super) fn counter(&mut self, network: NetworkId) -> Option<i64> {
        self.group().counters.get(&network).copied()
    }

    /// Keeps the write, with the counter of the network that it has moved, and waits until it is durable.
    pub(super) async fn commit(mut self, moved: Option<(NetworkId, i64)>) -> Result<(), Failure> {
        let group = self.group();
        group.top = if group.writes == 0 { Top::Nothing } else { Top::Kept };
        group.writes += 1;
        group.counters.extend(moved);
        let (is_first, began, mut fate) = (group.writes == 1, group.began, group.fate.subscribe());
        self.kept = true;
        if is_first {
            tokio::spawn(Arc::clone(&self.groups).close_when_quiet(began));
        }
        drop(self);
        // Copied out: the reference holds a lock that the group's end needs.
        let fate = fate.wait_for(|fate| *fate != Fate::Open).await.map(|fate| *fate);
        match fate {
            Ok(Fate::Durable) => Ok(()),
            // Only trouble with the disk makes SQLite undo a transaction by itself.
            Ok(Fate::Undone(why)) => Err(Failure::Database(why.unwrap_or(Condition::Full))),
            Ok(Fate::Open) | Err(_) => Err(Failure::Fault("a group of writes has no known end".to_owned())),
        }
    }

    /// Undoes the write. In a group the next holder of the lock does it, by the savepoint.
    pub(super) async fn roll_back(mut self) {
        if let Some(group) = self.open.take_if(|group| group.writes == 0) {
            roll_back(group.tx).await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if !self.kept {
            // Nobody else is in it, so nobody would end it.
            drop(self.open.take_if(|group| group.writes == 0));
        }
    }
}

/// Counts a waiter for as long as it waits.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
