//! Filters of the directory, and the values that there are to filter by: both of what this device may see, and no
//! request to anybody.

use super::{
    people::People,
    search::Found,
    terms::Kind,
    together::{self, Stay, Within},
};
use crate::names::fold;
use enishi_bridge::members::{Filter, FilterBy};
use std::collections::BTreeMap;

/// Nobody is offered more values than these at once; more letters bring others.
const CHOICES: usize = 200;

/// The own time inside, for those who were together with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// Whose: oneself is not offered as company.
    pub me: uuid::Uuid,
    /// Where and when, folded.
    pub stays: Vec<Stay<String>>,
    /// In which years.
    pub within: Within,
}

/// Who passes filters: all bits for who does, none for who does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// For each place.
    pub places: Vec<u8>,
    /// Who was together with me, the longest first, when that was asked.
    pub order: Option<Vec<u32>>,
}

impl Mask {
    /// Who passes all filters.
    pub fn of(people: &People, filters: &[Filter], mine: &Mine) -> Self {
        let mut mask = Self { places: vec![u8::MAX; people.len()], order: None };
        for filter in filters {
            let passes = match filter {
                Filter::JoinedYear(year) => {
                    let is = |joined: &u16| if i32::from(*joined) == *year { u8::MAX } else { 0 };
                    people.joined.iter().map(is).collect()
                }
                Filter::Together => {
                    let order = people.together(mine);
                    let mut passes = vec![0; people.len()];
                    order.iter().for_each(|(place, _)| pass(&mut passes, size(*place)));
                    mask.order = Some(order.into_iter().map(|(place, _)| place).collect());
                    passes
                }
                of_terms => {
                    let mut passes = vec![0; people.len()];
                    for term in terms(people, of_terms) {
                        people.postings().each(term, |place| pass(&mut passes, place));
                    }
                    passes
                }
            };
            mask.places.iter_mut().zip(passes).for_each(|(mask, passes)| *mask &= passes);
        }
        mask
    }
}

fn pass(passes: &mut [u8], place: usize) {
    if let Some(passes) = passes.get_mut(place) {
        *passes = u8::MAX;
    }
}

/// The terms that a filter means.
fn terms(people: &People, filter: &Filter) -> Vec<usize> {
    let terms = &people.terms;
    let exact = |kind: Kind, text: &str| {
        let text = fold(text.trim());
        terms.of_kind(kind).filter(|term| terms.searched().get(*term) == text).collect()
    };
    match filter {
        Filter::Department(text) | Filter::Place(text) => {
            let text = fold(text.trim());
            let of_place = matches!(filter, Filter::Place(_)).then_some(Kind::Place);
            let named = |term: &usize| {
                let department = terms.searched().get(*term);
                let words = || department.contains(' ') && department.split(' ').any(|word| word == text);
                (of_place.is_none() && department == text) || words()
            };
            let places = of_place.into_iter().flat_map(|kind| terms.of_kind(kind));
            let places = places.filter(|term| terms.searched().get(*term) == text);
            // The department of an entry may name the place too: 「大阪支社 営業部」.
            places.chain(terms.of_kind(Kind::Department).filter(named)).collect()
        }
        Filter::Skill(tag) => exact(Kind::Skill, tag),
        Filter::CanHelp(tag) => exact(Kind::CanHelp, tag),
        Filter::LookingFor(tag) => exact(Kind::LookingFor, tag),
        Filter::Purpose(purpose) => {
            let is = |term: &usize| terms.written(*term) == purpose.as_str();
            terms.of_kind(Kind::Purpose).filter(is).collect()
        }
        Filter::Prefecture(code) => {
            let code = code.to_string();
            terms.of_kind(Kind::Prefecture).filter(|term| terms.written(*term) == code).collect()
        }
        Filter::JoinedYear(_) | Filter::Together => Vec::new(),
    }
}

