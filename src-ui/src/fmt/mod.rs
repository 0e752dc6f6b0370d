//! Dates, times and numbers as people read them. What to say is decided here in plain functions; how it is
//! written in each language is the webview's own `Intl` ([`intl`]).

mod intl;

use crate::{
    clock,
    dates::{self, Day, Time},
    text::{self, tr_with},
};
use fluent_bundle::FluentValue;
use intl::Style;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How a moment is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    JustNow,
    Ago(Unit, i64),
    In(Unit, i64),
    /// As a date.
    Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

/// Relative within a day, else as a date.
fn told(at: i64, now: i64) -> Told {
    let passed = now - at;
    let ahead = passed < 0;
    let far = passed.abs();
    let (unit, number) = match far {
        _ if far < MINUTE => return Told::JustNow,
        _ if far < HOUR => (Unit::Minutes, far / MINUTE),
        _ if far < DAY => (Unit::Hours, far / HOUR),
        _ => return Told::Date,
    };
    if ahead { Told::In(unit, number) } else { Told::Ago(unit, number) }
}

/// How much time an answer still has.
fn left(until: i64, now: i64) -> Option<(Unit, i64)> {
    match until - now {
        ms if ms <= 0 => None,
        ms if ms < HOUR => Some((Unit::Minutes, (ms / MINUTE).max(1))),
        ms if ms < 2 * DAY => Some((Unit::Hours, ms / HOUR)),
        ms => Some((Unit::Days, ms / DAY)),
    }
}

/// A moment of the past or future: 「3時間前」 within a day, else 「11月3日(火) 14:05」.
pub fn moment(at: i64) -> String {
    let now = clock::now_shown();
    match told(at, now) {
        Told::JustNow => text::tr("time-just-now"),
        Told::Ago(unit, number) => intl::relative(-number, unit.name()),
        Told::In(unit, number) => intl::relative(number, unit.name()),
        Told::Date => date_time(at),
    }
}

/// A moment as date and time in the device's zone, with the year if it is another one.
pub fn date_time(at: i64) -> String {
    let same_year = intl::year(at) == intl::year(clock::now_shown());
    intl::format(at, if same_year { Style::DateTime } else { Style::YearDateTime }, "")
}

/// A time of today as 「10:42」, any other moment with its date.
pub fn time_or_date(at: i64) -> String {
    let today = intl::format(clock::now_shown(), Style::Key, "");
    if intl::format(at, Style::Key, "") == today { intl::format(at, Style::Time, "") } else { date_time(at) }
}

/// When an event is, in its own zone, with the zone's name where it is not the device's.
pub fn event_time(starts: i64, ends: i64, zone: &str) -> String {
    event_range(starts, ends, zone, Style::YearDateTime)
}

/// The same for lists: without the year where it is this one.
pub fn event_time_short(starts: i64, ends: i64, zone: &str) -> String {
    let this_year = intl::year(starts) == intl::year(clock::now_shown());
    event_range(starts, ends, zone, if this_year { Style::DateTime } else { Style::YearDateTime })
}

fn event_range(starts: i64, ends: i64, zone: &str, style: Style) -> String {
    let same_day = intl::format(starts, Style::Key, zone) == intl::format(ends, Style::Key, zone);
    let begin = intl::format(starts, style, zone);
    let end = intl::format(ends, if same_day { Style::Time } else { Style::DateTime }, zone);
    // Word joiners keep 19:00–21:00 on one line.
    let dash = if same_day { "\u{2060}–\u{2060}" } else { " – " };
    let range = if starts == ends { begin } else { format!("{begin}{dash}{end}") };
    match intl::foreign_zone(starts, zone) {
        Some(name) => tr_with("time-in-zone", &[("time", range.into()), ("zone", name.into())]),
        None => range,
    }
}

/// A time of the day in a zone.
pub fn time_in(at: i64, zone: &str) -> String {
    intl::format(at, Style::Time, zone)
}

