//! Where the device key is: the visible fallback ladder.
//!
//! One 32-byte key seals everything else this device keeps ([`crate::vault`]). It lives in the store of
//! the operating system; where there is none, in a file sealed with a passphrase; and where there is no
//! passphrase either, in memory only, and the person signs in again after a restart. Never in a plain file.

mod sealed;
mod system;

pub use sealed::{open_sealed, seal, unseal};

use crate::{error::Error, ids};
use enishi_bridge::{errors::AppCode, settings::KeyStore};
use secrecy::SecretString;
use std::path::Path;
use zeroize::Zeroizing;

/// A 32-byte key; wiped from memory when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Where the person wants keys to be.
#[derive(Debug, Clone)]
pub enum SecretsChoice {
    /// The store of the operating system, else memory.
    System,
    /// The store of the operating system, else a refusal: for programs that end at once.
    SystemOnly,
    /// A file sealed with this passphrase.
    File {
        /// The passphrase.
        passphrase: SecretString,
    },
}

/// The device key and where it was found.
pub struct DeviceKey {
    /// The key.
    pub key: Key,
    /// The rung of the ladder.
    pub store: KeyStore,
}

/// Finds the device key of a home folder, or makes one where none was ever made.
///
/// `install` names the folder in the store, `exists` says whether something is sealed with the key already.
///
/// # Errors
/// `secrets_locked` when the store does not open in time, `secrets_missing` when there is a sealed vault
/// but no store that could hold its key, `passphrase_wrong`.
pub async fn device_key(
    home: &Path,
    choice: &SecretsChoice,
    install: &str,
    exists: bool,
) -> Result<DeviceKey, Error> {
    let may_forget = match choice {
        SecretsChoice::File { passphrase } => {
            let key = sealed::device_key(home, passphrase, exists)?;
            return Ok(DeviceKey { key, store: KeyStore::SealedFile });
        }
        SecretsChoice::System => true,
        SecretsChoice::SystemOnly => false,
    };
    if home.join(sealed::FILE).exists() {
        // The keys were sealed with a passphrase, and nobody gave one.
        return Err(AppCode::SecretsMissing.into());
    }
    match system::read(install).await {
        Ok(Some(key)) => Ok(DeviceKey { key, store: KeyStore::System }),
        Ok(None) => {
            let key = ids::key()?;
            system::write(install, &key).await?;
            Ok(DeviceKey { key, store: KeyStore::System })
        }
        // The key may be in a store that is only missing today: nothing is thrown away for it.
        Err(Error::Code(AppCode::SecretsMissing)) if may_forget && !exists => {
            tracing::warn!("There is no store of keys; this device forgets the sign-in when it ends.");
            Ok(DeviceKey { key: ids::key()?, store: KeyStore::Memory })
        }
        Err(error) => Err(error),
    }
}

/// Puts a device key back that was forgotten, when the same process signs in again.
///
/// # Errors
/// As [`device_key`].
pub async fn keep(
    home: &Path,
    choice: &SecretsChoice,
    store: KeyStore,
    install: &str,
    key: &Key,
) -> Result<(), Error> {
    match (store, choice) {
        (KeyStore::System, _) => system::write(install, key).await,
        (KeyStore::SealedFile, SecretsChoice::File { passphrase }) => sealed::write(home, passphrase, key),
        (KeyStore::SealedFile, _) => Err(AppCode::SecretsMissing.into()),
        (KeyStore::Memory, _) => Ok(()),
    }
}

/// Forgets the device key everywhere.
pub async fn forget(home: &Path, store: KeyStore, install: &str) {
    match store {
        KeyStore::System => {
            if let Err(error) = system::delete(install).await {
                tracing::warn!(%error, "The device key could not be taken out of the store of keys.");
            }
        }
        KeyStore::SealedFile => {
            if let Err(error) = std::fs::remove_file(home.join(sealed::FILE)) {
                tracing::warn!(%error, "The sealed device key could not be removed.");
            }
        }
        KeyStore::Memory => {}
    }
}
