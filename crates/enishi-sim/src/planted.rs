//! Bugs to plant, so that every check is seen to fail once. Without the feature `planted` there are none.

use enishi_sync::machine::Machine;

#[cfg(feature = "planted")]
pub use chosen::Planted;

/// The bug that this run carries; without the feature there cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bugs {
    /// The bug, if one was chosen.
    #[cfg(feature = "planted")]
    pub chosen: Option<Planted>,
}

impl Bugs {
    /// A machine with the bug, if it is one of the machine's.
    pub fn machine(self, seed: u64) -> Machine {
        #[cfg(feature = "planted")]
        if let Some(Planted::Sync(bug)) = self.chosen {
            return Machine::planted(seed, bug);
        }
        Machine::new(seed)
    }
}

#[cfg(feature = "planted")]
mod chosen {
    use enishi_sync::planted::Bug;

    /// A bug of the machine, of the model device or of the model server.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Planted {
        /// In the real machine, queue or waits.
        Sync(Bug),
        /// The device stores cursors before rows, in two transactions.
        CursorWithoutRows,
        /// The device empties its outbox before it has an answer.
        OutboxEmptiedFirst,
        /// The device takes a wish out of its outbox and leaves out the rows of the answer.
        AnswerWithoutRows,
        /// The device keeps the rows of a scope that was taken away.
        ScopeDropIgnored,
        /// The device keeps what it holds of a scope that is opened.
        ScopeOpenKeeps,
        /// The device keeps rows that are gone.
        TombstoneIgnored,
        /// The device lets an older version take the place of a newer one.
        OlderWins,
        /// The device stores rows of answers also of scopes that it does not hold.
        AnyRowKept,
        /// The device stores rows that another life of the database gave, and does not ask again.
        AnyLife,
        /// The device stores a page that was asked for with other cursors than it has.
        StalePageStored,
        /// The device does not send again what a restored server has forgotten.
        NothingSentAgain,
        /// The device forgets what it sent by its own clock.
        SentLogByWall,
        /// The device empties itself when its session is too old.
        ExpiredErases,
        /// The device drops what was refused without a word.
        RefusalHidden,
        /// The device does not read its journal after its database was lost.
        JournalUnread,
        /// The server applies a wish as often as it comes.
        DedupeOff,
        /// The server sends rows whose owner is hidden from the viewer.
        HiddenSent,
        /// The server tells nobody that an owner was hidden.
        RemovalForgotten,
        /// The server takes the counter before the slow part of a write.
        CounterFirst,
        /// The server does not look whether the tombstones that a device needs are gone.
        FloorIgnored,
        /// The server takes wishes of a device that knows another life of the database.
        AnyLifeWrites,
        /// The server keeps its epoch through a restore.
        EpochKept,
        /// The server sends no tombstone for a scope whose cursor is 0.
        NoTombstonesAtZero,
        /// The server removes rows without leaving a tombstone.
        NoTombstone,
        /// The server says of a page that was full that it reached the end.
        CursorAhead,
        /// The server answers a cursor below the one it was asked for.
        CursorBack,
        /// The server sends the newest rows first.
        PageOutOfOrder,
        /// The server lets removed and pausing members write.
        RemovedMayWrite,
        /// The server stores that it did not know a thing, and says so for ever.
        NotFoundKept,
        /// The server counts tombstones in digests.
        TombstonesInDigest,
        /// The server does not look on which version of a field a wish builds.
        SeenIgnored,
        /// The server leaves a field that has moved where it was, too.
        FacetStays,
    }

    impl Planted {
        const OTHERS: [Self; 32] = [
            Self::CursorWithoutRows,
            Self::OutboxEmptiedFirst,
            Self::AnswerWithoutRows,
            Self::ScopeDropIgnored,
            Self::ScopeOpenKeeps,
            Self::TombstoneIgnored,
            Self::OlderWins,
            Self::AnyRowKept,
            Self::AnyLife,
            Self::StalePageStored,
            Self::NothingSentAgain,
            Self::SentLogByWall,
            Self::ExpiredErases,
            Self::RefusalHidden,
            Self::JournalUnread,
            Self::DedupeOff,
            Self::HiddenSent,
            Self::RemovalForgotten,
            Self::CounterFirst,
            Self::FloorIgnored,
            Self::AnyLifeWrites,
            Self::EpochKept,
            Self::NoTombstonesAtZero,
            Self::NoTombstone,
            Self::CursorAhead,
            Self::CursorBack,
            Self::PageOutOfOrder,
            Self::RemovedMayWrite,
            Self::NotFoundKept,
            Self::TombstonesInDigest,
            Self::SeenIgnored,
            Self::FacetStays,
        ];

        /// All of them.
        pub fn all() -> impl Iterator<Item = Self> {
            Bug::ALL.into_iter().map(Self::Sync).chain(Self::OTHERS)
        }
    }
}
