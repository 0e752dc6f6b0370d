//! Which networks the account is in: asked of the server, stored in the database, and written down once more beside it.
//!
//! A database that is damaged is replaced by an empty one. With the second copy the app still knows where it is signed
//! in, also without a line, and shows the place and what waits in its outbox instead of asking to sign in.

use crate::{
    db::{self, Db},
    error::Error,
    runner::{self, Message, Work},
    secrets::{Key, open_sealed, seal},
    vault::write_atomically,
};
use enishi_bridge::{errors::AppCode, notices::Tag};
use enishi_sync::machine::Input;
use enishi_wire::sign_in::{Me, Place};
use std::{fs, io, path::PathBuf, sync::Arc};
use tokio::sync::Mutex;

const PURPOSE: &str = "places";

/// The second copy: one small sealed file. Clones write to the same one.
#[derive(Clone)]
pub struct Beside {
    path: PathBuf,
    key: Key,
    // Signing in and the runner may learn of the same network at the same moment.
    writing: Arc<Mutex<()>>,
}

impl Beside {
    /// The copy at `path`; the file appears with the first network.
    pub fn new(path: PathBuf, key: Key) -> Self {
        Self { path, key, writing: Arc::default() }
    }

    /// Writes down what the database knows, if that is something new. Where that fails nothing is left, for an old copy
    /// would bring back a network that was left (I29), and nobody is kept from anything: it is tried again with the next
    /// answer of the server.
    pub async fn keep(&self, db: &Db) {
        let _turn = self.writing.lock().await;
        if let Err(error) = self.write(db).await {
            tracing::warn!(%error, "The networks of an account could not be written down beside its database.");
            let _absent = fs::remove_file(&self.path);
        }
    }

    async fn write(&self, db: &Db) -> Result<(), Error> {
        let places: Vec<Place> = db.places().await?.into_iter().map(|place| place.about).collect();
        if self.read() == places {
            return Ok(());
        }
        write_atomically(&self.path, &seal(&self.key, PURPOSE, &serde_json::to_vec(&places)?)?)
    }

    /// Gives an empty database what was written down.
    ///
    /// # Errors
    /// Codes of the database.
    pub async fn put_back(&self, db: &Db) -> Result<(), Error> {
        if db.places().await?.is_empty() {
            store(db, &self.read()).await?;
        }
        Ok(())
    }

    /// Nothing for a file that is absent or damaged: the server is asked anyway.
    fn read(&self) -> Vec<Place> {
        let sealed = match fs::read(&self.path) {
            Ok(sealed) => sealed,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "The second copy of an account's networks cannot be read.");
                }
                return Vec::new();
            }
        };
        let places = open_sealed(&self.key, PURPOSE, &sealed)
            .and_then(|plain| serde_json::from_slice::<Vec<Place>>(&plain).ok());
        if places.is_none() {
            tracing::warn!("The second copy of an account's networks does not open.");
        }
        places.unwrap_or_default()
    }
}

/// Stores what the server says of the account's networks.
///
/// # Errors
/// Codes of the database.
pub async fn put_me(db: &Db, beside: &Beside, me: &Me) -> Result<(), Error> {
    store(db, &me.places).await?;
    beside.keep(db).await;
    Ok(())
}

