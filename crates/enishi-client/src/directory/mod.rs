//! The directory: everybody of a network in order of reading, found as one types, in memory.
//!
//! Derived from the member rows of this device and from nothing else. A counter in the database moves with every
//! transaction that changes them, so that what is in memory is known to be of this moment; what a page brings is
//! taken over as it is stored, and only what this process did not store itself is read again. Between two starts a
//! packed copy is kept with the names of those who changed since.

mod kept;
mod people;
mod search;

pub use kept::{pack, unpack};
pub use people::{Change, People};
pub use search::{Word, find};

use crate::{client::lock, db::Db, error::Error};
use enishi_wire::ids::NetworkId;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::sync::{Mutex as Turns, OwnedMutexGuard};

/// The directories of one database.
#[derive(Debug, Clone, Default)]
pub struct Directories(Arc<Mutex<BTreeMap<NetworkId, Arc<Directory>>>>);

impl Directories {
    /// The directory of a network.
    pub fn of(&self, network: NetworkId) -> Arc<Directory> {
        Arc::clone(lock(&self.0).entry(network).or_default())
    }

    /// The networks whose directory is in memory.
    pub fn read(&self) -> Vec<NetworkId> {
        let all = lock(&self.0);
        all.iter()
            .filter(|(_, directory)| lock(&directory.state).people.is_some())
            .map(|(id, _)| *id)
            .collect()
    }
}

/// The directory of one network.
#[derive(Debug, Default)]
pub struct Directory {
    state: Mutex<State>,
    /// Held by whoever changes rows from before its commit until it has said what changed, and by whoever reads them.
    turn: Arc<Turns<()>>,
}

#[derive(Debug, Default)]
struct State {
    /// `None`: not read yet, or changed by somebody else since.
    people: Option<Arc<People>>,
    /// What happened since.
    changes: Vec<Change>,
    /// The database's counter after the last of them.
    version: i64,
    last: Option<Last>,
}

/// The last search: who types one more letter finds some of these.
#[derive(Debug, Clone)]
struct Last {
    people: Arc<People>,
    words: Vec<Word>,
    found: Arc<Vec<u32>>,
}

impl Directory {
    /// Waits for the right to change rows and to say so.
    pub async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// Says what a transaction that moved the counter `from` … `to` did, if that is known; to be called in its turn,
    /// after its commit.
    pub fn changed(&self, from: i64, to: i64, changes: Option<Vec<Change>>) {
        let mut state = lock(&self.state);
        if from == 0 {
            // Nobody was here before the first page.
            *state = State { people: Some(Arc::default()), ..State::default() };
        }
        match changes {
            Some(changes) if state.people.is_some() && state.version == from => {
                state.changes.extend(changes);
                state.version = to;
            }
            _ => *state = State::default(),
        }
    }

    /// How many people the changes that wait to be put in order concern.
    pub fn waiting(&self) -> usize {
        lock(&self.state).changes.len()
    }

    /// Everybody, as the rows said when the database's counter was `version`, or later.
    ///
    /// # Errors
    /// Everything of the database.
    pub async fn people(
        &self,
        db: &Db,
        network: NetworkId,
        version: i64,
    ) -> Result<(Arc<People>, i64), Error> {
        if let Some(ready) = self.ready(version) {
            return Ok(ready);
        }
        let _turn = self.turn().await;
        let version = db.directory_version(network).await?;
        let (known, version, changes) = {
            let mut state = lock(&self.state);
            // Until they are in order, nobody may take the people before the changes for those after them.
            let known = state.people.take().filter(|_| state.version >= version);
            (known, state.version, std::mem::take(&mut state.changes))
        };
        let (people, version) = match known {
            Some(people) => {
                let people = tokio::task::spawn_blocking(move || people.with(changes)).await;
                (people.map_err(|_| Error::Bug("a directory could not be put in order"))?, version)
            }
            None => db.read_directory(network).await?,
        };
        let people = Arc::new(people);
        let mut state = lock(&self.state);
        state.people = Some(Arc::clone(&people));
        state.version = version;
        // It holds those of before.
        state.last = None;
        Ok((people, version))
    }

    fn ready(&self, version: i64) -> Option<(Arc<People>, i64)> {
        let state = lock(&self.state);
        let ready = state.version >= version && state.changes.is_empty();
        state.people.clone().filter(|_| ready).map(|people| (people, state.version))
    }

    /// Who is found, as places, best first.
    pub fn find(&self, people: &Arc<People>, words: Vec<Word>) -> Arc<Vec<u32>> {
        let last = lock(&self.state).last.clone().filter(|last| Arc::ptr_eq(&last.people, people));
        let found = match &last {
            Some(last) if last.words == words => return Arc::clone(&last.found),
            Some(last) if last.is_widest(&words) && last.found.len() * 8 < people.len() => {
                let mut within = Vec::clone(&last.found);
                within.sort_unstable();
                find(people, &words, Some(&within))
            }
            _ => find(people, &words, None),
        };
        let found = Arc::new(found);
        let last = Last { people: Arc::clone(people), words, found: Arc::clone(&found) };
        lock(&self.state).last = Some(last);
        found
    }
}

impl Last {
    /// Whether nobody fits these words who did not fit those of this search.
    fn is_widest(&self, words: &[Word]) -> bool {
        !self.words.is_empty()
            && self.words.len() <= words.len()
            && self.words.iter().zip(words).all(|(known, word)| word.narrows(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Keys;
    use enishi_wire::members::Entry;
    use uuid::Uuid;

    #[tokio::test]
    async fn who_asks_while_people_are_put_in_order_waits_for_them() {
        let home = tempfile::tempdir().unwrap();
        let db = Db::open(&home.path().join("account.db"), &"ab".repeat(32)).await.unwrap();
        let network = NetworkId(Uuid::from_u128(7));
        let directory = db.directories.of(network);
        let person = |id| {
            (Uuid::from_u128(id), Some(Keys::of(&Entry { family_name: "佐藤".into(), ..Entry::default() })))
        };
        directory.changed(0, 1, Some((0..50).map(person).collect()));
        let ask = || directory.people(&db, network, 1);
        let (one, other, third) = tokio::join!(ask(), ask(), ask());
        assert_eq!([one, other, third].map(|people| people.unwrap().0.len()), [50; 3]);
    }
}
