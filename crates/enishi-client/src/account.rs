//! One signed-in account: its database, its journal, its server, and its runner.

use crate::{
    clock,
    db::{self, Db},
    error::Error,
    http::Api,
    ids,
    journal::Journal,
    paging::PageSize,
    places::Beside,
    runner::{self, Hooks, Message, Status},
    secrets::Key,
    vault::VaultAccount,
    wish::Wish,
};
use enishi_bridge::errors::AppCode;
use enishi_sync::{machine::Input, queue::Queued};
use enishi_wire::{
    ids::{AccountId, MutationId, NetworkId, SessionId},
    mutations::{Action, Mutation},
};
use secrecy::SecretString;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};
use zeroize::Zeroizing;

/// One signed-in account.
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub host: String,
    pub session: SessionId,
    pub db: Db,
    pub journal: Journal,
    pub places: Beside,
    pub api: Api,
    folder: PathBuf,
    inputs: mpsc::UnboundedSender<Message>,
    status: watch::Receiver<Status>,
    task: JoinHandle<()>,
}

impl Account {
    /// Opens an account of the server behind `api` and starts its sync. `offline` keeps it off the network.
    pub async fn open(
        home: &Path,
        entry: &VaultAccount,
        api: Api,
        hooks: Hooks,
        offline: bool,
    ) -> Result<Self, Error> {
        let folder = folder(home, entry.account);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join("account.db");
        let db = Db::open(&path, &entry.database_key.0).await?;
        let key = |purpose| beside_key(purpose, &entry.database_key.0);
        let journal = Journal::new(folder.join("outbox.journal"), key("enishi outbox journal 1"));
        let places = Beside::new(folder.join("places.sealed"), key("enishi places 1"));
        places.put_back(&db).await?;
        reconcile(&db, &journal).await?;

        let host = api.base().host_str().unwrap_or_default().to_owned();
        let api = api.with_token(SecretString::from(entry.token.0.clone()));
        let (inputs, received) = mpsc::unbounded_channel();
        let (publish, status) = watch::channel(Status::default());
        let work = runner::Work {
            account: entry.account,
            db: db.clone(),
            api: api.clone(),
            journal: journal.clone(),
            places: places.clone(),
            hooks,
            told: inputs.clone(),
            publish,
            page_size: Arc::new(Mutex::new(PageSize::on_line(api.quickest()))),
        };
        let task = tokio::spawn(runner::run(work, received, offline));
        Ok(Self {
            id: entry.account,
            email: entry.email.clone(),
            host,
            session: entry.session,
            db,
            journal,
            places,
            api,
            folder,
            inputs,
            status,
            task,
        })
    }

    /// How the sync stands.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Tells the runner what happened.
    pub fn tell(&self, input: Input) {
        // The runner is gone only while the account closes.
        let _closing = self.inputs.send(Message::Input(input));
    }

