//! The only place that reads the time. Everything else is handed `now` in ms since 1970, UTC.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A day, in ms.
pub const DAY: i64 = 24 * 3_600_000;

/// A moment to measure a duration from, such as that of a COMMIT; never stored, never compared with `now`.
pub fn monotonic() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

/// Where `now` comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that its owner turns, in ms; tests move hours in no time.
    Hand(Arc<AtomicI64>),
}

impl Clock {
    /// Milliseconds since 1970 in UTC.
    pub fn now(&self) -> i64 {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            Self::System => jiff::Timestamp::now().as_millisecond(),
            Self::Hand(time) => time.load(Ordering::SeqCst),
        }
    }
}