/// The values of a filter that somebody among `found` has, the most frequent first, with how many have it. Of values
/// that differ only in how they are written the most frequent writing is offered.
pub fn choices(people: &People, by: FilterBy, found: &Found, narrow: &str) -> Vec<(String, u32)> {
    let narrow = fold(narrow.trim());
    let mut all = match by {
        FilterBy::JoinedYear => years(people, found),
        by => values(people, by, found, &narrow),
    };
    all.sort_by(|(one, a), (other, b)| match by {
        FilterBy::JoinedYear => other.cmp(one),
        _ => (b, one).cmp(&(a, other)),
    });
    all.truncate(CHOICES);
    all
}

fn years(people: &People, found: &Found) -> Vec<(String, u32)> {
    let mut years: BTreeMap<u16, u32> = BTreeMap::new();
    for (place, year) in people.joined.iter().enumerate() {
        if *year > 0 && found.has(place) {
            *years.entry(*year).or_default() += 1;
        }
    }
    years.into_iter().map(|(year, count)| (year.to_string(), count)).collect()
}

fn values(people: &People, by: FilterBy, found: &Found, narrow: &str) -> Vec<(String, u32)> {
    let kind = match by {
        FilterBy::Department => Kind::Department,
        FilterBy::Place => Kind::Place,
        FilterBy::Purpose => Kind::Purpose,
        FilterBy::Skill => Kind::Skill,
        FilterBy::CanHelp => Kind::CanHelp,
        FilterBy::LookingFor => Kind::LookingFor,
        FilterBy::Prefecture => Kind::Prefecture,
        FilterBy::JoinedYear => return Vec::new(),
    };
    let terms = &people.terms;
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for term in terms.of_kind(kind) {
        let text = terms.searched().get(term);
        let text = if text.is_empty() { terms.written(term) } else { text };
        if text.contains(narrow) {
            alike.entry(text).or_default().push(term);
        }
    }
    let named: Vec<(usize, &str)> = match by {
        FilterBy::Department | FilterBy::Place => {
            let words = |term: usize| {
                let text = terms.searched().get(term);
                let many = text.contains(' ');
                text.split(' ').filter(move |_| many).map(move |word| (term, word))
            };
            terms.of_kind(Kind::Department).flat_map(words).collect()
        }
        _ => Vec::new(),
    };
    for (term, word) in named {
        if let Some(terms) = alike.get_mut(word) {
            terms.push(term);
        }
    }
    // Who was counted last for which value: somebody may have several writings of one.
    let mut counted = vec![0_u32; people.len()];
    let mut all = Vec::new();
    for ((text, own), number) in alike.iter().zip(1_u32..) {
        let (mut sum, mut best) = (0_u32, (0_u32, ""));
        for term in own {
            let mut of_term = 0;
            people.postings().each(*term, |place| {
                if found.has(place) {
                    of_term += 1;
                    if let Some(last) = counted.get_mut(place)
                        && *last != number
                    {
                        *last = number;
                        sum += 1;
                    }
                }
            });
            let is_whole = terms.kind(*term) == Some(kind)
                && (terms.searched().get(*term) == *text || terms.written(*term) == *text);
            if is_whole && (best.1.is_empty() || of_term > best.0) {
                best = (of_term, terms.written(*term));
            }
        }
        if sum > 0 {
            all.push((best.1.to_owned(), sum));
        }
    }
    all
}

impl People {
    /// Who was together with me, as places with the number of months, the longest first, then in order of reading.
    pub fn together(&self, mine: &Mine) -> Vec<(u32, u32)> {
        let company = Company::of(self, mine);
        let mut found: Vec<(u32, u32)> = (0..self.len())
            .zip(0_u32..)
            .filter(|(place, _)| self.ids.get(*place) != Some(&mine.me))
            .filter_map(|(place, number)| {
                let months = together::months(&company.with(self, place));
                (months > 0).then_some((number, months))
            })
            .collect();
        found.sort_by_key(|(place, months)| (std::cmp::Reverse(*months), *place));
        found
    }
}

