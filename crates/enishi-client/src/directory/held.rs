//! The facets that this device holds of each person, in terms: written tightly, because there are many people.
//!
//! A person's facets are joined as the page of a person joins them: of a field that two facets hold while it moves
//! from one audience to another, the newer facet speaks.

use super::terms::{Growing, Item, Said, known_key};
use enishi_wire::profile::FieldKey;

/// A facet whose terms are numbers of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Which audience, by its place in `FACET_SCOPES`.
    pub scope: u8,
    /// Its version.
    pub seq: i64,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of such a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Which.
    pub key: u32,
    /// What it says.
    pub terms: Vec<u32>,
    /// What of it belongs together.
    pub items: Vec<Item>,
}

impl Facet {
    /// A facet as a row says it.
    pub fn of(scope: u8, seq: i64, said: &Said, dictionary: &mut Growing<'_>) -> Self {
        let fields = said.fields.iter().map(|field| Field {
            key: dictionary.key(&field.key),
            terms: field.terms.iter().map(|term| dictionary.number(term)).collect(),
            items: field.items.clone(),
        });
        Self { scope, seq, fields: fields.collect() }
    }
}

/// Facets of each person, one person after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    bytes: Vec<u8>,
    /// Where each person ends.
    ends: Vec<u32>,
}

impl Held {
    /// Facets as they were kept; `None` when the ends do not lie in the bytes.
    pub fn kept(bytes: Vec<u8>, ends: Vec<u32>) -> Option<Self> {
        let last = ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(usize::MAX));
        (last == bytes.len() && ends.is_sorted()).then_some(Self { bytes, ends })
    }

    /// Adds a person.
    pub fn push(&mut self, facets: &[u8]) {
        self.bytes.extend_from_slice(facets);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// The facets of the person at a place, written.
    pub fn get(&self, place: usize) -> &[u8] {
        let end = |place: usize| self.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let begin = place.checked_sub(1).map_or(Some(0), end).unwrap_or(usize::MAX);
        self.bytes.get(begin..end(place).unwrap_or(0)).unwrap_or_default()
    }

    /// All of it.
    pub fn all(&self) -> &[u8] {
        &self.bytes
    }

    /// Where each person ends.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// Makes room.
    pub fn reserve(&mut self, people: usize, bytes: usize) {
        self.ends.reserve(people);
        self.bytes.reserve(bytes);
    }
}

/// Writes facets.
pub fn write(facets: &[Facet]) -> Vec<u8> {
    let mut out = Vec::new();
    for facet in facets {
        out.push(facet.scope);
        put(&mut out, u64::try_from(facet.seq).unwrap_or(0));
        put_len(&mut out, facet.fields.len());
        for field in &facet.fields {
            put(&mut out, u64::from(field.key));
            put_len(&mut out, field.terms.len());
            for term in &field.terms {
                put(&mut out, u64::from(*term));
            }
            put_len(&mut out, field.items.len());
            for item in &field.items {
                for part in [item.at, item.what] {
                    put(&mut out, part.map_or(0, |part| u64::from(part) + 1));
                }
                put(&mut out, u64::from(item.from));
                put(&mut out, u64::from(item.to));
            }
        }
    }
    out
}

/// Reads facets; what cannot be read ends them.
pub fn read(mut written: &[u8]) -> Vec<Facet> {
    let mut facets = Vec::new();
    while !written.is_empty() {
        let Some(facet) = facet(&mut written) else { break };
        facets.push(facet);
    }
    facets
}

/// Whether a field is a list of which each item has an audience: it is put together from all facets.
fn is_list(key: u32) -> bool {
    [FieldKey::Roles, FieldKey::Career, FieldKey::Postings].iter().any(|list| known_key(list) == Some(key))
}

/// What a person says: of a list what all facets say, of every other field what the newest says that has it.
pub fn joined(facets: &[Facet]) -> impl Iterator<Item = &Field> {
    let newer = |facet: &Facet, key: u32| {
        let later = |other: &&Facet| (other.seq, other.scope) > (facet.seq, facet.scope);
        facets.iter().filter(later).any(|other| other.fields.iter().any(|field| field.key == key))
    };
    facets.iter().flat_map(move |facet| {
        facet.fields.iter().filter(move |field| !newer(facet, field.key) || is_list(field.key))
    })
}

/// [`joined`] over written facets, terms only, with memory that is used again: everybody is read so at every start.
#[derive(Debug, Default)]
pub struct Reader {
    terms: Vec<u32>,
    /// Version and audience of its facet, its name, and where its terms begin and end.
    fields: Vec<((u64, u64), u32, usize, usize)>,
    /// A bit for each of the names that were read, and whether one came again: hardly anybody is amid a move.
    names: u128,
    again: bool,
}

