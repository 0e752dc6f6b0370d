//! People in a network: what others see of a member, and what a member alone sees of the membership.

use crate::{
    changes::Row,
    ids::MemberId,
    stay::{Leaving, Pause},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// The side a member stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Left the company, town or school.
    Alumni,
    /// Still there (現役社員).
    Staff,
    /// A friend of the network without having been there.
    Fan,
    /// A class of a newer server.
    #[serde(other)]
    Unknown,
}

impl Class {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alumni => "alumni",
            Self::Staff => "staff",
            Self::Fan => "fan",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::as_str`]; every other word is `Unknown`.
    pub fn parse(word: &str) -> Self {
        [Self::Alumni, Self::Staff, Self::Fan]
            .into_iter()
            .find(|class| class.as_str() == word)
            .unwrap_or(Self::Unknown)
    }
}

/// Where a membership stands. Only `active` members are listed and see the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Asked by the secretariat, not yet confirmed by the person.
    Invited,
    /// Asked to join, not yet approved.
    Applied,
    /// Confirmed by the person; listed.
    Active,
    /// Pausing, by own wish or that of the secretariat.
    Paused,
    /// Has said goodbye and may take it back for some days; then everything is deleted.
    Leaving,
    /// Left by own wish.
    Left,
    /// Removed by the secretariat.
    Removed,
    /// A state of a newer server: treated like `removed`.
    #[serde(other)]
    Unknown,
}

impl MemberState {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Applied => "applied",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Leaving => "leaving",
            Self::Left => "left",
            Self::Removed => "removed",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::as_str`]; every other word is `Unknown`.
    pub fn parse(word: &str) -> Self {
        let known = [
            Self::Invited,
            Self::Applied,
            Self::Active,
            Self::Paused,
            Self::Leaving,
            Self::Left,
            Self::Removed,
        ];
        known.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Unknown)
    }
}

/// What a member of the secretariat may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Import and correct the roster, invite.
    Roster,
    /// Approve applications.
    Approvals,
    /// Publish posts.
    Posts,
    /// Publish events and read all answers.
    Events,
    /// Opportunities.
    Opportunities,
    /// Decide reports.
    Moderation,
    /// Read the figures.
    Reports,
    /// Read and answer letters to the secretariat.
    Inbox,
    /// Give and take duties.
    Duties,
}

impl Duty {
    /// All duties, in the order of the settings page.
    pub const ALL: [Self; 9] = [
        Self::Roster,
        Self::Approvals,
        Self::Posts,
        Self::Events,
        Self::Opportunities,
        Self::Moderation,
        Self::Reports,
        Self::Inbox,
        Self::Duties,
    ];

    /// The word on the wire, in scopes and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Approvals => "approvals",
            Self::Posts => "posts",
            Self::Events => "events",
            Self::Opportunities => "opportunities",
            Self::Moderation => "moderation",
            Self::Reports => "reports",
            Self::Inbox => "inbox",
            Self::Duties => "duties",
        }
    }

    /// Reads [`Self::as_str`]; `None` for every other word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == word)
    }
}

/// What a person confirms about herself before she is listed, and may correct later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// 姓, or the whole name where a person has one name only. At least one name is required.
    pub family_name: String,
    /// 名; may be empty.
    #[serde(default)]
    pub given_name: String,
    /// Reading of the family name in hiragana; may be empty.
    #[serde(default)]
    pub family_kana: String,
    /// Reading of the given name in hiragana; may be empty.
    #[serde(default)]
    pub given_kana: String,
    /// 旧姓, if the person wants it to be found.
    #[serde(default)]
    pub former_name: Option<String>,
    /// Department, class or home town: the last place inside.
    #[serde(default)]
    pub department: String,
    /// Year of joining, Gregorian.
    #[serde(default)]
    pub joined_year: Option<i32>,
    /// Year of leaving, Gregorian; `None` while still there.
    #[serde(default)]
    pub left_year: Option<i32>,
    /// One line about now, in the person's own words; may be empty.
    #[serde(default)]
    pub headline: String,
}

/// What every member of the network sees of a member; scope `members`, id = member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRow {
    /// The side the member stands on.
    pub class: Class,
    /// What the person confirmed.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Row for MemberRow {
    const KIND: &'static str = "member";
}

/// A [`MemberRow`] as it is written. A first sync reads a hundred thousand and copies none of their texts; and what
/// serde flattens, it first gathers field by field.
#[derive(Debug, Clone, Deserialize)]
pub struct WrittenMember<'a> {
    /// See [`MemberRow::class`].
    pub class: Class,
    /// See [`Entry::family_name`].
    #[serde(borrow)]
    pub family_name: Cow<'a, str>,
    /// See [`Entry::given_name`].
    #[serde(borrow, default)]
    pub given_name: Cow<'a, str>,
    /// See [`Entry::family_kana`].
    #[serde(borrow, default)]
    pub family_kana: Cow<'a, str>,
    /// See [`Entry::given_kana`].
    #[serde(borrow, default)]
    pub given_kana: Cow<'a, str>,
    /// See [`Entry::former_name`].
    #[serde(default)]
    pub former_name: Option<Cow<'a, str>>,
    /// See [`Entry::department`].
    #[serde(borrow, default)]
    pub department: Cow<'a, str>,
    /// See [`Entry::joined_year`].
    #[serde(default)]
    pub joined_year: Option<i32>,
    /// See [`Entry::left_year`].
    #[serde(default)]
    pub left_year: Option<i32>,
    /// See [`Entry::headline`].
    #[serde(borrow, default)]
    pub headline: Cow<'a, str>,
}

