//! What happened to people, and the same people after it.

use super::People;
use crate::{
    directory::{
        held::{self, Facet},
        terms::{Growing, Kind, Said, Term},
        texts::Texts,
    },
    names::{self, Keys},
};
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
            texts.reserve(people, old.all().len() + new);
        }
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
