//! People on the screen.

use crate::delivery::Delivery;
use enishi_wire::{
    ids::MemberId,
    members::{Class, Entry},
    profile::{PhotoId, Purpose},
};
use serde::{Deserialize, Serialize};

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MemberCard {
    /// The member.
    pub id: MemberId,
    /// 姓.
    pub family_name: String,
    /// 名.
    pub given_name: String,
    /// Reading of the whole name, family name first; may be empty.
    pub kana: String,
    /// 旧姓.
    pub former_name: Option<String>,
    /// The side the person stands on.
    pub class: Class,
    /// The last place inside; may be empty.
    pub department: String,
    /// Year of joining.
    pub joined_year: Option<i32>,
    /// Year of leaving.
    pub left_year: Option<i32>,
    /// One line about now, in the person's own words; may be empty.
    pub headline: String,
    /// What the person does now, as much of it as the reader may see.
    pub now: Now,
    /// One of eight tints of the avatar, 0 to 7.
    pub tint: u8,
    /// First character (grapheme) of the family name.
    pub initial: String,
    /// The photo, if this device may show one.
    #[serde(default)]
    pub photo: Option<PhotoId>,
    /// Whether it is the reader.
    pub me: bool,
}

/// The line "now" of a person in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Now {
    /// Nothing is said: the headline speaks, if there is one.
    #[default]
    Unsaid,
    /// A role at a company; one of both may be empty.
    Role {
        /// Where.
        company: String,
        /// As what.
        title: String,
    },
    /// 「今は休んでいます」.
    Resting,
}

/// A person, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDetail {
    /// What the list shows.
    pub card: MemberCard,
}

/// Time that the reader and another person spent at one place, as years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TogetherAt {
    /// The place or the department.
    pub at: String,
    /// The first year.
    pub from: i32,
    /// The last year; `None`: they still are.
    pub to: Option<i32>,
}

/// Narrows the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "is", rename_all = "snake_case")]
pub enum Filter {
    /// Who joined in this year (同期).
    JoinedYear(i32),
    /// Who was in this department.
    Department(String),
    /// Who was at this place.
    Place(String),
    /// Who is here for this.
    Purpose(Purpose),
    /// Who can do this.
    Skill(String),
    /// Whom one may ask about this.
    CanHelp(String),
    /// Who looks for this.
    LookingFor(String),
    /// Who lives in this prefecture, by its number.
    Prefecture(u8),
    /// Who was at the same place at the same time as the reader.
    Together,
}

/// What there are values of to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterBy {
    /// Years of joining.
    JoinedYear,
    /// Departments.
    Department,
    /// Places.
    Place,
    /// Purposes, as words of the wire.
    Purpose,
    /// 「できること」.
    Skill,
    /// 「相談に乗れます」.
    CanHelp,
    /// 「探しています」.
    LookingFor,
    /// Prefectures, by their numbers.
    Prefecture,
}

impl FilterBy {
    /// All of them, in the order of the chips.
    pub const ALL: [Self; 8] = [
        Self::Department,
        Self::Place,
        Self::JoinedYear,
        Self::Purpose,
        Self::Skill,
        Self::CanHelp,
        Self::LookingFor,
        Self::Prefecture,
    ];

    /// The word in addresses, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JoinedYear => "joined_year",
            Self::Department => "department",
            Self::Place => "place",
            Self::Purpose => "purpose",
            Self::Skill => "skill",
            Self::CanHelp => "can_help",
            Self::LookingFor => "looking_for",
            Self::Prefecture => "prefecture",
        }
    }

    /// The filter for a value; `None` for what is none.
    pub fn filter(self, value: &str) -> Option<Filter> {
        let text = || value.to_owned();
        Some(match self {
            Self::JoinedYear => Filter::JoinedYear(value.parse().ok()?),
            Self::Department => Filter::Department(text()),
            Self::Place => Filter::Place(text()),
            Self::Purpose => Filter::Purpose(Purpose::from(text())),
            Self::Skill => Filter::Skill(text()),
            Self::CanHelp => Filter::CanHelp(text()),
            Self::LookingFor => Filter::LookingFor(text()),
            Self::Prefecture => {
                Filter::Prefecture(value.parse().ok().filter(|code| (1..=47).contains(code))?)
            }
        })
    }
}

impl Filter {
    /// What it filters by, with its value; `None` for who was together with the reader.
    pub fn parts(&self) -> Option<(FilterBy, String)> {
        Some(match self {
            Self::JoinedYear(year) => (FilterBy::JoinedYear, year.to_string()),
            Self::Department(text) => (FilterBy::Department, text.clone()),
            Self::Place(text) => (FilterBy::Place, text.clone()),
            Self::Purpose(purpose) => (FilterBy::Purpose, purpose.to_string()),
            Self::Skill(text) => (FilterBy::Skill, text.clone()),
            Self::CanHelp(text) => (FilterBy::CanHelp, text.clone()),
            Self::LookingFor(text) => (FilterBy::LookingFor, text.clone()),
            Self::Prefecture(code) => (FilterBy::Prefecture, code.to_string()),
            Self::Together => return None,
        })
    }
}

/// Which values there are to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesForm {
    /// Of what.
    pub by: FilterBy,
    /// What is typed in the search field.
    pub query: String,
    /// The filters that stay.
    pub filters: Vec<Filter>,
    /// Only values that contain this.
    #[serde(default)]
    pub narrow: String,
}

/// A value to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value, as somebody wrote it.
    pub value: String,
    /// How many people it leaves.
    pub count: u32,
}

/// A search that led somewhere, to be remembered on this device only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchForm {
    /// What was typed.
    pub text: String,
}

/// Which people. An empty query lists everybody in order of kana.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryForm {
    /// As typed: a name in kanji, kana or Latin letters, a company, department, skill …; words are ANDed.
    pub query: String,
    /// First row wanted.
    pub offset: u32,
    /// How many rows, at most 200.
    pub limit: u32,
    /// Only those who pass all of these.
    #[serde(default)]
    pub filters: Vec<Filter>,
}

/// Where a letter of the あかさたな rail begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RailMark {
    /// `あ`, `か` … `わ`, `A` (Latin letters), `他`.
    pub label: String,
    /// Its first row.
    pub offset: u32,
}

/// A window of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    /// The rows from `offset`.
    pub items: Vec<MemberCard>,
    /// How many rows there are in all.
    pub total: u32,
    /// The rail; empty while people are searched or filtered.
    pub rail: Vec<RailMark>,
    /// When nobody is found: for each filter how many there would be without it.
    #[serde(default)]
    pub without: Vec<u32>,
    /// False while the first sync has not ended: nothing found then does not mean that nobody is there.
    pub complete: bool,
}

/// The own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPage {
    /// How others see me.
    pub card: MemberCard,
    /// What I confirmed, or, before that, what the roster says.
    pub entry: Entry,
    /// Whether the entry on the screen has reached the server.
    pub delivery: Delivery,
    /// The network's name.
    pub network: String,
    /// Why the network exists.
    pub charter: String,
    /// The address that signs in.
    pub email: String,
}
