//! What the device must remember outside the accounts' databases: which accounts there are, their keys
//! and tokens, and a sign-in that waits for its code. One small file, sealed with the device key,
//! replaced atomically, with the previous version beside it.

use crate::{
    error::Error,
    secrets::{Key, open_sealed, seal},
};
use enishi_bridge::app::PlaceKey;
use enishi_wire::ids::{AccountId, ChallengeId, SessionId};
use serde::{Deserialize, Serialize};
use std::{
    fmt, fs, io,
    io::Write,
    path::{Path, PathBuf},
};

const FILE: &str = "vault.sealed";
const PREVIOUS: &str = "vault.previous";
const PURPOSE: &str = "vault";

/// A secret as hex text: never printed.
#[derive(Clone, Serialize, Deserialize, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// One signed-in account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VaultAccount {
    /// The account.
    pub account: AccountId,
    /// Base address of its server.
    pub server: String,
    /// The address that signs in.
    pub email: String,
    /// This device's session.
    pub session: SessionId,
    /// Bearer token.
    pub token: Secret,
    /// Key of the account's database, 64 hex digits.
    pub database_key: Secret,
}

/// A sign-in that waits for its code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VaultSignIn {
    /// Base address of the server.
    pub server: String,
    /// The address the code went to.
    pub email: String,
    /// Names the request.
    pub challenge: ChallengeId,
    /// The login secret, 64 hex digits.
    pub login_secret: Secret,
    /// When a new code may be asked for, ms UTC.
    pub resend_at: i64,
    /// When the code stops working, ms UTC.
    pub expires_at: i64,
}

/// Everything in the vault.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Vault {
    /// Signed-in accounts, in order of signing in.
    #[serde(default)]
    pub accounts: Vec<VaultAccount>,
    /// The sign-in that waits for its code.
    #[serde(default)]
    pub sign_in: Option<VaultSignIn>,
    /// The place that is shown.
    #[serde(default)]
    pub current: Option<PlaceKey>,
}

/// Whether something was ever sealed in this home folder.
pub fn exists(home: &Path) -> bool {
    home.join(FILE).exists() || home.join(PREVIOUS).exists()
}

/// Reads the vault; an absent one is empty. A vault that neither it nor its previous version opens is
/// set aside: its key is gone, and the person signs in again.
///
/// # Errors
/// Files that cannot be read.
pub fn load(home: &Path, key: &Key) -> Result<Vault, Error> {
    let mut found = false;
    for name in [FILE, PREVIOUS] {
        match fs::read(home.join(name)) {
            Ok(sealed) => {
                found = true;
                let vault = open_sealed(key, PURPOSE, &sealed)
                    .and_then(|plain| serde_json::from_slice::<Vault>(&plain).ok());
                if let Some(vault) = vault {
                    return Ok(vault);
                }
                tracing::warn!(file = name, "A sealed file does not open with this device's key.");
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    if found {
        for name in [FILE, PREVIOUS] {
            set_aside(&home.join(name));
        }
    }
    Ok(Vault::default())
}

/// Replaces the vault. When this returns, the new one survives a power cut.
///
/// # Errors
/// A full disk, a folder that cannot be written.
pub fn store(home: &Path, key: &Key, vault: &Vault) -> Result<(), Error> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(vault)?);
    let sealed = seal(key, PURPOSE, &plain)?;
    let path = home.join(FILE);
    if path.exists() {
        fs::copy(&path, home.join(PREVIOUS))?;
    }
    write_atomically(&path, &sealed)
}

/// Removes the version before the newest one.
pub fn remove_previous(home: &Path) {
    remove_each(home, &[PREVIOUS]);
}

/// Removes the vault and its previous version.
pub fn remove(home: &Path) {
    remove_each(home, &[FILE, PREVIOUS]);
}

fn remove_each(home: &Path, names: &[&str]) {
    for name in names {
        if let Err(error) = fs::remove_file(home.join(name))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, file = name, "A sealed file could not be removed.");
        }
    }
}

/// Writes a file so that either the old or the new content is there, whatever happens. Mode 0600.
///
/// # Errors
/// A full disk, a folder that cannot be written.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let part: PathBuf = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    sync_folder(path)
}

/// Makes the name of a new file survive a power cut.
///
/// # Errors
/// A folder that cannot be opened.
pub fn sync_folder(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _named_by_the_system = path;
    Ok(())
}

/// Renames a file that cannot be used, so that nothing is thrown away.
pub fn set_aside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let aside = path.with_file_name(format!("{name}.set-aside-{}", crate::clock::now()));
    fs::rename(path, &aside).ok().map(|()| aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    #[test]
    fn the_previous_vault_serves_when_the_newest_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        let key = ids::key().unwrap();
        let waiting = |email: &str| Vault {
            sign_in: Some(VaultSignIn {
                server: "https://enishi.example".into(),
                email: email.into(),
                challenge: ChallengeId(ids::random()),
                login_secret: Secret("00".into()),
                resend_at: 0,
                expires_at: 0,
            }),
            ..Vault::default()
        };
        store(home.path(), &key, &waiting("old@example.jp")).unwrap();
        store(home.path(), &key, &waiting("new@example.jp")).unwrap();
        fs::write(home.path().join(FILE), b"damaged").unwrap();
        let vault = load(home.path(), &key).unwrap();
        assert_eq!(vault.sign_in.unwrap().email, "old@example.jp");
    }

    #[test]
    fn a_vault_of_another_key_is_set_aside_and_the_person_begins_anew() {
        let home = tempfile::tempdir().unwrap();
        store(home.path(), &ids::key().unwrap(), &Vault::default()).unwrap();
        let vault = load(home.path(), &ids::key().unwrap()).unwrap();
        assert!(vault.accounts.is_empty());
        assert!(!exists(home.path()), "the file no longer stands in the way");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "and nothing is thrown away");
    }

    #[test]
    fn a_secret_does_not_appear_in_debug() {
        assert_eq!(format!("{:?}", Secret("token".into())), "Secret");
    }
}