impl<'a> WrittenMember<'a> {
    /// As this entry is written.
    pub fn of(class: Class, entry: &'a Entry) -> Self {
        Self {
            class,
            family_name: entry.family_name.as_str().into(),
            given_name: entry.given_name.as_str().into(),
            family_kana: entry.family_kana.as_str().into(),
            given_kana: entry.given_kana.as_str().into(),
            former_name: entry.former_name.as_deref().map(Into::into),
            department: entry.department.as_str().into(),
            joined_year: entry.joined_year,
            left_year: entry.left_year,
            headline: entry.headline.as_str().into(),
        }
    }
}

impl From<WrittenMember<'_>> for MemberRow {
    fn from(written: WrittenMember<'_>) -> Self {
        let entry = Entry {
            family_name: written.family_name.into_owned(),
            given_name: written.given_name.into_owned(),
            family_kana: written.family_kana.into_owned(),
            given_kana: written.given_kana.into_owned(),
            former_name: written.former_name.map(Cow::into_owned),
            department: written.department.into_owned(),
            joined_year: written.joined_year,
            left_year: written.left_year,
            headline: written.headline.into_owned(),
        };
        Self { class: written.class, entry }
    }
}

impl<'de> Deserialize<'de> for MemberRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WrittenMember::deserialize(deserializer).map(Self::from)
    }
}

/// What the member alone sees of the own membership; scope `me/<member>`, id = member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MembershipRow {
    /// The member this membership is of.
    pub member: MemberId,
    /// The side the member stands on.
    pub class: Class,
    /// Where the membership stands.
    pub state: MemberState,
    /// Duties in the secretariat; empty for most people.
    #[serde(default)]
    pub duties: Vec<KnownDuty>,
    /// While invited, what the roster says; later, what the person confirmed.
    pub entry: Entry,
    /// When the person confirmed, ms UTC; what was published before counts as seen.
    #[serde(default)]
    pub confirmed_at: Option<i64>,
    /// The pause, while the state is `paused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// The days in which leaving can be taken back, while the state is `leaving`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Leaving>,
}

impl Row for MembershipRow {
    const KIND: &'static str = "membership";
}

/// A duty as a row carries it: one that this program does not know is kept as `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(from = "String", into = "String")]
pub enum KnownDuty {
    /// A duty of this version.
    Known(Duty),
    /// A duty of a newer server.
    Unknown,
}

impl From<String> for KnownDuty {
    fn from(word: String) -> Self {
        Duty::parse(&word).map_or(Self::Unknown, Self::Known)
    }
}

impl From<KnownDuty> for String {
    fn from(duty: KnownDuty) -> Self {
        match duty {
            KnownDuty::Known(duty) => duty.as_str().to_owned(),
            KnownDuty::Unknown => "unknown".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A member row as its serialisation is derived.
    #[derive(Deserialize)]
    struct Flattened {
        class: Class,
        #[serde(flatten)]
        entry: Entry,
    }

    #[test]
    fn a_member_row_is_read_as_it_is_written() {
        let whole = json!({
            "class": "staff", "family_name": "佐藤", "given_name": "結\u{5e0c}\"", "family_kana": "さとう",
            "given_kana": "ゆき", "former_name": "鈴木", "department": "大阪支社", "joined_year": 2004,
            "left_year": 2019, "headline": "珈琲店", "of_a_newer_server": {"kept": [1, null]}
        });
        let without = |field: &str| {
            let mut body = whole.clone();
            body.as_object_mut().map(|fields| fields.remove(field));
            body
        };
        let with = |field: &str, value: Value| {
            let mut body = whole.clone();
            body.as_object_mut().map(|fields| fields.insert(field.to_owned(), value));
            body
        };
        let mut bodies = vec![whole.clone(), json!({}), json!([]), with("class", json!("guest"))];
        let fields = whole.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
        for field in fields.unwrap_or_default() {
            bodies.extend([without(&field), with(&field, Value::Null), with(&field, json!([7]))]);
        }
        for body in bodies {
            let text = body.to_string();
            let expected = serde_json::from_str::<Flattened>(&text).ok();
            let expected = expected.map(|row| MemberRow { class: row.class, entry: row.entry });
            let written = serde_json::from_str::<WrittenMember<'_>>(&text).ok().map(MemberRow::from);
            assert_eq!(written, expected, "{text}");
            assert_eq!(serde_json::from_str(&text).ok(), expected, "{text}");
            assert_eq!(serde_json::from_value(body).ok(), expected, "{text}");
            if let Some(row) = expected {
                assert_eq!(MemberRow::from(WrittenMember::of(row.class, &row.entry)), row);
            }
        }
    }
}
