//! Reads of what the server said.

use super::{Db, Held, Tx, bulk, scopes};
use crate::error::Error;
use enishi_wire::{changes::Row as WireRow, digest::RowsDigest, ids::NetworkId, scopes::Scope};
use futures_util::TryStreamExt;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Whether a thing lies in any scope already.
pub async fn is_here(tx: &mut Tx<'_>, network: NetworkId, kind: &str, id: Uuid) -> Result<bool, Error> {
    let row = sqlx::query(
        "SELECT 1 FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2 AND rows.id = $3
         WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) LIMIT 1",
    )
    .bind(network.to_string())
    .bind(kind)
    .bind(id)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// One row of a kind, as it is before this transaction writes another.
pub async fn one_in<R: WireRow>(tx: &mut Tx<'_>, network: NetworkId, id: Uuid) -> Result<Option<R>, Error> {
    let row = sqlx::query(
        "SELECT rows.body FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2 AND rows.id = $3
         WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) ORDER BY rows.seq DESC LIMIT 1",
    )
    .bind(network.to_string())
    .bind(R::KIND)
    .bind(id)
    .fetch_optional(&mut **tx)
    .await?;
    let body: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

impl Db {
    /// The ids of rows of a kind whose text holds one of some pieces.
    pub async fn holding(
        &self,
        network: NetworkId,
        kind: &str,
        pieces: &[String],
    ) -> Result<BTreeSet<Uuid>, Error> {
        let mut found = BTreeSet::new();
        for piece in pieces {
            let rows = sqlx::query(
                "SELECT rows.id FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2
                 WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) AND instr(rows.body, $3) > 0",
            )
            .bind(network.to_string())
            .bind(kind)
            .bind(piece)
            .fetch_all(&self.pool)
            .await?;
            for row in rows {
                found.insert(row.try_get(0)?);
            }
        }
        Ok(found)
    }

    /// All rows of a kind, each id once (a row may lie in several scopes; the newest speaks).
    pub async fn all<R: WireRow>(&self, network: NetworkId) -> Result<Vec<(Uuid, R)>, Error> {
        let rows = sqlx::query(
            "SELECT rows.id, rows.body FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) ORDER BY rows.id, rows.seq DESC",
        )
        .bind(network.to_string())
        .bind(R::KIND)
        .fetch_all(&self.pool)
        .await?;
        let mut all: Vec<(Uuid, R)> = Vec::with_capacity(rows.len());
        for row in rows {
            let id: Uuid = row.try_get(0)?;
            if all.last().is_some_and(|(last, _)| *last == id) {
                continue;
            }
            // A body that this version cannot read is kept and not shown (I40).
            if let Ok(body) = serde_json::from_str(row.try_get(1)?) {
                all.push((id, body));
            }
        }
        Ok(all)
    }

    /// One row of a kind.
    pub async fn one<R: WireRow>(&self, network: NetworkId, id: Uuid) -> Result<Option<R>, Error> {
        Ok(self.raw(network, R::KIND, id).await?.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// All rows of one thing, which lies in several scopes and says something else in each; the newest last.
    pub async fn copies<R: WireRow>(&self, network: NetworkId, id: Uuid) -> Result<Vec<R>, Error> {
        let rows = sqlx::query(
            "SELECT rows.body FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2 AND rows.id = $3
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) ORDER BY rows.seq",
        )
        .bind(network.to_string())
        .bind(R::KIND)
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let mut copies = Vec::with_capacity(rows.len());
        for row in rows {
            // A body that this version cannot read is kept and not shown (I40).
            copies.extend(serde_json::from_str(row.try_get(0)?).ok());
        }
        Ok(copies)
    }

    /// One row of a kind as it lies in one scope.
    pub async fn in_scope<R: WireRow>(
        &self,
        network: NetworkId,
        scope: &Scope,
        id: Uuid,
    ) -> Result<Option<R>, Error> {
        let row = sqlx::query(
            "SELECT rows.body FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2 AND rows.id = $3
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) AND scopes.scope = $4",
        )
        .bind(network.to_string())
        .bind(R::KIND)
        .bind(id)
        .bind(scope.to_string())
        .fetch_optional(&self.pool)
        .await?;
        let body: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// All rows of some things, which lie in several scopes, but those of one scope; of each thing the newest last.
    pub async fn copies_outside<R: WireRow>(
        &self,
        network: NetworkId,
        scope: &Scope,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, R)>, Error> {
        let mut copies = Vec::new();
        for ids in ids.chunks(bulk::WANTED) {
            let statement = bulk::look_up(
                "SELECT rows.id, rows.body FROM (VALUES",
                ids,
                ") AS wanted CROSS JOIN scopes CROSS JOIN rows ON rows.scope = scopes.nr AND rows.kind = ?
                 AND rows.id = wanted.column1
                 WHERE scopes.place = (SELECT nr FROM places WHERE network = ?) AND scopes.scope <> ?
                 ORDER BY rows.seq",
            );
            let statement = statement.bind(R::KIND).bind(network.to_string()).bind(scope.to_string());
            for row in statement.fetch_all(&self.pool).await? {
                let id: Uuid = row.try_get(0)?;
                // A body that this version cannot read is kept and not shown (I40).
                copies.extend(serde_json::from_str(row.try_get(1)?).ok().map(|body| (id, body)));
            }
        }
        Ok(copies)
    }

    /// The text of one row, as the server wrote it.
    pub async fn raw(&self, network: NetworkId, kind: &str, id: Uuid) -> Result<Option<String>, Error> {
        let row = sqlx::query(
            "SELECT rows.body FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2 AND rows.id = $3
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) ORDER BY rows.seq DESC LIMIT 1",
        )
        .bind(network.to_string())
        .bind(kind)
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// How many different things of a kind this device holds.
    pub async fn count(&self, network: NetworkId, kind: &str) -> Result<u32, Error> {
        let row = sqlx::query(
            "SELECT count(DISTINCT rows.id) FROM scopes JOIN rows ON rows.scope = scopes.nr AND rows.kind = $2
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1)",
        )
        .bind(network.to_string())
        .bind(kind)
        .fetch_one(&self.pool)
        .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }

    /// How far a network was read, and what is held of each scope in a few bytes (I18), both at one moment.
    pub async fn digests(&self, network: NetworkId) -> Result<(Held, BTreeMap<Scope, RowsDigest>), Error> {
        let mut tx = self.pool.begin().await?;
        let held = scopes::held(&mut tx, network).await?;
        let mut digests: BTreeMap<Scope, RowsDigest> = BTreeMap::new();
        let mut rows = sqlx::query(
            "SELECT scopes.scope, rows.kind, rows.id, rows.seq FROM scopes JOIN rows ON rows.scope = scopes.nr
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1)",
        )
        .bind(network.to_string())
        .fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            if let Ok(scope) = row.try_get::<&str, _>(0)?.parse::<Scope>() {
                let kind: &str = row.try_get(1)?;
                digests.entry(scope).or_default().add(kind, row.try_get(2)?, row.try_get(3)?);
            }
        }
        drop(rows);
        tx.commit().await?;
        Ok((held, digests))
    }
}
