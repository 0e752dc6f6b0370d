//! What a new device needs to read old messages, sealed under keys that only the recovery key gives. The seal is
//! authenticated: the server can neither read an entry nor put one of its own among them.

use crate::{Broken, cbor::Value, envelope::Keys, secret::Secret};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The form of this program.
const VERSION: u64 = 1;

/// The entry of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What opens it.
    pub keys: Keys,
    /// The signing key of the device that sent it, as it was checked when it came.
    pub sender: [u8; 32],
    /// What the sender committed to.
    pub commitment: [u8; 32],
}

/// Whose entry of which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose {
    /// The network.
    pub network: Uuid,
    /// The member whose backup it is.
    pub member: Uuid,
    /// The message; for the identity key, nil.
    pub message: Uuid,
}

fn around(what: &str, whose: &Whose) -> Vec<u8> {
    Value::Map(vec![
        (0, what.into()),
        (1, (&whose.network).into()),
        (2, (&whose.member).into()),
        (3, (&whose.message).into()),
        (4, VERSION.into()),
    ])
    .encode()
}

fn seal(key: &Secret, nonce: [u8; 24], aad: &[u8], content: &[u8]) -> Result<Vec<u8>, Broken> {
    let sealed = XChaCha20Poly1305::new(key.expose().into())
        .encrypt(&XNonce::from(nonce), Payload { msg: content, aad })
        .map_err(|_| Broken::Size)?;
    Ok([&nonce[..], &sealed].concat())
}

fn open(key: &Secret, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
    let (nonce, sealed) = sealed.split_first_chunk::<24>().ok_or(Broken::Form)?;
    let opened = XChaCha20Poly1305::new(key.expose().into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad });
    opened.map(Zeroizing::new).map_err(|_| Broken::Proof)
}

/// Seals the entry of a message. The nonce is fresh.
///
/// # Errors
/// None that arguments can cause.
pub fn seal_entry(key: &Secret, whose: &Whose, entry: &Entry, nonce: [u8; 24]) -> Result<Vec<u8>, Broken> {
    let content = Zeroizing::new(
        Value::Map(vec![
            (1, entry.keys.content.expose()[..].into()),
            (2, entry.keys.commitment.expose()[..].into()),
            (3, entry.sender[..].into()),
            (4, entry.commitment[..].into()),
        ])
        .encode(),
    );
    seal(key, nonce, &around("enishi/backup/1", whose), &content)
}

/// Opens the entry of a message.
///
/// # Errors
/// [`Broken`]: also for the entry of another message or another member.
pub fn open_entry(key: &Secret, whose: &Whose, sealed: &[u8]) -> Result<Entry, Broken> {
    let content = open(key, &around("enishi/backup/1", whose), sealed)?;
    let mut entries = Value::decode(&content)?.map()?;
    Ok(Entry {
        keys: Keys { content: Secret::new(entries.fixed(1)?), commitment: Secret::new(entries.fixed(2)?) },
        sender: entries.fixed(3)?,
        commitment: entries.fixed(4)?,
    })
}

/// Seals the seed of the identity key. The nonce is fresh.
///
/// # Errors
/// None that arguments can cause.
pub fn seal_identity(key: &Secret, whose: &Whose, seed: &Secret, nonce: [u8; 24]) -> Result<Vec<u8>, Broken> {
    seal(key, nonce, &around("enishi/identity/1", whose), seed.expose())
}

/// Opens the seed of the identity key.
///
/// # Errors
/// [`Broken`].
pub fn open_identity(key: &Secret, whose: &Whose, sealed: &[u8]) -> Result<Secret, Broken> {
    Secret::from_slice(&open(key, &around("enishi/identity/1", whose), sealed)?).ok_or(Broken::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOSE: Whose =
        Whose { network: Uuid::from_u128(1), member: Uuid::from_u128(2), message: Uuid::from_u128(3) };

    #[test]
    fn an_entry_opens_for_its_message_and_its_key_only() {
        let keys = Keys { content: Secret::new([1; 32]), commitment: Secret::new([2; 32]) };
        let entry = Entry { keys, sender: [3; 32], commitment: [4; 32] };
        let key = Secret::new([5; 32]);
        let sealed = seal_entry(&key, &WHOSE, &entry, [6; 24]).unwrap();
        assert_eq!(open_entry(&key, &WHOSE, &sealed), Ok(entry));
        assert!(sealed.len() < 250, "{} bytes", sealed.len());
        let id = Uuid::from_u128(9);
        for other in
            [Whose { network: id, ..WHOSE }, Whose { member: id, ..WHOSE }, Whose { message: id, ..WHOSE }]
        {
            assert_eq!(open_entry(&key, &other, &sealed), Err(Broken::Proof));
        }
        assert_eq!(open_entry(&Secret::new([7; 32]), &WHOSE, &sealed), Err(Broken::Proof));
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open_entry(&key, &WHOSE, &changed), Err(Broken::Proof));
        }
    }

    #[test]
    fn an_entry_is_never_taken_for_an_identity_key() {
        let key = Secret::new([5; 32]);
        let sealed = seal_identity(&key, &WHOSE, &Secret::new([8; 32]), [6; 24]).unwrap();
        assert_eq!(open_identity(&key, &WHOSE, &sealed), Ok(Secret::new([8; 32])));
        assert_eq!(open_entry(&key, &WHOSE, &sealed).unwrap_err(), Broken::Proof);
    }
}