/// The parts of the date block of an event: month, day, weekday.
pub fn date_block(at: i64, zone: &str) -> [String; 3] {
    [
        intl::format(at, Style::Month, zone),
        intl::format(at, Style::DayNumber, zone),
        intl::format(at, Style::Weekday, zone),
    ]
}

/// The heading of a month: 「2026年12月」.
pub fn month(at: i64, zone: &str) -> String {
    intl::format(at, Style::YearMonth, zone)
}

/// A day with its weekday, for the answer under a date field.
pub fn long_day(day: Day) -> String {
    let noon = Time { hour: 12, minute: 0 };
    intl::instant(day, noon).map(|at| intl::format(at, Style::LongDate, "")).unwrap_or_default()
}

/// The day of a moment in the device's zone, with its weekday: 「2027年2月28日(日)」.
pub fn date(at: i64) -> String {
    intl::format(at, Style::LongDate, "")
}

/// The day that it is now in the device's zone.
pub fn today() -> Option<Day> {
    dates::day(&intl::format(clock::now(), Style::Key, ""))
}

/// The moment of a day and time in the device's zone.
pub fn instant(day: Day, time: Time) -> Option<i64> {
    intl::instant(day, time)
}

/// 「締切まで3日」; `None` once it is over.
pub fn deadline(until: i64) -> Option<String> {
    let (unit, number) = left(until, clock::now_shown())?;
    let key = match unit {
        Unit::Minutes => "event-deadline-minutes",
        Unit::Hours => "event-deadline-hours",
        Unit::Days => "event-deadline-days",
    };
    Some(tr_with(key, &[("count", FluentValue::from(number))]))
}

/// A whole number with its separators.
pub fn number(number: u32) -> String {
    intl::number(f64::from(number))
}

/// A size on disk.
pub fn bytes(bytes: u64) -> String {
    let bytes = crate::numbers::float(i64::try_from(bytes).unwrap_or(i64::MAX));
    let (size, unit) = scaled(bytes);
    format!("{} {unit}", intl::number(size))
}

/// A size in the unit that keeps it short, with one decimal below ten.
fn scaled(bytes: f64) -> (f64, &'static str) {
    let mut size = bytes;
    let mut unit = "B";
    for larger in ["KB", "MB", "GB"] {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = larger;
    }
    (if size < 10.0 { (size * 10.0).round() / 10.0 } else { size.round() }, unit)
}

/// The device's zone, an IANA name.
pub fn device_zone() -> String {
    intl::device_zone()
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minute",
            Self::Hours => "hour",
            Self::Days => "day",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000_000;

    #[test]
    fn a_moment_is_relative_within_a_day_and_a_date_beyond() {
        assert_eq!(told(NOW - 30_000, NOW), Told::JustNow);
        assert_eq!(told(NOW - 5 * MINUTE, NOW), Told::Ago(Unit::Minutes, 5));
        assert_eq!(told(NOW - 3 * HOUR - MINUTE, NOW), Told::Ago(Unit::Hours, 3));
        assert_eq!(told(NOW - DAY, NOW), Told::Date);
        assert_eq!(told(NOW + 2 * HOUR, NOW), Told::In(Unit::Hours, 2));
    }

    #[test]
    fn a_deadline_counts_days_then_hours_then_minutes_and_ends() {
        assert_eq!(left(NOW + 3 * DAY + HOUR, NOW), Some((Unit::Days, 3)));
        assert_eq!(left(NOW + 30 * HOUR, NOW), Some((Unit::Hours, 30)));
        assert_eq!(left(NOW + 59 * MINUTE, NOW), Some((Unit::Minutes, 59)));
        assert_eq!(left(NOW + 20_000, NOW), Some((Unit::Minutes, 1)));
        assert_eq!(left(NOW, NOW), None);
    }

    #[test]
    fn a_size_takes_the_unit_that_keeps_it_short() {
        assert_eq!(scaled(512.0), (512.0, "B"));
        assert_eq!(scaled(1_240_000.0), (1.2, "MB"));
        assert_eq!(scaled(48_600_000.0), (49.0, "MB"));
    }
}
