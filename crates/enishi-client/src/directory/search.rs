//! Search as one types: every word is found somewhere in what is known of a person, in whatever this device may see.
//! First who is called exactly so, then whose name begins so, then whose name has it, then who has it elsewhere, each
//! in order of reading.

use super::{
    people::People,
    scan::{BEGINS, CONTAINS, ELSEWHERE, EXACT, NOT, Needle, fit_in, scan},
    terms::{Kind, prefecture_is},
};
use crate::names;
use memchr::memchr_iter;

/// A folded word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    text: String,
    /// How a reading is searched for it, if it is in Latin letters.
    romaji: Option<String>,
}

impl Word {
    /// The words of what somebody typed.
    pub fn all(query: &str) -> Vec<Self> {
        names::words(query).into_iter().map(Self::of).collect()
    }

    /// A word that is folded already.
    pub fn of(text: String) -> Self {
        let romaji = names::typed_romaji(&text);
        Self { text, romaji }
    }

    /// Whether everybody who fits this word fits the other one.
    pub fn narrows(&self, other: &Self) -> bool {
        let romaji = match (&self.romaji, &other.romaji) {
            (Some(ours), Some(theirs)) => ours.contains(theirs.as_str()),
            (None, _) => true,
            (Some(_), None) => false,
        };
        romaji && self.text.contains(other.text.as_str())
    }
}

/// Who is found. Nobody is put in order before somebody wants to see them: of the thousands whom one letter finds, a
/// page shows fifty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    fits: Vec<u8>,
    /// How many fit how well, worst first.
    counts: [usize; 5],
}

impl Found {
    fn of(fits: Vec<u8>) -> Self {
        let count = |wanted: u8| memchr_iter(wanted, &fits).count();
        let counts = [0, count(ELSEWHERE), count(CONTAINS), count(BEGINS), count(EXACT)];
        Self { fits, counts }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Whether the person at a place is among them.
    pub fn has(&self, place: usize) -> bool {
        self.fits.get(place).is_some_and(|fit| *fit != NOT)
    }

    /// The places of those from `offset`, best first, at most `limit`.
    pub fn window(&self, offset: usize, limit: usize) -> Vec<usize> {
        let mut window = Vec::with_capacity(limit.min(self.len()));
        let mut skip = offset;
        for fit in [EXACT, BEGINS, CONTAINS, ELSEWHERE] {
            let Some(count) = self.counts.get(usize::from(fit)) else { continue };
            let left = limit - window.len();
            if skip < *count && left > 0 {
                window.extend(memchr_iter(fit, &self.fits).skip(skip).take(left));
            }
            skip = skip.saturating_sub(*count);
        }
        window
    }

    /// Those of them whose place has a bit in `mask`.
    #[must_use]
    pub fn within(&self, mask: &[u8]) -> Self {
        Self::of(self.fits.iter().zip(mask).map(|(fit, mask)| fit & mask).collect())
    }
}

/// Nobody has been asked about the person yet.
const ANYBODY: u8 = u8::MAX;
/// Of fewer than one in so many, each is asked; else all texts are run through.
const FEW: usize = 8;
/// So many people of whom nobody is left are passed over at once.
const STRETCH: usize = 64;

/// Who is found. `before` are people outside of whom nobody can be.
pub fn find(people: &People, words: &[Word], before: Option<&Found>) -> Found {
    let mut fits: Vec<u8> = match before {
        Some(found) => found.fits.iter().map(|fit| if *fit == NOT { NOT } else { ANYBODY }).collect(),
        None => vec![ANYBODY; people.len()],
    };
    let mut left = before.map_or(people.len(), Found::len);
    let most = if words.len() > 1 { CONTAINS } else { EXACT };
    for word in words {
        let search = Search::of(word, people);
        search.each(people, &mut fits, left, |known, fit| known.min(fit.min(most)));
        left = fits.len() - memchr_iter(NOT, &fits).count();
    }
    if words.len() > 1 {
        // How well somebody fits is asked of all words glued, too: 佐藤 結希 is 佐藤結希.
        let text: String = words.iter().map(|word| word.text.as_str()).collect();
        let romaji: Option<String> = words.iter().map(|word| word.romaji.as_deref()).collect();
        let glued = Word { text, romaji };
        let better = |known: u8, fit: u8| if fit >= BEGINS { known.max(fit) } else { known };
        Search::of(&glued, people).each(people, &mut fits, left, better);
    }
    if words.is_empty() {
        fits.fill(ELSEWHERE);
    }
    Found::of(fits)
}

/// A word made ready.
struct Search<'a> {
    text: Needle<'a>,
    romaji: Option<Needle<'a>>,
    /// How well people fit by their terms; empty when no term fits.
    by_terms: Vec<u8>,
}

