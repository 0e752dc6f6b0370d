//! One row becomes one person, or a reason why not.

use super::{
    dates::{self, RoughDate},
    file::{FORMULA, FileRow},
    headers::{Column, Headers},
};
use crate::{
    db::roster::Person,
    domain::{
        email,
        text::{self, BadText},
    },
    ids::sha256,
};
use enishi_wire::{
    limits,
    members::{Class, Entry},
};
use serde::Serialize;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Why a row is refused. A closed list: scripts match on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No name.
    MissingName,
    /// No address.
    MissingEmail,
    /// Not an address that can be used.
    BadEmail,
    /// The address stands on an earlier row.
    DuplicateEmail,
    /// The employee number stands on an earlier row.
    DuplicateEmployeeNumber,
    /// The person has confirmed with another address, which is theirs to change.
    AlreadyMember,
    /// Not a date.
    BadDate,
    /// Leaving before joining.
    LeftBeforeJoined,
    /// A word in 区分 that is none of staff, alumni and fan.
    BadClass,
    /// Not as many cells as there are headers.
    RaggedRow,
    /// A cell that a spreadsheet would calculate.
    FormulaCell,
    /// NUL or another control character.
    ControlCharacter,
    /// A text longer than the app takes.
    TooLong,
}

impl Reason {
    /// What the operator reads.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::MissingName => "there is no name.",
            Self::MissingEmail => "there is no email address.",
            Self::BadEmail => "the email address cannot be used.",
            Self::DuplicateEmail => "the email address stands on an earlier line.",
            Self::DuplicateEmployeeNumber => "the employee number stands on an earlier line.",
            Self::AlreadyMember => "this person has joined with another address.",
            Self::BadDate => "a date cannot be read.",
            Self::LeftBeforeJoined => "the person leaves before joining.",
            Self::BadClass => "the class is none of staff, alumni and fan.",
            Self::RaggedRow => "the line has more or fewer cells than the header.",
            Self::FormulaCell => "a cell holds a formula.",
            Self::ControlCharacter => "a cell holds a control character.",
            Self::TooLong => "a text is too long.",
        }
    }
}

impl From<BadText> for Reason {
    fn from(bad: BadText) -> Self {
        match bad {
            BadText::TooLong => Self::TooLong,
            BadText::Control | BadText::NotKana => Self::ControlCharacter,
        }
    }
}

/// Reads a row under its headers.
pub fn person(headers: &Headers, row: &FileRow) -> Result<Person, Reason> {
    check_shape(headers, row)?;
    let cell = |column: Column| -> String {
        // A line break inside a cell is a way to fit it into a narrow column.
        let text = headers.place(column).and_then(|place| row.cells.get(place)).map_or("", String::as_str);
        text.replace('\n', " ").trim().to_owned()
    };
    let (family_name, given_name) =
        names(&cell(Column::FullName), &cell(Column::FamilyName), &cell(Column::GivenName))?;
    let mut extra = BTreeMap::new();
    let (family_kana, given_kana) = readings(&cell, &mut extra)?;
    let joined = dates::parse(&cell(Column::Joined), row.sheet).map_err(|()| Reason::BadDate)?;
    let left = dates::parse(&cell(Column::Left), row.sheet).map_err(|()| Reason::BadDate)?;
    if let (Some(joined), Some(left)) = (joined, left)
        && left.is_before(joined)
    {
        return Err(Reason::LeftBeforeJoined);
    }
    let email = cell(Column::Email);
    if email.is_empty() {
        return Err(Reason::MissingEmail);
    }
    let email = email::canonical(&email).ok_or(Reason::BadEmail)?;
    for (place, name) in headers.unknown() {
        if let Some(value) = row.cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
            extra.insert(name.to_owned(), text::paragraphs(value, 4_000)?);
        }
    }
    let entry = Entry {
        family_name,
        given_name,
        family_kana,
        given_kana,
        former_name: Some(text::line(&cell(Column::FormerName), limits::NAME)?)
            .filter(|name| !name.is_empty()),
        department: text::line(&cell(Column::Department), limits::LINE)?,
        joined_year: joined.map(|date| date.year.into()),
        left_year: left.map(|date| date.year.into()),
        headline: String::new(),
    };
    let class = class(headers, &cell(Column::Class), left)?;
    let shown = |date: Option<RoughDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let mut person = Person {
        email,
        employee_number: text::line(&cell(Column::EmployeeNumber), limits::NAME)?,
        class,
        entry,
        joined_on: shown(joined),
        left_on: shown(left),
        extra,
        digest: String::new(),
    };
    person.digest = digest(&person);
    Ok(person)
}

