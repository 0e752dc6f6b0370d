//! Rows of the server and the directory derived from them.

use super::{Db, Tx};
use crate::{error::Error, names};
use enishi_wire::{
    changes::{Change, Row as WireRow},
    ids::NetworkId,
    members::MemberRow,
    scopes::Scope,
};
use sqlx::Row;
use uuid::Uuid;

/// Stores a row or its removal; an older version changes nothing (I14). Answers whether something changed.
pub async fn apply(tx: &mut Tx<'_>, network: NetworkId, change: &Change) -> Result<bool, Error> {
    let (scope, id) = (change.scope.to_string(), change.id.to_string());
    let changed =
        match &change.body {
            Some(body) => {
                sqlx::query(
                    "INSERT INTO rows (network, scope, kind, id, seq, body) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (network, scope, kind, id) DO UPDATE SET seq = excluded.seq, body = excluded.body
                 WHERE excluded.seq >= rows.seq",
                )
                .bind(network.to_string())
                .bind(&scope)
                .bind(&change.kind)
                .bind(&id)
                .bind(change.seq)
                .bind(serde_json::to_string(body)?)
                .execute(&mut **tx)
                .await?
            }
            None => sqlx::query(
                "DELETE FROM rows WHERE network = $1 AND scope = $2 AND kind = $3 AND id = $4 AND seq <= $5",
            )
            .bind(network.to_string())
            .bind(&scope)
            .bind(&change.kind)
            .bind(&id)
            .bind(change.seq)
            .execute(&mut **tx)
            .await?,
        };
    if change.kind == MemberRow::KIND && changed.rows_affected() > 0 {
        derive(tx, network, change).await?;
    }
    Ok(changed.rows_affected() > 0)
}

async fn derive(tx: &mut Tx<'_>, network: NetworkId, change: &Change) -> Result<(), Error> {
    match change.row::<MemberRow>() {
        Some(member) => {
            sqlx::query(
                "INSERT INTO directory (network, id, sort, rail, fold) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (network, id) DO UPDATE SET sort = excluded.sort, rail = excluded.rail, fold = excluded.fold",
            )
            .bind(network.to_string())
            .bind(change.id.to_string())
            .bind(names::sort_key(&member.entry))
            .bind(names::rail(&member.entry))
            .bind(names::search_text(&member.entry))
            .execute(&mut **tx)
            .await?;
        }
        None => {
            sqlx::query("DELETE FROM directory WHERE network = $1 AND id = $2")
                .bind(network.to_string())
                .bind(change.id.to_string())
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Whether a thing lies in any scope already.
pub async fn is_here(tx: &mut Tx<'_>, network: NetworkId, kind: &str, id: Uuid) -> Result<bool, Error> {
    let row = sqlx::query("SELECT 1 FROM rows WHERE network = $1 AND kind = $2 AND id = $3 LIMIT 1")
        .bind(network.to_string())
        .bind(kind)
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

/// Erases a scope that was taken away (I25).
pub async fn drop_scope(tx: &mut Tx<'_>, network: NetworkId, scope: &Scope) -> Result<(), Error> {
    for statement in [
        "DELETE FROM rows WHERE network = $1 AND scope = $2",
        "DELETE FROM cursors WHERE network = $1 AND scope = $2",
    ] {
        sqlx::query(statement).bind(network.to_string()).bind(scope.to_string()).execute(&mut **tx).await?;
    }
    sqlx::query(
        "DELETE FROM directory WHERE network = $1
         AND id NOT IN (SELECT id FROM rows WHERE network = $1 AND kind = 'member')",
    )
    .bind(network.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// All rows of a kind, each id once (a row may lie in several scopes; the newest speaks).
    pub async fn all<R: WireRow>(&self, network: NetworkId) -> Result<Vec<(Uuid, R)>, Error> {
        let rows =
            sqlx::query("SELECT id, body FROM rows WHERE network = $1 AND kind = $2 ORDER BY id, seq DESC")
                .bind(network.to_string())
                .bind(R::KIND)
                .fetch_all(&self.pool)
                .await?;
        let mut all: Vec<(Uuid, R)> = Vec::with_capacity(rows.len());
        for row in rows {
            let id = Uuid::parse_str(row.try_get(0)?).map_err(|_| Error::Bug("row id"))?;
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
        let row = sqlx::query(
            "SELECT body FROM rows WHERE network = $1 AND kind = $2 AND id = $3 ORDER BY seq DESC LIMIT 1",
        )
        .bind(network.to_string())
        .bind(R::KIND)
        .bind(id.to_string())
        .fetch_optional(&self.pool)
        .await?;
        match row {
            Some(row) => Ok(serde_json::from_str(row.try_get(0)?).ok()),
            None => Ok(None),
        }
    }

    /// How many different things of a kind this device holds.
    pub async fn count(&self, network: NetworkId, kind: &str) -> Result<u32, Error> {
        let row = sqlx::query("SELECT count(DISTINCT id) FROM rows WHERE network = $1 AND kind = $2")
            .bind(network.to_string())
            .bind(kind)
            .fetch_one(&self.pool)
            .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }

    /// A window of the directory in order of reading: ids and how many there are in all. Every folded
    /// word must be found.
    pub async fn directory(
        &self,
        network: NetworkId,
        words: &[String],
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Uuid>, u32), Error> {
        // JSON carries any number of words through one parameter; the query text never changes.
        let rows = sqlx::query(
            "SELECT id, count(*) OVER () FROM directory
             WHERE network = $1
               AND NOT EXISTS (SELECT 1 FROM json_each($2) AS word WHERE instr(directory.fold, word.value) = 0)
             ORDER BY sort, id LIMIT $3 OFFSET $4",
        )
        .bind(network.to_string())
        .bind(serde_json::to_string(words)?)
        .bind(limit)
        .bind(offset)
        .fetch_all(&self.pool)
        .await?;
        let mut ids = Vec::with_capacity(rows.len());
        let mut total = 0;
        for row in rows {
            ids.push(Uuid::parse_str(row.try_get(0)?).map_err(|_| Error::Bug("row id"))?);
            total = u32::try_from(row.try_get::<i64, _>(1)?).unwrap_or(u32::MAX);
        }
        if ids.is_empty() && offset > 0 {
            // Behind the end no row carries the total.
            let (_, total) = Box::pin(self.directory(network, words, 0, 1)).await?;
            return Ok((Vec::new(), total));
        }
        Ok((ids, total))
    }

    /// Where each letter of the rail begins.
    pub async fn rail(&self, network: NetworkId) -> Result<Vec<(String, u32)>, Error> {
        let rows = sqlx::query(
            "SELECT rail, min(place) FROM (
                 SELECT rail, row_number() OVER (ORDER BY sort, id) - 1 AS place FROM directory WHERE network = $1
             ) GROUP BY rail ORDER BY 2",
        )
        .bind(network.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, u32::try_from(row.try_get::<i64, _>(1)?).unwrap_or(u32::MAX))))
            .collect()
    }
}
