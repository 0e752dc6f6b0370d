//! Mends databases while the app runs: a damaged one is set aside and fetched anew, the outbox comes back from its
//! journal. Damage is met by a statement, or found by looking through the files once a day, never at the start of the
//! app: with many people that would take longer than everything else there.

use crate::{
    client::{Client, Inner},
    clock, db,
    error::{DAMAGE, Error},
};
use enishi_bridge::notices::Tag;
use std::{sync::Weak, time::Duration};

/// How long after the start, and how often, it is asked whether a look is due.
const ASK: Duration = Duration::from_secs(120);
/// Between two looks through a file, ms.
const DAILY: i64 = 24 * 3_600_000;

/// Mends until the client is gone.
pub async fn watch(inner: Weak<Inner>) {
    loop {
        let met = tokio::select! {
            () = DAMAGE.notified() => true,
            () = tokio::time::sleep(ASK) => false,
        };
        let Some(inner) = inner.upgrade() else {
            return;
        };
        let client = Client { inner };
        if met || client.look_is_due().await {
            client.mend().await;
        }
    }
}

impl Client {
    async fn look_is_due(&self) -> bool {
        let accounts: Vec<_> = self.inner.accounts.read().await.values().cloned().collect();
        let now = clock::now();
        for account in accounts {
            if let Ok(last) = account.db.number(db::facts::CHECKED_AT).await
                && last.is_none_or(|last| now < last || now - last >= DAILY)
            {
                return true;
            }
        }
        false
    }

    /// Looks through every database and replaces those that are damaged. Answers whether one was.
    pub(crate) async fn mend(&self) -> bool {
        let _alone = self.inner.mending.lock().await;
        let accounts: Vec<_> = self.inner.accounts.read().await.values().cloned().collect();
        let mut mended = false;
        for account in accounts {
            let result = match account.db.check().await {
                Ok(()) => note(&account.db).await,
                Err(error) if error.proves_damage() => {
                    mended = true;
                    self.replace(&account).await
                }
                // Busy or out of reach: that says nothing of damage.
                Err(error) => Err(error),
            };
            if let Err(error) = result {
                tracing::warn!(%error, "A database could not be looked through or mended.");
            }
        }
        if mended {
            self.inner.changed(Tag::ALL);
        }
        mended
    }

    async fn replace(&self, damaged: &crate::account::Account) -> Result<(), Error> {
        tracing::warn!("A damaged database is set aside and rebuilt from the server.");
        let entry = self.inner.vault().accounts.iter().find(|entry| entry.account == damaged.id).cloned();
        let entry = entry.ok_or(Error::Bug("an open account that the vault does not know"))?;
        // Held until the new one is there: who asks for the account meanwhile waits, and is not told that it is gone.
        let mut accounts = self.inner.accounts.write().await;
        accounts.remove(&damaged.id);
        damaged.close().await;
        let opened = async {
            db::set_aside(damaged.db.path())?;
            self.start_account(&entry, self.api(&entry)?).await
        };
        // A disk without room, say: the person is told why the account is not here.
        let opened = opened.await.inspect_err(|error| self.inner.could_not_open(&entry, error))?;
        accounts.insert(entry.account, opened);
        Ok(())
    }
}

async fn note(db: &db::Db) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    db::facts::put(&mut tx, db::facts::CHECKED_AT, &clock::now().to_string()).await?;
    tx.commit().await?;
    Ok(())
}
