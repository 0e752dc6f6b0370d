//! The directory as it is kept between two starts: packed, so that opening it takes a few hundredths of a second at
//! 100,000 people. It says nothing that the rows do not say; whatever cannot be read is derived anew from them.

use super::{
    held::Held,
    people::{Kept, People},
    postings::Postings,
    terms::Dictionary,
    texts::Texts,
};
use crate::error::Error;
use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read},
    thread,
};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

/// Raised when what is kept, or what it is derived from, changes its meaning.
pub const FORMAT: u32 = 5;
/// Fast, and a third of the size.
const LEVEL: i32 = 1;
/// What is kept is cut into parts of this size, bytes: reading begins to pay with the first one.
const PART: usize = 128 * 1024;
/// So many parts may be here that are not unpacked yet.
pub const PARTS_AHEAD: usize = 4;
/// Lists and texts are read in pieces of this size, bytes.
const PIECE: usize = 64 * 1024;
/// No text of a directory is larger than this, bytes.
const LARGEST: usize = 256 * 1024 * 1024;

/// Packs people into parts. Terms that nobody has any more are not among it.
///
/// # Errors
/// Memory that is not there.
pub fn pack(people: &People) -> Result<Vec<Vec<u8>>, Error> {
    let renewed = people.with_terms_in_use();
    let mut plain = Vec::new();
    put(&mut plain, FORMAT);
    put(&mut plain, count(people.len()));
    for year in people.joined.iter().chain(&people.left) {
        plain.extend_from_slice(&year.to_le_bytes());
    }
    for term in &renewed.departments {
        put(&mut plain, *term);
    }
    put_lengths(&mut plain, renewed.held.ends());
    plain.extend_from_slice(renewed.held.all());
    let terms = &renewed.terms;
    put(&mut plain, count(terms.len()));
    plain.extend_from_slice(terms.kinds());
    put_texts(&mut plain, terms.written_apart());
    put_texts(&mut plain, terms.searched());
    put(&mut plain, count(terms.keys().len()));
    for key in terms.keys() {
        put(&mut plain, count(key.len()));
        plain.extend_from_slice(key.as_bytes());
    }
    // What is not needed to know who has which term comes after it.
    for texts in [&people.sorts, &people.names, people.romaji()] {
        put_texts(&mut plain, texts);
    }
    for id in &people.ids {
        plain.extend_from_slice(id.as_bytes());
    }
    put(&mut plain, count(renewed.unlisted.len()));
    for (id, facets) in &renewed.unlisted {
        plain.extend_from_slice(id.as_bytes());
        put(&mut plain, count(facets.len()));
        plain.extend_from_slice(facets);
    }
    let packed = zstd::bulk::compress(&plain, LEVEL)?;
    Ok(packed.chunks(PART).map(<[u8]>::to_vec).collect())
}

/// Parts as they come from the database, while it still reads the next one.
pub struct Parts {
    coming: Receiver<Vec<u8>>,
    part: Cursor<Vec<u8>>,
}

impl Parts {
    /// The parts that are sent, until nobody sends any more.
    pub fn of(coming: Receiver<Vec<u8>>) -> Self {
        Self { coming, part: Cursor::default() }
    }
}

impl Read for Parts {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.part.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            match self.coming.blocking_recv() {
                Some(part) => self.part = Cursor::new(part),
                None => return Ok(0),
            }
        }
    }
}

/// Unpacks people; `None` when this is not what [`pack`] made.
pub fn unpack(packed: impl Read) -> Option<People> {
    // Straight into the texts: a copy of all of them in between would be most of the memory that opening takes.
    let mut plain = zstd::Decoder::new(packed).ok()?;
    let plain = &mut plain;
    if take(plain)? != FORMAT {
        return None;
    }
    let people = length(plain)?;
    let years = [many(plain, people, u16::from_le_bytes)?, many(plain, people, u16::from_le_bytes)?];
    let departments = numbers(plain, people)?;
    let ends = ends(plain, people)?;
    let held = bytes(plain, ends.last().map_or(Some(0), |end| usize::try_from(*end).ok())?)?;
    let held = Held::kept(held, ends)?;
    let terms = dictionary(plain)?;
    // Who has which term is found out beside the rest: it takes as long.
    let (rest, postings) = thread::scope(|scope| {
        let postings = || Postings::of(&held, &departments, terms.len());
        let postings = thread::Builder::new().spawn_scoped(scope, postings);
        let rest =
            (|| Some((lists(plain, people)?, many(plain, people, Uuid::from_bytes)?, unlisted(plain)?)))();
        (rest, postings.ok().and_then(|postings| postings.join().ok()))
    });
    let (texts, ids, unlisted) = rest?;
    let end = plain.read(&mut [0]).ok()?;
    let kept = Kept { ids, years, departments, texts, held, unlisted, terms, postings };
    (end == 0).then(|| People::of(kept))
}

