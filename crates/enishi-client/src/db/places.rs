//! Networks of the account, their cursors and their settings.

use super::{Db, Tx};
use crate::error::Error;
use enishi_bridge::settings::PlaceSettings;
use enishi_wire::{ids::NetworkId, scopes::Scope, sign_in::Place};
use sqlx::{Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// A network as it is stored.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// What the server says of it.
    pub about: Place,
    /// When the last pull was complete, ms UTC.
    pub synced_at: Option<i64>,
    /// What the person set.
    pub settings: PlaceSettings,
}

fn place(row: &SqliteRow) -> Result<PlaceRow, Error> {
    let settings: String = row.try_get("settings")?;
    Ok(PlaceRow {
        about: serde_json::from_str(row.try_get("about")?)?,
        synced_at: row.try_get("synced_at")?,
        settings: serde_json::from_str(&settings).unwrap_or_default(),
    })
}

impl Db {
    /// All networks, in order of joining.
    pub async fn places(&self) -> Result<Vec<PlaceRow>, Error> {
        let rows = sqlx::query("SELECT about, synced_at, settings FROM places ORDER BY position, network")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(place).collect()
    }

    /// One network; `None` when the account is no member of it.
    pub async fn place(&self, network: NetworkId) -> Result<Option<PlaceRow>, Error> {
        let row = sqlx::query("SELECT about, synced_at, settings FROM places WHERE network = $1")
            .bind(network.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(place).transpose()
    }

    /// Epoch and cursors of a network.
    pub async fn cursors(&self, network: NetworkId) -> Result<Cursors, Error> {
        let mut tx = self.pool.begin().await?;
        let cursors = cursors(&mut tx, network).await?;
        tx.commit().await?;
        Ok(cursors)
    }
}

/// Epoch, and the highest seq held of each scope.
pub type Cursors = (Option<String>, BTreeMap<Scope, i64>);

/// Epoch and cursors of a network.
pub async fn cursors(tx: &mut Tx<'_>, network: NetworkId) -> Result<Cursors, Error> {
    let epoch = sqlx::query("SELECT epoch FROM places WHERE network = $1")
        .bind(network.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    let epoch: Option<String> = epoch.map(|row| row.try_get(0)).transpose()?.flatten();
    let rows = sqlx::query("SELECT scope, seq FROM cursors WHERE network = $1")
        .bind(network.to_string())
        .fetch_all(&mut **tx)
        .await?;
    let mut cursors = BTreeMap::new();
    for row in rows {
        let scope: String = row.try_get(0)?;
        if let Ok(scope) = scope.parse() {
            cursors.insert(scope, row.try_get(1)?);
        }
    }
    Ok((epoch, cursors))
}

/// Adds a network or brings what is known of it up to date.
pub async fn put_place(tx: &mut Tx<'_>, about: &Place, position: i64) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO places (network, member, position, about) VALUES ($1, $2, $3, $4)
         ON CONFLICT (network) DO UPDATE SET member = excluded.member, position = excluded.position, about = excluded.about",
    )
    .bind(about.network.to_string())
    .bind(about.member.to_string())
    .bind(position)
    .bind(serde_json::to_string(about)?)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores what the person set.
pub async fn put_settings(
    tx: &mut Tx<'_>,
    network: NetworkId,
    settings: &PlaceSettings,
) -> Result<(), Error> {
    sqlx::query("UPDATE places SET settings = $2 WHERE network = $1")
        .bind(network.to_string())
        .bind(serde_json::to_string(settings)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Stores the cursors that a page ended with.
pub async fn put_cursors(
    tx: &mut Tx<'_>,
    network: NetworkId,
    epoch: &str,
    cursors: &BTreeMap<Scope, i64>,
    synced_at: Option<i64>,
) -> Result<(), Error> {
    sqlx::query("UPDATE places SET epoch = $2, synced_at = coalesce($3, synced_at) WHERE network = $1")
        .bind(network.to_string())
        .bind(epoch)
        .bind(synced_at)
        .execute(&mut **tx)
        .await?;
    for (scope, seq) in cursors {
        sqlx::query(
            "INSERT INTO cursors (network, scope, seq) VALUES ($1, $2, $3)
             ON CONFLICT (network, scope) DO UPDATE SET seq = max(seq, excluded.seq)",
        )
        .bind(network.to_string())
        .bind(scope.to_string())
        .bind(seq)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Forgets everything the server said of a network, for a full resync. The outbox stays.
pub async fn reset(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    for statement in [
        "DELETE FROM rows WHERE network = $1",
        "DELETE FROM directory WHERE network = $1",
        "DELETE FROM cursors WHERE network = $1",
        "UPDATE places SET epoch = NULL, synced_at = NULL WHERE network = $1",
    ] {
        sqlx::query(statement).bind(network.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Erases a network of which the account is no member any more.
pub async fn erase(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    reset(tx, network).await?;
    for statement in [
        "DELETE FROM notifications WHERE network = $1",
        "DELETE FROM outbox WHERE network = $1",
        "DELETE FROM places WHERE network = $1",
    ] {
        sqlx::query(statement).bind(network.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Stores what is known of a network.
pub async fn put_about(tx: &mut Tx<'_>, about: &Place) -> Result<(), Error> {
    sqlx::query("UPDATE places SET about = $2 WHERE network = $1")
        .bind(about.network.to_string())
        .bind(serde_json::to_string(about)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
