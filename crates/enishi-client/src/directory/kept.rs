//! The directory as it is kept between two starts: packed, so that opening it takes a few hundredths of a second at
//! 100,000 people. It says nothing that the rows do not say; whatever cannot be read is derived anew from them.

use super::people::{People, Texts};
use crate::error::Error;
use std::io::{self, Read};
use uuid::Uuid;

/// Raised when what is kept, or what it is derived from, changes its meaning.
const FORMAT: u32 = 1;
/// Fast, and a third of the size.
const LEVEL: i32 = 1;
/// What is kept is cut into parts of this size, bytes.
const PART: usize = 512 * 1024;
/// No text of a directory is larger than this, bytes.
const LARGEST: usize = 256 * 1024 * 1024;

/// Packs people into parts.
///
/// # Errors
/// Memory that is not there.
pub fn pack(people: &People) -> Result<Vec<Vec<u8>>, Error> {
    let mut plain = Vec::new();
    put(&mut plain, FORMAT);
    put(&mut plain, u32::try_from(people.len()).unwrap_or(u32::MAX));
    for id in &people.ids {
        plain.extend_from_slice(id.as_bytes());
    }
    for year in &people.joined {
        plain.extend_from_slice(&year.to_le_bytes());
    }
    for texts in [&people.sorts, &people.names, people.romaji(), &people.more] {
        let mut before = 0;
        for end in texts.ends() {
            // Lengths and not ends: small numbers that are alike pack well.
            put(&mut plain, end - before);
            before = *end;
        }
        plain.extend_from_slice(texts.all().as_bytes());
    }
    let packed = zstd::bulk::compress(&plain, LEVEL)?;
    Ok(packed.chunks(PART).map(<[u8]>::to_vec).collect())
}

/// Unpacks people; `None` when this is not what [`pack`] made.
pub fn unpack(parts: &[Vec<u8>]) -> Option<People> {
    // Straight into the texts: a copy of all of them in between would be most of the memory that opening takes.
    let packed = parts
        .iter()
        .fold(Box::new(io::empty()) as Box<dyn Read>, |packed, part| Box::new(packed.chain(part.as_slice())));
    let mut plain = zstd::Decoder::new(packed).ok()?;
    if take(&mut plain)? != FORMAT {
        return None;
    }
    let count = usize::try_from(take(&mut plain)?).ok()?;
    let ids = bytes(&mut plain, count.checked_mul(16)?)?;
    let ids = ids.chunks_exact(16).map(Uuid::from_slice).collect::<Result<Vec<_>, _>>().ok()?;
    let joined = bytes(&mut plain, count.checked_mul(4)?)?;
    let (joined, _) = joined.as_chunks::<4>();
    let joined = joined.iter().map(|year| i32::from_le_bytes(*year)).collect();
    let mut next = || texts(&mut plain, count);
    let people = People::of(ids, joined, [next()?, next()?, next()?, next()?]);
    let end = plain.read(&mut [0]).ok()?;
    (end == 0).then_some(people)
}

fn texts(plain: &mut impl Read, count: usize) -> Option<Texts> {
    let lengths = bytes(plain, count.checked_mul(4)?)?;
    let mut ends = Vec::with_capacity(count);
    let mut end = 0_u32;
    let (lengths, _) = lengths.as_chunks::<4>();
    for length in lengths {
        end = end.checked_add(u32::from_le_bytes(*length))?;
        ends.push(end);
    }
    let text = bytes(plain, usize::try_from(end).ok()?)?;
    Texts::of(String::from_utf8(text).ok()?, ends)
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
    use crate::names::Keys;
    use enishi_wire::members::Entry;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_and_a_broken_part_is_refused(
            names in prop::collection::vec("\\PC{0,12}", 0..40), at in any::<prop::sample::Index>(), bit in 0_u8..8
        ) {
            let listed = (0_u128..).zip(names).map(|(id, name)| {
                let entry = Entry { family_name: name, ..Entry::default() };
                (Uuid::from_u128(id), Some(Keys::of(&entry)))
            });
            let people = People::default().with(listed.collect());
            let mut parts = pack(&people).unwrap();
            prop_assert_eq!(&unpack(&parts), &Some(people.clone()));
            let at = at.index(parts[0].len());
            parts[0][at] ^= 1 << bit;
            // Encryption finds every changed byte; here it is enough that nothing panics.
            let _whatever = unpack(&parts);
            parts[0].truncate(at);
            prop_assert_eq!(unpack(&parts), None, "half of it");
        }
    }
}