fn lists(plain: &mut impl Read, people: usize) -> Option<[Texts; 3]> {
    Some([texts(plain, people)?, texts(plain, people)?, texts(plain, people)?])
}

fn unlisted(plain: &mut impl Read) -> Option<BTreeMap<Uuid, Vec<u8>>> {
    let mut unlisted = BTreeMap::new();
    for _ in 0..take(plain)? {
        let id = Uuid::from_slice(&bytes(plain, 16)?).ok()?;
        let facets = length(plain)?;
        unlisted.insert(id, bytes(plain, facets)?);
    }
    Some(unlisted)
}

fn dictionary(plain: &mut impl Read) -> Option<Dictionary> {
    let count = length(plain)?;
    let kinds = bytes(plain, count)?;
    let (written, searched) = (texts(plain, count)?, texts(plain, count)?);
    let mut keys = Vec::new();
    for _ in 0..take(plain)? {
        let key = length(plain)?;
        keys.push(String::from_utf8(bytes(plain, key)?).ok()?);
    }
    Dictionary::kept(kinds, written, searched, keys)
}

fn put_texts(plain: &mut Vec<u8>, texts: &Texts) {
    put_lengths(plain, texts.ends());
    plain.extend_from_slice(texts.all().as_bytes());
}

/// Lengths and not ends: small numbers that are alike pack well.
fn put_lengths(plain: &mut Vec<u8>, ends: &[u32]) {
    let mut before = 0;
    for end in ends {
        put(plain, end - before);
        before = *end;
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn length(plain: &mut impl Read) -> Option<usize> {
    usize::try_from(take(plain)?).ok()
}

fn numbers(plain: &mut impl Read, count: usize) -> Option<Vec<u32>> {
    many(plain, count, u32::from_le_bytes)
}

/// So many things of `N` bytes. In pieces: a copy of all bytes would be memory that opening leaves behind.
fn many<const N: usize, T>(
    plain: &mut impl Read,
    count: usize,
    one: impl Fn([u8; N]) -> T,
) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(Some(count).filter(|count| *count <= LARGEST / N)?);
    let mut piece = vec![0; PIECE / N * N];
    while all.len() < count {
        let left = (count - all.len()).saturating_mul(N).min(piece.len());
        let filled = piece.get_mut(..left)?;
        plain.read_exact(filled).ok()?;
        let (each, _) = filled.as_chunks::<N>();
        all.extend(each.iter().map(|bytes| one(*bytes)));
    }
    Some(all)
}

/// Where texts end whose lengths stand here.
fn ends(plain: &mut impl Read, count: usize) -> Option<Vec<u32>> {
    let mut end = 0_u32;
    let mut ends = numbers(plain, count)?;
    for length in &mut ends {
        end = end.checked_add(*length)?;
        *length = end;
    }
    Some(ends)
}

fn texts(plain: &mut impl Read, count: usize) -> Option<Texts> {
    let ends = ends(plain, count)?;
    let text = text(plain, ends.last().map_or(Some(0), |end| usize::try_from(*end).ok())?)?;
    Texts::of(text, ends)
}

/// A text of so many bytes. In pieces that stay in the processor's cache while they are checked and copied: of seven
/// megabytes of Japanese the standard library's check alone is a fifth of what unpacking takes.
fn text(plain: &mut impl Read, length: usize) -> Option<String> {
    let mut text = String::with_capacity(Some(length).filter(|length| *length <= LARGEST)?);
    let mut piece = vec![0; PIECE];
    // Bytes of a character that is not whole yet, at the beginning of the piece.
    let mut begun = 0;
    while text.len() + begun < length {
        let filled = (length - text.len()).min(PIECE);
        plain.read_exact(piece.get_mut(begun..filled)?).ok()?;
        let filled = piece.get(..filled)?;
        let whole = match simdutf8::compat::from_utf8(filled) {
            Ok(whole) => whole,
            Err(cut) if cut.error_len().is_none() => {
                simdutf8::basic::from_utf8(filled.get(..cut.valid_up_to())?).ok()?
            }
            Err(_) => return None,
        };
        text.push_str(whole);
        let rest = whole.len()..filled.len();
        begun = rest.len();
        piece.copy_within(rest, 0);
    }
    (begun == 0).then_some(text)
}

fn put(plain: &mut Vec<u8>, number: u32) {
    plain.extend_from_slice(&number.to_le_bytes());
}

fn take(plain: &mut impl Read) -> Option<u32> {
    let mut number = [0; 4];
    plain.read_exact(&mut number).ok()?;
    Some(u32::from_le_bytes(number))
}

fn bytes(plain: &mut impl Read, count: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; Some(count).filter(|count| *count <= LARGEST)?];
    plain.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        directory::{Change, What, terms::Said},
        names::Keys,
    };
    use enishi_wire::{
        members::Entry,
        profile::{FacetRow, FieldKey, FieldValue},
    };
    use proptest::prelude::*;

    fn listed(id: u128, name: &str) -> Change {
        let entry = Entry { family_name: name.to_owned(), department: name.to_owned(), ..Entry::default() };
        Change { id: Uuid::from_u128(id), what: What::Entry(Some(Box::new(Keys::of_entry(&entry)))) }
    }

    fn says(id: u128, seq: i64, word: &str) -> Change {
        let own = (FieldKey::Other(word.to_owned()), FieldValue::Text(word.to_owned()));
        let tags = (FieldKey::Skills, FieldValue::Tags(vec![word.to_owned(), "溶接".to_owned()]));
        let said = Some(Said::of(FacetRow { fields: [own, tags].into_iter().collect() }));
        Change { id: Uuid::from_u128(id), what: What::Facet { scope: 1, seq, said } }
    }

    /// What people say, without the numbers of terms.
    fn plain(people: &People) -> Vec<(Uuid, String, Vec<String>)> {
        let mut terms: Vec<Vec<String>> = vec![Vec::new(); people.len()];
        for term in 0..people.terms.len() {
            people.postings().each(term, |place| terms[place].push(people.terms.written(term).to_owned()));
        }
        terms.iter_mut().for_each(|terms| terms.sort());
        let names = (0..people.len()).map(|place| people.names.get(place).to_owned());
        people
            .ids
            .iter()
            .copied()
            .zip(names)
            .zip(terms)
            .map(|((id, name), terms)| (id, name, terms))
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_and_a_broken_part_is_refused(
            names in prop::collection::vec("\\PC{0,12}", 0..40), at in any::<prop::sample::Index>(), bit in 0_u8..8
        ) {
            let all = (0_u128..).zip(&names).flat_map(|(id, name)| [listed(id, name), says(id, 1, name)]);
            // Somebody who is not listed.
            let people = People::default().with(all.chain([says(77, 1, "誰か")]).collect());
            let mut parts = pack(&people).unwrap();
            let back = unpack(Cursor::new(parts.concat())).unwrap();
            prop_assert_eq!(plain(&back), plain(&people));
            prop_assert_eq!(plain(&back.with(vec![listed(77, "現れる")])), plain(&people.with(vec![listed(77, "現れる")])));
            let at = at.index(parts[0].len());
            parts[0][at] ^= 1 << bit;
            // Encryption finds every changed byte; here it is enough that nothing panics.
            let _whatever = unpack(Cursor::new(parts.concat()));
            parts[0].truncate(at);
            prop_assert_eq!(unpack(Cursor::new(parts.concat())), None, "half of it");
        }
    }

    #[test]
    fn a_text_is_whole_wherever_its_pieces_end() {
        for before in 0..4 {
            let long = "a".repeat(before) + &"縁é".repeat(PIECE / 3);
            let back = text(&mut long.as_bytes(), long.len());
            assert!(back.as_deref() == Some(&long), "{before}");
            assert!(text(&mut long.as_bytes(), long.len() - 1).is_none(), "cut within a character");
            assert!(text(&mut long.as_bytes(), long.len() + 1).is_none(), "more than there is");
        }
        assert_eq!(text(&mut b"\xFF\xFE".as_slice(), 2), None);
        assert_eq!(text(&mut b"".as_slice(), 0).as_deref(), Some(""));
    }

    #[test]
    fn what_nobody_says_any_more_is_in_no_packed_directory() {
        let people = People::default().with(vec![listed(1, "林"), says(1, 1, "canary")]);
        let people = people.with(vec![says(1, 2, "採用")]);
        let kept = format!("{:?}", unpack(Cursor::new(pack(&people).unwrap().concat())).unwrap());
        assert!(kept.contains("採用") && !kept.contains("canary"), "{kept}");
    }
}
