//! The one place that reads clocks.

use std::{sync::OnceLock, time::Instant};

/// Wall clock, ms since 1970 in UTC. For display and for what the person schedules; never for order.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Clock of the sync machine, ms since the process began. Never goes back, whatever the person or the
/// network does to the wall clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn monotonic() -> i64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let began = BEGAN.get_or_init(Instant::now);
    i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// Minutes after local midnight at a wall-clock time, 0 to 1439, in the system's zone.
pub fn local_minutes(at: i64) -> u16 {
    let zone = jiff::tz::TimeZone::system();
    let minutes = jiff::Timestamp::from_millisecond(at).ok().map(|timestamp| {
        let time = timestamp.to_zoned(zone).time();
        i16::from(time.hour()) * 60 + i16::from(time.minute())
    });
    minutes.and_then(|minutes| u16::try_from(minutes).ok()).unwrap_or(0)
}

/// Year and month at a wall-clock time, in the system's zone.
pub fn local_month(at: i64) -> (i32, u8) {
    let zone = jiff::tz::TimeZone::system();
    let date = jiff::Timestamp::from_millisecond(at).ok().map(|timestamp| timestamp.to_zoned(zone).date());
    date.map_or((1970, 1), |date| (date.year().into(), u8::try_from(date.month()).unwrap_or(1)))
}

/// A wall-clock time as text, in the system's zone.
pub fn local_text(at: i64, form: &str) -> String {
    let zone = jiff::tz::TimeZone::system();
    let time = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    time.to_zoned(zone).strftime(form).to_string()
}

/// IANA name of the system's zone; `Asia/Tokyo` where the system does not say.
pub fn zone() -> String {
    jiff::tz::TimeZone::system().iana_name().unwrap_or("Asia/Tokyo").to_owned()
}