/// The own stays by numbers of what they name, and which terms name it.
struct Company {
    mine: Vec<Stay<u32>>,
    within: Within,
    /// For each term the number of what it names; [`ELSEWHERE`] for something else.
    names: Vec<u32>,
    /// For each department of an entry where that was.
    entries: Vec<Vec<(Option<u32>, Option<u32>)>>,
}

/// A place or department where I never was.
const ELSEWHERE: u32 = u32::MAX;

impl Company {
    fn of(people: &People, mine: &Mine) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for name in mine.stays.iter().flat_map(|stay| [&stay.place, &stay.department]).flatten() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let number = |text: &str| {
            let known = names.iter().position(|name| *name == text);
            known.and_then(|place| u32::try_from(place).ok()).unwrap_or(ELSEWHERE)
        };
        let own = |name: &Option<String>| name.as_deref().map(number);
        let terms = &people.terms;
        let searched = |term: usize| terms.searched().get(term);
        Self {
            mine: mine
                .stays
                .iter()
                .map(|stay| Stay {
                    place: own(&stay.place),
                    department: own(&stay.department),
                    from: stay.from,
                    to: stay.to,
                })
                .collect(),
            within: mine.within,
            names: (0..terms.len()).map(|term| number(searched(term))).collect(),
            entries: (0..terms.len())
                .map(|term| match terms.kind(term) {
                    Some(Kind::Department) => together::named(searched(term))
                        .into_iter()
                        .map(|(place, department)| (place.map(number), department.map(number)))
                        .filter(|(place, department)| {
                            [place, department].into_iter().flatten().any(|at| *at != ELSEWHERE)
                        })
                        .collect(),
                    _ => Vec::new(),
                })
                .collect(),
        }
    }

    /// When the person at a place was together with me.
    fn with(&self, people: &People, place: usize) -> Vec<together::Together<u32>> {
        let (mut stays, told) = self.postings(people, place);
        let year = |years: &[u16]| years.get(place).copied().unwrap_or(0);
        let within = Within { joined: year(&people.joined), left: year(&people.left), now: self.within.now };
        if !told && let Some(term) = people.department(place) {
            let named = self.entries.get(size(term)).map(Vec::as_slice).unwrap_or_default();
            stays.extend(named.iter().map(|(place, department)| within.stay(*place, *department)));
        }
        if stays.is_empty() {
            return Vec::new();
        }
        let known = |stay: &Stay<u32>| {
            [stay.place, stay.department].into_iter().flatten().any(|name| name != ELSEWHERE)
        };
        stays.retain(known);
        let mut found = together::together((&self.mine, self.within), (&stays, within));
        found.retain(|one| one.place.or(one.department) != Some(ELSEWHERE));
        found
    }

    /// The postings of a person, and whether there are any.
    fn postings(&self, people: &People, place: usize) -> (Vec<Stay<u32>>, bool) {
        let written = people.held.get(place);
        if written.is_empty() {
            return (Vec::new(), false);
        }
        let postings = super::terms::known_key(&enishi_wire::profile::FieldKey::Postings);
        let facets = super::held::read(written);
        let mut told = false;
        let mut stays = Vec::new();
        for field in super::held::joined(&facets).filter(|field| Some(field.key) == postings) {
            told |= !field.items.is_empty();
            let name = |at: Option<u32>| {
                let term = at.and_then(|at| field.terms.get(size(at)));
                term.and_then(|term| self.names.get(size(*term))).copied()
            };
            stays.extend(field.items.iter().map(|item| Stay {
                place: name(item.at),
                department: name(item.what),
                from: item.from,
                to: item.to,
            }));
        }
        (stays, told)
    }
}

impl Within {
    /// A stay for all the time that somebody was inside.
    pub fn stay<K>(&self, place: Option<K>, department: Option<K>) -> Stay<K> {
        let to = if self.left == super::people::STILL_THERE { 0 } else { together::year(self.left) };
        Stay { place, department, from: together::year(self.joined), to }
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
