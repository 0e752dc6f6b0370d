//! The directory: everybody of a network in order of reading, found as one types, in memory.
//!
//! Derived from the member rows and facets of this device and from nothing else: nobody is found by what this device may
//! not see. A counter in the database moves with every
//! transaction that changes them, so that what is in memory is known to be of this moment; what a page brings is
//! taken over as it is stored, and only what this process did not store itself is read again. Between two starts a
//! packed copy is kept with the names of those who changed since.

mod filters;
mod held;
mod in_use;
mod kept;
mod letters;
mod people;
mod postings;
pub mod prefectures;
mod scan;
mod search;
pub mod terms;
mod texts;
pub mod together;

pub use filters::{Mask, Mine, choices};
pub use kept::{FORMAT, PARTS_AHEAD, Parts, pack, unpack};
pub use people::{Change, Now, People, Rail, STILL_THERE, What, now_of};
pub use search::{Found, Word, find};

use crate::{client::lock, db::Db, error::Error};
use enishi_bridge::members::Filter;
use enishi_wire::{ids::NetworkId, members::Duty, profile::FACET_SCOPES, scopes::Scope};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::{
    sync::{Mutex as Turns, OwnedMutexGuard},
    task::JoinHandle,
};

/// Where fields lie that are for the secretariat alone. They are on the person's page, which notes who opened it, and
/// nowhere else: no list shows them, no search finds by them, and nobody is suggested for their sake.
pub const APART: Scope = Scope::Desk(Duty::Roster);

/// The place of an audience among those of facets; `None` for a scope that holds none or that is [`APART`].
pub fn audience(scope: &Scope) -> Option<u8> {
    let listed = FACET_SCOPES.iter().zip(0..).filter(|(known, _)| **known != APART);
    listed.into_iter().find(|(known, _)| *known == scope).map(|(_, place)| place)
}

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
    mask: Option<LastMask>,
}

/// The last search: who types one more letter finds some of these.
#[derive(Debug, Clone)]
struct Last {
    people: Arc<People>,
    words: Vec<Word>,
    found: Arc<Found>,
}

/// The last filters: they stay while somebody types.
#[derive(Debug, Clone)]
struct LastMask {
    people: Arc<People>,
    filters: Vec<Filter>,
    mine: Mine,
    mask: Arc<Mask>,
}

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct Query {
    /// Every word must be found.
    pub words: Vec<Word>,
    /// Every filter must be passed.
    pub filters: Vec<Filter>,
    /// For those who were together with me.
    pub mine: Mine,
}

/// Who is found, in order.
#[derive(Debug, Clone)]
pub enum Listing {
    /// Everybody, of whom there are so many.
    Everybody(usize),
    /// Best first, then in order of reading.
    Found(Arc<Found>),
    /// These places.
    Places(Vec<u32>),
}

impl Listing {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Everybody(count) => *count,
            Self::Found(found) => found.len(),
            Self::Places(places) => places.len(),
        }
    }

    /// The places of those from `offset`, at most `limit`.
    pub fn window(&self, offset: usize, limit: usize) -> Vec<usize> {
        match self {
            Self::Everybody(count) => (offset..*count).take(limit).collect(),
            Self::Found(found) => found.window(offset, limit),
            Self::Places(places) => {
                let window = places.iter().skip(offset).take(limit);
                window.filter_map(|place| usize::try_from(*place).ok()).collect()
            }
        }
    }
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

    /// Puts everybody in order as a transaction will leave them that finds the counter at `from`, beside that
    /// transaction; to be called in its turn. `None`: nobody knows who was here before it.
    pub fn in_order_with(&self, from: i64, changes: Vec<Change>) -> Option<JoinHandle<People>> {
        let (people, mut waiting) = {
            let state = lock(&self.state);
            match &state.people {
                _ if from == 0 => (Arc::default(), Vec::new()),
                Some(people) if state.version == from => (Arc::clone(people), state.changes.clone()),
                _ => return None,
            }
        };
        waiting.extend(changes);
        Some(tokio::task::spawn_blocking(move || people.with(waiting)))
    }

    /// Says who is here since a transaction that moved the counter to `version`; to be called in its turn, after its
    /// commit.
    pub fn now(&self, version: i64, people: People) {
        let people = Some(Arc::new(people));
        *lock(&self.state) = State { people, version, ..State::default() };
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
        // They hold those of before.
        state.last = None;
        state.mask = None;
        Ok((people, version))
    }

    fn ready(&self, version: i64) -> Option<(Arc<People>, i64)> {
        let state = lock(&self.state);
        let ready = state.version >= version && state.changes.is_empty();
        state.people.clone().filter(|_| ready).map(|people| (people, state.version))
    }

    /// Who is found.
    pub fn list(&self, people: &Arc<People>, query: &Query) -> Listing {
        if query.filters.is_empty() {
            return match query.words.is_empty() {
                true => Listing::Everybody(people.len()),
                false => Listing::Found(self.find(people, &query.words)),
            };
        }
        let mask = self.mask(people, query);
        let found = self.find(people, &query.words);
        match &mask.order {
            Some(order) if query.words.is_empty() => {
                let passes = |place: &&u32| {
                    usize::try_from(**place).is_ok_and(|at| mask.places.get(at) == Some(&u8::MAX))
                };
                Listing::Places(order.iter().filter(passes).copied().collect())
            }
            _ => Listing::Found(Arc::new(found.within(&mask.places))),
        }
    }

    /// Those among whom the values of one more filter are counted.
    pub fn found(&self, people: &Arc<People>, query: &Query) -> Arc<Found> {
        let found = self.find(people, &query.words);
        if query.filters.is_empty() {
            return found;
        }
        Arc::new(found.within(&Mask::of(people, &query.filters, &query.mine).places))
    }

    /// Who has all words; without words everybody.
    fn find(&self, people: &Arc<People>, words: &[Word]) -> Arc<Found> {
        let last = lock(&self.state).last.clone().filter(|last| Arc::ptr_eq(&last.people, people));
        let found = match &last {
            Some(last) if last.words == words => return Arc::clone(&last.found),
            Some(last) if last.is_widest(words) => find(people, words, Some(&last.found)),
            _ => find(people, words, None),
        };
        let found = Arc::new(found);
        let last = Last { people: Arc::clone(people), words: words.to_vec(), found: Arc::clone(&found) };
        lock(&self.state).last = Some(last);
        found
    }

    fn mask(&self, people: &Arc<People>, query: &Query) -> Arc<Mask> {
        let last = lock(&self.state).mask.clone();
        let same = |last: &LastMask| {
            Arc::ptr_eq(&last.people, people) && last.filters == query.filters && last.mine == query.mine
        };
        if let Some(last) = last.filter(same) {
            return last.mask;
        }
        let mask = Arc::new(Mask::of(people, &query.filters, &query.mine));
        lock(&self.state).mask = Some(LastMask {
            people: Arc::clone(people),
            filters: query.filters.clone(),
            mine: query.mine.clone(),
            mask: Arc::clone(&mask),
        });
        mask
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
        let keys = Keys::of_entry(&Entry { family_name: "佐藤".into(), ..Entry::default() });
        let person = |id| Change { id: Uuid::from_u128(id), what: What::Entry(Some(Box::new(keys.clone()))) };
        directory.changed(0, 1, Some((0..50).map(person).collect()));
        let ask = || directory.people(&db, network, 1);
        let (one, other, third) = tokio::join!(ask(), ask(), ask());
        assert_eq!([one, other, third].map(|people| people.unwrap().0.len()), [50; 3]);
    }
}
