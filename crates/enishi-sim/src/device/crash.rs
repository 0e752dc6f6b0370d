//! Where a device may die: between each commit, request and answer.

use std::collections::BTreeMap;

/// A place in the device's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// Before a wish is written anywhere.
    WishMade,
    /// A wish is in the journal alone.
    WishInJournal,
    /// A wish is in the outbox, the person has not been told.
    WishStored,
    /// Before the cursors are read for a pull.
    PullBegun,
    /// A page is here and nothing of it is stored.
    PageArrived,
    /// Only where a planted bug tears the transaction of a page.
    PageTorn,
    /// A page is stored, the machine does not know.
    PageStored,
    /// Wishes are marked as under way, nothing is sent.
    PushTaken,
    /// Answers to a push are here and not stored.
    AnswerArrived,
    /// Answers are stored, the journal still has the wishes.
    AnswerStored,
    /// The journal is struck, the machine does not know.
    JournalStruck,
    /// Before a wish is parked.
    Parking,
    /// Before a network is erased.
    Forgetting,
    /// Somewhere between two requests.
    Idle,
}

/// The device has died: everything volatile is gone.
#[derive(Debug, Clone, Copy)]
pub struct Crashed;

/// Decides at which of the coming points the device dies.
#[derive(Debug, Default)]
pub struct Crash {
    /// Points until then; `None` for never.
    pub after: Option<u32>,
    /// Where it died, how often.
    pub died: BTreeMap<Point, u64>,
}

impl Crash {
    /// Passes a point, or dies there.
    ///
    /// # Errors
    /// The device died.
    pub fn here(&mut self, point: Point) -> Result<(), Crashed> {
        match self.after {
            Some(0) => {
                self.after = None;
                *self.died.entry(point).or_insert(0) += 1;
                Err(Crashed)
            }
            Some(points) => {
                self.after = Some(points - 1);
                Ok(())
            }
            None => Ok(()),
        }
    }
}
