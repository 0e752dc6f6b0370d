//! The one encoding: a small part of deterministic CBOR (RFC 8949 4.2.1).
//!
//! Integers from 0 to 2⁶³−1, byte strings, texts, arrays and maps with integer keys in rising order, all of known
//! length and in their shortest form. The reader refuses everything else, so bytes that it takes are the only bytes for
//! what they say. Entries of a map with keys that a reader does not ask for are kept in the bytes and not looked at:
//! that is how later versions add fields.

use crate::Broken;

/// More nesting than any form here has.
const DEEPEST: usize = 8;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Int(u64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Text.
    Text(String),
    /// Values in their order.
    Array(Vec<Self>),
    /// Numbered entries; the encoder puts them in order.
    Map(Vec<(u64, Self)>),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<&uuid::Uuid> for Value {
    fn from(id: &uuid::Uuid) -> Self {
        Self::Bytes(id.as_bytes().to_vec())
    }
}

impl Value {
    /// Encodes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(self, &mut bytes);
        bytes
    }

    /// Reads the one encoding of a value.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        let mut rest = bytes;
        let value = read(&mut rest, DEEPEST)?;
        if rest.is_empty() { Ok(value) } else { Err(Broken::Form) }
    }

    /// The entries of a map.
    ///
    /// # Errors
    /// [`Broken::Form`]: it is none.
    pub fn map(self) -> Result<Entries, Broken> {
        match self {
            Self::Map(entries) => Ok(Entries(entries)),
            _ => Err(Broken::Form),
        }
    }

    /// The values of an array.
    ///
    /// # Errors
    /// [`Broken::Form`]: it is none.
    pub fn array(self) -> Result<Vec<Self>, Broken> {
        match self {
            Self::Array(values) => Ok(values),
            _ => Err(Broken::Form),
        }
    }

    /// The bytes, exactly so many.
    ///
    /// # Errors
    /// [`Broken::Form`]: it is none, or of another length.
    pub fn fixed<const N: usize>(self) -> Result<[u8; N], Broken> {
        match self {
            Self::Bytes(bytes) => bytes.try_into().map_err(|_| Broken::Form),
            _ => Err(Broken::Form),
        }
    }
}

/// The entries of a map that is being read.
#[derive(Debug)]
pub struct Entries(Vec<(u64, Value)>);

impl Entries {
    /// Takes an entry out, if it is there.
    pub fn take(&mut self, key: u64) -> Option<Value> {
        let place = self.0.iter().position(|(found, _)| *found == key)?;
        Some(self.0.swap_remove(place).1)
    }

    /// Takes an entry that must be there.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn need(&mut self, key: u64) -> Result<Value, Broken> {
        self.take(key).ok_or(Broken::Form)
    }

    /// A number that must be there.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn int(&mut self, key: u64) -> Result<u64, Broken> {
        match self.need(key)? {
            Value::Int(number) => Ok(number),
            _ => Err(Broken::Form),
        }
    }

    /// Text that must be there.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn text(&mut self, key: u64) -> Result<String, Broken> {
        match self.need(key)? {
            Value::Text(text) => Ok(text),
            _ => Err(Broken::Form),
        }
    }

    /// Exactly so many bytes that must be there.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn fixed<const N: usize>(&mut self, key: u64) -> Result<[u8; N], Broken> {
        self.need(key)?.fixed()
    }

    /// An id that must be there.
    ///
    /// # Errors
    /// [`Broken::Form`].
    pub fn id(&mut self, key: u64) -> Result<uuid::Uuid, Broken> {
        Ok(uuid::Uuid::from_bytes(self.fixed(key)?))
    }
}

