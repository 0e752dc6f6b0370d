//! The server's key: what makes codes unguessable to a reader of the database. It lies beside the
//! database in `server.key`, readable by its owner alone, and is in no backup of the database.

use crate::{
    db::condition::{Condition, of_io},
    failure::Failure,
    ids,
};
use enishi_seal::{card::CardKey, secret::Secret};
use enishi_wire::ids::{ChallengeId, NetworkId};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::{fs, io::Write, path::Path, sync::Arc};

/// 31 characters that are not mistaken for one another: no 0, 1, I, L, O.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Characters of a code: 39.6 bits.
pub const CODE_LENGTH: usize = 8;

/// The key.
#[derive(Clone)]
pub struct ServerKey(Arc<SecretString>);

impl ServerKey {
    /// Reads the key of a data folder, or makes it on the first start.
    pub fn open(data: &Path) -> Result<Self, Failure> {
        let path = data.join("server.key");
        let on_file = |error: std::io::Error| Failure::Database(of_io(&error));
        if !path.exists() {
            make(data, &path).map_err(on_file)?;
        }
        let text = fs::read_to_string(&path).map_err(on_file)?;
        let text = text.trim();
        if text.len() < 64 {
            tracing::error!("server.key is damaged.");
            return Err(Failure::Database(Condition::Corrupt));
        }
        Ok(Self(Arc::new(SecretString::from(text.to_owned()))))
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of every length, so this cannot fail; an empty answer would match nothing.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&[0]);
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The code of a challenge. It is computed and not stored, so that a letter can be made again after a
    /// restart and the database alone never opens anything.
    pub fn code(&self, challenge: ChallengeId) -> String {
        let mut code = String::with_capacity(CODE_LENGTH);
        for round in 0_u8..=u8::MAX {
            for byte in self.mac("code", &[challenge.0.as_bytes(), &[round]]) {
                // 248 = 8 * 31: the bytes above would favour some characters.
                if byte < 248
                    && code.len() < CODE_LENGTH
                    && let Some(letter) = ALPHABET.get(usize::from(byte % 31))
                {
                    code.push(char::from(*letter));
                }
            }
            if code.len() == CODE_LENGTH {
                break;
            }
        }
        code
    }

    /// What the database keeps of a code.
    pub fn mac_of_code(&self, challenge: ChallengeId, code: &str) -> String {
        hex::encode(self.mac("code-mac", &[challenge.0.as_bytes(), code.as_bytes()]))
    }

    /// What a network's cards are signed with.
    pub fn cards(&self, network: NetworkId) -> CardKey {
        CardKey::new(&Secret::new(self.mac("card", &[network.0.as_bytes()])))
    }

    /// The key of the marks on messages that are passed on. It goes with this file: a server with a new key cannot prove
    /// what the old one marked.
    pub fn franking(&self) -> Secret {
        Secret::new(self.mac("franking", &[]))
    }

    /// A name for an address that only this server can make.
    pub fn fingerprint(&self, address: &str) -> String {
        hex::encode(self.mac("address", &[address.as_bytes()]))
    }
}

/// Writes a new key whole or not at all; of two processes that start at once, one wins and both read its key.
fn make(data: &Path, path: &Path) -> std::io::Result<()> {
    let mut temporary = tempname(data);
    temporary.set_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(ids::secret().as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn tempname(data: &Path) -> std::path::PathBuf {
    data.join(format!("server.key-{}", ids::secret_id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_eight_letters_of_the_alphabet_and_differ() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = ServerKey::open(folder.path()).expect("a key");
        let codes: std::collections::BTreeSet<String> =
            (0..500).map(|_| key.code(ChallengeId(ids::secret_id()))).collect();
        assert_eq!(codes.len(), 500);
        assert!(codes.iter().all(|code| code.len() == 8 && code.bytes().all(|b| ALPHABET.contains(&b))));
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let challenge = ChallengeId(ids::secret_id());
        let first = ServerKey::open(folder.path()).expect("a key").code(challenge);
        let second = ServerKey::open(folder.path()).expect("a key").code(challenge);
        assert_eq!(first, second);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("server.key")).expect("the file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
