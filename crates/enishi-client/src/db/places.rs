//! Networks of the account and their settings.

use super::{Db, Tx, directory, outbox, photos};
use crate::error::Error;
use enishi_bridge::settings::PlaceSettings;
use enishi_sync::overlay::Pending;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    sign_in::Place,
};
use sqlx::{AssertSqlSafe, Row, ValueRef, sqlite::SqliteRow};

/// A network as it is stored.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// Its number in this database.
    pub nr: i64,
    /// What the server says of it.
    pub about: Place,
    /// When the last pull was complete, ms UTC.
    pub synced_at: Option<i64>,
    /// When the server last answered for it, ms UTC.
    pub contact_at: Option<i64>,
    /// When its rows were last compared with the server's, ms UTC.
    pub verified_at: Option<i64>,
    /// What the person set.
    pub settings: PlaceSettings,
    /// The counter of the directory.
    pub people: i64,
    /// The life of the server's database that it was read from.
    pub epoch: Option<String>,
    /// The highest wall clock that this device has seen ([`super::facts::CLOCK`]), ms UTC.
    pub clock: Option<i64>,
}

/// With the clock, because whether people may be shown is asked for with every page of them.
const COLUMNS: &str = "SELECT nr, about, synced_at, contact_at, verified_at, settings, people, epoch,
     (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'clock') AS clock";

fn place(row: &SqliteRow) -> Result<PlaceRow, Error> {
    let settings: String = row.try_get("settings")?;
    Ok(PlaceRow {
        nr: row.try_get("nr")?,
        about: serde_json::from_str(row.try_get("about")?)?,
        synced_at: row.try_get("synced_at")?,
        contact_at: row.try_get("contact_at")?,
        verified_at: row.try_get("verified_at")?,
        settings: serde_json::from_str(&settings).unwrap_or_default(),
        people: row.try_get("people")?,
        epoch: row.try_get("epoch")?,
        clock: row.try_get("clock")?,
    })
}

impl Db {
    /// All networks, in order of joining.
    pub async fn places(&self) -> Result<Vec<PlaceRow>, Error> {
        let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} FROM places ORDER BY position, network")))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(place).collect()
    }

    /// One network; `None` when the account is no member of it.
    pub async fn place(&self, network: NetworkId) -> Result<Option<PlaceRow>, Error> {
        let row = sqlx::query(AssertSqlSafe(format!("{COLUMNS} FROM places WHERE network = $1")))
            .bind(network.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(place).transpose()
    }

    /// One network with the wishes in it, oldest first: both at once, where somebody waits for every keystroke.
    pub async fn place_and_outbox(
        &self,
        network: NetworkId,
    ) -> Result<Option<(PlaceRow, Vec<Pending>)>, Error> {
        let text = format!(
            "{COLUMNS}, mutation, state, reason, attempts FROM places LEFT JOIN outbox USING (network)
             WHERE network = $1 ORDER BY outbox.position"
        );
        let rows = sqlx::query(AssertSqlSafe(text)).bind(network.to_string()).fetch_all(&self.pool).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        // A place without wishes is one row without one.
        let wished = |row: &&SqliteRow| row.try_get_raw("mutation").is_ok_and(|mutation| !mutation.is_null());
        let outbox = rows.iter().filter(wished).map(outbox::pending).collect::<Result<_, _>>()?;
        Ok(Some((place(first)?, outbox)))
    }
}

