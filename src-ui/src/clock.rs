//! The one place that reads the clock.

use crate::numbers;
use leptos::{prelude::*, reactive::graph::Observer};
use std::{sync::LazyLock, time::Duration};

static MINUTES: LazyLock<ArcRwSignal<u32>> = LazyLock::new(ArcRwSignal::default);

/// Now, ms UTC.
pub fn now() -> i64 {
    numbers::whole(js_sys::Date::now())
}

/// Now, for texts such as 「3分前」: what shows it is written anew every minute.
pub fn now_shown() -> i64 {
    if Observer::get().is_some() {
        MINUTES.track();
    }
    now()
}

/// Starts the minutes; they run as long as the page.
pub fn start() {
    let next = || MINUTES.update(|number| *number = number.wrapping_add(1));
    // Fails only without a window, where nothing is shown.
    let _ = set_interval_with_handle(next, Duration::from_secs(60));
}