    /// Asks for a sync now and waits until nothing more can be done. Answers the trouble that stopped it, if any.
    pub async fn settle(&self) -> Option<AppCode> {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::Resumed);
        let _closing = self.inputs.send(Message::Settle(answer));
        // The runner is gone when the server ended the session; then it said so.
        answered.await.unwrap_or_else(|_| self.status().problem.or(Some(AppCode::SignedOut)))
    }

    /// Stores what the person wants and hands it to the runner. When this returns, the wish survives a
    /// power cut (I2). `more` are fields of the own entry that this program does not know.
    pub async fn want(
        &self,
        network: NetworkId,
        action: Action,
        more: Map<String, Value>,
    ) -> Result<MutationId, Error> {
        let mutation = Mutation { id: ids::mutation(), network, made_at: clock::now(), action };
        let wish = Wish::new(mutation, more)?;
        self.journal.made(&wish)?;
        let replaced = match self.store(&wish).await {
            Ok(replaced) => replaced,
            Err(error) => {
                // The person is told that it failed: it must not come back from the journal.
                if let Err(error) = self.journal.ended(wish.id()) {
                    tracing::warn!(%error, "A wish that failed stays in the journal.");
                }
                return Err(error);
            }
        };
        for id in replaced {
            if let Err(error) = self.journal.ended(id) {
                tracing::warn!(%error, "A replaced wish could not be struck out of the journal.");
            }
            self.tell(Input::Discarded(id));
        }
        self.tell(Input::Queued(Queued::new(&wish.mutation)));
        Ok(wish.id())
    }

    /// Hands a sealed message to the runner; it is in the outbox already, together with the step of its ratchet.
    pub fn sealed(&self, wish: &Wish) {
        // After the transaction: one that came back from the journal without its step would use a key twice.
        if let Err(error) = self.journal.made(wish) {
            tracing::warn!(%error, "A sealed message could not be noted in the journal.");
        }
        self.tell(Input::Queued(Queued::new(&wish.mutation)));
    }

    async fn store(&self, wish: &Wish) -> Result<Vec<MutationId>, Error> {
        let mut tx = self.db.begin().await?;
        let replaced = db::outbox::add(&mut tx, wish).await?;
        tx.commit().await?;
        Ok(replaced)
    }

    /// Makes the journal say what the outbox says.
    pub async fn compact_journal(&self) -> Result<(), Error> {
        self.journal.compact(&self.db.wishes().await?)
    }

    /// Packs the directories that are in memory and changed, for the next start.
    pub async fn keep_directories(&self) {
        for network in self.db.directories.read() {
            if let Err(error) = self.db.keep_directory_after(network, 1).await {
                tracing::warn!(%error, "The directory could not be kept for the next start.");
            }
        }
    }

    /// Stops the sync: it says nothing more.
    pub fn stop(&self) {
        self.task.abort();
    }

    /// Stops the sync and closes the database.
    pub async fn close(&self) {
        self.stop();
        self.db.close().await;
    }

    /// Removes every file of the account; its key goes with the vault.
    pub fn erase(&self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "The files of a signed-out account could not be removed.");
        }
    }

    /// How many damaged databases were set aside here.
    pub fn set_aside(&self) -> u32 {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let aside = files.filter(|file| file.file_name().to_string_lossy().contains(".set-aside-"));
        u32::try_from(aside.count()).unwrap_or(u32::MAX)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The folder of an account.
pub fn folder(home: &Path, account: AccountId) -> PathBuf {
    home.join("accounts").join(account.to_string())
}

/// After a crash the journal may know wishes that the database does not (it is written first), and after
/// a damaged database all of them: they go back into the outbox.
async fn reconcile(db: &Db, journal: &Journal) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    db::outbox::put_all_back(&mut tx).await?;
    tx.commit().await?;
    let stored = db.outbox().await?;
    let wishes = journal.open_wishes()?;
    let missing: Vec<&Wish> = wishes
        .iter()
        .enumerate()
        .filter(|(_, wish)| !stored.iter().any(|pending| pending.mutation.id == wish.id()))
        // One that a later wish made void was struck out of the database and not yet out of the journal.
        .filter(|(position, wish)| {
            !wishes.iter().skip(position + 1).any(|later| later.mutation.makes_void(&wish.mutation))
        })
        .map(|(_, wish)| wish)
        .collect();
    if !missing.is_empty() {
        tracing::info!(wishes = missing.len(), "Wishes came back from the outbox journal.");
        let mut tx = db.begin().await?;
        for wish in missing {
            db::outbox::insert(&mut tx, wish).await?;
        }
        tx.commit().await?;
    }
    let open = db.wishes().await?;
    if !open.is_empty() || journal.path().exists() {
        journal.compact(&open)?;
    }
    Ok(())
}

/// What stands beside the database has keys of its own, derived from the database's, so that one never encrypts for two.
fn beside_key(purpose: &str, database_key: &str) -> Key {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update(database_key.as_bytes());
    Zeroizing::new(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::{events::Answer, ids::EventId};

    fn rsvp(answer: Answer) -> Wish {
        let event = EventId(uuid::Uuid::from_u128(3));
        let network = NetworkId(uuid::Uuid::from_u128(7));
        let action = Action::SetRsvp { event, answer };
        Wish::new(Mutation { id: ids::mutation(), network, made_at: 0, action }, Map::new()).unwrap()
    }

    #[tokio::test]
    async fn after_a_crash_an_answer_that_was_replaced_does_not_take_the_place_of_the_newer_one() {
        let home = tempfile::tempdir().unwrap();
        let db = Db::open(&home.path().join("account.db"), &"ab".repeat(32)).await.unwrap();
        let journal = Journal::new(home.path().join("outbox.journal"), ids::key().unwrap());
        let (no, yes) = (rsvp(Answer::No), rsvp(Answer::Yes));
        // The process died after the database had the newer one and before the journal lost the older one.
        for wish in [&no, &yes] {
            journal.made(wish).unwrap();
            let mut tx = db.begin().await.unwrap();
            db::outbox::add(&mut tx, wish).await.unwrap();
            tx.commit().await.unwrap();
        }
        reconcile(&db, &journal).await.unwrap();
        let ids = |wishes: Vec<Wish>| wishes.iter().map(Wish::id).collect::<Vec<_>>();
        assert_eq!(ids(db.wishes().await.unwrap()), [yes.id()]);
        assert_eq!(ids(journal.open_wishes().unwrap()), [yes.id()]);
    }

    #[tokio::test]
    async fn a_wish_that_only_the_journal_has_comes_back() {
        let home = tempfile::tempdir().unwrap();
        let db = Db::open(&home.path().join("account.db"), &"ab".repeat(32)).await.unwrap();
        let journal = Journal::new(home.path().join("outbox.journal"), ids::key().unwrap());
        let wish = rsvp(Answer::Maybe);
        journal.made(&wish).unwrap();
        reconcile(&db, &journal).await.unwrap();
        assert_eq!(db.outbox().await.unwrap().len(), 1);
    }
}
