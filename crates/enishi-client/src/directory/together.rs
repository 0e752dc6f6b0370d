//! When two people were at the same place, or in the same department. Nothing is claimed that is not certain: who left
//! in 2016 and who came in 2016 may have missed each other, while a month is a month.

/// Time at a place, in a department, or both. A year alone is all of its months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay<K> {
    /// Where.
    pub place: Option<K>,
    /// In which department.
    pub department: Option<K>,
    /// From when, as [`super::terms::month`]; 0: not told.
    pub from: u32,
    /// Until when; 0: not told.
    pub to: u32,
}

/// Within which years somebody was there at all, for stays that do not say when they began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// Year of joining; 0: not told.
    pub joined: u16,
    /// Year of leaving; 0: not told, [`super::people::STILL_THERE`]: still there.
    pub left: u16,
    /// The present month, as [`index`].
    pub now: i32,
}

/// Time that two spent together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together<K> {
    /// At this place, if it was the same.
    pub place: Option<K>,
    /// In this department, if it was the same.
    pub department: Option<K>,
    /// The first month, counted from the year 0.
    pub first: i32,
    /// The last month.
    pub last: i32,
}

/// A month, or the first of a year alone, counted from the year 0.
pub fn index(year: i32, month: u8) -> i32 {
    year * 12 + i32::from(month.clamp(1, 12)) - 1
}

/// A stay in months: the widest reading of its ends, and what is certain. Empty when the first is after the last.
#[derive(Debug, Clone, Copy)]
struct Span {
    widest: (i32, i32),
    certain: (i32, i32),
}

/// Twelve months around the end of a stay: as early and as late as it can be.
fn end(month: u32) -> Option<(i32, i32)> {
    let (year, month) = (i32::try_from(month / 13).ok()?, u8::try_from(month % 13).ok()?);
    match (year, month) {
        (0, 0) => None,
        (year, 0) => Some((index(year, 1), index(year, 12))),
        (year, month) => Some((index(year, month), index(year, month))),
    }
}

impl Span {
    fn of(from: u32, to: u32, within: Within) -> Option<Self> {
        let told = match (end(from), end(to)) {
            // Turned around by mistake.
            (Some(from), Some(to)) if to.1 < from.0 => (Some(to), Some(from)),
            told => told,
        };
        if told == (None, None) {
            return None;
        }
        let year =
            |year: u16| Some((index(i32::from(year), 1), index(i32::from(year), 12))).filter(|_| year > 0);
        let left = if within.left == super::people::STILL_THERE {
            Some((within.now, within.now))
        } else {
            year(within.left)
        };
        let from =
            told.0.or_else(|| year(within.joined).filter(|from| Some(from.0) <= told.1.map(|to| to.1)));
        let to = told.1.or_else(|| left.filter(|to| Some(to.1) >= told.0.map(|from| from.0)));
        // What began or ended at an unknown time is certain in the month that is known, and in no other.
        let (from, to) = (from.or(to)?, to.or(from)?);
        Some(Self { widest: (from.0, to.1), certain: (from.1, to.0) })
    }

    fn meets(self, other: Self) -> Option<(i32, i32)> {
        let both = |one: (i32, i32), other: (i32, i32)| (one.0.max(other.0), one.1.min(other.1));
        let certain = both(self.certain, other.certain);
        (certain.0 <= certain.1).then(|| both(self.widest, other.widest))
    }
}

/// When and where two people were together, the longest time first.
pub fn together<K: PartialEq + Clone>(
    mine: (&[Stay<K>], Within),
    theirs: (&[Stay<K>], Within),
) -> Vec<Together<K>> {
    let mut found: Vec<Together<K>> = Vec::new();
    for one in mine.0 {
        let Some(span) = Span::of(one.from, one.to, mine.1) else { continue };
        for other in theirs.0 {
            let same =
                |one: &Option<K>, other: &Option<K>| one.clone().filter(|one| Some(one) == other.as_ref());
            let place = same(&one.place, &other.place);
            // The department of the same name at another place is another department.
            let elsewhere = one.place.is_some() && other.place.is_some() && place.is_none();
            let department = same(&one.department, &other.department).filter(|_| !elsewhere);
            if place.is_none() && department.is_none() {
                continue;
            }
            if let Some((first, last)) =
                Span::of(other.from, other.to, theirs.1).and_then(|other| span.meets(other))
            {
                found.push(Together { place, department, first, last });
            }
        }
    }
    merged(found)
}

/// Times at one place that touch each other, as one.
fn merged<K: PartialEq + Clone>(mut found: Vec<Together<K>>) -> Vec<Together<K>> {
    found.sort_by_key(|one| (one.first, one.last));
    let mut all: Vec<Together<K>> = Vec::new();
    for one in found {
        let known = all.iter_mut().find(|known| {
            let here =
                known.place == one.place && (one.place.is_some() || known.department == one.department);
            here && one.first <= known.last + 1
        });
        match known {
            Some(known) => {
                known.last = known.last.max(one.last);
                if known.department != one.department {
                    known.department = None;
                }
            }
            None => all.push(one),
        }
    }
    all.sort_by_key(|one| (one.first - one.last, one.first));
    all
}

/// How many different months were spent together.
pub fn months<K>(together: &[Together<K>]) -> u32 {
    let mut spans: Vec<(i32, i32)> = together.iter().map(|one| (one.first, one.last)).collect();
    spans.sort_unstable();
    let (mut months, mut counted) = (0, i32::MIN);
    for (first, last) in spans {
        let first = first.max(counted.saturating_add(1));
        if first <= last {
            months += last - first + 1;
            counted = last;
        }
    }
    u32::try_from(months).unwrap_or(0)
}

/// What a department as an entry says it names: 「大阪支社 営業部」 a place and a department; one word may be either.
pub fn named(department: &str) -> Vec<(Option<&str>, Option<&str>)> {
    match department.trim().split_once([' ', '　']) {
        Some((place, department)) => vec![(Some(place), Some(department.trim()))],
        None if department.trim().is_empty() => Vec::new(),
        None => vec![(Some(department.trim()), None), (None, Some(department.trim()))],
    }
}

/// A year as the number of its months.
pub fn year(year: u16) -> u32 {
    u32::from(year) * 13
}

#[cfg(test)]
mod tests;