fn check_shape(headers: &Headers, row: &FileRow) -> Result<(), Reason> {
    let beyond = row.cells.iter().skip(headers.width()).any(|cell| !cell.trim().is_empty());
    let missing = !row.sheet && row.cells.len() < headers.width();
    if beyond || missing {
        return Err(Reason::RaggedRow);
    }
    if row.cells.iter().any(|cell| cell.chars().any(|c| c.is_control() && c != '\n' && c != '\t')) {
        return Err(Reason::ControlCharacter);
    }
    if row.cells.iter().any(|cell| is_formula(cell)) {
        return Err(Reason::FormulaCell);
    }
    Ok(())
}

/// Whether a spreadsheet would calculate the cell when it is opened again. Numbers with a sign, telephone
/// numbers and the lone dash of empty cells are none.
fn is_formula(cell: &str) -> bool {
    let cell: String = cell.trim().nfkc().collect();
    if cell.starts_with(FORMULA) {
        return true;
    }
    let mut rest = cell.chars();
    match rest.next() {
        Some('=' | '@') => true,
        Some('+' | '-') => !rest.all(|c| c.is_ascii_digit() || " -().,/%".contains(c)),
        _ => false,
    }
}

fn names(full: &str, family: &str, given: &str) -> Result<(String, String), Reason> {
    let (family, given) = if family.is_empty() && given.is_empty() { split(full) } else { (family, given) };
    if family.is_empty() && given.is_empty() {
        return Err(Reason::MissingName);
    }
    Ok((text::line(family, limits::NAME)?, text::line(given, limits::NAME)?))
}

/// At the first space; a name without one is never guessed apart.
fn split(full: &str) -> (&str, &str) {
    full.split_once(char::is_whitespace).map_or((full, ""), |(family, given)| (family.trim(), given.trim()))
}

/// Readings in hiragana. One in another script is kept beside the entry, for the person to write herself.
fn readings(
    cell: &impl Fn(Column) -> String,
    extra: &mut BTreeMap<String, String>,
) -> Result<(String, String), Reason> {
    let full = cell(Column::FullKana);
    let (family, given) = (cell(Column::FamilyKana), cell(Column::GivenKana));
    let (family, given) =
        if family.is_empty() && given.is_empty() { split(&full) } else { (family.as_str(), given.as_str()) };
    let mut read = |text: &str, name: &str| match text::kana(text, limits::NAME) {
        Err(BadText::NotKana) => {
            extra.insert(name.to_owned(), text.to_owned());
            Ok(String::new())
        }
        other => other.map_err(Reason::from),
    };
    Ok((read(family, "reading of the family name")?, read(given, "reading of the given name")?))
}

/// By the word of 区分; without one by whether there is a day of leaving. A list without that column is a list of leavers.
fn class(headers: &Headers, word: &str, left: Option<RoughDate>) -> Result<Class, Reason> {
    let word: String = word.nfkc().flat_map(char::to_lowercase).collect();
    match word.as_str() {
        "" | "-" | "ー" => Ok(match (headers.place(Column::Left), left) {
            (Some(_), None) => Class::Staff,
            _ => Class::Alumni,
        }),
        "現役" | "現役社員" | "社員" | "在籍" | "在職" | "在籍中" | "在職中" | "現職" | "staff"
        | "employee" => Ok(Class::Staff),
        "アルムナイ" | "ob" | "og" | "ob・og" | "ob/og" | "obog" | "退職" | "退職者" | "卒業" | "卒業生"
        | "退社" | "元社員" | "alumni" | "alumnus" | "alumna" | "former" => Ok(Class::Alumni),
        "ファン" | "友の会" | "fan" | "friend" => Ok(Class::Fan),
        _ => Err(Reason::BadClass),
    }
}

