//! Decides what the client does about its servers, and never does it.
//!
//! No async, no I/O, no clock, no randomness: time is an argument in milliseconds, randomness a seed.
//! The runner of `enishi-client` feeds [`machine::Machine`] with what happened and executes what it
//! answers; the pages ask [`overlay`] what the screen shows. Because nothing here touches the world,
//! thousands of simulated days run in a test.

/// Whether the bug was planted; never, without the feature.
#[cfg(feature = "planted")]
macro_rules! planted {
    ($bug:expr, $name:ident) => {
        $bug == Some(crate::planted::Bug::$name)
    };
}
#[cfg(not(feature = "planted"))]
macro_rules! planted {
    ($bug:expr, $name:ident) => {
        false
    };
}

#[cfg(feature = "planted")]
pub mod planted;

pub mod backoff;
pub mod queue;

pub mod machine;
pub mod overlay;
