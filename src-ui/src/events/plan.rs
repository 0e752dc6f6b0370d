//! From what is typed in the event form to a plan, or to the field that is not right.

use crate::dates::{self, Day, Time};

/// A field of the form that is not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No title.
    Title,
    /// Not a day.
    StartDate,
    /// Not a time.
    StartTime,
    /// Not a day.
    EndDate,
    /// Not a time.
    EndTime,
    /// The end lies before the start.
    Order,
    /// Not a number of people.
    Capacity,
    /// Not a day, or after the start.
    AnswerBy,
    /// A line of the agenda has no time or no title.
    Parts,
}

/// A day and a time that were typed.
pub fn moment(date: &str, time: &str, wrong: [Wrong; 2]) -> Result<(Day, Time), Wrong> {
    let [wrong_date, wrong_time] = wrong;
    Ok((dates::day(date).ok_or(wrong_date)?, dates::time(time).ok_or(wrong_time)?))
}

/// The end of an event: its date may be left empty for the same day, its time is needed.
pub fn end(start: (Day, Time), date: &str, time: &str) -> Result<(Day, Time), Wrong> {
    let day = if date.trim().is_empty() { start.0 } else { dates::day(date).ok_or(Wrong::EndDate)? };
    let end = (day, dates::time(time).ok_or(Wrong::EndTime)?);
    if end < start { Err(Wrong::Order) } else { Ok(end) }
}

/// How many may come; empty for no limit.
pub fn capacity(text: &str) -> Result<Option<u32>, Wrong> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match crate::numbers::typed(text) {
        Some(number) if number > 0 => Ok(Some(number)),
        _ => Err(Wrong::Capacity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: (Day, Time) = (Day { year: 2026, month: 12, day: 5 }, Time { hour: 19, minute: 0 });

    #[test]
    fn an_end_without_a_date_is_on_the_day_of_the_start() {
        assert_eq!(end(START, "", "２１：００"), Ok((START.0, Time { hour: 21, minute: 0 })));
        assert_eq!(end(START, "2026-12-06", "1:00").map(|(day, _)| day.day), Ok(6));
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        assert_eq!(end(START, "", "18:00"), Err(Wrong::Order));
        assert_eq!(end(START, "2026-12-04", "21:00"), Err(Wrong::Order));
        assert_eq!(end(START, "", ""), Err(Wrong::EndTime));
    }

    #[test]
    fn the_field_that_is_not_right_is_named() {
        let fields = [Wrong::StartDate, Wrong::StartTime];
        assert_eq!(moment("あした", "19:00", fields), Err(Wrong::StartDate));
        assert_eq!(moment("2026-12-05", "夜", fields), Err(Wrong::StartTime));
    }

    #[test]
    fn no_capacity_is_no_limit_and_nobody_is_no_capacity() {
        assert_eq!(capacity(" "), Ok(None));
        assert_eq!(capacity("４０"), Ok(Some(40)));
        assert_eq!(capacity("0"), Err(Wrong::Capacity));
        assert_eq!(capacity("many"), Err(Wrong::Capacity));
    }
}
