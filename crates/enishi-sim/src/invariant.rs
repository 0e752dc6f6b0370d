//! What must hold, by name. Each has a planted bug that breaks it.

use std::fmt;

/// A promise that a simulated day may not break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// Every accepted wish has its effect exactly once, after a restore too (I3, I9).
    ExactlyOnce,
    /// No wish vanishes: it waits, was done, was refused and is shown, or was taken back (I2, I5).
    NothingLost,
    /// The wishes of a lane have their effect in the order in which they were made (I6).
    LaneOrder,
    /// After a whole contact a device holds what the server would show its owner (I12, I18).
    Equal,
    /// And nothing else (I25).
    OnlyOwnRows,
    /// Cursors never go back within an epoch (I11).
    CursorsForward,
    /// A row never goes back to an older version (I14).
    RowsForward,
    /// Rows of a page come in `seq` order after the cursor (I12).
    PageInOrder,
    /// Requests stay few whatever happens (I37).
    NoStorm,
    /// A server that asks for patience gets it.
    Patience,
    /// Outboxes empty soon after the trouble ends (I34).
    Drains,
    /// The fault of one network holds up no other (I6).
    Isolated,
    /// A poke reaches an attached device in seconds.
    PokeHeard,
    /// A lost poke, or a lost live connection, costs at most a poll interval (I35).
    LostPoke,
    /// Who may not write any more has nothing applied (I30, I31).
    RefusedShown,
    /// What the person sees does not flicker back when an answer comes (I19).
    NoFlicker,
    /// A digest of a device after a whole contact never differs (I18).
    DigestAgrees,
    /// A field of a profile is changed only by who knew what it said (I21).
    NothingOverwritten,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::ExactlyOnce,
        Self::NothingLost,
        Self::LaneOrder,
        Self::Equal,
        Self::OnlyOwnRows,
        Self::CursorsForward,
        Self::RowsForward,
        Self::PageInOrder,
        Self::NoStorm,
        Self::Patience,
        Self::Drains,
        Self::Isolated,
        Self::PokeHeard,
        Self::LostPoke,
        Self::RefusedShown,
        Self::NoFlicker,
        Self::DigestAgrees,
        Self::NothingOverwritten,
    ];
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// How it shows.
    pub what: String,
    /// When, ms after the beginning.
    pub at: i64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:.3} s: {}", self.invariant, seconds(self.at), self.what)
    }
}

fn seconds(ms: i64) -> f64 {
    f64::from(i32::try_from(ms).unwrap_or(i32::MAX)) / 1_000.0
}
