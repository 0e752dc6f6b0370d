//! What the server ends leaves this device: the account whose session is gone, the network of a membership that is over.

use crate::{
    client::{Client, Inner},
    clock,
    error::Error,
    outcomes,
    runner::Ending,
};
use enishi_bridge::{
    app::{Farewell, PlaceKey},
    errors::AppCode,
    notices::Tag,
};
use enishi_sync::overlay::Pending;
use enishi_wire::ids::{AccountId, NetworkId};
use std::sync::Weak;
use tokio::sync::mpsc;

/// Takes accounts and networks off this device when the server has ended them.
pub async fn watch(inner: Weak<Inner>, mut ended: mpsc::UnboundedReceiver<Ending>) {
    while let Some(ending) = ended.recv().await {
        let Some(inner) = inner.upgrade() else {
            return;
        };
        let client = Client { inner };
        let result = match ending {
            Ending::Session(account) => client.session_ended(account).await,
            Ending::Membership(account, network) => client.membership_ended(account, network).await,
            Ending::Handled(answer) => {
                let _gone = answer.send(());
                Ok(())
            }
        };
        if let Err(error) = result {
            tracing::error!(%error, "What the server ended could not be erased.");
        }
    }
}

/// How many wishes end with their place; those that are sent silently concern nobody.
fn undelivered(outbox: &[Pending]) -> u32 {
    let shown = outbox.iter().filter(|pending| !outcomes::silent(&pending.mutation.action));
    u32::try_from(shown.count()).unwrap_or(u32::MAX)
}

impl Client {
    async fn session_ended(&self, id: AccountId) -> Result<(), Error> {
        let Some(account) = self.inner.accounts.read().await.get(&id).cloned() else {
            // The person has signed out in this moment.
            return Ok(());
        };
        let (name, undelivered) =
            (account.host.clone(), undelivered(&account.db.outbox().await.unwrap_or_default()));
        let forgotten = self.forget_account(id).await;
        // Said only when nothing is here any more: a command that hears of it ends at once.
        self.inner.state().farewells.push(Farewell { name, code: AppCode::SessionEnded, undelivered });
        self.inner.changed([Tag::App]);
        forgotten
    }

    async fn membership_ended(&self, id: AccountId, network: NetworkId) -> Result<(), Error> {
        let Some(account) = self.inner.accounts.read().await.get(&id).cloned() else {
            return Ok(());
        };
        let Some(place) = account.db.place(network).await? else {
            return Ok(());
        };
        let undelivered = undelivered(&account.db.outbox_of(network).await?);
        let mut tx = account.db.begin().await?;
        crate::db::places::erase(&mut tx, &place).await?;
        tx.commit().await?;
        account.compact_journal().await?;
        account.places.keep(&account.db).await;
        let gone = PlaceKey { account: id, network };
        if self.inner.current() == Some(gone) {
            self.inner.change_vault(|vault| vault.current = None)?;
        }
        tracing::info!(at = clock::now(), "A network left this device.");
        let last = account.db.places().await?.is_empty();
        let forgotten = if last { self.forget_account(id).await } else { Ok(()) };
        // Said only when nothing of it is here any more, as in `session_ended`.
        self.inner.state().farewells.push(Farewell {
            name: place.about.name,
            code: AppCode::NotPermitted,
            undelivered,
        });
        self.inner.changed(Tag::ALL);
        forgotten
    }
}
