//! Sealing with XChaCha20-Poly1305, and the device key in a file sealed with a passphrase (Argon2id).

use super::Key;
use crate::{error::Error, ids};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use enishi_bridge::errors::AppCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};
use zeroize::Zeroizing;

/// Name of the file with the sealed device key, inside the home folder.
pub const FILE: &str = "device-key.sealed";

const NONCE: usize = 24;

/// The file: parameters of Argon2id (RFC 9106) and the sealed key.
#[derive(Serialize, Deserialize)]
struct SealedKey {
    version: u32,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    sealed: String,
}

/// Seals `plain` so that only `key` opens it, and only as `purpose`. Nonce first, then ciphertext and tag.
///
/// # Errors
/// [`Error::Bug`] when the system has no randomness to give.
pub fn seal(key: &Key, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
    let nonce: [u8; NONCE] = ids::key()?.first_chunk::<NONCE>().copied().ok_or(Error::Bug("nonce"))?;
    let payload = Payload { msg: plain, aad: purpose.as_bytes() };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::Bug("sealing"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] made; `None` for another key, another purpose or a changed byte.
pub fn open_sealed(key: &Key, purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

/// Opens a text line made of [`seal`] and base64.
pub fn unseal(key: &Key, purpose: &str, line: &str) -> Option<Zeroizing<Vec<u8>>> {
    open_sealed(key, purpose, &STANDARD.decode(line.trim()).ok()?)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&chacha20poly1305::Key::from(**key))
}

/// Reads the sealed device key, or makes and seals one where there is none.
///
/// # Errors
/// `passphrase_wrong`; `secrets_missing` when something is sealed already but the key file is gone.
pub fn device_key(home: &Path, passphrase: &SecretString, exists: bool) -> Result<Key, Error> {
    let path = home.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => {
            let file: SealedKey = serde_json::from_slice(&bytes)?;
            let salt = STANDARD.decode(&file.salt).map_err(|_| AppCode::DatabaseCorrupt)?;
            let wrapping = stretch(passphrase, &salt, &file)?;
            let key = unseal(&wrapping, "device-key", &file.sealed).ok_or(AppCode::PassphraseWrong)?;
            let key: [u8; 32] = key.as_slice().try_into().map_err(|_| AppCode::DatabaseCorrupt)?;
            Ok(Zeroizing::new(key))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if exists {
                return Err(AppCode::SecretsMissing.into());
            }
            let key = ids::key()?;
            write(home, passphrase, &key)?;
            Ok(key)
        }
        Err(error) => Err(error.into()),
    }
}

/// Seals a device key with a passphrase into its file.
///
/// # Errors
/// A full disk, a folder that cannot be written.
pub fn write(home: &Path, passphrase: &SecretString, key: &Key) -> Result<(), Error> {
    let salt = ids::key()?;
    // 64 MiB and 3 passes: the second recommended choice of RFC 9106, about a tenth of a second.
    let mut file = SealedKey {
        version: 1,
        memory_kib: 65_536,
        passes: 3,
        lanes: 1,
        salt: STANDARD.encode(salt.as_slice()),
        sealed: String::new(),
    };
    let wrapping = stretch(passphrase, salt.as_slice(), &file)?;
    file.sealed = STANDARD.encode(seal(&wrapping, "device-key", key.as_slice())?);
    crate::vault::write_atomically(&home.join(FILE), &serde_json::to_vec(&file)?)
}

fn stretch(passphrase: &SecretString, salt: &[u8], file: &SealedKey) -> Result<Key, Error> {
    // The file may have been changed by anyone: absurd costs are refused instead of tried.
    if file.memory_kib > 1_048_576 || file.passes > 64 || file.lanes > 16 {
        return Err(AppCode::DatabaseCorrupt.into());
    }
    let params = argon2::Params::new(file.memory_kib, file.passes, file.lanes, Some(32))
        .map_err(|_| AppCode::DatabaseCorrupt)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut key = Zeroizing::new([0_u8; 32]);
    argon
        .hash_password_into(passphrase.expose_secret().as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| AppCode::DatabaseCorrupt)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_its_key_and_purpose() {
        let key = ids::key().unwrap();
        let sealed = seal(&key, "vault", b"secret").unwrap();
        assert_eq!(open_sealed(&key, "vault", &sealed).unwrap().as_slice(), b"secret");
        assert!(open_sealed(&key, "journal", &sealed).is_none());
        assert!(open_sealed(&ids::key().unwrap(), "vault", &sealed).is_none());
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(open_sealed(&key, "vault", &changed).is_none(), "byte {position}");
        }
    }

    #[test]
    fn the_passphrase_opens_its_file_and_another_does_not() {
        let home = tempfile::tempdir().unwrap();
        let right = SecretString::from("縁は異なもの");
        let key = device_key(home.path(), &right, false).unwrap();
        assert_eq!(*device_key(home.path(), &right, true).unwrap(), *key);
        let wrong = device_key(home.path(), &SecretString::from("other"), true).unwrap_err();
        assert_eq!(wrong.code(), AppCode::PassphraseWrong);
    }

    #[test]
    fn a_key_file_that_vanished_is_not_replaced_behind_the_persons_back() {
        let home = tempfile::tempdir().unwrap();
        let error = device_key(home.path(), &SecretString::from("x"), true).unwrap_err();
        assert_eq!(error.code(), AppCode::SecretsMissing);
    }
}
