//! What happened in sum, so that a reader sees that the faults really occurred.

use crate::device::crash::Point;
use std::{collections::BTreeMap, fmt};

/// A kind of fault or change that every run of many seeds must have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A message ended at a partition.
    Partition,
    /// A message was lost.
    Loss,
    /// A message was late.
    Delay,
    /// A request came twice.
    Twice,
    /// A request came after one that was sent later.
    Reordered,
    /// An answer was lost after the server had committed.
    AnswerLost,
    /// An answer did not pass where requests did.
    OneWay,
    /// A page was cut.
    Cut,
    /// A poke was lost.
    PokeLost,
    /// A live connection ended.
    LiveCut,
    /// A live connection was refused.
    LiveRefused,
    /// A device crashed.
    Crash,
    /// A device lost its database and kept its journal.
    DatabaseLost,
    /// A row of a device was damaged.
    Rotten,
    /// A digest found it, and the scope came anew.
    Repaired,
    /// A page was thrown away, because a cursor had been forgotten since it was asked for.
    StalePage,
    /// A scope was opened.
    Opened,
    /// A wall clock jumped.
    Clock,
    /// The server restarted.
    Restart,
    /// The server came back from a backup.
    Restore,
    /// The server asked for patience.
    Busy,
    /// The server was starting or full.
    Unavailable,
    /// The server answered wishes with `retry`.
    Hesitant,
    /// The server failed over pulls of a network.
    Sick,
    /// The server failed over a wish.
    Poison,
    /// A write took long between its beginning and its commit.
    SlowWrite,
    /// The app was too old.
    TooOld,
    /// Tombstones were pruned.
    Pruned,
    /// A device had to begin again.
    Reset,
    /// A member joined.
    Joined,
    /// A member was removed, paused or came back.
    StateChanged,
    /// A device lost a network.
    Forgotten,
    /// A member changed sides.
    ClassChanged,
    /// A duty was given or taken.
    DutyTurned,
    /// A scope was dropped on a device.
    ScopeDropped,
    /// A post found another audience.
    AudienceChanged,
    /// Two members were hidden from each other.
    Hidden,
    /// Two members were shown again.
    Shown,
    /// A session was ended from elsewhere.
    SessionEnded,
    /// A session was too old.
    Expired,
    /// A wish was refused.
    Refused,
    /// A wish was taken back.
    Discarded,
    /// A parked wish was tried again.
    Retried,
    /// An applied wish went again after a restore.
    SentAgain,
    /// An answer of an earlier life of the server arrived.
    OtherLife,
    /// Nothing had changed.
    Unchanged,
    /// A field of a profile was set, often for another audience.
    FieldSet,
    /// The server failed over a wish by itself, until it was parked.
    Faulty,
    /// Another device had changed a field meanwhile, and the wish was refused.
    ChangedMeanwhile,
}

impl Fault {
    /// All of them, in order.
    pub const ALL: [Self; 49] = [
        Self::Partition,
        Self::Loss,
        Self::Delay,
        Self::Twice,
        Self::Reordered,
        Self::AnswerLost,
        Self::OneWay,
        Self::Cut,
        Self::PokeLost,
        Self::LiveCut,
        Self::LiveRefused,
        Self::Crash,
        Self::DatabaseLost,
        Self::Rotten,
        Self::Repaired,
        Self::StalePage,
        Self::Opened,
        Self::Clock,
        Self::Restart,
        Self::Restore,
        Self::Busy,
        Self::Unavailable,
        Self::Hesitant,
        Self::Sick,
        Self::Poison,
        Self::SlowWrite,
        Self::TooOld,
        Self::Pruned,
        Self::Reset,
        Self::Joined,
        Self::StateChanged,
        Self::Forgotten,
        Self::ClassChanged,
        Self::DutyTurned,
        Self::ScopeDropped,
        Self::AudienceChanged,
        Self::Hidden,
        Self::Shown,
        Self::SessionEnded,
        Self::Expired,
        Self::Refused,
        Self::Discarded,
        Self::Retried,
        Self::SentAgain,
        Self::OtherLife,
        Self::Unchanged,
        Self::FieldSet,
        Self::Faulty,
        Self::ChangedMeanwhile,
    ];
}

/// Sums over one run or many.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// How often each fault was met.
    pub faults: BTreeMap<Fault, u64>,
    /// Where devices died.
    pub died: BTreeMap<Point, u64>,
    /// Steps that were taken.
    pub steps: u64,
    /// Events on the virtual clock.
    pub events: u64,
    /// Requests that devices made.
    pub requests: u64,
    /// Pages that were stored.
    pub pages: u64,
    /// Rows in them.
    pub rows: u64,
    /// Pushes that were sent.
    pub pushes: u64,
    /// Wishes that people made.
    pub wishes: u64,
    /// Effects that wishes had.
    pub applied: u64,
    /// Whole contacts after which a device was compared row by row.
    pub compared: u64,
    /// Digests that were compared.
    pub digests: u64,
    /// How long outboxes took to empty after the network was good again, ms, where the device was told.
    pub drains: Vec<i64>,
}

impl Counts {
    /// One more.
    pub fn fault(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_insert(0) += 1;
    }

    /// Adds the sums of another run.
    pub fn add(&mut self, other: &Self) {
        for (fault, times) in &other.faults {
            *self.faults.entry(*fault).or_insert(0) += times;
        }
        for (point, times) in &other.died {
            *self.died.entry(*point).or_insert(0) += times;
        }
        self.steps += other.steps;
        self.events += other.events;
        self.requests += other.requests;
        self.pages += other.pages;
        self.rows += other.rows;
        self.pushes += other.pushes;
        self.wishes += other.wishes;
        self.applied += other.applied;
        self.compared += other.compared;
        self.digests += other.digests;
        self.drains.extend(&other.drains);
    }

    /// Faults that never occurred.
    pub fn missing(&self) -> Vec<Fault> {
        Fault::ALL.into_iter().filter(|fault| !self.faults.contains_key(fault)).collect()
    }

    /// The drain time that so many of a hundred outboxes stayed below, ms.
    pub fn drain(&self, of_hundred: usize) -> i64 {
        let mut drains = self.drains.clone();
        drains.sort_unstable();
        let place = drains.len().saturating_mul(of_hundred) / 100;
        drains.get(place.min(drains.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} steps, {} events, {} requests, {} pages with {} rows, {} pushes, {} wishes of which {} had their \
             effect, {} contacts compared row by row, {} digests",
            self.steps,
            self.events,
            self.requests,
            self.pages,
            self.rows,
            self.pushes,
            self.wishes,
            self.applied,
            self.compared,
            self.digests
        )?;
        let faults: Vec<String> =
            self.faults.iter().map(|(fault, times)| format!("{fault:?} {times}")).collect();
        writeln!(f, "met: {}", faults.join(", "))?;
        let died: Vec<String> = self.died.iter().map(|(point, times)| format!("{point:?} {times}")).collect();
        writeln!(f, "died at: {}", died.join(", "))?;
        write!(
            f,
            "outboxes empty after healing: p50 {} ms, p99 {} ms, longest {} ms",
            self.drain(50),
            self.drain(99),
            self.drain(100)
        )
    }
}
