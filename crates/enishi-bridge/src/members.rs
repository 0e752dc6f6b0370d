//! People on the screen.

use crate::delivery::Delivery;
use enishi_wire::{
    ids::MemberId,
    members::{Class, Entry},
};
use serde::{Deserialize, Serialize};

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// One line about now; may be empty.
    pub headline: String,
    /// One of eight tints of the avatar, 0 to 7.
    pub tint: u8,
    /// First character (grapheme) of the family name.
    pub initial: String,
    /// Whether it is the reader.
    pub me: bool,
}

/// A person, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDetail {
    /// What the list shows.
    pub card: MemberCard,
}

/// Which people. An empty query lists everybody in order of kana.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryForm {
    /// As typed: kanji, kana, Latin letters, department; words are ANDed.
    pub query: String,
    /// First row wanted.
    pub offset: u32,
    /// How many rows, at most 200.
    pub limit: u32,
    /// Only those who joined in this year (同期).
    #[serde(default)]
    pub joined_year: Option<i32>,
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
    /// The rail; empty while searching and among those of one year.
    pub rail: Vec<RailMark>,
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
