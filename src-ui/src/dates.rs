//! Dates and times as people type them. The date picker of some webviews stays open or is missing, so these
//! are text fields that take every usual spelling, full-width digits too.

use crate::numbers;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Gregorian year.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// A time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
}

/// Reads `2026-12-05`, `2026/12/5`, `2026.12.5`, `２０２６年１２月５日` or `20261205`.
pub fn day(text: &str) -> Option<Day> {
    let plain = numbers::half_width(text);
    let plain = plain.trim();
    let (year, month, day) = if plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        (plain.get(0..4)?, plain.get(4..6)?, plain.get(6..8)?)
    } else {
        let mut parts = plain
            .split(['-', '/', '.', '年', '月', '日', ' '])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let three = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        three
    };
    let day = Day { year: numbers::typed(year)?, month: numbers::typed(month)?, day: numbers::typed(day)? };
    let fits = (1900..=9999).contains(&day.year) && (1..=days_in(day.year, day.month)).contains(&day.day);
    fits.then_some(day)
}

impl Day {
    /// The same day so many months later; the last day of the month where that has no such day.
    pub fn months_later(self, months: u32) -> Self {
        let count = self.month - 1 + months;
        let (year, month) = (self.year + count / 12, count % 12 + 1);
        Self { year, month, day: self.day.min(days_in(year, month)) }
    }
}

/// Reads `19:00`, `19.00`, `１９：００`, `19時`, `19時30分` or `1900`.
pub fn time(text: &str) -> Option<Time> {
    let plain = numbers::half_width(text);
    let plain = plain.trim();
    let (hour, minute) = if matches!(plain.len(), 3 | 4) && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        plain.split_at_checked(plain.len() - 2)?
    } else {
        let mut parts = plain.split([':', '.', '時', '分']).map(str::trim).filter(|part| !part.is_empty());
        let hour = parts.next()?;
        let minute = parts.next();
        // A bare number is no time, unless 時 stands after it.
        if parts.next().is_some() || (minute.is_none() && !plain.contains('時')) {
            return None;
        }
        (hour, minute.unwrap_or("0"))
    };
    let time = Time { hour: numbers::typed(hour)?, minute: numbers::typed(minute)? };
    (time.hour < 24 && time.minute < 60).then_some(time)
}

/// Minutes after midnight as `HH:MM`, and back by [`time`].
pub fn clock_of_minutes(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Time {
    /// Minutes after midnight.
    pub fn minutes(self) -> u16 {
        u16::try_from(self.hour * 60 + self.minute).unwrap_or(0)
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_later_is_the_same_day_or_the_last_of_a_shorter_month() {
        let later = |text: &str, months| day(text).map(|day| day.months_later(months));
        assert_eq!(later("2026-11-29", 3), day("2027-02-28"));
        assert_eq!(later("2026-12-31", 1), day("2027-01-31"));
        assert_eq!(later("2027-08-15", 6), day("2028-02-15"));
        assert_eq!(later("2026-01-31", 12), day("2027-01-31"));
    }

    #[test]
    fn every_usual_spelling_of_a_day_is_read() {
        let expected = Some(Day { year: 2026, month: 12, day: 5 });
        for text in [
            "2026-12-05",
            "2026/12/5",
            "2026.12.5",
            "２０２６年１２月５日",
            " 20261205 ",
            "２０２６－１２－０５",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in
            ["2026-02-29", "2026-13-01", "2026-00-10", "2026-12-32", "12/5", "", "あした", "2026-1-2-3"]
        {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(day("2028-02-29").is_some());
    }

    #[test]
    fn every_usual_spelling_of_a_time_is_read() {
        let expected = Some(Time { hour: 19, minute: 30 });
        for text in ["19:30", "１９：３０", "19時30分", "1930", "19.30"] {
            assert_eq!(time(text), expected, "{text}");
        }
        assert_eq!(time("9時"), Some(Time { hour: 9, minute: 0 }));
        assert_eq!(time("900"), Some(Time { hour: 9, minute: 0 }));
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for text in ["24:00", "19:60", "19", "", "夜", "1:2:3"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn minutes_after_midnight_are_written_as_they_are_read() {
        for minutes in [0, 61, 8 * 60, 1439] {
            assert_eq!(time(&clock_of_minutes(minutes)).map(Time::minutes), Some(minutes));
        }
    }
}
