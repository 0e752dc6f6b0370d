//! Everybody of a network in order of reading, in a few long texts: what is listed and what is searched.
//!
//! One allocation a kind of text and not one a person: looking through 100,000 names is then one run over memory.

use crate::names::{self, Keys};
use std::{collections::BTreeSet, sync::OnceLock};
use uuid::Uuid;

/// What happened to a person: listed like this now, or gone.
pub type Change = (Uuid, Option<Keys>);

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

    /// All of it.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// Where each text ends.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }
}

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
    pub joined: Vec<i32>,
    /// The readings in Latin letters, once somebody wanted them.
    romaji: OnceLock<Texts>,
    /// What else a search matches, a line each.
    pub more: Texts,
}

impl People {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// People as they were kept.
    pub fn of(ids: Vec<Uuid>, joined: Vec<i32>, [sorts, names, romaji, more]: [Texts; 4]) -> Self {
        Self { ids, joined, sorts, names, romaji: OnceLock::from(romaji), more }
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

    /// The same people after changes; of several changes of a person the last counts.
    #[must_use]
    pub fn with(&self, mut changes: Vec<Change>) -> Self {
        // Stable, so that the last change of a person stays the last.
        changes.sort_by_key(|(id, _)| *id);
        changes.reverse();
        changes.dedup_by_key(|(id, _)| *id);
        let changed: BTreeSet<Uuid> = match self.len() {
            0 => BTreeSet::new(),
            _ => changes.iter().map(|(id, _)| *id).collect(),
        };
        let mut listed: Vec<(Uuid, Keys)> =
            changes.into_iter().filter_map(|(id, keys)| Some((id, keys?))).collect();
        listed.sort_unstable_by(|(a, one), (b, other)| (&one.sort, a).cmp(&(&other.sort, b)));
        let mut people = Self::default();
        people.reserve(self, &listed);
        let romaji = self.romaji.get();
        let mut in_latin = Texts::default();
        let mut listed = listed.into_iter().peekable();
        for (place, id) in self.ids.iter().enumerate() {
            if changed.contains(id) {
                continue;
            }
            let before =
                |(other, keys): &(Uuid, Keys)| (keys.sort.as_str(), other) < (self.sorts.get(place), id);
            while let Some((id, keys)) = listed.next_if(before) {
                people.push(id, keys.joined.unwrap_or(0), [&keys.sort, &keys.names, &keys.more]);
                if romaji.is_some() {
                    in_latin.push(&names::romaji_of(&keys.sort));
                }
            }
            let joined = self.joined.get(place).copied().unwrap_or(0);
            people.push(*id, joined, [self.sorts.get(place), self.names.get(place), self.more.get(place)]);
            if let Some(romaji) = romaji {
                in_latin.push(romaji.get(place));
            }
        }
        for (id, keys) in listed {
            people.push(id, keys.joined.unwrap_or(0), [&keys.sort, &keys.names, &keys.more]);
            if romaji.is_some() {
                in_latin.push(&names::romaji_of(&keys.sort));
            }
        }
        if romaji.is_some() {
            people.romaji = OnceLock::from(in_latin);
        }
        people
    }

    fn push(&mut self, id: Uuid, joined: i32, [sort, names, more]: [&str; 3]) {
        self.ids.push(id);
        self.joined.push(joined);
        self.sorts.push(sort);
        self.names.push(names);
        self.more.push(more);
    }

    fn reserve(&mut self, old: &Self, listed: &[(Uuid, Keys)]) {
        let people = old.len() + listed.len();
        self.ids.reserve(people);
        let sum = |text: fn(&Keys) -> &String| listed.iter().map(|(_, keys)| text(keys).len()).sum::<usize>();
        for (texts, old, new) in [
            (&mut self.sorts, &old.sorts, sum(|keys| &keys.sort)),
            (&mut self.names, &old.names, sum(|keys| &keys.names)),
            (&mut self.more, &old.more, sum(|keys| &keys.more)),
        ] {
            texts.ends.reserve(people);
            texts.text.reserve(old.text.len() + new);
        }
    }

    /// Where each letter of the rail begins.
    pub fn rail(&self) -> Vec<(&'static str, u32)> {
        let mut rail: Vec<(&'static str, u32)> = Vec::new();
        for place in 0..self.len() {
            let letter = names::rail(self.sorts.get(place));
            if !rail.iter().any(|(known, _)| *known == letter) {
                rail.push((letter, u32::try_from(place).unwrap_or(u32::MAX)));
            }
        }
        rail
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::members::Entry;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn keys(kana: &str) -> Keys {
        Keys::of(&Entry { family_name: kana.to_owned(), family_kana: kana.to_owned(), ..Entry::default() })
    }

    proptest! {
        #[test]
        fn whatever_changes_come_everybody_is_listed_once_by_the_last_of_them_and_in_order(
            steps in prop::collection::vec(
                prop::collection::vec((0_u128..9, prop::option::of("[あ-んa-z髙]{0,3}")), 0..12), 0..6)
        ) {
            let mut people = People::default();
            let mut model: BTreeMap<u128, Keys> = BTreeMap::new();
            for step in steps {
                for (id, name) in &step {
                    match name {
                        Some(name) => { model.insert(*id, keys(name)); }
                        None => { model.remove(id); }
                    }
                }
                let changes = step.into_iter().map(|(id, name)| (Uuid::from_u128(id), name.map(|name| keys(&name))));
                people = people.with(changes.collect());
                let mut expected: Vec<(String, Uuid)> =
                    model.iter().map(|(id, keys)| (keys.sort.clone(), Uuid::from_u128(*id))).collect();
                expected.sort();
                let listed: Vec<(String, Uuid)> =
                    people.ids.iter().enumerate().map(|(place, id)| (people.sorts.get(place).to_owned(), *id)).collect();
                prop_assert_eq!(listed, expected);
                for (place, id) in people.ids.iter().enumerate() {
                    prop_assert_eq!(people.names.get(place), &model[&id.as_u128()].names);
                }
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