/// The number of a network in this database, if it is here.
pub async fn number(tx: &mut Tx<'_>, network: NetworkId) -> Result<Option<i64>, Error> {
    let row = sqlx::query("SELECT nr FROM places WHERE network = $1")
        .bind(network.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The member of the account in a network, if it is here.
pub async fn member(tx: &mut Tx<'_>, network: NetworkId) -> Result<Option<MemberId>, Error> {
    let row = sqlx::query("SELECT member FROM places WHERE network = $1")
        .bind(network.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    let member: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    member.map(|member| member.parse().map_err(|_| Error::Bug("a stored member"))).transpose()
}

/// The life of the server's database that a network was read from, if it was read.
pub async fn epoch(tx: &mut Tx<'_>, network: NetworkId) -> Result<Option<String>, Error> {
    let row = sqlx::query("SELECT epoch FROM places WHERE network = $1")
        .bind(network.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

/// Adds a network or brings what is known of it up to date.
pub async fn put_place(tx: &mut Tx<'_>, about: &Place, position: i64) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO places (network, member, position, about, people) VALUES ($1, $2, $3, $4, 0)
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

/// Notes an answer of the server at `now`; `complete` when nothing is left to fetch.
pub async fn put_contact(tx: &mut Tx<'_>, place: i64, now: i64, complete: bool) -> Result<(), Error> {
    // Rows that have just come whole for the first time are not compared with the server's today.
    sqlx::query(
        "UPDATE places SET contact_at = $2, synced_at = coalesce($3, synced_at),
             verified_at = CASE WHEN synced_at IS NULL THEN coalesce($3, verified_at) ELSE verified_at END
         WHERE nr = $1",
    )
    .bind(place)
    .bind(now)
    .bind(complete.then_some(now))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores the life of the server's database.
pub async fn put_epoch(tx: &mut Tx<'_>, place: i64, epoch: &str) -> Result<(), Error> {
    sqlx::query("UPDATE places SET epoch = $2 WHERE nr = $1")
        .bind(place)
        .bind(epoch)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes when the rows were compared with the server's.
pub async fn put_verified(tx: &mut Tx<'_>, network: NetworkId, now: i64) -> Result<(), Error> {
    sqlx::query("UPDATE places SET verified_at = $2 WHERE network = $1")
        .bind(network.to_string())
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets everything the server said of a network, for a full resync. The outbox stays. The new life of the server's
/// database is known at once: no wish goes to it before what it has forgotten.
pub async fn reset(tx: &mut Tx<'_>, place: i64, epoch: Option<&str>) -> Result<(), Error> {
    for statement in [
        "DELETE FROM rows WHERE scope IN (SELECT nr FROM scopes WHERE place = $1)",
        "DELETE FROM scopes WHERE place = $1",
    ] {
        sqlx::query(statement).bind(place).execute(&mut **tx).await?;
    }
    directory::erase(tx, place).await?;
    photos::erase_unnamed(tx, place).await?;
    sqlx::query("UPDATE places SET epoch = $2, synced_at = NULL WHERE nr = $1")
        .bind(place)
        .bind(epoch)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Erases a network of which the account is no member any more (I27).
pub async fn erase(tx: &mut Tx<'_>, place: &PlaceRow) -> Result<(), Error> {
    reset(tx, place.nr, None).await?;
    for statement in [
        "DELETE FROM notifications WHERE network = $1",
        "DELETE FROM outbox WHERE network = $1",
        "DELETE FROM sent_log WHERE network = $1",
        "DELETE FROM facts WHERE name = 'searches/' || $1",
        "DELETE FROM facts WHERE name = 'server_time/' || $1",
        "DELETE FROM facts WHERE name = 'card/' || $1",
        "DELETE FROM facts WHERE name IN ('desk_read ' || $1, 'came_back ' || $1, 'lets_in ' || $1)",
        "DELETE FROM photos WHERE network = $1",
        "DELETE FROM talk_devices WHERE network = $1",
        "DELETE FROM talk_peers WHERE network = $1",
        "DELETE FROM talk_sessions WHERE network = $1",
        "DELETE FROM letters WHERE network = $1",
        "DELETE FROM talk_drafts WHERE network = $1",
        "DELETE FROM talk_files WHERE network = $1",
        "DELETE FROM talk_file_parts WHERE network = $1",
        "DELETE FROM talk_new_devices WHERE network = $1",
        "DELETE FROM talk_asks WHERE network = $1",
        "DELETE FROM talk_counts WHERE network = $1",
        "DELETE FROM talk_recovery WHERE network = $1",
        "DELETE FROM talk_kept WHERE network = $1",
        "DELETE FROM places WHERE network = $1",
    ] {
        sqlx::query(statement).bind(place.about.network.to_string()).execute(&mut **tx).await?;
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
