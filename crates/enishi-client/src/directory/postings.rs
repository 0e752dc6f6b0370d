//! Who has which term: for each term of the dictionary the places of its people, in order.
//!
//! Derived from what is held of each person. Places are cut into blocks, so that one takes two bytes, and that little
//! memory is needed to sort one.

use super::held::{self, Held};

/// How many places a block holds.
const BLOCK: usize = 1 << 14;

/// The people of each term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postings {
    /// For each block, one after the other: where the places of each term begin, and where the last ends.
    starts: Vec<u32>,
    /// Places inside their block.
    places: Vec<u16>,
    terms: usize,
}

/// A term while a block is sorted.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// The last place that said it.
    last: u32,
    /// How many there are; then where the next place is put.
    next: u32,
}

/// No place of a block.
const NOBODY: u32 = u32::MAX;

impl Term {
    /// Whether this place has not said it yet; notes that it did.
    fn is_new(&mut self, low: u16) -> bool {
        let low = u32::from(low);
        std::mem::replace(&mut self.last, low) != low
    }
}

impl Postings {
    /// Looks at everybody: what each lets this device see, and the department of the entry, its term and one.
    pub fn of(held: &Held, departments: &[u32], terms: usize) -> Self {
        let mut postings = Self { terms, ..Self::default() };
        let mut said: Vec<(u16, u32)> = Vec::new();
        let (mut own, mut reader) = (Vec::new(), held::Reader::default());
        for begin in (0..departments.len()).step_by(BLOCK) {
            said.clear();
            for (low, place) in (0..=u16::MAX).zip((begin..departments.len()).take(BLOCK)) {
                own.clear();
                own.extend(departments.get(place).and_then(|term| term.checked_sub(1)));
                reader.terms(held.get(place), &mut own);
                said.extend(own.iter().map(|term| (low, *term)));
            }
            if begin == 0 {
                // As many as in the first block, so that the list need not move while it grows.
                postings.places.reserve(said.len().saturating_mul(departments.len().div_ceil(BLOCK)));
            }
            postings.block(&said);
        }
        postings
    }

    /// Sorts a block by counting. Who has a term twice stands there once: places come in order, so that it is the
    /// last one of the term.
    fn block(&mut self, said: &[(u16, u32)]) {
        let begin = self.places.len();
        let mut terms = vec![Term { last: NOBODY, next: 0 }; self.terms];
        for (low, number) in said {
            if let Some(term) = terms.get_mut(size(*number)) {
                term.next += u32::from(term.is_new(*low));
            }
        }
        let mut at = u32::try_from(begin).unwrap_or(u32::MAX);
        for term in &mut terms {
            self.starts.push(at);
            at = at.saturating_add(std::mem::replace(&mut term.next, at));
            term.last = NOBODY;
        }
        self.starts.push(at);
        self.places.resize(size(at), 0);
        for (low, number) in said {
            if let Some(term) = terms.get_mut(size(*number))
                && term.is_new(*low)
                && let Some(slot) = self.places.get_mut(size(term.next))
            {
                *slot = *low;
                term.next += 1;
            }
        }
    }

    /// Calls `hit` with the place of everybody who has a term.
    pub fn each(&self, term: usize, mut hit: impl FnMut(usize)) {
        if term >= self.terms {
            return;
        }
        for (starts, begin) in self.starts.chunks_exact(self.terms + 1).zip((0..).step_by(BLOCK)) {
            let span = |at: usize| starts.get(at).map_or(0, |start| size(*start));
            for low in self.places.get(span(term)..span(term + 1)).unwrap_or_default() {
                hit(begin + usize::from(*low));
            }
        }
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::held::{Facet, Field, write};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn who_says_a_term_once_or_more_often_is_there_once_in_order(
            people in prop::collection::vec((0_u32..9, prop::collection::vec(0_u32..8, 0..6)), 0..40),
            before in prop::sample::select(vec![0, BLOCK - 3]),
        ) {
            let (mut held, mut departments) = (Held::default(), vec![0; before]);
            (0..before).for_each(|_| held.push(&[]));
            for (department, terms) in &people {
                let field = Field { key: 1, terms: terms.clone(), items: Vec::new() };
                held.push(&write(&[Facet { scope: 0, seq: 1, fields: vec![field] }]));
                departments.push(*department);
            }
            let postings = Postings::of(&held, &departments, 8);
            for term in 0..8 {
                let says = |(department, terms): &(u32, Vec<u32>)| {
                    *department == term + 1 || terms.contains(&term)
                };
                let expected = people.iter().zip(before..).filter(|(person, _)| says(person));
                let mut found = Vec::new();
                postings.each(size(term), |place| found.push(place));
                prop_assert_eq!(found, expected.map(|(_, place)| place).collect::<Vec<_>>());
            }
        }
    }
}
