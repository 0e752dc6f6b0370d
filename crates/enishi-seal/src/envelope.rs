//! The envelope: the letter, padded and encrypted once, and for each device a small key payload that the ratchet carries.

use crate::{Broken, cbor::Value, franking, letter::Letter, secret::Secret};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Sizes to which letters are padded: all that the server learns of their length, bytes.
pub const BUCKETS: [usize; 5] = [256, 1_024, 4_096, 16_384, 65_536];
/// Bytes before a letter in its bucket: its length.
const LENGTH: usize = 4;
/// Bytes that sealing adds to a bucket.
pub const OVERHEAD: usize = 24 + 16;
/// Bytes of the largest sealed body.
pub const BODY_BYTES: usize = 65_536 + OVERHEAD;

const VERSION: u64 = 1;

/// Fresh random bytes for one message, never used again.
pub struct Fresh {
    /// The content key.
    pub content: Secret,
    /// The key of the commitment.
    pub commitment: Secret,
    /// The nonce.
    pub nonce: [u8; 24],
}

/// A sealed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce and ciphertext, for every device the same.
    pub body: Vec<u8>,
    /// What the sender commits to.
    pub commitment: [u8; 32],
    /// The bytes of the letter.
    pub letter: Zeroizing<Vec<u8>>,
}

/// The bytes that are authenticated beside the ciphertext.
fn around(network: &Uuid, message: &Uuid, from: &Uuid, device: &Uuid, to: &Uuid) -> Vec<u8> {
    Value::Map(vec![
        (0, "enishi/body/1".into()),
        (1, network.into()),
        (2, message.into()),
        (3, from.into()),
        (4, device.into()),
        (5, to.into()),
    ])
    .encode()
}

fn pad(letter: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
    let needed = letter.len() + LENGTH;
    let bucket = BUCKETS.into_iter().find(|bucket| needed <= *bucket).ok_or(Broken::Size)?;
    let length = u32::try_from(letter.len()).map_err(|_| Broken::Size)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(bucket));
    padded.extend(length.to_be_bytes());
    padded.extend(letter);
    padded.resize(bucket, 0);
    Ok(padded)
}

fn unpad(padded: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
    let (length, rest) = padded.split_first_chunk::<LENGTH>().ok_or(Broken::Form)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Broken::Form)?;
    let (letter, padding) = rest.split_at_checked(length).ok_or(Broken::Form)?;
    if !BUCKETS.contains(&padded.len()) || padding.iter().any(|byte| *byte != 0) {
        return Err(Broken::Form);
    }
    Ok(Zeroizing::new(letter.to_vec()))
}

/// Seals a letter.
///
/// # Errors
/// [`Broken::Size`].
pub fn seal(letter: &Letter, fresh: &Fresh) -> Result<Sealed, Broken> {
    let bytes = Zeroizing::new(letter.encode());
    let padded = pad(&bytes)?;
    let aad = around(&letter.network, &letter.message, &letter.from, &letter.device, &letter.to);
    let nonce = XNonce::from(fresh.nonce);
    let sealed = XChaCha20Poly1305::new(fresh.content.expose().into())
        .encrypt(&nonce, Payload { msg: &padded, aad: &aad })
        .map_err(|_| Broken::Size)?;
    let commitment = franking::commit(&fresh.commitment, &bytes)?;
    Ok(Sealed { body: [&fresh.nonce[..], &sealed].concat(), commitment, letter: bytes })
}

/// Which message in which conversation, as the server and the session say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The network.
    pub network: Uuid,
    /// The message.
    pub message: Uuid,
    /// Who sent it.
    pub from: Uuid,
    /// From which device.
    pub device: Uuid,
    /// To whom.
    pub to: Uuid,
}

/// What opens a letter and proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The content key.
    pub content: Secret,
    /// The key of the commitment.
    pub commitment: Secret,
}

/// Opens a body. Every id inside must be the one around it, and the commitment must fit: what could not be reported
/// is not shown.
///
/// # Errors
/// [`Broken`].
pub fn open(body: &[u8], keys: &Keys, commitment: &[u8; 32], place: &Place) -> Result<Opened, Broken> {
    let (nonce, sealed) = body.split_first_chunk::<24>().ok_or(Broken::Form)?;
    let aad = around(&place.network, &place.message, &place.from, &place.device, &place.to);
    let padded = XChaCha20Poly1305::new(keys.content.expose().into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad })
        .map_err(|_| Broken::Proof)?;
    let bytes = unpad(&Zeroizing::new(padded))?;
    franking::check(&keys.commitment, &bytes, commitment)?;
    let letter = Letter::decode(&bytes)?;
    let inside = Place {
        network: letter.network,
        message: letter.message,
        from: letter.from,
        device: letter.device,
        to: letter.to,
    };
    if inside != *place {
        return Err(Broken::Place);
    }
    Ok(Opened { letter, bytes })
}

/// An opened letter.
#[derive(Debug)]
pub struct Opened {
    /// What it says.
    pub letter: Letter,
    /// Its bytes, for a report.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// The two devices between which a key payload travels, by their signing keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The sending device.
    pub from: [u8; 32],
    /// The receiving device.
    pub to: [u8; 32],
}

fn digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// The key payload for one device: what its session encrypts.
pub fn payload(
    place: &Place,
    keys: &Keys,
    body: &[u8],
    commitment: &[u8; 32],
    ends: &Ends,
) -> Zeroizing<Vec<u8>> {
    let value = Value::Map(vec![
        (1, VERSION.into()),
        (2, (&place.network).into()),
        (3, (&place.message).into()),
        (4, (&place.from).into()),
        (5, (&place.device).into()),
        (6, (&place.to).into()),
        (7, keys.content.expose()[..].into()),
        (8, keys.commitment.expose()[..].into()),
        (9, digest(body)[..].into()),
        (10, commitment[..].into()),
        (11, ends.from[..].into()),
        (12, ends.to[..].into()),
    ]);
    Zeroizing::new(value.encode())
}

/// Reads a key payload and checks that it is for this message, this body, this commitment and these two devices.
///
/// # Errors
/// [`Broken`].
pub fn read_payload(
    bytes: &[u8],
    place: &Place,
    body: &[u8],
    commitment: &[u8; 32],
    ends: &Ends,
) -> Result<Keys, Broken> {
    let mut entries = Value::decode(bytes)?.map()?;
    if entries.int(1)? != VERSION {
        return Err(Broken::Version);
    }
    let inside = Place {
        network: entries.id(2)?,
        message: entries.id(3)?,
        from: entries.id(4)?,
        device: entries.id(5)?,
        to: entries.id(6)?,
    };
    let keys = Keys { content: Secret::new(entries.fixed(7)?), commitment: Secret::new(entries.fixed(8)?) };
    let (body_digest, committed) = (entries.fixed::<32>(9)?, entries.fixed::<32>(10)?);
    let between = Ends { from: entries.fixed(11)?, to: entries.fixed(12)? };
    if inside != *place || between != *ends {
        return Err(Broken::Place);
    }
    if body_digest != digest(body) || committed != *commitment {
        return Err(Broken::Proof);
    }
    Ok(keys)
}

#[cfg(test)]
mod tests;
