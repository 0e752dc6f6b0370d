//! Photos and files: sealed in parts under a key of their own, which travels inside the letter. Each part says where it
//! stands and whether it is the last, so that parts can neither change places nor be left out.

use crate::{Broken, cbor::Value, secret::Secret};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use uuid::Uuid;

/// Bytes that sealing adds to a part.
pub const PART_OVERHEAD: usize = 16;
/// Bytes of a sealed part; the last one may be shorter.
pub const SEALED_PART: usize = 256 * 1024;
/// Bytes of a part before it is sealed.
pub const PART: usize = SEALED_PART - PART_OVERHEAD;

/// Which attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// The network.
    pub network: Uuid,
    /// The attachment.
    pub attachment: Uuid,
}

impl Which {
    fn around(&self) -> Vec<u8> {
        Value::Map(vec![
            (0, "enishi/attachment/1".into()),
            (1, (&self.network).into()),
            (2, (&self.attachment).into()),
        ])
        .encode()
    }
}

/// The place of a part and whether it is the last: never the same twice under one key.
fn nonce(part: u32, last: bool) -> XNonce {
    let [a, b, c, d] = part.to_be_bytes();
    let last = u8::from(last);
    XNonce::from([a, b, c, d, last, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// Parts of so many bytes; nothing is one part, too.
///
/// # Errors
/// [`Broken::Size`].
pub fn parts(bytes: usize) -> Result<u32, Broken> {
    u32::try_from(bytes.div_ceil(PART).max(1)).map_err(|_| Broken::Size)
}

/// Bytes of an attachment once it is sealed.
///
/// # Errors
/// [`Broken::Size`].
pub fn sealed_bytes(bytes: usize) -> Result<u64, Broken> {
    let parts = usize::try_from(parts(bytes)?).map_err(|_| Broken::Size)?;
    u64::try_from(bytes.saturating_add(parts.saturating_mul(PART_OVERHEAD))).map_err(|_| Broken::Size)
}

/// Seals an attachment under a key that is used for nothing else.
///
/// # Errors
/// [`Broken::Size`].
pub fn seal(key: &Secret, which: &Which, plain: &[u8]) -> Result<Vec<Vec<u8>>, Broken> {
    let (cipher, aad) = (XChaCha20Poly1305::new(key.expose().into()), which.around());
    let count = parts(plain.len())?;
    let pieces: Vec<&[u8]> = if plain.is_empty() { vec![&[]] } else { plain.chunks(PART).collect() };
    (0..count)
        .zip(pieces)
        .map(|(part, msg)| {
            let nonce = nonce(part, part.saturating_add(1) == count);
            cipher.encrypt(&nonce, Payload { msg, aad: &aad }).map_err(|_| Broken::Size)
        })
        .collect()
}

/// Opens one part of so many.
///
/// # Errors
/// [`Broken::Proof`].
pub fn open_part(
    key: &Secret,
    which: &Which,
    (part, count): (u32, u32),
    sealed: &[u8],
) -> Result<Vec<u8>, Broken> {
    let nonce = nonce(part, part.saturating_add(1) == count);
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt(&nonce, Payload { msg: sealed, aad: &which.around() })
        .map_err(|_| Broken::Proof)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which() -> Which {
        Which { network: Uuid::from_u128(1), attachment: Uuid::from_u128(2) }
    }

    fn opened(key: &Secret, which: &Which, parts: &[Vec<u8>]) -> Result<Vec<u8>, Broken> {
        let count = u32::try_from(parts.len()).unwrap();
        let opened = parts.iter().zip(0..).map(|(sealed, part)| open_part(key, which, (part, count), sealed));
        Ok(opened.collect::<Result<Vec<_>, _>>()?.concat())
    }

    #[test]
    fn every_length_opens_as_it_was_sealed() {
        let key = Secret::new([7; 32]);
        for length in [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 9] {
            let plain: Vec<u8> = (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect();
            let parts = seal(&key, &which(), &plain).unwrap();
            let sealed: usize = parts.iter().map(Vec::len).sum();
            assert_eq!(u64::try_from(sealed), Ok(sealed_bytes(length).unwrap()));
            assert!(parts.iter().rev().skip(1).all(|part| part.len() == SEALED_PART));
            assert_eq!(opened(&key, &which(), &parts), Ok(plain), "{length}");
        }
    }

    #[test]
    fn parts_that_change_places_are_left_out_or_come_from_elsewhere_are_refused() {
        let key = Secret::new([7; 32]);
        let parts = seal(&key, &which(), &vec![3; 2 * PART + 9]).unwrap();
        let [one, two, three] = &parts[..] else { panic!("three parts") };
        assert!(opened(&key, &which(), &[two.clone(), one.clone(), three.clone()]).is_err());
        assert!(opened(&key, &which(), &[one.clone(), two.clone()]).is_err(), "the end is missing");
        assert!(opened(&key, &which(), &[one.clone(), two.clone(), three.clone(), three.clone()]).is_err());
        let mut changed = parts.clone();
        changed[1][0] ^= 1;
        assert!(opened(&key, &which(), &changed).is_err());
        let elsewhere = Which { attachment: Uuid::from_u128(3), ..which() };
        assert!(opened(&key, &elsewhere, &parts).is_err());
        assert!(opened(&Secret::new([8; 32]), &which(), &parts).is_err());
    }
}
