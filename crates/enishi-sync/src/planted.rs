//! Bugs that the simulation plants to see that its checks can fail. Compiled only with the feature
//! `planted`; no program has it.

/// A bug of the machine, the queue or the waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// Wishes of one lane travel together.
    TwoOfALane,
    /// A parked wish holds up its lane.
    ParkedBlocks,
    /// A failure is followed by no wait.
    NoBackoff,
    /// What the live connection says is not heard.
    PokeIgnored,
    /// A wish that was asked to wait goes at once.
    DeferForgotten,
    /// The polls stay rare when the live connection is gone.
    RarePolls,
    /// Nothing is asked for without a poke.
    NoPoll,
    /// A server that asks for patience gets none.
    BusyIgnored,
    /// A wish that makes the server fail is tried for ever.
    PoisonNeverParked,
    /// The person is not told of a wish over which the server fails.
    FailedNeverParked,
    /// A fault of one network's pull stops all networks.
    FaultStopsAll,
    /// A push without an answer is not repeated.
    FailureForgets,
    /// What goes again goes behind newer wishes of its lane.
    AgainBehind,
    /// An ended membership stays in the machine.
    GoneIgnored,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::TwoOfALane,
        Self::ParkedBlocks,
        Self::NoBackoff,
        Self::PokeIgnored,
        Self::DeferForgotten,
        Self::RarePolls,
        Self::NoPoll,
        Self::BusyIgnored,
        Self::PoisonNeverParked,
        Self::FailedNeverParked,
        Self::FaultStopsAll,
        Self::FailureForgets,
        Self::AgainBehind,
        Self::GoneIgnored,
    ];
}
