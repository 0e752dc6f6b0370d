//! Which scopes of a network are here, and how far they were read.

use super::{Db, Tx, directory, photos, places};
use crate::error::Error;
use enishi_wire::{ids::NetworkId, scopes::Scope};
use sqlx::Row;
use std::collections::BTreeMap;

/// How far a network was read: what a pull asks from, and what a page must still find when it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Life of the server's database; `None` before the first pull.
    pub epoch: Option<String>,
    /// The highest seq held of each scope.
    pub cursors: BTreeMap<Scope, i64>,
    /// Where each scope was opened.
    pub opened: BTreeMap<Scope, i64>,
}

impl Held {
    /// The highest cursor.
    pub fn seq(&self) -> i64 {
        self.cursors.values().copied().max().unwrap_or(0)
    }

    /// Whether a row of an answer to a push may be stored: its scope is here and no pull has said more of it. A scope
    /// that is not here may have been lost since the answer was given, and nothing would ever erase the row.
    pub fn may_store(&self, scope: &Scope, seq: i64) -> bool {
        let opened = self.opened.get(scope).copied().unwrap_or(0);
        self.cursors.get(scope).is_some_and(|cursor| seq > (*cursor).max(opened))
    }

    /// The scopes that are still being fetched for the first time, with where they were opened.
    pub fn opening(&self) -> BTreeMap<Scope, i64> {
        let below =
            |(scope, at): &(&Scope, &i64)| self.cursors.get(*scope).is_some_and(|cursor| cursor < *at);
        self.opened.iter().filter(below).map(|(scope, at)| (scope.clone(), *at)).collect()
    }
}

impl Db {
    /// How far a network was read.
    pub async fn held(&self, network: NetworkId) -> Result<Held, Error> {
        let mut tx = self.pool.begin().await?;
        let held = held(&mut tx, network).await?;
        tx.commit().await?;
        Ok(held)
    }
}

/// How far a network was read.
pub async fn held(tx: &mut Tx<'_>, network: NetworkId) -> Result<Held, Error> {
    let mut held = Held { epoch: places::epoch(tx, network).await?, ..Held::default() };
    let rows = sqlx::query(
        "SELECT scope, seq, opened FROM scopes WHERE place = (SELECT nr FROM places WHERE network = $1)",
    )
    .bind(network.to_string())
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let scope: String = row.try_get(0)?;
        let Ok(scope) = scope.parse::<Scope>() else {
            continue;
        };
        if let Some(seq) = row.try_get::<Option<i64>, _>(1)? {
            held.cursors.insert(scope.clone(), seq);
        }
        held.opened.insert(scope, row.try_get(2)?);
    }
    Ok(held)
}

/// The number of a scope, made if it is not there.
pub async fn number(tx: &mut Tx<'_>, place: i64, scope: &Scope) -> Result<i64, Error> {
    sqlx::query("INSERT INTO scopes (place, scope) VALUES ($1, $2) ON CONFLICT (place, scope) DO NOTHING")
        .bind(place)
        .bind(scope.to_string())
        .execute(&mut **tx)
        .await?;
    let row = sqlx::query("SELECT nr FROM scopes WHERE place = $1 AND scope = $2")
        .bind(place)
        .bind(scope.to_string())
        .fetch_one(&mut **tx)
        .await?;
    Ok(row.try_get(0)?)
}

/// Begins a scope anew: what is here of it is erased, its rows come from the beginning.
pub async fn open(tx: &mut Tx<'_>, place: i64, scope: &Scope, at: i64) -> Result<(), Error> {
    erase_rows(tx, place, scope).await?;
    let nr = number(tx, place, scope).await?;
    sqlx::query("UPDATE scopes SET seq = NULL, opened = $2 WHERE nr = $1")
        .bind(nr)
        .bind(at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Erases a scope that was taken away (I25).
pub async fn erase(tx: &mut Tx<'_>, place: i64, scope: &Scope) -> Result<(), Error> {
    erase_rows(tx, place, scope).await?;
    sqlx::query("DELETE FROM scopes WHERE place = $1 AND scope = $2")
        .bind(place)
        .bind(scope.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn erase_rows(tx: &mut Tx<'_>, place: i64, scope: &Scope) -> Result<(), Error> {
    let erased =
        sqlx::query("DELETE FROM rows WHERE scope = (SELECT nr FROM scopes WHERE place = $1 AND scope = $2)")
            .bind(place)
            .bind(scope.to_string())
            .execute(&mut **tx)
            .await?;
    // Whether people were among them is not asked: scopes are lost once in a while.
    if erased.rows_affected() > 0 {
        directory::erase(tx, place).await?;
        photos::erase_unnamed(tx, place).await?;
    }
    Ok(())
}

/// Makes the next pull fetch a scope from its beginning: a device that does not name a scope gets it anew.
pub async fn forget_cursor(tx: &mut Tx<'_>, network: NetworkId, scope: &Scope) -> Result<(), Error> {
    sqlx::query(
        "UPDATE scopes SET seq = NULL WHERE scope = $2 AND place = (SELECT nr FROM places WHERE network = $1)",
    )
    .bind(network.to_string())
    .bind(scope.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Erases the scopes without a cursor: after a complete pull the account has them no more. A scope whose cursor was
/// forgotten is named in no pull, so that nobody says that it was taken away (I25).
pub async fn erase_unread(tx: &mut Tx<'_>, place: i64) -> Result<bool, Error> {
    let rows = sqlx::query("SELECT scope FROM scopes WHERE place = $1 AND seq IS NULL")
        .bind(place)
        .fetch_all(&mut **tx)
        .await?;
    for row in &rows {
        if let Ok(scope) = row.try_get::<&str, _>(0)?.parse::<Scope>() {
            erase(tx, place, &scope).await?;
        }
    }
    Ok(!rows.is_empty())
}

/// Stores the cursors that a page ended with; one never goes back (I11).
pub async fn put_cursors(tx: &mut Tx<'_>, place: i64, cursors: &BTreeMap<Scope, i64>) -> Result<(), Error> {
    for (scope, seq) in cursors {
        sqlx::query(
            "INSERT INTO scopes (place, scope, seq) VALUES ($1, $2, $3)
             ON CONFLICT (place, scope) DO UPDATE SET seq = max(coalesce(seq, 0), excluded.seq)",
        )
        .bind(place)
        .bind(scope.to_string())
        .bind(seq)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
