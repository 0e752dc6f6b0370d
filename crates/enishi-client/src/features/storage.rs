//! What is stored on this device.

use crate::client::Client;
use enishi_bridge::{errors::AppError, storage::StorageView};
use enishi_wire::{changes::Row, events::EventRow, members::MemberRow, posts::PostRow};

impl Client {
    /// Plain numbers of the current place.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn storage(&self) -> Result<StorageView, AppError> {
        let here = self.here().await?;
        let db = &here.account.db;
        Ok(StorageView {
            members: db.count(here.network, MemberRow::KIND).await?,
            posts: db.count(here.network, PostRow::KIND).await?,
            events: db.count(here.network, EventRow::KIND).await?,
            outbox: u32::try_from(here.outbox().await?.len()).unwrap_or(u32::MAX),
            bytes: db.bytes(),
            encrypted: true,
            key_store: self.inner.key_store,
            last_sync_at: here.place.synced_at,
            set_aside: here.account.set_aside(),
        })
    }
}
