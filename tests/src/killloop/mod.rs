//! Ends a program by SIGKILL at random moments, again and again, and counts what was acknowledged and is not
//! there afterwards, what is there twice, and how long a start takes.

mod client;
mod server;
mod writer;

pub use client::run as client;
pub use server::run as server;

use anyhow::{Result, ensure};
use std::{fmt, time::Duration};

/// A start must be done in this time, without what it waited for a CPU.
pub const START: Duration = Duration::from_secs(2);

/// What a loop is asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many times the program is killed.
    pub cycles: usize,
    /// What decides all chance in it.
    pub seed: u64,
    /// The earliest and the latest moment of a kill, ms after the start.
    pub kill_after: (u64, u64),
    /// `sqlite` or `postgres`.
    pub database: String,
}

/// What a loop found.
#[derive(Debug, Clone)]
pub struct Figures {
    what: &'static str,
    plan: Plan,
    acknowledged: usize,
    unknown: usize,
    starts: Vec<Duration>,
}

impl Figures {
    const fn new(what: &'static str, plan: Plan) -> Self {
        Self { what, plan, acknowledged: 0, unknown: 0, starts: Vec::new() }
    }

    /// Counts a start; a slow one fails the loop.
    fn started(&mut self, took: Duration) -> Result<()> {
        self.starts.push(took);
        ensure!(took < START, "a start took {} ms", took.as_millis());
        Ok(())
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut starts = self.starts.clone();
        starts.sort();
        let ms = |start: Option<&Duration>| start.map_or(0, Duration::as_millis);
        write!(
            f,
            "killloop {} ({}, seed {}): {} cycles, {} writes acknowledged, {} with an unknown end, 0 lost, 0 twice; \
             start p50 {} ms, max {} ms; integrity ok",
            self.what,
            self.plan.database,
            self.plan.seed,
            self.plan.cycles,
            self.acknowledged,
            self.unknown,
            ms(starts.get(starts.len() / 2)),
            ms(starts.last()),
        )
    }
}
