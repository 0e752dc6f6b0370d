//! Simulated days of people, devices, a server and a bad network, decided by one 64-bit seed.
//!
//! The machine, queue, waits and overlay are the real ones of `enishi-sync` and the messages those of
//! `enishi-wire`; the device's disk, the server and the network are models that keep the rules of the real
//! ones. No I/O, no clock, no threads: a failing seed fails every time.

/// Whether the run carries this bug; never, without the feature.
#[cfg(feature = "planted")]
macro_rules! planted {
    ($bugs:expr, $bug:ident) => {
        $bugs.chosen == Some(crate::planted::Planted::$bug)
    };
}
#[cfg(not(feature = "planted"))]
macro_rules! planted {
    ($bugs:expr, $bug:ident) => {{
        let _none: &crate::planted::Bugs = &$bugs;
        false
    }};
}

pub mod counts;
pub mod invariant;
pub mod planted;
pub mod regressions;
pub mod rng;
pub mod shrink;
pub mod step;
pub mod world;

mod device;
mod ledger;
mod net;
mod server;
mod wire;
