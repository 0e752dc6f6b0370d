//! Files with the own things do not lie around for ever: what this app wrote is erased a day later, by the app that runs
//! then or by its next start. What was moved, copied or changed meanwhile is the person's and is left alone.

use crate::{
    client::{Client, Inner, lock},
    clock,
    error::Error,
    vault,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, Weak},
    time::Duration,
};

/// How long such a file lies where it was written, ms.
pub const LIES: i64 = 24 * 3_600_000;
/// The list of files in the folder of this device.
const FILE: &str = "exports.json";
/// The longest sleep: a machine that was put to rest does not count its time.
const LONGEST_SLEEP: i64 = 600_000;
/// The shortest: a file that cannot be erased is not tried without end.
const SHORTEST_SLEEP: i64 = 10_000;

/// One change of the list at a time.
static CHANGING: Mutex<()> = Mutex::new(());

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    path: PathBuf,
    /// SHA-256 of what was written, by which the file is known again.
    sha256: String,
    made_at: i64,
    erased_at: i64,
}

impl Written {
    /// A clock that was turned back by more than a day since then keeps no file for years.
    const fn is_due(&self, now: i64) -> bool {
        now >= self.erased_at || now < self.made_at.saturating_sub(LIES)
    }
}

/// Notes a file that is about to be written; gives when it is erased. Noted first: a crash in between leaves nothing
/// that nobody remembers.
///
/// # Errors
/// `read_only`, `disk_full`.
pub fn note(home: &Path, path: &Path, content: &[u8], now: i64) -> Result<i64, Error> {
    let _alone = lock(&CHANGING);
    let path = std::path::absolute(path)?;
    let erased_at = now.saturating_add(LIES);
    let mut all = read(home);
    all.retain(|written| written.path != path);
    all.push(Written { path, sha256: digest(content), made_at: now, erased_at });
    write(home, &all)?;
    Ok(erased_at)
}

/// Erases the files whose day is over; gives how many those were.
///
/// # Errors
/// `read_only`, `disk_full`: the list could not be written.
pub fn erase_due(home: &Path, now: i64) -> Result<u64, Error> {
    let _alone = lock(&CHANGING);
    let (due, mut left): (Vec<_>, Vec<_>) = read(home).into_iter().partition(|written| written.is_due(now));
    if due.is_empty() {
        return Ok(0);
    }
    let mut erased = 0;
    for written in due {
        match erase(&written) {
            Ok(true) => erased += 1,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "An export whose day is over could not be erased yet.");
                left.push(written);
            }
        }
    }
    write(home, &left)?;
    Ok(erased)
}

/// When the next file is to be erased; `None`: there is none.
pub fn next(home: &Path) -> Option<i64> {
    read(home).into_iter().map(|written| written.erased_at).min()
}

fn erase(written: &Written) -> io::Result<bool> {
    let content = match std::fs::read(&written.path) {
        Ok(content) => content,
        // Moved away, or erased by the person.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if digest(&content) != written.sha256 {
        return Ok(false);
    }
    std::fs::remove_file(&written.path)?;
    Ok(true)
}

fn digest(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// A list that cannot be read is none: it says nothing that anything depends on but the erasing of these files.
fn read(home: &Path) -> Vec<Written> {
    let text = std::fs::read(home.join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn write(home: &Path, all: &[Written]) -> Result<(), Error> {
    if all.is_empty() {
        return match std::fs::remove_file(home.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    vault::write_atomically(&home.join(FILE), &serde_json::to_vec(all)?)
}

/// Erases what is due at once and then in its time, until the client is gone.
pub async fn watch(inner: Weak<Inner>) {
    while let Some(strong) = inner.upgrade() {
        let client = Client { inner: strong };
        client.erase_exports(clock::now());
        let noted = client.inner.exported.clone();
        let due = next(&client.inner.config.home).unwrap_or(i64::MAX);
        // Nothing is held while it sleeps: the client may go.
        drop(client);
        let wait = due.saturating_sub(clock::now()).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())) => {}
            () = noted.notified() => {}
        }
    }
}

impl Client {
    /// Erases the exports whose day is over at a time.
    pub(crate) fn erase_exports(&self, now: i64) {
        match erase_due(&self.inner.config.home, now) {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "Exports whose day was over were erased."),
            Err(error) => tracing::warn!(%error, "Exports whose day was over could not be erased yet."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_132_800_000;

    fn written(home: &Path, name: &str) -> PathBuf {
        let path = home.join(name);
        let due = note(home, &path, name.as_bytes(), NOW).unwrap();
        assert_eq!(due, NOW + LIES);
        std::fs::write(&path, name).unwrap();
        path
    }

    #[test]
    fn a_file_is_erased_when_its_day_is_over_and_not_before() {
        let home = tempfile::tempdir().unwrap();
        let path = written(home.path(), "a.zip");
        assert_eq!(erase_due(home.path(), NOW + LIES - 1).unwrap(), 0);
        assert!(path.exists());
        assert_eq!(next(home.path()), Some(NOW + LIES));
        assert_eq!(erase_due(home.path(), NOW + LIES).unwrap(), 1);
        assert!(!path.exists());
        assert_eq!(next(home.path()), None);
        assert!(!home.path().join(FILE).exists(), "no list is left either");
    }

    #[test]
    fn what_the_person_moved_changed_or_replaced_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let moved = written(home.path(), "moved.zip");
        std::fs::rename(&moved, home.path().join("kept.zip")).unwrap();
        let replaced = written(home.path(), "replaced.zip");
        std::fs::write(&replaced, "something else").unwrap();
        assert_eq!(erase_due(home.path(), NOW + LIES).unwrap(), 0);
        assert!(home.path().join("kept.zip").exists() && replaced.exists());
        assert_eq!(next(home.path()), None, "both are forgotten");
    }

    #[test]
    fn a_clock_that_ran_ahead_keeps_no_file_for_years() {
        let home = tempfile::tempdir().unwrap();
        let path = written(home.path(), "a.zip");
        assert_eq!(erase_due(home.path(), NOW - 1_000).unwrap(), 0, "a clock that was put right by a second");
        assert_eq!(erase_due(home.path(), NOW - 2 * LIES).unwrap(), 1);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_cannot_be_erased_is_tried_again_and_holds_up_no_other() {
        let home = tempfile::tempdir().unwrap();
        // A folder in its place cannot be read as a file.
        let stubborn = home.path().join("a.zip");
        note(home.path(), &stubborn, b"a", NOW).unwrap();
        std::fs::create_dir(&stubborn).unwrap();
        let other = written(home.path(), "b.zip");
        assert_eq!(erase_due(home.path(), NOW + LIES).unwrap(), 1);
        assert!(!other.exists());
        assert_eq!(next(home.path()), Some(NOW + LIES));
    }

    #[test]
    fn a_damaged_list_stops_nothing() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(FILE), "[{").unwrap();
        assert_eq!(erase_due(home.path(), NOW).unwrap(), 0);
        written(home.path(), "a.zip");
        assert_eq!(next(home.path()), Some(NOW + LIES));
    }
}
