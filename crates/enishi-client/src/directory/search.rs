//! Search as one types: every word is found somewhere in what is known of a person. First who is called exactly so,
//! then whose name begins so, then the rest, each in order of reading.

use super::people::{People, Texts};
use crate::names;
use memchr::memmem::Finder;

/// How well a person fits, best first.
const EXACT: u8 = 0;
const BEGINS: u8 = 1;
const CONTAINS: u8 = 2;
const NOT: u8 = 3;

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
}

/// Who is found, as places in `people`, best first. `within` are places, in order, outside of which nobody can be.
pub fn find(people: &People, words: &[Word], within: Option<&[u32]>) -> Vec<u32> {
    let mut fits = vec![NOT; people.len()];
    let Some((first, others)) = words.split_first() else {
        return (0..u32::try_from(people.len()).unwrap_or(u32::MAX)).collect();
    };
    let search = Search::of(first);
    match within {
        Some(places) => {
            for place in places.iter().filter_map(|place| usize::try_from(*place).ok()) {
                if let Some(fit) = fits.get_mut(place) {
                    *fit = search.fit(people, place);
                }
            }
        }
        None => search.scan(people, &mut fits),
    }
    if !others.is_empty() {
        narrow(people, words, &mut fits);
    }
    let mut found = [Vec::new(), Vec::new(), Vec::new()];
    for (place, fit) in (0_u32..).zip(&fits) {
        if let Some(found) = found.get_mut(usize::from(*fit)) {
            found.push(place);
        }
    }
    found.concat()
}

/// Keeps who has the other words too. How well somebody fits is then asked of all words glued: 佐藤 結希 is 佐藤結希.
fn narrow(people: &People, words: &[Word], fits: &mut [u8]) {
    let others: Vec<Search<'_>> = words.iter().skip(1).map(Search::of).collect();
    let glued: String = words.iter().map(|word| word.text.as_str()).collect();
    let romaji: Option<String> = words.iter().map(|word| word.romaji.as_deref()).collect();
    let glued = Word { text: glued, romaji };
    let whole = Search::of(&glued);
    for (place, fit) in fits.iter_mut().enumerate().filter(|(_, fit)| **fit != NOT) {
        let all = others.iter().all(|search| search.fit(people, place) != NOT);
        *fit = if all { whole.fit(people, place).min(CONTAINS) } else { NOT };
    }
}

/// A word made ready.
struct Search<'a> {
    text: Finder<'a>,
    romaji: Option<Finder<'a>>,
}

impl<'a> Search<'a> {
    fn of(word: &'a Word) -> Self {
        let romaji = word.romaji.as_deref().map(Finder::new);
        Self { text: Finder::new(word.text.as_str()), romaji }
    }

    /// How well one person fits.
    fn fit(&self, people: &People, place: usize) -> u8 {
        let name = fit_in(people.names.get(place), &self.text);
        let romaji = self.romaji.as_ref().map_or(NOT, |romaji| fit_in(people.romaji().get(place), romaji));
        let fit = name.min(romaji);
        if fit == NOT && self.text.find(people.more.get(place).as_bytes()).is_some() { CONTAINS } else { fit }
    }

    /// How well everybody fits.
    fn scan(&self, people: &People, fits: &mut [u8]) {
        scan(&people.more, &self.text, |place, _| {
            if let Some(fit) = fits.get_mut(place) {
                *fit = CONTAINS
            }
        });
        let mut better = |place: usize, found: u8| {
            if let Some(fit) = fits.get_mut(place) {
                *fit = found.min(*fit);
            }
        };
        scan(&people.names, &self.text, |place, text| better(place, fit_in(text, &self.text)));
        if let Some(romaji) = &self.romaji {
            scan(people.romaji(), romaji, |place, text| better(place, fit_in(text, romaji)));
        }
    }
}

/// How well lines fit.
fn fit_in(lines: &str, finder: &Finder<'_>) -> u8 {
    let needle = finder.needle();
    let mut best = NOT;
    for line in lines.as_bytes().split(|byte| *byte == b'\n') {
        let fit = match line.strip_prefix(needle) {
            Some([]) => EXACT,
            Some(_) => BEGINS,
            None if best == NOT && finder.find(line).is_some() => CONTAINS,
            None => NOT,
        };
        best = best.min(fit);
    }
    best
}

/// Calls `hit` once for every text that contains what is looked for. What is looked for holds no line break, but may
/// lie over the border of two texts: then it is in neither.
fn scan(texts: &Texts, finder: &Finder<'_>, mut hit: impl FnMut(usize, &str)) {
    let (all, ends) = (texts.all().as_bytes(), texts.ends());
    let (mut from, mut place) = (0_usize, 0_usize);
    while let Some(at) = all.get(from..).and_then(|rest| finder.find(rest)) {
        let at = from + at;
        while ends.get(place).is_some_and(|end| usize::try_from(*end).is_ok_and(|end| end <= at)) {
            place += 1;
        }
        let (_, end) = texts.span(place);
        if at + finder.needle().len() <= end {
            hit(place, texts.get(place));
            from = end;
        } else {
            from = at + 1;
        }
    }
}

impl Word {
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
