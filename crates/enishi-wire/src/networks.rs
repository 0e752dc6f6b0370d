//! A network: its name, its kind, its charter and its own words.

use crate::changes::Row;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What sort of community a network is; decides the default words and the icons, never the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    /// People who left a company.
    Company,
    /// People who left a town or a prefecture.
    Region,
    /// People who left a school.
    School,
    /// People of a club or an association.
    Club,
    /// A kind of a newer server.
    #[serde(other)]
    Unknown,
}

impl NetworkKind {
    /// The word on the wire and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Region => "region",
            Self::School => "school",
            Self::Club => "club",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::as_str`]; `None` for every other word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Company, Self::Region, Self::School, Self::Club].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The terms for which a network may have a word of its own: those who left, what they were part of (部署, 出身地, 学部), and
/// those who are still there. The word for English screens has `-en` after the term.
pub const TERMS: [&str; 3] = ["alumni", "department", "staff"];

/// Whether this is a term on a Japanese or on an English screen.
pub fn is_term(term: &str) -> bool {
    TERMS.contains(&term.strip_suffix("-en").unwrap_or(term))
}

/// The longest word of a network's own, characters.
pub const LONGEST_TERM: usize = 20;

/// The network itself; one row with the network's id, in the scopes `members` and `me/…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NetworkRow {
    /// Its name as the secretariat wrote it.
    pub name: String,
    /// Its kind.
    pub kind: NetworkKind,
    /// Why it exists, at most 300 characters, shown when joining.
    #[serde(default)]
    pub charter: String,
    /// Words of its own: `alumni` → `OB会`, see [`TERMS`]. What is not there is called as its kind calls it.
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
}

impl Row for NetworkRow {
    const KIND: &'static str = "network";
}
