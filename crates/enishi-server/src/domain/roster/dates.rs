//! Dates as people write them in Japan: 西暦 or 和暦, to the day, the month or the year.

use jiff::civil::Date;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A date that may be known to the month or year only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoughDate {
    /// Gregorian year.
    pub year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl fmt::Display for RoughDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl RoughDate {
    /// Whether this is surely before `other`; a year alone is not before a day in it.
    pub fn is_before(self, other: Self) -> bool {
        let by_year = self.year.cmp(&other.year);
        let by =
            |a: Option<i8>, b: Option<i8>| a.zip(b).map_or(std::cmp::Ordering::Equal, |(a, b)| a.cmp(&b));
        by_year.then(by(self.month, other.month)).then(by(self.day, other.day)).is_lt()
    }

    fn new(year: i32, month: Option<i32>, day: Option<i32>) -> Option<Self> {
        if !(1868..=2200).contains(&year) {
            return None;
        }
        let narrow = |part: Option<i32>| part.map(i8::try_from).transpose().ok();
        let (year, month, day) = (i16::try_from(year).ok()?, narrow(month)?, narrow(day)?);
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }
}

/// Reads a date. `Ok(None)`: there is none; `Err`: there is something else. `sheet`: a bare number may be
/// Excel's count of days.
pub fn parse(text: &str, sheet: bool) -> Result<Option<RoughDate>, ()> {
    let text: String = text.trim().nfkc().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    if matches!(text, "" | "-" | "--" | "ー" | "—" | "なし" | "在職中" | "在籍中" | "現職") {
        return Ok(None);
    }
    read(text, sheet).map(Some).ok_or(())
}

fn read(text: &str, sheet: bool) -> Option<RoughDate> {
    let text = without_time(text);
    let (first_year, rest) = era(text);
    if first_year.is_none() && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(rest, sheet);
    }
    let rest = rest.replace('元', "1");
    let rest = rest.strip_suffix("年度").or(rest.strip_suffix(['年', '月', '日'])).unwrap_or(&rest);
    let parts: Vec<i32> =
        rest.split(['年', '月', '/', '-', '.']).map(|part| number(part.trim())).collect::<Option<_>>()?;
    let (year, month, day) = match *parts.as_slice() {
        [year] => (year, None, None),
        [year, month] => (year, Some(month), None),
        [year, month, day] => (year, Some(month), Some(day)),
        _ => return None,
    };
    match first_year {
        Some(first) if (1..100).contains(&year) => RoughDate::new(first + year - 1, month, day),
        Some(_) => None,
        None => RoughDate::new(year, month, day),
    }
}

/// Cuts the time that Excel and databases add to a day.
fn without_time(text: &str) -> &str {
    let time =
        |rest: &str| rest.contains(':') && rest.chars().all(|c| c.is_ascii_digit() || ":.Z+-".contains(c));
    match text.split_once(['T', ' ']) {
        Some((day, rest)) if time(rest.trim()) => day,
        _ => text,
    }
}

/// The Gregorian year of 元年 of the era that the text begins with, and the rest.
fn era(text: &str) -> (Option<i32>, &str) {
    const ERAS: [(&str, char, i32); 5] = [
        ("明治", 'M', 1868),
        ("大正", 'T', 1912),
        ("昭和", 'S', 1926),
        ("平成", 'H', 1989),
        ("令和", 'R', 2019),
    ];
    for (name, letter, first) in ERAS {
        let rest =
            text.strip_prefix(name).or_else(|| text.strip_prefix([letter, letter.to_ascii_lowercase()]));
        if let Some(rest) = rest {
            return (Some(first), rest.trim_start_matches(['.', ' ']));
        }
    }
    (None, text)
}

/// 2008, 200804, 20080401, or Excel's count of days since 1899-12-30.
fn digits(text: &str, sheet: bool) -> Option<RoughDate> {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(number);
    match text.len() {
        4 => RoughDate::new(part(0..4)?, None, None),
        5 if sheet => {
            let day = Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(number(text)?)).ok()?;
            RoughDate::new(day.year().into(), Some(day.month().into()), Some(day.day().into()))
        }
        6 => RoughDate::new(part(0..4)?, Some(part(4..6)?), None),
        8 => RoughDate::new(part(0..4)?, Some(part(4..6)?), Some(part(6..8)?)),
        _ => None,
    }
}

fn number(text: &str) -> Option<i32> {
    (!text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<Option<String>, ()> {
        parse(text, true).map(|date| date.map(|date| date.to_string()))
    }

    #[test]
    fn every_usual_way_to_write_a_day_is_read() {
        for text in [
            "2008/4/1",
            "2008-04-01",
            "2008.4.1",
            "2008年4月1日",
            "20080401",
            "２００８年４月１日",
            "平成20年4月1日",
            "平成２０年４月１日",
            "H20.4.1",
            "h20/4/1",
            "H.20.4.1",
            "㍻20年4月1日",
            "2008/4/1 0:00",
            "2008-04-01T00:00:00",
            "39539",
        ] {
            assert_eq!(shown(text), Ok(Some("2008-04-01".to_owned())), "{text}");
        }
    }

    #[test]
    fn months_and_years_alone_are_enough() {
        assert_eq!(shown("2008年4月"), Ok(Some("2008-04".to_owned())));
        assert_eq!(shown("200804"), Ok(Some("2008-04".to_owned())));
        assert_eq!(shown("2008"), Ok(Some("2008".to_owned())));
        assert_eq!(shown("2008年度"), Ok(Some("2008".to_owned())));
        assert_eq!(shown("昭和63年"), Ok(Some("1988".to_owned())));
    }

    #[test]
    fn the_first_year_of_an_era_is_read() {
        assert_eq!(shown("令和元年5月1日"), Ok(Some("2019-05-01".to_owned())));
        assert_eq!(shown("平成元年1月8日"), Ok(Some("1989-01-08".to_owned())));
        assert_eq!(shown("S64.1.7"), Ok(Some("1989-01-07".to_owned())));
        assert_eq!(shown("R7.3.31"), Ok(Some("2025-03-31".to_owned())));
    }

    #[test]
    fn days_that_do_not_exist_and_other_words_are_no_dates() {
        for text in [
            "2008/2/30",
            "2008/13/1",
            "来年",
            "20081301",
            "平成0年",
            "令和100年",
            "1/2/3/4",
            "99999999",
            "4/1",
        ] {
            assert_eq!(shown(text), Err(()), "{text}");
        }
        assert_eq!(parse("39539", false), Err(()), "a day count means something in a sheet only");
    }

    #[test]
    fn nothing_and_still_here_are_the_absence_of_a_date() {
        for text in ["", "  ", "-", "在職中"] {
            assert_eq!(shown(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_year_is_not_before_a_day_in_it() {
        let date = |text| parse(text, false).ok().flatten().expect("a date");
        assert!(date("2007").is_before(date("2008/4/1")));
        assert!(!date("2008").is_before(date("2008/4/1")));
        assert!(date("2008/3/31").is_before(date("2008/4/1")));
    }
}
