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
        scan(&people.names, &self.text, |place, text| better(place, begins(text, &self.text)));
        if let Some(romaji) = &self.romaji {
            scan(people.romaji(), romaji, |place, text| better(place, begins(text, romaji)));
        }
    }
}

/// How well lines fit.
fn fit_in(lines: &str, finder: &Finder<'_>) -> u8 {
    if finder.find(lines.as_bytes()).is_some() { begins(lines, finder) } else { NOT }
}

/// How well lines fit of which one contains what is looked for.
fn begins(lines: &str, finder: &Finder<'_>) -> u8 {
    let (mut rest, needle) = (lines.as_bytes(), finder.needle());
    let mut best = CONTAINS;
    loop {
        if let Some(after) = rest.strip_prefix(needle) {
            if matches!(after.first(), None | Some(b'\n')) {
                return EXACT;
            }
            best = BEGINS;
        }
        match memchr::memchr(b'\n', rest).and_then(|at| rest.get(at + 1..)) {
            Some(next) => rest = next,
            None => return best,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{directory::people::Change, names::Keys};
    use enishi_wire::members::Entry;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn people(entries: Vec<Entry>) -> People {
        let changes: Vec<Change> =
            (0..).zip(entries).map(|(id, entry)| (Uuid::from_u128(id), Some(Keys::of(&entry)))).collect();
        People::default().with(changes)
    }

    /// A look at every person, line by line.
    fn look(people: &People, words: &[Word]) -> Vec<u32> {
        let lines = |place: usize| {
            let names: Vec<&str> = people.names.get(place).split('\n').collect();
            let romaji: Vec<&str> = people.romaji().get(place).split('\n').collect();
            (names, romaji, people.more.get(place))
        };
        let has = |place: usize, word: &Word| {
            let (names, romaji, more) = lines(place);
            let latin =
                word.romaji.as_ref().is_some_and(|word| romaji.iter().any(|line| line.contains(word)));
            latin || more.contains(&word.text) || names.iter().any(|name| name.contains(&word.text))
        };
        let glued: String = words.iter().map(|word| word.text.as_str()).collect();
        let latin: Option<String> = words.iter().map(|word| word.romaji.clone()).collect();
        let tier = |place: usize| {
            let (names, romaji, _) = lines(place);
            let romaji = romaji.iter().filter_map(|line| Some((*line, latin.as_deref()?)));
            let all = names.iter().map(|name| (*name, glued.as_str())).chain(romaji);
            all.map(|(line, whole)| {
                if line == whole {
                    0
                } else if line.starts_with(whole) {
                    1
                } else {
                    2
                }
            })
            .min()
        };
        let mut found: Vec<usize> =
            (0..people.len()).filter(|place| words.iter().all(|word| has(*place, word))).collect();
        found.sort_by_key(|place| (tier(*place), *place));
        found.into_iter().map(|place| u32::try_from(place).unwrap()).collect()
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let name = "[さとうけ佐藤結a]{0,3}";
        let entry =
            (name, name, "[さとうけん]{0,3}", "[さとうけん]{0,3}", prop::option::of(name), "[営業a 部]{0,3}");
        let entry =
            entry.prop_map(|(family_name, given_name, family_kana, given_kana, former_name, department)| {
                Entry {
                    family_name,
                    given_name,
                    family_kana,
                    given_kana,
                    former_name,
                    department,
                    ..Entry::default()
                }
            });
        prop::collection::vec(entry, 0..30)
    }

    proptest! {
        #[test]
        fn who_is_found_is_who_a_look_at_everybody_finds_in_its_order(
            entries in entries(), query in "[さとうけん佐藤結aso営 ]{1,5}"
        ) {
            let people = people(entries);
            let words = Word::all(&query);
            prop_assume!(!words.is_empty());
            prop_assert_eq!(find(&people, &words, None), look(&people, &words));
        }

        #[test]
        fn one_more_letter_finds_some_of_those_who_were_found(entries in entries(), query in "[さとうけん佐藤aso ]{2,6}") {
            let people = people(entries);
            let letters: Vec<char> = query.chars().collect();
            for end in 1..letters.len() {
                let fewer = Word::all(&letters[..end].iter().collect::<String>());
                let more = Word::all(&letters[..=end].iter().collect::<String>());
                let narrows = fewer.len() <= more.len() && fewer.iter().zip(&more).all(|(known, word)| word.narrows(known));
                if fewer.is_empty() || !narrows {
                    continue;
                }
                let mut within = find(&people, &fewer, None);
                within.sort_unstable();
                prop_assert_eq!(find(&people, &more, Some(&within)), find(&people, &more, None));
            }
        }
    }

    #[test]
    fn who_is_called_so_comes_first_then_whose_name_begins_so_then_the_rest() {
        let named = |family: &str, given: &str| Entry {
            family_name: family.to_owned(),
            given_name: given.to_owned(),
            ..Entry::default()
        };
        let people =
            people(vec![named("大原", "一"), named("原田", "二"), named("原", ""), named("小原", "原")]);
        let found = find(&people, &Word::all("原"), None);
        let names: Vec<&str> =
            found.iter().map(|place| people.names.get(usize::try_from(*place).unwrap())).collect();
        assert_eq!(names, ["原", "原田二", "大原一", "小原原"]);
    }
}