impl Reader {
    /// Appends what a person says.
    pub fn terms(&mut self, mut written: &[u8], out: &mut Vec<u32>) {
        self.terms.clear();
        self.fields.clear();
        (self.names, self.again) = (0, false);
        while !written.is_empty() && self.facet(&mut written).is_some() {}
        if !self.again {
            let whole = self.fields.last().map_or(0, |(.., end)| *end);
            return out.extend_from_slice(self.terms.get(..whole).unwrap_or_default());
        }
        for (version, key, begin, end) in &self.fields {
            let newer =
                |(other, name, _, _): &((u64, u64), u32, usize, usize)| name == key && other > version;
            if !self.fields.iter().any(newer) || is_list(*key) {
                out.extend_from_slice(self.terms.get(*begin..*end).unwrap_or_default());
            }
        }
    }

    fn facet(&mut self, written: &mut &[u8]) -> Option<()> {
        let scope = take(written)?;
        let version = (take(written)?, scope);
        for _ in 0..take(written)? {
            let key = number(written)?;
            let begin = self.terms.len();
            for _ in 0..take(written)? {
                self.terms.push(number(written)?);
            }
            for _ in 0..take(written)?.checked_mul(4)? {
                take(written)?;
            }
            // A name without a bit may have come before.
            let name = 1_u128.checked_shl(key).unwrap_or(u128::MAX);
            self.again |= self.names & name != 0 && !is_list(key);
            self.names |= name;
            self.fields.push((version, key, begin, self.terms.len()));
        }
        Some(())
    }
}

fn facet(written: &mut &[u8]) -> Option<Facet> {
    let scope = u8::try_from(take(written)?).ok()?;
    let seq = i64::try_from(take(written)?).ok()?;
    let fields = many(written, |written| {
        let key = number(written)?;
        let terms = many(written, number)?;
        let items = many(written, |written| {
            let mut part = || Some(number(written)?.checked_sub(1));
            let (at, what) = (part()?, part()?);
            Some(Item { at, what, from: number(written)?, to: number(written)? })
        })?;
        Some(Field { key, terms, items })
    })?;
    Some(Facet { scope, seq, fields })
}

fn many<T>(written: &mut &[u8], one: impl Fn(&mut &[u8]) -> Option<T>) -> Option<Vec<T>> {
    let count = number(written)?;
    // No more than there are bytes: a broken length must not ask for memory.
    let mut all = Vec::with_capacity(written.len().min(usize::try_from(count).ok()?));
    for _ in 0..count {
        all.push(one(written)?);
    }
    Some(all)
}

fn number(written: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(written)?).ok()
}

fn put_len(out: &mut Vec<u8>, length: usize) {
    put(out, u64::try_from(length).unwrap_or(0));
}

/// Seven bits a byte, the lowest first.
fn put(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = number.to_le_bytes().first().copied().unwrap_or(0) & 0x7F;
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn take(written: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = written.split_first()?;
        *written = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facets() -> impl Strategy<Value = Vec<Facet>> {
        let part = prop::option::of(0_u32..9);
        let item = (part.clone(), part, 0_u32..40_000, any::<u32>()).prop_map(|(at, what, from, to)| Item {
            at,
            what,
            from,
            to,
        });
        let field = (0_u32..90, prop::collection::vec(any::<u32>(), 0..4), prop::collection::vec(item, 0..3))
            .prop_map(|(key, terms, items)| Field { key, terms, items });
        let facet = (0_u8..4, 0_i64..i64::MAX, prop::collection::vec(field, 0..4))
            .prop_map(|(scope, seq, fields)| Facet { scope, seq, fields });
        prop::collection::vec(facet, 0..4)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(facets in facets()) {
            prop_assert_eq!(read(&write(&facets)), facets);
        }

        #[test]
        fn both_ways_to_read_say_the_same(facets in facets()) {
            let mut terms = Vec::new();
            Reader::default().terms(&write(&facets), &mut terms);
            let said: Vec<u32> = joined(&facets).flat_map(|field| field.terms.clone()).collect();
            prop_assert_eq!(terms, said);
        }

        #[test]
        fn no_bytes_are_too_broken_to_be_read(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _whatever = read(&bytes);
            Reader::default().terms(&bytes, &mut Vec::new());
        }
    }

    #[test]
    fn while_a_field_moves_the_newer_facet_speaks() {
        let skills = known_key(&FieldKey::Skills).unwrap();
        let facet = |scope, seq, terms: &[u32]| Facet {
            scope,
            seq,
            fields: vec![Field { key: skills, terms: terms.to_vec(), items: Vec::new() }],
        };
        let said =
            |facets: &[Facet]| joined(facets).flat_map(|field| field.terms.clone()).collect::<Vec<_>>();
        assert_eq!(
            said(&[facet(0, 7, &[1]), facet(1, 9, &[])]),
            [] as [u32; 0],
            "a newer one that says nothing"
        );
        assert_eq!(said(&[facet(0, 9, &[1]), facet(1, 7, &[2])]), [1]);
    }
}
