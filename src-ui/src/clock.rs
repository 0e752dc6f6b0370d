//! The one place that reads the clock.

use crate::numbers;

/// Now, ms UTC.
pub fn now() -> i64 {
    numbers::whole(js_sys::Date::now())
}
