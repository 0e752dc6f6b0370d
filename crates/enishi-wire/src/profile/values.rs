//! What a field can say. The type of a value is written beside it, so that fields which a network adds itself need
//! no type of their own; what a newer program says in a way unknown here is kept whole (I40).

use super::{
    photo::Photo,
    words::{FieldAudience, Purpose},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{fmt, str::FromStr};

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum FieldValue {
    /// One line.
    Text(String),
    /// It is so.
    Flag(bool),
    /// Present roles.
    Roles(Vec<Role>),
    /// A way through life.
    Career(Vec<Step>),
    /// Places inside.
    Postings(Vec<Posting>),
    /// Short words.
    Tags(Vec<String>),
    /// Purposes.
    Purposes(Vec<Purpose>),
    /// Pages.
    Links(Vec<Link>),
    /// A prefecture by its number in JIS X 0401, 1 (北海道) to 47 (沖縄県).
    Prefecture(u8),
    /// A photo.
    Photo(Photo),
    /// A whole number.
    Number(i64),
    /// One of the choices that a network offers, by its word.
    Choice(String),
    /// A day.
    Date(Day),
    /// A value of a newer program.
    #[serde(untagged)]
    Other(Value),
}

/// Something that a person does now. Either text may be empty: nobody has to name an employer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Where.
    #[serde(default)]
    pub organisation: String,
    /// As what.
    #[serde(default)]
    pub title: String,
    /// Since when.
    #[serde(default)]
    pub since: Option<Month>,
    /// Who reads this item, if fewer people than the field; only its owner ever sees this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<FieldAudience>,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A step of a career.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Work, paid or not.
    Work(Work),
    /// Time without: child care, illness, study, rest. It needs no reason.
    Gap(Gap),
    /// A step of a newer program.
    #[serde(untagged)]
    Other(Value),
}

/// Work that a person did. Either text may be empty, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Where.
    #[serde(default)]
    pub organisation: String,
    /// As what.
    #[serde(default)]
    pub title: String,
    /// From when.
    #[serde(default)]
    pub from: Option<Month>,
    /// Until when.
    #[serde(default)]
    pub to: Option<Month>,
    /// Who reads this item, if fewer people than the field; only its owner ever sees this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<FieldAudience>,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Time without work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// In the person's own words; may be empty.
    #[serde(default)]
    pub text: String,
    /// From when.
    #[serde(default)]
    pub from: Option<Month>,
    /// Until when; `None`: it goes on.
    #[serde(default)]
    pub to: Option<Month>,
    /// Who reads this item, if fewer people than the field; only its owner ever sees this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<FieldAudience>,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A place inside the company, town or school. Department or place may be empty, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Department, class.
    #[serde(default)]
    pub department: String,
    /// Where it was.
    #[serde(default)]
    pub place: String,
    /// From when.
    #[serde(default)]
    pub from: Option<Month>,
    /// Until when; `None`: still, or not known.
    #[serde(default)]
    pub to: Option<Month>,
    /// Who reads this item, if fewer people than the field; only its owner ever sees this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<FieldAudience>,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A page of the person's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is; may be empty.
    #[serde(default)]
    pub label: String,
    /// Where it is: `https` only.
    pub url: String,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A month, or a year where nobody remembers the month: `2014-04`, `2014`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: u16,
    month: Option<u8>,
}

/// A day: `2014-04-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is no day between 1868 and 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let (month, day) = text.rsplit_once('-').ok_or(NotADay)?;
        let Month { year, month: Some(month) } = month.parse().map_err(|_| NotADay)? else {
            return Err(NotADay);
        };
        let plain = day.len() == 2 && day.bytes().all(|byte| byte.is_ascii_digit());
        let day = plain.then(|| day.parse::<u8>().ok()).flatten().ok_or(NotADay)?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if (1..=days).contains(&day) { Ok(Self { year, month, day }) } else { Err(NotADay) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day is written like 2014-04-01")
    }
}

impl std::error::Error for NotADay {}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// The text is no month between 1868 and 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMonth;

impl Month {
    /// The year, Gregorian.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// Whether it is certain that this month is before another: a year alone is all of its months.
    pub fn is_before(self, other: Self) -> bool {
        match (self.month, other.month) {
            (Some(_), Some(_)) => self < other,
            _ => self.year < other.year,
        }
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let number = |digits: &str, length| {
            let plain = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u16>().ok()).flatten().ok_or(NotAMonth)
        };
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(number(month, 2)?)),
            None => (text, None),
        };
        let year = number(year, 4)?;
        let month = month.map(u8::try_from).transpose().map_err(|_| NotAMonth)?;
        let is_one = (1868..=2200).contains(&year) && month.is_none_or(|month| (1..=12).contains(&month));
        if is_one { Ok(Self { year, month }) } else { Err(NotAMonth) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(f, "{:04}-{month:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl fmt::Display for NotAMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a month is written like 2014-04 or 2014")
    }
}

impl std::error::Error for NotAMonth {}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}
