//! Decides what the client does about its servers, and never does it.
//!
//! No async, no I/O, no clock, no randomness: time is an argument in milliseconds, randomness a seed.
//! The runner of `enishi-client` feeds [`machine::Machine`] with what happened and executes what it
//! answers; the pages ask [`overlay`] what the screen shows. Because nothing here touches the world,
//! thousands of simulated days run in a test.

pub mod backoff;
pub mod queue;

pub mod machine;
pub mod overlay;