impl<'a> Search<'a> {
    fn of(word: &'a Word, people: &People) -> Self {
        let romaji = word.romaji.as_deref().map(Needle::of);
        let mut search = Self { text: Needle::of(&word.text), romaji, by_terms: Vec::new() };
        search.look_at_terms(word, people);
        search
    }

    fn look_at_terms(&mut self, word: &Word, people: &People) {
        let terms = &people.terms;
        let mut fitting: Vec<(usize, u8)> = Vec::new();
        scan(terms.searched(), &self.text, |term, fit| {
            let fit = if terms.kind(term) == Some(Kind::Romaji) { fit } else { ELSEWHERE };
            match fitting.last_mut() {
                Some((last, best)) if *last == term => *best = fit.max(*best),
                _ => fitting.push((term, fit)),
            }
        });
        if let Some(romaji) = &word.romaji {
            let meant = |term: &usize| prefecture_is(terms.written(*term), romaji);
            fitting.extend(terms.of_kind(Kind::Prefecture).filter(meant).map(|term| (term, ELSEWHERE)));
        }
        if !fitting.is_empty() {
            self.by_terms.resize(people.len(), NOT);
        }
        for (term, fit) in fitting {
            people.postings().each(term, |place| {
                if let Some(known) = self.by_terms.get_mut(place) {
                    *known = fit.max(*known);
                }
            });
        }
    }

    /// Puts together what is known of everybody who is left and how well this fits.
    fn each(mut self, people: &People, fits: &mut [u8], left: usize, join: impl Fn(u8, u8) -> u8) {
        if left * FEW < people.len() {
            for (stretch, fits) in fits.chunks_mut(STRETCH).enumerate() {
                if *fits == [NOT; STRETCH] {
                    continue;
                }
                for (place, known) in fits.iter_mut().enumerate().filter(|(_, fit)| **fit != NOT) {
                    *known = join(*known, self.fit(people, stretch * STRETCH + place));
                }
            }
            return;
        }
        let mut all = std::mem::take(&mut self.by_terms);
        all.resize(people.len(), NOT);
        let mut better = |place: usize, fit: u8| {
            if let Some(known) = all.get_mut(place) {
                *known = fit.max(*known);
            }
        };
        scan(&people.names, &self.text, &mut better);
        if let Some(romaji) = &self.romaji
            && !romaji.letter().is_some_and(|letter| people.letters().each(letter, &mut better))
        {
            scan(people.romaji(), romaji, &mut better);
        }
        // Without a branch: so it is done for many people at once.
        for (known, fit) in fits.iter_mut().zip(&all) {
            let joined = join(*known, *fit);
            *known = if *known == NOT { NOT } else { joined };
        }
    }

    /// How well one person fits.
    fn fit(&self, people: &People, place: usize) -> u8 {
        let name = fit_in(people.names.get(place), &self.text);
        let romaji = self.romaji.as_ref().map_or(NOT, |romaji| fit_in(people.romaji().get(place), romaji));
        name.max(romaji).max(self.by_terms.get(place).copied().unwrap_or(NOT))
    }
}

#[cfg(test)]
mod tests;
