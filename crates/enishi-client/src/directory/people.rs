//! Everybody of a network in order of reading, in a few long texts: what is listed and what is searched.
//!
//! One allocation a kind of text and not one a person: looking through 100,000 names is then one run over memory.

mod changes;
#[cfg(test)]
mod tests;

pub use changes::{Change, What};

use super::{
    held::{self, Held},
    letters::Letters,
    postings::Postings,
    terms::{Dictionary, known_key},
    texts::Texts,
};
use crate::names;
use enishi_wire::profile::{FacetRow, FieldKey, FieldValue};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

/// What somebody does now, in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Now {
    /// Nothing that this device may know.
    #[default]
    Unsaid,
    /// A role, as a title at a company; one of both may be empty.
    Role {
        /// Where.
        company: String,
        /// As what.
        title: String,
    },
    /// 「今は休んでいます」.
    Resting,
}

/// What somebody does now, by the fields of the joined facets.
pub fn now_of(facet: &FacetRow) -> Now {
    match (facet.fields.get(&FieldKey::Roles), facet.fields.get(&FieldKey::Resting)) {
        (Some(FieldValue::Roles(roles)), _) if !roles.is_empty() => {
            let role = roles.first().cloned().unwrap_or_default();
            Now::Role { company: role.organisation, title: role.title }
        }
        (_, Some(FieldValue::Flag(true))) => Now::Resting,
        _ => Now::Unsaid,
    }
}

/// Still there: has left in no year.
pub const STILL_THERE: u16 = u16::MAX;

/// Everybody, in order. The same place in each list is the same person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Who it is.
    pub ids: Vec<Uuid>,
    /// Order and letter of the rail.
    pub sorts: Texts,
    /// Name, reading and former name, a line each.
    pub names: Texts,
    /// In which year each joined; 0: not told.
    pub joined: Vec<u16>,
    /// In which year each left; 0: not told.
    pub left: Vec<u16>,
    /// The department of the entry: its term and one; 0: none.
    pub(super) departments: Vec<u32>,
    /// What each lets this device see.
    pub(super) held: Held,
    /// Facets of those who are not listed, or not yet.
    pub(super) unlisted: BTreeMap<Uuid, Vec<u8>>,
    /// What the terms are.
    pub terms: Arc<Dictionary>,
    /// The readings in Latin letters, once somebody wanted them.
    romaji: OnceLock<Texts>,
    /// Which letters those have, once somebody typed one.
    letters: OnceLock<Letters>,
    /// Who has which term, once somebody wanted it.
    postings: OnceLock<Postings>,
    /// Where each letter begins, once somebody wanted it.
    rail: OnceLock<Rail>,
}

/// The letters of the rail and where they begin.
pub type Rail = Vec<(&'static str, u32)>;

/// Lists of people as they were kept.
pub struct Kept {
    pub ids: Vec<Uuid>,
    pub years: [Vec<u16>; 2],
    pub departments: Vec<u32>,
    pub texts: [Texts; 3],
    pub held: Held,
    pub unlisted: BTreeMap<Uuid, Vec<u8>>,
    pub terms: Dictionary,
    pub postings: Option<Postings>,
}

impl People {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// People as they were kept.
    pub fn of(kept: Kept) -> Self {
        let [sorts, names, romaji] = kept.texts;
        let [joined, left] = kept.years;
        Self {
            ids: kept.ids,
            sorts,
            names,
            joined,
            left,
            departments: kept.departments,
            held: kept.held,
            unlisted: kept.unlisted,
            terms: Arc::new(kept.terms),
            romaji: OnceLock::from(romaji),
            letters: OnceLock::new(),
            postings: kept.postings.map_or_else(OnceLock::new, OnceLock::from),
            rail: OnceLock::new(),
        }
    }

    /// The readings in Latin letters. Made when they are first asked for: that takes longer than all the rest.
    pub fn romaji(&self) -> &Texts {
        self.romaji.get_or_init(|| {
            let mut romaji = Texts::default();
            for place in 0..self.len() {
                romaji.push(&names::romaji_of(self.sorts.get(place)));
            }
            romaji
        })
    }

    /// Which letters the readings in Latin letters have.
    pub fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| Letters::of(self.romaji()))
    }

    /// Who has which term.
    pub fn postings(&self) -> &Postings {
        self.postings.get_or_init(|| Postings::of(&self.held, &self.departments, self.terms.len()))
    }

    /// The department of the entry of the person at a place.
    pub fn department(&self, place: usize) -> Option<u32> {
        self.departments.get(place).and_then(|term| term.checked_sub(1))
    }

    /// What the person at a place does now.
    pub fn now(&self, place: usize) -> Now {
        let (roles, resting) = (known_key(&FieldKey::Roles), known_key(&FieldKey::Resting));
        let facets = held::read(self.held.get(place));
        let mut now = Now::Unsaid;
        for field in held::joined(&facets) {
            if Some(field.key) == roles
                && let Some(role) = field.items.first()
            {
                let text = |at: Option<u32>| {
                    let term = at.and_then(|at| field.terms.get(size(at)));
                    term.map(|term| self.terms.written(size(*term)).to_owned()).unwrap_or_default()
                };
                return Now::Role { company: text(role.at), title: text(role.what) };
            }
            if Some(field.key) == resting && !field.terms.is_empty() {
                now = Now::Resting;
            }
        }
        now
    }

    /// Whether the person at a place lets this device see a photo.
    pub fn has_photo(&self, place: usize) -> bool {
        let photo = known_key(&FieldKey::Photo);
        held::joined(&held::read(self.held.get(place))).any(|field| Some(field.key) == photo)
    }

    /// Where each letter of the rail begins.
    pub fn rail(&self) -> &Rail {
        self.rail.get_or_init(|| {
            let mut rail: Rail = Vec::new();
            for (sort, place) in (0..self.len()).map(|place| self.sorts.get(place)).zip(0..) {
                let letter = names::rail(sort);
                // Most are where the one before was.
                let is_last = rail.last().is_some_and(|(known, _)| *known == letter);
                if !is_last && !rail.iter().any(|(known, _)| *known == letter) {
                    rail.push((letter, place));
                }
            }
            rail
        })
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
