//! Notifications: decided in the transaction that stored the row, shown once, when they are due.

use super::{Db, Tx};
use crate::error::Error;
use enishi_wire::ids::NetworkId;
use sqlx::Row;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A notification that waits to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRow {
    /// The network.
    pub network: NetworkId,
    /// The post, event or message, or whose 近況 it is.
    pub item: Uuid,
    /// `post`, `event`, `message` or `status`.
    pub kind: String,
    /// When it may be shown, ms UTC.
    pub due_at: i64,
    /// Whether quiet hours moved it.
    pub quiet: bool,
}

/// Plans a notification; an item is planned once.
pub async fn plan(tx: &mut Tx<'_>, row: &NotificationRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO notifications (network, item, kind, due_at, quiet) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (network, item) DO NOTHING",
    )
    .bind(row.network.to_string())
    .bind(row.item.to_string())
    .bind(&row.kind)
    .bind(row.due_at)
    .bind(i64::from(row.quiet))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Strikes a notification out: its item was seen here or on another device, or is gone.
pub async fn strike(tx: &mut Tx<'_>, network: NetworkId, item: Uuid) -> Result<(), Error> {
    sqlx::query("UPDATE notifications SET shown = 1 WHERE network = $1 AND item = $2")
        .bind(network.to_string())
        .bind(item.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets that an item was ever announced: it says something new.
pub async fn forget(tx: &mut Tx<'_>, network: NetworkId, item: Uuid) -> Result<(), Error> {
    sqlx::query("DELETE FROM notifications WHERE network = $1 AND item = $2")
        .bind(network.to_string())
        .bind(item.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The items of a network that wait to be announced.
pub async fn planned(tx: &mut Tx<'_>, network: NetworkId) -> Result<BTreeSet<Uuid>, Error> {
    let rows = sqlx::query("SELECT item FROM notifications WHERE network = $1 AND shown = 0")
        .bind(network.to_string())
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(|row| Uuid::parse_str(row.try_get(0)?).map_err(|_| Error::Bug("item id"))).collect()
}

/// Forgets notifications of items that are on this device no more: after scopes were taken away (I26).
pub async fn forget_gone(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM notifications WHERE network = $1 AND NOT EXISTS (
             SELECT 1 FROM places JOIN scopes ON scopes.place = places.nr
             JOIN rows ON rows.scope = scopes.nr AND rows.kind = notifications.kind
                 AND rows.id = unhex(replace(notifications.item, '-', ''))
             WHERE places.network = $1)",
    )
    .bind(network.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the notifications that are due until `until` and marks them shown, so that no other process shows
/// them too.
pub async fn take_due(tx: &mut Tx<'_>, until: i64) -> Result<Vec<NotificationRow>, Error> {
    let rows = sqlx::query(
        "UPDATE notifications SET shown = 1 WHERE shown = 0 AND due_at <= $1
         RETURNING network, item, kind, due_at, quiet",
    )
    .bind(until)
    .fetch_all(&mut **tx)
    .await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let network: &str = row.try_get(0)?;
        due.push(NotificationRow {
            network: network.parse().map_err(|_| Error::Bug("network id"))?,
            item: Uuid::parse_str(row.try_get(1)?).map_err(|_| Error::Bug("item id"))?,
            kind: row.try_get(2)?,
            due_at: row.try_get(3)?,
            quiet: row.try_get::<i64, _>(4)? != 0,
        });
    }
    due.sort_by_key(|row| (row.due_at, row.item));
    Ok(due)
}

impl Db {
    /// When the next notification is due, ms UTC.
    pub async fn next_notification(&self) -> Result<Option<i64>, Error> {
        let row = sqlx::query("SELECT min(due_at) FROM notifications WHERE shown = 0")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get(0)?)
    }
}
