//! What people let this device see of themselves, as terms: a company, a department, a skill, each with what it is of.
//!
//! A term stands once in a dictionary however many people have it, as it was written and as it is searched.

use super::{prefectures, texts::Texts};
use crate::names::{self, fold};
use enishi_wire::profile::{FacetRow, FieldKey, FieldValue, Month, Step};
use std::collections::BTreeMap;

/// What a term is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A department, class or town: of the entry, or of a posting.
    Department,
    /// Where a posting was.
    Place,
    /// An organisation of a present role, or of the career.
    Company,
    /// As what somebody works or worked.
    Title,
    /// What somebody can do.
    Skill,
    /// 「相談に乗れます」.
    CanHelp,
    /// 「探しています」.
    LookingFor,
    /// What somebody is here for: a word of the wire, which nobody types.
    Purpose,
    /// Where somebody lives, by its number.
    Prefecture,
    /// The name in Latin letters.
    Romaji,
    /// A word of a field that this version does not know by name.
    Word,
    /// 「今は休んでいます」.
    Resting,
}

impl Kind {
    const ALL: [Self; 12] = [
        Self::Department,
        Self::Place,
        Self::Company,
        Self::Title,
        Self::Skill,
        Self::CanHelp,
        Self::LookingFor,
        Self::Purpose,
        Self::Prefecture,
        Self::Romaji,
        Self::Word,
        Self::Resting,
    ];

    /// Its number in a packed directory.
    pub fn number(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(kind, _)| **kind == self).map_or(u8::MAX, |(_, number)| number)
    }

    /// The kind of a number.
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// What is searched for a text of this kind; empty for what nobody types.
    fn searched(self, text: &str) -> String {
        match self {
            Self::Purpose | Self::Resting => String::new(),
            Self::Prefecture => prefectures::searched(text),
            // Words of a query hold no spaces, so names stand here glued.
            Self::Romaji => fold(text).split_whitespace().collect(),
            _ => fold(text),
        }
    }
}

/// A term that is in no dictionary yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// What it is of.
    pub kind: Kind,
    /// As it was written.
    pub text: String,
}

/// Two terms of a field that belong together, and when: a role at a company, a department at a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Item {
    /// Company or place, by its position among the terms of the field.
    pub at: Option<u32>,
    /// Title or department, likewise.
    pub what: Option<u32>,
    /// From when, as [`month`].
    pub from: u32,
    /// Until when.
    pub to: u32,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which.
    pub key: FieldKey,
    /// Its terms.
    pub terms: Vec<Term>,
    /// How they belong together: of roles the first, of postings all.
    pub items: Vec<Item>,
}

/// What a facet says, as much of it as is listed or searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Every field of the facet: one that says nothing here still takes the place of an older one.
    pub fields: Vec<Field>,
}

impl Said {
    /// All its terms.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.fields.iter().flat_map(|field| &field.terms)
    }

    /// The terms of a facet.
    pub fn of(facet: FacetRow) -> Self {
        Self { fields: facet.fields.into_iter().map(|(key, value)| Field::of(key, value)).collect() }
    }
}

impl Field {
    fn of(key: FieldKey, value: FieldValue) -> Self {
        let mut field = Self { key, terms: Vec::new(), items: Vec::new() };
        match value {
            FieldValue::Roles(roles) => {
                for role in roles {
                    let (at, what) =
                        (field.put(Kind::Company, role.organisation), field.put(Kind::Title, role.title));
                    if field.items.is_empty() {
                        field.items.push(Item { at, what, ..Item::default() });
                    }
                }
            }
            FieldValue::Career(steps) => {
                for step in steps {
                    if let Step::Work(work) = step {
                        field.put(Kind::Company, work.organisation);
                        field.put(Kind::Title, work.title);
                    }
                }
            }
            FieldValue::Postings(postings) => {
                for posting in postings {
                    let (at, what) = (
                        field.put(Kind::Place, posting.place),
                        field.put(Kind::Department, posting.department),
                    );
                    field.items.push(Item { at, what, from: month(posting.from), to: month(posting.to) });
                }
            }
            FieldValue::Tags(tags) => {
                let kind = match field.key {
                    FieldKey::Skills => Kind::Skill,
                    FieldKey::CanHelp => Kind::CanHelp,
                    FieldKey::LookingFor => Kind::LookingFor,
                    _ => Kind::Word,
                };
                for tag in tags {
                    field.put(kind, tag);
                }
            }
            FieldValue::Purposes(purposes) => {
                for purpose in purposes {
                    field.put(Kind::Purpose, purpose.into());
                }
            }
            FieldValue::Prefecture(code) => {
                field.put(Kind::Prefecture, code.to_string());
            }
            FieldValue::Text(text) => {
                let kind = if field.key == FieldKey::Romaji { Kind::Romaji } else { Kind::Word };
                field.put(kind, text);
            }
            FieldValue::Flag(true) if field.key == FieldKey::Resting => {
                field.put(Kind::Resting, "1".to_owned());
            }
            // Links are opened and not looked for; what a newer program says is not understood here.
            FieldValue::Flag(_)
            | FieldValue::Links(_)
            | FieldValue::Photo(_)
            | FieldValue::Number(_)
            | FieldValue::Choice(_)
            | FieldValue::Date(_)
            | FieldValue::Other(_) => {}
        }
        field
    }

