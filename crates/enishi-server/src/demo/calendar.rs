//! Days of the demo, counted from the day on which it is loaded, in a zone without summer time.

use crate::clock::DAY;
use serde::Deserialize;

/// Where the demo's company is.
pub const ZONE: &str = "Asia/Tokyo";

const OFFSET: i64 = 9 * 3_600_000;
const MINUTE: i64 = 60_000;

/// A day of the week on which an event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// 日曜日.
    Sun,
    /// 木曜日.
    Thu,
    /// 金曜日.
    Fri,
    /// 土曜日.
    Sat,
}

impl Weekday {
    /// Days after Thursday; the first day of 1970 was one.
    const fn after_thursday(self) -> i64 {
        match self {
            Self::Thu => 0,
            Self::Fri => 1,
            Self::Sat => 2,
            Self::Sun => 3,
        }
    }
}

/// Today, and what follows from it.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// The moment of loading, ms UTC.
    pub now: i64,
    today: i64,
}

impl Calendar {
    /// The calendar of a moment.
    pub const fn of(now: i64) -> Self {
        Self { now, today: (now + OFFSET).div_euclid(DAY) }
    }

    /// So many days from now, moved on to the first such day of the week.
    pub fn day_from_now(&self, days: i64, weekday: Option<Weekday>) -> i64 {
        let day = self.today + days;
        day + weekday.map_or(0, |weekday| (weekday.after_thursday() - day).rem_euclid(7))
    }

    /// A time of a day, ms UTC.
    pub const fn at(&self, day: i64, minutes: i64) -> i64 {
        day * DAY + minutes * MINUTE - OFFSET
    }

    /// A time so many days ago, never in the future.
    pub fn days_ago(&self, days: i64, minutes: i64) -> i64 {
        self.at(self.today - days, minutes).min(self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday 2026-11-20, 21:00 in UTC: Saturday morning in Tokyo.
    const NOW: i64 = 1_795_208_400_000;

    #[test]
    fn an_event_moves_on_to_its_day_of_the_week() {
        let calendar = Calendar::of(NOW);
        let saturday = calendar.day_from_now(0, Some(Weekday::Sat));
        assert_eq!(calendar.at(saturday, 6 * 60), NOW, "today is a Saturday in Tokyo");
        assert_eq!(calendar.day_from_now(1, Some(Weekday::Sat)), saturday + 7);
        assert_eq!(calendar.day_from_now(1, Some(Weekday::Sun)), saturday + 1);
        assert_eq!(calendar.day_from_now(-1, Some(Weekday::Thu)), saturday + 5);
    }

    #[test]
    fn what_was_published_today_is_not_in_the_future() {
        let calendar = Calendar::of(NOW);
        assert_eq!(calendar.days_ago(0, 18 * 60), NOW);
        assert_eq!(calendar.days_ago(1, 6 * 60), NOW - DAY);
    }
}
