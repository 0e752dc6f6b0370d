//! Scopes: the audiences of a network. A device holds the rows of its member's scopes and no others.
//!
//! The server alone decides which scopes a member has; a scope that was taken away is dropped whole.

use crate::{
    ids::MemberId,
    members::{Class, Duty},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};
use uuid::Uuid;

/// One audience inside a network. Written as `members`, `desk/events`, `me/<uuid>` and so on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Every active member.
    Members,
    /// Active members of the class `alumni`.
    Alumni,
    /// Active members of the class `staff`.
    Staff,
    /// Members of the secretariat who hold the duty.
    Desk(Duty),
    /// Members of a group.
    Group(Uuid),
    /// A chosen audience.
    List(Uuid),
    /// One member alone.
    Me(MemberId),
    /// A scope of a newer server: kept as it is, shown nowhere.
    Other(String),
}

impl Scope {
    /// The scopes that an active member of a class with these duties shares with others. What the server lets a
    /// member read and what the owner of a profile is told of it (`view as`) are this one rule.
    pub fn of_active(class: Class, duties: &[Duty]) -> BTreeSet<Self> {
        let side = match class {
            Class::Alumni => Some(Self::Alumni),
            Class::Staff => Some(Self::Staff),
            Class::Fan | Class::Unknown => None,
        };
        [Self::Members].into_iter().chain(side).chain(duties.iter().copied().map(Self::Desk)).collect()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Scope {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Scope {}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Members => f.write_str("members"),
            Self::Alumni => f.write_str("alumni"),
            Self::Staff => f.write_str("staff"),
            Self::Desk(duty) => write!(f, "desk/{}", duty.as_str()),
            Self::Group(id) => write!(f, "group/{id}"),
            Self::List(id) => write!(f, "list/{id}"),
            Self::Me(id) => write!(f, "me/{id}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// The text is too long or empty to be a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAScope;

impl fmt::Display for NotAScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scope has 1 to 120 characters")
    }
}

impl std::error::Error for NotAScope {}

impl FromStr for Scope {
    type Err = NotAScope;

    fn from_str(text: &str) -> Result<Self, NotAScope> {
        if text.is_empty() || text.len() > 120 {
            return Err(NotAScope);
        }
        let other = || Self::Other(text.to_owned());
        let id = |rest: &str| Uuid::parse_str(rest).ok();
        Ok(match text.split_once('/') {
            None => match text {
                "members" => Self::Members,
                "alumni" => Self::Alumni,
                "staff" => Self::Staff,
                _ => other(),
            },
            Some(("desk", duty)) => match Duty::parse(duty) {
                Some(duty) => Self::Desk(duty),
                None => other(),
            },
            Some(("group", rest)) => id(rest).map_or_else(other, Self::Group),
            Some(("list", rest)) => id(rest).map_or_else(other, Self::List),
            Some(("me", rest)) => id(rest).map_or_else(other, |id| Self::Me(MemberId(id))),
            Some(_) => other(),
        })
    }
}

impl TryFrom<String> for Scope {
    type Error = NotAScope;

    fn try_from(text: String) -> Result<Self, NotAScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_that_is_a_scope_is_written_back_the_same(text in "(members|alumni|staff|desk/[a-z]{1,12}|group/[0-9a-f-]{36}|[a-z/]{1,30})") {
            let scope: Scope = text.parse().expect("within the length");
            // Only a UUID may change its spelling (upper case, missing dashes).
            if !matches!(scope, Scope::Group(_)) {
                prop_assert_eq!(scope.to_string(), text);
            }
        }
    }

    #[test]
    fn a_scope_of_a_newer_server_survives() {
        let scope: Scope = "galaxy/7".parse().expect("parses");
        assert_eq!(scope, Scope::Other("galaxy/7".to_owned()));
        assert_eq!(scope.to_string(), "galaxy/7");
    }

    #[test]
    fn nothing_and_far_too_much_are_not_scopes() {
        assert_eq!("".parse::<Scope>(), Err(NotAScope));
        assert_eq!("x".repeat(121).parse::<Scope>(), Err(NotAScope));
    }
}
