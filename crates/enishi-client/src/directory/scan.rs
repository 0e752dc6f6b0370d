//! Where a text is in many texts, and how well it fits there: the inner loop of a search.

use super::people::Texts;
use memchr::{memchr_iter, memmem::Finder};

/// How well a person fits: not at all, somewhere, in the name, at its beginning, exactly.
pub const NOT: u8 = 0;
pub const ELSEWHERE: u8 = 1;
pub const CONTAINS: u8 = 2;
pub const BEGINS: u8 = 3;
pub const EXACT: u8 = 4;

/// What is looked for.
pub struct Needle<'a> {
    finder: Finder<'a>,
    /// The last byte of a single character. Half of all people may have it: there the byte that tells characters of one
    /// script apart is found faster than a text.
    last: Option<u8>,
}

impl<'a> Needle<'a> {
    /// A text made ready.
    pub fn of(text: &'a str) -> Self {
        let mut chars = text.chars();
        let single = chars.next().is_some() && chars.next().is_none();
        Self { finder: Finder::new(text), last: text.bytes().last().filter(|_| single) }
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
    let (finder, looked_for) = (&needle.finder, needle.finder.needle());
    let mut run = Run::of(texts);
    let all = run.all;
    match (looked_for, needle.last) {
        ([], _) => {}
        (_, Some(last)) => {
            for at in memchr_iter(last, all) {
                let begin = (at + 1).checked_sub(looked_for.len());
                if let Some(begin) = begin.filter(|begin| all.get(*begin..=at) == Some(looked_for))
                    && let Some((place, fit)) = run.at(begin, looked_for.len())
                {
                    hit(place, fit);
                }
            }
        }
        (_, None) => {
            let mut from = 0;
            while let Some(at) = all.get(from..).and_then(|rest| finder.find(rest)) {
                if let Some((place, fit)) = run.at(from + at, looked_for.len()) {
                    hit(place, fit);
                }
                from += at + 1;
            }
        }
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
