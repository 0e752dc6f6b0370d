//! Where a text is in many texts, and how well it fits there: the inner loop of a search.

use super::texts::Texts;
use memchr::{
    arch::all::packedpair::HeuristicFrequencyRank,
    memchr_iter,
    memmem::{Finder, FinderBuilder},
};

/// How well a person fits: not at all, somewhere, in the name, at its beginning, exactly.
pub const NOT: u8 = 0;
pub const ELSEWHERE: u8 = 1;
pub const CONTAINS: u8 = 2;
pub const BEGINS: u8 = 3;
pub const EXACT: u8 = 4;

/// What is looked for.
pub struct Needle<'a> {
    finder: Finder<'a>,
    /// Whether it is a single character. Half of all people may have it, and nothing but its bytes tells it apart.
    single: bool,
}

impl<'a> Needle<'a> {
    /// A text made ready.
    pub fn of(text: &'a str) -> Self {
        let mut chars = text.chars();
        let single = chars.next().is_some() && chars.next().is_none();
        Self { finder: Finder::new(text), single }
    }

    /// What is looked for, if it is one byte.
    pub fn letter(&self) -> Option<u8> {
        match self.finder.needle() {
            [letter] => Some(*letter),
            _ => None,
        }
    }
}

/// How well lines fit.
pub fn fit_in(lines: &str, needle: &Needle<'_>) -> u8 {
    let finder = &needle.finder;
    let (lines, mut best, mut from) = (lines.as_bytes(), NOT, 0);
    while best < EXACT
        && let Some(at) = lines.get(from..).and_then(|rest| finder.find(rest))
    {
        best = best.max(fit_at(lines, from + at, finder.needle().len()));
        from += at + 1;
    }
    best
}

/// How well lines fit that have what is looked for at `at`.
fn fit_at(lines: &[u8], at: usize, length: usize) -> u8 {
    let begins = at.checked_sub(1).is_none_or(|before| lines.get(before) == Some(&b'\n'));
    let ends = lines.get(at + length).is_none_or(|after| *after == b'\n');
    match (begins, ends) {
        (true, true) => EXACT,
        (true, false) => BEGINS,
        _ => CONTAINS,
    }
}

/// Calls `hit` for every text that contains what is looked for, once or more often and in order, with how well it fits.
/// What is looked for holds no line break, but may lie over the border of two texts: then it is in neither.
pub fn scan(texts: &Texts, needle: &Needle<'_>, mut hit: impl FnMut(usize, u8)) {
    let looked_for = needle.finder.needle();
    if looked_for.is_empty() {
        return;
    }
    let mut run = Run::of(texts);
    let for_these = needle.single.then(|| Ranks::of(looked_for, run.all).finder(looked_for));
    let finder = for_these.as_ref().unwrap_or(&needle.finder);
    let mut from = 0;
    // One byte further and not behind it: what lies over a border may hide one that does not.
    while let Some(at) = run.all.get(from..).and_then(|rest| finder.find(rest)) {
        if let Some((place, fit)) = run.at(from + at, looked_for.len()) {
            hit(place, fit);
        }
        from += at + 1;
    }
}

/// So many pieces of all texts tell which bytes are frequent in them.
const PIECES: usize = 16;
/// The length of such a piece, bytes.
const PIECE: usize = 1024;

/// How frequent the bytes of what is looked for are in some texts. Of 旧 it is not the byte that begins every second
/// character of Japanese, and which of the others is rare depends on the names: people stand in order of reading.
struct Ranks([u8; 256]);

impl Ranks {
    fn of(looked_for: &[u8], all: &[u8]) -> Self {
        let mut ranks = [0; 256];
        for byte in looked_for {
            let pieces = all.chunks((all.len() / PIECES).max(1)).take(PIECES);
            let pieces = pieces.map(|piece| piece.get(..PIECE).unwrap_or(piece));
            let count: usize = pieces.map(|piece| memchr_iter(*byte, piece).count()).sum();
            if let Some(rank) = ranks.get_mut(usize::from(*byte)) {
                // At most 128: differences between rare bytes count, those between frequent ones do not.
                *rank = u8::try_from(count.isqrt()).unwrap_or(u8::MAX);
            }
        }
        Self(ranks)
    }

    /// Looks for the two rarest bytes first.
    fn finder(self, looked_for: &[u8]) -> Finder<'_> {
        FinderBuilder::new().build_forward_with_ranker(self, looked_for)
    }
}

impl HeuristicFrequencyRank for Ranks {
    fn rank(&self, byte: u8) -> u8 {
        self.0.get(usize::from(byte)).copied().unwrap_or(u8::MAX)
    }
}

/// A run over texts, forward only.
struct Run<'a> {
    all: &'a [u8],
    ends: &'a [u32],
    /// The text where it is, and where that begins and ends.
    place: usize,
    begin: usize,
    end: usize,
}

impl<'a> Run<'a> {
    fn of(texts: &'a Texts) -> Self {
        let (all, ends) = (texts.all().as_bytes(), texts.ends());
        Self { all, ends, place: 0, begin: 0, end: ends.first().map_or(0, |end| size(*end)) }
    }

    /// The text that has what is looked for at `at`, and how well it fits; `None`: it lies over a border.
    fn at(&mut self, at: usize, length: usize) -> Option<(usize, u8)> {
        while self.end <= at && self.place + 1 < self.ends.len() {
            self.place += 1;
            self.begin = self.end;
            self.end = self.ends.get(self.place).map_or(usize::MAX, |end| size(*end));
        }
        if at + length > self.end {
            return None;
        }
        let lines = self.all.get(self.begin..self.end).unwrap_or_default();
        Some((self.place, fit_at(lines, at - self.begin, length)))
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_run_over_all_texts_finds_what_a_look_at_each_finds(
            texts in prop::collection::vec("[abさざ\n]{0,6}", 0..9), looked_for in "[abさ]{1,2}"
        ) {
            let mut all = Texts::default();
            texts.iter().for_each(|text| all.push(text));
            let needle = Needle::of(&looked_for);
            let (mut found, mut last) = (BTreeMap::new(), 0);
            scan(&all, &needle, |place, fit| {
                assert!(place >= last, "in order");
                last = place;
                let known = found.entry(place).or_insert(NOT);
                *known = fit.max(*known);
            });
            let each = texts.iter().map(|text| fit_in(text, &needle)).enumerate();
            prop_assert_eq!(found, each.filter(|(_, fit)| *fit != NOT).collect());
        }
    }
}