fn digest(person: &Person) -> String {
    let all = serde_json::to_vec(&(
        &person.employee_number,
        person.class.as_str(),
        &person.entry,
        &person.joined_on,
        &person.left_on,
        &person.extra,
    ));
    sha256(all.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str], cells: &[&str]) -> Result<Person, Reason> {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let headers = Headers::find(&own(names)).expect("headers");
        person(&headers, &FileRow { line: 2, cells: own(cells), sheet: false })
    }

    #[test]
    fn a_full_name_is_split_at_its_space_and_never_guessed_apart() {
        let entry = |name: &str| read(&["氏名", "メール"], &[name, "a@example.jp"]).expect("a person").entry;
        assert_eq!(
            (entry("山田　花子").family_name, entry("山田　花子").given_name),
            ("山田".into(), "花子".into())
        );
        assert_eq!(
            (entry("山田花子").family_name, entry("山田花子").given_name),
            ("山田花子".into(), String::new())
        );
        assert_eq!(entry("マリア クララ ロペス").given_name, "クララ ロペス");
    }

    #[test]
    fn cells_that_a_spreadsheet_would_calculate_are_refused_and_telephone_numbers_are_not() {
        let with =
            |note: &str| read(&["氏名", "メール", "備考"], &["山田", "a@example.jp", note]).map(|_| ());
        for bad in ["=1+1", "=cmd|'/c calc'!A1", "+cmd|x", "-2+3+cmd|x", "@SUM(A1)", "＝1+1"] {
            assert_eq!(with(bad), Err(Reason::FormulaCell), "{bad}");
        }
        for good in ["+81-90-1234-5678", "-", "-12.5", "1=1", "a@b"] {
            assert_eq!(with(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_class_follows_the_word_and_then_the_day_of_leaving() {
        let class = |word: &str, left: &str| {
            read(&["氏名", "メール", "退職日", "区分"], &["山田", "a@example.jp", left, word])
                .map(|person| person.class)
        };
        assert_eq!(class("", ""), Ok(Class::Staff));
        assert_eq!(class("", "2020/3/31"), Ok(Class::Alumni));
        assert_eq!(class("ＯＢ", ""), Ok(Class::Alumni));
        assert_eq!(class("社員", "2020"), Ok(Class::Staff));
        assert_eq!(class("猫", ""), Err(Reason::BadClass));
        let leavers = read(&["氏名", "メール"], &["山田", "a@example.jp"]).map(|person| person.class);
        assert_eq!(leavers, Ok(Class::Alumni), "a list without days of leaving is a list of leavers");
    }

    #[test]
    fn unknown_columns_and_readings_in_other_scripts_are_kept() {
        let person = read(
            &["氏名", "フリガナ", "メール", "備考"],
            &["Maria Lopez", "MARIA", "a@example.jp", "二行\nの備考"],
        )
        .expect("a person");
        assert_eq!(person.extra.get("備考").map(String::as_str), Some("二行\nの備考"));
        assert_eq!(person.extra.get("reading of the family name").map(String::as_str), Some("MARIA"));
        assert_eq!(person.entry.family_kana, "");
    }

    #[test]
    fn every_broken_rule_has_its_reason() {
        let headers = ["氏名", "メール", "入社日", "退職日"];
        let reason = |cells: &[&str]| read(&headers, cells).err();
        assert_eq!(reason(&["", "a@example.jp", "", ""]), Some(Reason::MissingName));
        assert_eq!(reason(&["山田", "", "", ""]), Some(Reason::MissingEmail));
        assert_eq!(reason(&["山田", "a@b@c", "", ""]), Some(Reason::BadEmail));
        assert_eq!(reason(&["山田", "a@example.jp", "いつか", ""]), Some(Reason::BadDate));
        assert_eq!(reason(&["山田", "a@example.jp", "2010", "2009"]), Some(Reason::LeftBeforeJoined));
        assert_eq!(reason(&["山田", "a@example.jp", ""]), Some(Reason::RaggedRow));
        assert_eq!(reason(&["山田", "a@example.jp", "", "", "x"]), Some(Reason::RaggedRow));
        assert_eq!(reason(&["山\0田", "a@example.jp", "", ""]), Some(Reason::ControlCharacter));
        assert_eq!(reason(&[&"山".repeat(81), "a@example.jp", "", ""]), Some(Reason::TooLong));
    }
}
