//! Who has which term: for each term of the dictionary the places of its people, in order.
//!
//! Derived from what is held of each person. Places are cut into blocks of 65,536, so that one takes two bytes.

use super::held::{self, Held};

/// How many places a block holds.
const BLOCK: usize = 1 << 16;

/// The people of each term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postings {
    /// For each block, one after the other: where the places of each term begin, and where the last ends.
    starts: Vec<u32>,
    /// Places inside their block.
    places: Vec<u16>,
    terms: usize,
}

impl Postings {
    /// Looks at everybody: what each lets this device see, and the department of the entry, its term and one.
    pub fn of(held: &Held, departments: &[u32], terms: usize) -> Self {
        let mut postings = Self { terms, ..Self::default() };
        let mut said: Vec<(u16, u32)> = Vec::new();
        let (mut own, mut reader) = (Vec::new(), held::Reader::default());
        for begin in (0..departments.len()).step_by(BLOCK) {
            said.clear();
            for (low, place) in (0..=u16::MAX).zip(begin..departments.len()) {
                own.clear();
                own.extend(departments.get(place).and_then(|term| term.checked_sub(1)));
                reader.terms(held.get(place), &mut own);
                own.sort_unstable();
                own.dedup();
                said.extend(own.iter().map(|term| (low, *term)));
            }
            postings.block(&said);
        }
        postings
    }

    /// Sorts a block by counting.
    fn block(&mut self, said: &[(u16, u32)]) {
        let begin = self.places.len();
        let mut next = vec![0_usize; self.terms];
        for (_, term) in said {
            if let Some(count) = next.get_mut(size(*term)) {
                *count += 1;
            }
        }
        let mut at = begin;
        for count in &mut next {
            self.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
            at += std::mem::replace(count, at);
        }
        self.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        self.places.resize(at, 0);
        for (low, term) in said {
            if let Some(next) = next.get_mut(size(*term))
                && let Some(slot) = self.places.get_mut(*next)
            {
                *slot = *low;
                *next += 1;
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