    fn put(&mut self, kind: Kind, text: String) -> Option<u32> {
        if text.is_empty() {
            return None;
        }
        self.terms.push(Term { kind, text });
        u32::try_from(self.terms.len() - 1).ok()
    }
}

/// A month as a number that keeps its order: thirteen a year, the first of which is the year alone. 0: not told.
pub fn month(month: Option<Month>) -> u32 {
    month.map_or(0, |month| u32::from(month.year()) * 13 + u32::from(month.month().unwrap_or(0)))
}

/// The terms of a network, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    kinds: Vec<u8>,
    /// As they were written; empty where that is what is searched.
    written: Texts,
    searched: Texts,
    /// Names of fields that this version does not know.
    keys: Vec<String>,
}

impl Dictionary {
    /// A dictionary as it was kept; `None` when its parts do not fit.
    pub fn kept(kinds: Vec<u8>, written: Texts, searched: Texts, keys: Vec<String>) -> Option<Self> {
        let fits = written.len() == kinds.len() && searched.len() == kinds.len();
        let known = kinds.iter().all(|kind| Kind::of(*kind).is_some());
        (fits && known).then_some(Self { kinds, written, searched, keys })
    }

    /// How many terms there are.
    pub const fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The numbers of the kinds.
    pub fn kinds(&self) -> &[u8] {
        &self.kinds
    }

    /// The names of unknown fields.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// As terms were written, empty where that is what is searched.
    pub const fn written_apart(&self) -> &Texts {
        &self.written
    }

    /// What is searched, a text a term.
    pub const fn searched(&self) -> &Texts {
        &self.searched
    }

    /// What a term is of.
    pub fn kind(&self, term: usize) -> Option<Kind> {
        self.kinds.get(term).copied().and_then(Kind::of)
    }

    /// A term as it was written.
    pub fn written(&self, term: usize) -> &str {
        let written = self.written.get(term);
        if written.is_empty() { self.searched.get(term) } else { written }
    }

    /// The terms of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> {
        let number = kind.number();
        memchr::memchr_iter(number, &self.kinds)
    }

    /// The same with these names of unknown fields.
    #[must_use]
    pub fn named(self, keys: Vec<String>) -> Self {
        Self { keys, ..self }
    }

    /// Adds a term and answers its number.
    pub fn push(&mut self, kind: Kind, text: &str) -> usize {
        let searched = kind.searched(text);
        self.kinds.push(kind.number());
        self.written.push(if searched == text { "" } else { text });
        self.searched.push(&searched);
        self.len() - 1
    }
}

/// A dictionary while terms are added to it.
pub struct Growing<'a> {
    before: &'a Dictionary,
    known: BTreeMap<(Kind, &'a str), u32>,
    added: BTreeMap<Term, u32>,
    keys: Vec<String>,
    grown: Dictionary,
}

impl<'a> Growing<'a> {
    /// Adds to a copy of this one.
    pub fn of(before: &'a Dictionary) -> Self {
        let each = (0..before.len()).zip(0..);
        let each =
            each.filter_map(|(term, number)| Some(((before.kind(term)?, before.written(term)), number)));
        Self {
            before,
            known: each.collect(),
            added: BTreeMap::new(),
            keys: before.keys.clone(),
            grown: before.clone(),
        }
    }

    /// The number of a term.
    pub fn number(&mut self, term: &Term) -> u32 {
        let known = self.known.get(&(term.kind, term.text.as_str())).or_else(|| self.added.get(term));
        if let Some(number) = known {
            return *number;
        }
        let number = u32::try_from(self.grown.push(term.kind, &term.text)).unwrap_or(u32::MAX);
        self.added.insert(term.clone(), number);
        number
    }

    /// The number of a field.
    pub fn key(&mut self, key: &FieldKey) -> u32 {
        let known = FieldKey::ALL.iter().position(|known| known == key);
        let place = known.unwrap_or_else(|| {
            let name = key.as_str();
            let at = self.keys.iter().position(|known| known == name).unwrap_or_else(|| {
                self.keys.push(name.to_owned());
                self.keys.len() - 1
            });
            FieldKey::ALL.len() + at
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The dictionary; `None` when nothing was added.
    pub fn finish(mut self) -> Option<Dictionary> {
        self.grown.keys = self.keys;
        (self.grown != *self.before).then_some(self.grown)
    }
}

/// Whether a prefecture is what a typed word in Latin letters means.
pub fn prefecture_is(number: &str, romaji: &str) -> bool {
    prefectures::reading(number).is_some_and(|kana| names::romaji_of_kana(kana).contains(romaji))
}

/// The number of a field that this version knows.
pub fn known_key(key: &FieldKey) -> Option<u32> {
    FieldKey::ALL.iter().position(|known| known == key).and_then(|place| u32::try_from(place).ok())
}
