//! The model device: the real machine over a model disk, run by the rules of the real runner.

pub mod crash;
pub mod disk;
pub mod outcomes;

use crate::rng::Rng;
use crash::Crash;
use disk::Disk;
use enishi_sync::machine::Machine;
use enishi_wire::{
    ids::{AccountId, NetworkId},
    mutations::Mutation,
    scopes::Scope,
};
use std::collections::BTreeMap;

/// What a request was for.
#[derive(Debug, Clone)]
pub enum Errand {
    /// Learn of the account's networks.
    Me,
    /// A page, asked for with these cursors.
    Pull(NetworkId, BTreeMap<Scope, i64>),
    /// Wishes.
    Push(Vec<Mutation>),
    /// Compare what is held.
    Digest(NetworkId),
    /// The live connection of this number.
    Live,
}

/// Why a device does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The app runs.
    Running,
    /// Crashed or closed.
    Closed,
    /// The account has left it.
    Empty,
}

/// A device of a person.
#[derive(Debug)]
pub struct Device {
    pub owner: AccountId,
    pub disk: Disk,
    pub machine: Machine,
    pub mode: Mode,
    /// Counts starts: what an earlier process asked for is nobody's business.
    pub boot: u32,
    pub crash: Crash,
    pub calls: BTreeMap<u64, Errand>,
    /// The live connection, by the number of its request.
    pub live: Option<u64>,
    pub wake_at: Option<i64>,
    /// How far the wall clock is off, ms.
    pub wall_off: i64,
    pub app: u32,
    pub rng: Rng,
    /// When digests were last compared.
    pub compared_at: BTreeMap<NetworkId, i64>,
}

impl Device {
    /// A device that was just signed in.
    pub fn new(owner: AccountId, rng: Rng, machine: Machine) -> Self {
        Self {
            owner,
            disk: Disk::default(),
            machine,
            mode: Mode::Closed,
            boot: 0,
            crash: Crash::default(),
            calls: BTreeMap::new(),
            live: None,
            wake_at: None,
            wall_off: 0,
            app: 1,
            rng,
            compared_at: BTreeMap::new(),
        }
    }

    /// Whether the machine runs.
    pub fn is_running(&self) -> bool {
        self.mode == Mode::Running
    }

    /// How many rows it wants in a page: often so few that a first sync takes many pages.
    pub fn page_wish(&mut self) -> u32 {
        let most = if self.rng.percent(40) { 4 } else { 40 };
        u32::try_from(1 + self.rng.below(most)).unwrap_or(1)
    }

    /// Everything volatile is gone.
    pub fn stop(&mut self, mode: Mode) {
        self.mode = mode;
        self.boot += 1;
        self.calls.clear();
        self.live = None;
        self.wake_at = None;
    }
}