fn head(major: u8, number: u64, bytes: &mut Vec<u8>) {
    let major = major << 5;
    // Each form holds what it is chosen for.
    if let Ok(small) = u8::try_from(number) {
        if small < 24 {
            bytes.push(major | small);
        } else {
            bytes.extend([major | 24, small]);
        }
    } else if let Ok(small) = u16::try_from(number) {
        bytes.push(major | 25);
        bytes.extend(small.to_be_bytes());
    } else if let Ok(small) = u32::try_from(number) {
        bytes.push(major | 26);
        bytes.extend(small.to_be_bytes());
    } else {
        bytes.push(major | 27);
        bytes.extend(number.to_be_bytes());
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Int(number) => head(0, *number, bytes),
        Value::Bytes(content) => {
            head(2, length(content.len()), bytes);
            bytes.extend(content);
        }
        Value::Text(text) => {
            head(3, length(text.len()), bytes);
            bytes.extend(text.as_bytes());
        }
        Value::Array(values) => {
            head(4, length(values.len()), bytes);
            for value in values {
                write(value, bytes);
            }
        }
        Value::Map(entries) => {
            head(5, length(entries.len()), bytes);
            let mut ordered: Vec<&(u64, Value)> = entries.iter().collect();
            ordered.sort_by_key(|(key, _)| *key);
            for (key, value) in ordered {
                head(0, *key, bytes);
                write(value, bytes);
            }
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Broken> {
    let (taken, left) = rest.split_at_checked(count).ok_or(Broken::Form)?;
    *rest = left;
    Ok(taken)
}

fn number<const N: usize>(rest: &mut &[u8]) -> Result<u64, Broken> {
    Ok(take(rest, N)?.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)))
}

fn read_head(rest: &mut &[u8]) -> Result<(u8, u64), Broken> {
    let first = take(rest, 1)?.first().copied().ok_or(Broken::Form)?;
    let (number, least) = match first & 0x1f {
        small @ 0..24 => (u64::from(small), 0),
        24 => (number::<1>(rest)?, 24),
        25 => (number::<2>(rest)?, 0x100),
        26 => (number::<4>(rest)?, 0x1_0000),
        27 => (number::<8>(rest)?, 0x1_0000_0000),
        _ => return Err(Broken::Form),
    };
    // Only the shortest form is one, and no number is larger than an i64 holds.
    if number < least || i64::try_from(number).is_err() {
        return Err(Broken::Form);
    }
    Ok((first >> 5, number))
}

fn read(rest: &mut &[u8], depth: usize) -> Result<Value, Broken> {
    let depth = depth.checked_sub(1).ok_or(Broken::Form)?;
    let (major, number) = read_head(rest)?;
    let count = usize::try_from(number).map_err(|_| Broken::Form)?;
    match major {
        0 => Ok(Value::Int(number)),
        2 => Ok(Value::Bytes(take(rest, count)?.to_vec())),
        3 => Ok(Value::Text(String::from_utf8(take(rest, count)?.to_vec()).map_err(|_| Broken::Form)?)),
        // A count is only a claim: nothing is set aside for it before it is there.
        4 => Ok(Value::Array((0..count).map(|_| read(rest, depth)).collect::<Result<_, _>>()?)),
        5 => {
            let mut entries: Vec<(u64, Value)> = Vec::new();
            for _ in 0..count {
                let (0, key) = read_head(rest)? else { return Err(Broken::Form) };
                if entries.last().is_some_and(|(last, _)| *last >= key) {
                    return Err(Broken::Form);
                }
                entries.push((key, read(rest, depth)?));
            }
            Ok(Value::Map(entries))
        }
        _ => Err(Broken::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            (0..=u64::MAX >> 1).prop_map(Value::Int),
            proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
            ".{0,40}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                proptest::collection::btree_map(0_u64..70_000, inner, 0..6)
                    .prop_map(|map| Value::Map(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(value in any_value()) {
            prop_assert_eq!(Value::decode(&value.encode()), Ok(value));
        }

        #[test]
        fn bytes_that_are_read_are_the_only_ones_for_what_they_say(
            bytes in proptest::collection::vec(any::<u8>(), 0..64)
        ) {
            if let Ok(value) = Value::decode(&bytes) {
                prop_assert_eq!(value.encode(), bytes);
            }
        }
    }

    #[test]
    fn longer_forms_unordered_keys_and_endless_claims_are_refused() {
        for bytes in [
            &[0x18, 0x01][..],                  // 1 in two bytes
            &[0x19, 0x00, 0xff],                // 255 in three
            &[0xa2, 0x02, 0x00, 0x01, 0x00],    // keys that fall
            &[0xa2, 0x01, 0x00, 0x01, 0x00],    // the same key twice
            &[0x9f, 0x00, 0xff],                // no length
            &[0x20],                            // a negative number
            &[0xf6],                            // null
            &[0x61, 0xff],                      // no UTF-8
            &[0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0], // larger than an i64
            &[0x9b, 0x0f, 0, 0, 0, 0, 0, 0, 0], // an array of more than there is
            &[0x81; 40],                        // deeper than anything
            &[0x00, 0x00],                      // something behind it
            &[],
        ] {
            assert_eq!(Value::decode(bytes), Err(Broken::Form), "{bytes:?}");
        }
    }
}