async fn store(db: &Db, places: &[Place]) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for (position, place) in (0_i64..).zip(places) {
        db::places::put_place(&mut tx, place, position).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Learns of networks that the account joined or left elsewhere, and says when that is done.
pub async fn refresh(work: Work) {
    let problem = match ask(&work).await {
        Ok(()) => None,
        Err(error) => {
            tracing::debug!(%error, "The networks of the account could not be asked for, or not stored.");
            error.report_damage();
            Some(error.code())
        }
    };
    let _closing = work.told.send(Message::Refreshed(problem));
}

async fn ask(work: &Work) -> Result<(), Error> {
    let me = work.api.me().await?;
    put_me(&work.db, &work.places, &me).await?;
    for place in me.places {
        runner::tell(work, Input::Joined(place.network));
    }
    runner::changed(work, [Tag::App]);
    Ok(())
}

/// Whether the networks are being asked for, and what came of it the last time.
#[derive(Debug)]
pub struct Asking {
    /// A question is under way.
    pub open: bool,
    /// When it was last asked, ms of the runner's clock.
    pub at: i64,
    /// Why it had no answer.
    pub problem: Option<AppCode>,
}

/// Between two questions which networks the account is in, ms.
const REFRESH: i64 = 60_000;

impl Asking {
    /// Whether it is time to ask again; one that had no answer is asked with every sync.
    pub const fn due(&self, now: i64) -> bool {
        !self.open && (self.problem.is_some() || now - self.at >= REFRESH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::{
        ids::{MemberId, NetworkId},
        members::MemberState,
        networks::NetworkKind,
    };
    use uuid::Uuid;

    fn place(network: u128, name: &str) -> Place {
        Place {
            network: NetworkId(Uuid::from_u128(network)),
            member: MemberId(Uuid::from_u128(1)),
            name: name.to_owned(),
            kind: NetworkKind::Club,
            charter: String::new(),
            state: MemberState::Active,
        }
    }

    async fn names(db: &Db) -> Vec<String> {
        db.places().await.unwrap().into_iter().map(|place| place.about.name).collect()
    }

    #[tokio::test]
    async fn the_copy_follows_the_database_and_fills_only_an_empty_one() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("places.sealed");
        let beside = Beside::new(path.clone(), crate::ids::key().unwrap());
        let open = async |name| Db::open(&home.path().join(name), &"0".repeat(64)).await.unwrap();
        let db = open("first.db").await;
        let me = |places| Me {
            account: enishi_wire::ids::AccountId(crate::ids::random()),
            email: String::new(),
            places,
        };
        put_me(&db, &beside, &me(vec![place(7, "縁の会"), place(8, "去る会")])).await.unwrap();
        let gone = db.place(NetworkId(Uuid::from_u128(8))).await.unwrap().unwrap();
        let mut tx = db.begin().await.unwrap();
        db::places::erase(&mut tx, &gone).await.unwrap();
        tx.commit().await.unwrap();
        beside.keep(&db).await;

        let empty = open("second.db").await;
        beside.put_back(&empty).await.unwrap();
        assert_eq!(names(&empty).await, ["縁の会"], "a network that was left does not come back");
        beside.put_back(&db).await.unwrap();
        assert_eq!(names(&db).await, ["縁の会"]);
        let sealed = fs::read(&path).unwrap();
        assert!(!sealed.windows(3).any(|bytes| bytes == "縁".as_bytes()), "nobody reads it without the key");

        fs::write(&path, b"damaged").unwrap();
        let third = open("third.db").await;
        beside.put_back(&third).await.unwrap();
        assert_eq!(names(&third).await, Vec::<String>::new());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_that_learn_of_something_at_once_take_turns() {
        let home = tempfile::tempdir().unwrap();
        let beside = Beside::new(home.path().join("places.sealed"), crate::ids::key().unwrap());
        let mut dbs = Vec::new();
        for (network, name) in [(7, "縁の会"), (8, "別の会")] {
            let db = Db::open(&home.path().join(name), &"0".repeat(64)).await.unwrap();
            store(&db, &[place(network, name)]).await.unwrap();
            dbs.push(db);
        }
        for _ in 0..200 {
            // Each finds what the other one wrote, and so has something to write.
            let both = dbs.iter().cloned().map(|db| {
                let beside = beside.clone();
                tokio::spawn(async move { beside.keep(&db).await })
            });
            for kept in both.collect::<Vec<_>>() {
                kept.await.unwrap();
            }
            assert_eq!(beside.read().len(), 1);
        }
    }
}
