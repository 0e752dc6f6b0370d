//! What this device remembers of itself, beside what the server said.

use super::{Db, Tx};
use crate::error::Error;
use enishi_wire::ids::NetworkId;
use sqlx::Row;

/// The version of the program that derived the directory.
pub const DERIVED_BY: &str = "derived_by";
/// When the whole file was last looked through, ms UTC.
pub const CHECKED_AT: &str = "checked_at";
/// The highest wall clock that was seen since the last contact with the server, ms UTC.
pub const CLOCK: &str = "clock";

/// What was looked for last in the directory of a network, newest first, as JSON; goes with the network.
pub fn searches(network: NetworkId) -> String {
    format!("searches/{network}")
}

/// Up to when the letters of the secretariat were read on this device, ms UTC.
pub fn desk_read(network: NetworkId) -> String {
    format!("desk_read {network}")
}

/// When it was noticed that this device came back from a copy of itself, ms UTC.
pub fn came_back(network: NetworkId) -> String {
    format!("came_back {network}")
}

/// Whether the person lets a new device of hers in, on this device.
pub fn lets_in(network: NetworkId) -> String {
    format!("lets_in {network}")
}

/// The own card of a network and the key that checks cards, as the server handed them out, as JSON; goes with the network.
pub fn card(network: NetworkId) -> String {
    format!("card/{network}")
}

/// The clock of the server when it last answered for a network, ms UTC.
pub fn server_time(network: NetworkId) -> String {
    format!("server_time/{network}")
}

impl Db {
    /// A fact, if it is known.
    pub async fn fact(&self, name: &str) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT value FROM facts WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// A fact that is a number.
    pub async fn number(&self, name: &str) -> Result<Option<i64>, Error> {
        Ok(self.fact(name).await?.and_then(|value| value.parse().ok()))
    }
}

/// Remembers a fact.
pub async fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes the wall clock and that so much time has passed since it was noted last, ms: the highest one stays.
pub async fn advance_clock(tx: &mut Tx<'_>, now: i64, passed: i64) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO facts (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER) + $3, CAST(excluded.value AS INTEGER))",
    )
    .bind(CLOCK)
    .bind(now.to_string())
    .bind(passed)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets a fact.
pub async fn forget(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM facts WHERE name = $1").bind(name).execute(&mut **tx).await?;
    Ok(())
}

/// A fact that is a number.
pub async fn number(tx: &mut Tx<'_>, name: &str) -> Result<Option<i64>, Error> {
    let row =
        sqlx::query("SELECT value FROM facts WHERE name = $1").bind(name).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.and_then(|text| text.parse().ok()))
}
