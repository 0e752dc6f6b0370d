//! Everybody of a network in order of reading, in a few long texts: what is listed and what is searched.
//!
//! One allocation a kind of text and not one a person: looking through 100,000 names is then one run over memory.

use super::{
    held::{self, Facet, Held},
    letters::Letters,
    postings::Postings,
    terms::{Dictionary, Growing, Kind, Said, Term, known_key},
};
use crate::names::{self, Keys};
use enishi_wire::profile::{FacetRow, FieldKey, FieldValue};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

/// What happened to a person.
#[derive(Debug, Clone)]
pub struct Change {
    /// Whom.
    pub id: Uuid,
    /// What.
    pub what: What,
}

/// What a row says of a person.
#[derive(Debug, Clone)]
pub enum What {
    /// Nothing that was known before counts.
    Anew,
    /// Listed like this, or not listed.
    Entry(Option<Box<Keys>>),
    /// What the person lets an audience see, or nothing any more.
    Facet {
        /// Which audience, by its place in `FACET_SCOPES`.
        scope: u8,
        /// The version of the row.
        seq: i64,
        /// What it says.
        said: Option<Said>,
    },
}

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

/// Texts one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each text ends, bytes.
    ends: Vec<u32>,
}

impl Texts {
    /// Texts that lie in `text`; `None` when that is not so.
    pub fn of(text: String, ends: Vec<u32>) -> Option<Self> {
        let inside = |end: &u32| usize::try_from(*end).is_ok_and(|end| text.is_char_boundary(end));
        let whole = ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(usize::MAX)) == text.len();
        (whole && ends.is_sorted() && ends.iter().all(inside)).then_some(Self { text, ends })
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// The text at a place; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        let (begin, end) = self.span(place);
        self.text.get(begin..end).unwrap_or_default()
    }

    /// From where to where the text at a place goes, bytes.
    pub fn span(&self, place: usize) -> (usize, usize) {
        let end = |place: usize| self.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let begin = place.checked_sub(1).map_or(Some(0), end);
        (begin.unwrap_or(usize::MAX), end(place).unwrap_or(0))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of it.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// Where each text ends.
    pub fn ends(&self) -> &[u32] {
        &self.ends
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

/// What happened to one person, gathered.
#[derive(Debug, Default)]
struct Touch {
    anew: bool,
    entry: Option<Option<Box<Keys>>>,
    facets: Vec<(u8, i64, Option<Said>)>,
    /// The place in the people of before.
    place: Option<usize>,
}

impl Touch {
    /// The facets after what happened, when those of before were `before`.
    fn facets(&self, before: &[u8], terms: &mut Growing<'_>) -> Vec<u8> {
        let before = if self.anew { &[] } else { before };
        if self.facets.is_empty() {
            return before.to_vec();
        }
        let mut facets = held::read(before);
        for (scope, seq, said) in &self.facets {
            facets.retain(|facet| facet.scope != *scope);
            facets.extend(said.as_ref().map(|said| Facet::of(*scope, *seq, said, terms)));
        }
        facets.sort_unstable_by_key(|facet| facet.scope);
        held::write(&facets)
    }
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

    /// The same people after changes, in the order in which they came.
    #[must_use]
    pub fn with(&self, changes: Vec<Change>) -> Self {
        let mut touched = gathered(changes);
        if self.len() > 0 {
            for (place, id) in self.ids.iter().enumerate() {
                let at = touched.binary_search_by_key(id, |(id, _)| *id);
                if let Some((_, touch)) = at.ok().and_then(|at| touched.get_mut(at)) {
                    touch.place = Some(place);
                }
            }
        }
        let mut terms = Growing::of(&self.terms);
        let mut people = Self { unlisted: self.unlisted.clone(), ..Self::default() };
        let mut listed = Vec::new();
        // Where each person of before stays, is written anew at the same place, or is gone from it.
        let mut same: BTreeMap<usize, Option<Vec<u8>>> = BTreeMap::new();
        for (id, touch) in &mut touched {
            let before = match touch.place {
                Some(place) => self.held.get(place),
                None => self.unlisted.get(id).map(Vec::as_slice).unwrap_or_default(),
            };
            let facets = touch.facets(before, &mut terms);
            let entry = if touch.anew { Some(touch.entry.take().flatten()) } else { touch.entry.take() };
            people.unlisted.remove(id);
            match (entry, touch.place) {
                (None, Some(place)) => {
                    same.insert(place, Some(facets));
                }
                (Some(Some(keys)), place) => {
                    same.extend(place.map(|place| (place, None)));
                    let department = Term { kind: Kind::Department, text: keys.department.clone() };
                    let department =
                        if department.text.is_empty() { 0 } else { terms.number(&department) + 1 };
                    listed.push(Listed { id: *id, keys, department, facets });
                }
                (Some(None) | None, place) => {
                    same.extend(place.map(|place| (place, None)));
                    if !facets.is_empty() {
                        people.unlisted.insert(*id, facets);
                    }
                }
            }
        }
        people.terms = terms.finish().map_or_else(|| Arc::clone(&self.terms), Arc::new);
        listed.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        people.merge(self, listed, &same);
        people
    }

    fn merge(&mut self, old: &Self, listed: Vec<Listed>, same: &BTreeMap<usize, Option<Vec<u8>>>) {
        self.reserve(old, &listed);
        let romaji = old.romaji.get();
        let mut in_latin = Texts::default();
        let mut listed = listed.into_iter().peekable();
        for (place, id) in old.ids.iter().enumerate() {
            let facets = match same.get(&place) {
                Some(None) => continue,
                Some(Some(facets)) => facets,
                None => old.held.get(place),
            };
            let sort = old.sorts.get(place);
            while let Some(person) = listed.next_if(|person| person.order() < (sort, *id)) {
                if romaji.is_some() {
                    in_latin.push(&names::romaji_of(&person.keys.sort));
                }
                self.push(person);
            }
            let number = |of: &[u16]| of.get(place).copied().unwrap_or(0);
            self.ids.push(*id);
            self.sorts.push(sort);
            self.names.push(old.names.get(place));
            self.joined.push(number(&old.joined));
            self.left.push(number(&old.left));
            self.departments.push(old.departments.get(place).copied().unwrap_or(0));
            self.held.push(facets);
            if let Some(romaji) = romaji {
                in_latin.push(romaji.get(place));
            }
        }
        for person in listed {
            if romaji.is_some() {
                in_latin.push(&names::romaji_of(&person.keys.sort));
            }
            self.push(person);
        }
        if romaji.is_some() {
            self.romaji = OnceLock::from(in_latin);
        }
    }

    fn push(&mut self, person: Listed) {
        let Listed { id, keys, department, facets } = person;
        self.ids.push(id);
        self.sorts.push(&keys.sort);
        self.names.push(&keys.names);
        self.joined.push(keys.joined);
        self.left.push(keys.left);
        self.departments.push(department);
        self.held.push(&facets);
    }

    fn reserve(&mut self, old: &Self, listed: &[Listed]) {
        let people = old.len() + listed.len();
        self.ids.reserve(people);
        self.joined.reserve(people);
        self.left.reserve(people);
        self.departments.reserve(people);
        let facets = listed.iter().map(|person| person.facets.len()).sum::<usize>();
        self.held.reserve(people, old.held.all().len() + facets);
        let sum = |text: fn(&Keys) -> &String| listed.iter().map(|one| text(&one.keys).len()).sum::<usize>();
        for (texts, old, new) in [
            (&mut self.sorts, &old.sorts, sum(|keys| &keys.sort)),
            (&mut self.names, &old.names, sum(|keys| &keys.names)),
        ] {
            texts.ends.reserve(people);
            texts.text.reserve(old.text.len() + new);
        }
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

/// Somebody who is put into the list.
struct Listed {
    id: Uuid,
    keys: Box<Keys>,
    department: u32,
    facets: Vec<u8>,
}

impl Listed {
    fn order(&self) -> (&str, Uuid) {
        (&self.keys.sort, self.id)
    }
}

/// What happened to each, by identity.
fn gathered(mut changes: Vec<Change>) -> Vec<(Uuid, Touch)> {
    // Stable, so that the last change of a person stays the last.
    changes.sort_by_key(|change| change.id);
    let mut touched: Vec<(Uuid, Touch)> = Vec::with_capacity(changes.len());
    for Change { id, what } in changes {
        if touched.last().is_none_or(|(last, _)| *last != id) {
            touched.push((id, Touch::default()));
        }
        let Some((_, touch)) = touched.last_mut() else { continue };
        match what {
            What::Anew => *touch = Touch { anew: true, ..Touch::default() },
            What::Entry(keys) => touch.entry = Some(keys),
            What::Facet { scope, seq, said } => touch.facets.push((scope, seq, said)),
        }
    }
    touched
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::members::Entry;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn keys(kana: &str) -> Keys {
        Keys::of_entry(&Entry {
            family_name: kana.to_owned(),
            family_kana: kana.to_owned(),
            department: kana.chars().take(1).collect(),
            ..Entry::default()
        })
    }

    /// What is known of a person: the entry, and the word of each facet.
    #[derive(Debug, Clone, Default)]
    struct Known {
        entry: Option<Keys>,
        facets: BTreeMap<u8, (i64, String)>,
    }

    fn said(word: &str) -> Said {
        let tags = FieldValue::Tags(vec![word.to_owned()]);
        Said::of(FacetRow { fields: BTreeMap::from([(FieldKey::Skills, tags)]) })
    }

    /// Department and skills of the person at a place, by the postings.
    fn terms_of(people: &People, place: usize) -> Vec<String> {
        let mut terms = Vec::new();
        for term in 0..people.terms.len() {
            people.postings().each(term, |other| {
                if other == place {
                    terms.push(people.terms.written(term).to_owned());
                }
            });
        }
        terms.sort();
        terms
    }

    proptest! {
        #[test]
        fn whatever_changes_come_everybody_is_listed_once_by_the_last_of_them_and_in_order(
            steps in prop::collection::vec(
                prop::collection::vec(
                    (0_u128..7, 0_u8..4, prop::option::of("[あ-んa-z髙]{0,3}")), 0..12), 0..6)
        ) {
            let mut people = People::default();
            let mut model: BTreeMap<u128, Known> = BTreeMap::new();
            let mut seq = 0;
            for step in steps {
                let mut changes = Vec::new();
                for (id, scope, text) in &step {
                    seq += 1;
                    let known = model.entry(*id).or_default();
                    // Of four things that happen one is to the entry.
                    let what = if *scope == 3 {
                        known.entry = text.as_ref().map(|text| keys(text));
                        What::Entry(known.entry.clone().map(Box::new))
                    } else {
                        match text {
                            Some(text) => known.facets.insert(*scope, (seq, text.clone())),
                            None => known.facets.remove(scope),
                        };
                        What::Facet { scope: *scope, seq, said: text.as_ref().map(|text| said(text)) }
                    };
                    changes.push(Change { id: Uuid::from_u128(*id), what });
                }
                people = people.with(changes);
                let listed = model.iter().filter_map(|(id, known)| Some((Uuid::from_u128(*id), known, known.entry.as_ref()?)));
                let mut expected: Vec<(String, Uuid, Vec<String>)> = listed
                    .map(|(id, known, keys)| {
                        let newest = known.facets.values().max().map(|(_, word)| word.clone());
                        let all = [Some(keys.department.clone()), newest].into_iter().flatten();
                        let mut terms: Vec<String> = all.filter(|text| !text.is_empty()).collect();
                        terms.sort();
                        (keys.sort.clone(), id, terms)
                    })
                    .collect();
                expected.sort();
                let listed: Vec<(String, Uuid, Vec<String>)> = people
                    .ids
                    .iter()
                    .enumerate()
                    .map(|(place, id)| (people.sorts.get(place).to_owned(), *id, terms_of(&people, place)))
                    .collect();
                prop_assert_eq!(listed, expected);
            }
        }

        #[test]
        fn texts_that_do_not_lie_in_their_text_are_refused(text in "\\PC{0,9}", ends in prop::collection::vec(0_u32..30, 0..5)) {
            if let Some(texts) = Texts::of(text.clone(), ends.clone()) {
                let whole: String = (0..ends.len()).map(|place| texts.get(place)).collect();
                prop_assert_eq!(whole, text);
            }
        }
    }
}
