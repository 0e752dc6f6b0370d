//! The directory derived from member rows: windows in order of reading, search, the letters of the rail.

use super::{Db, Tx};
use crate::{error::Error, names, page::directory_keys};
use enishi_wire::{changes::Row as _, ids::NetworkId, members::MemberRow};
use sqlx::Row;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A person in a window of the directory.
pub type Found = (Uuid, MemberRow);

/// Where the people of a network are.
const HERE: &str = "directory.place = (SELECT nr FROM places WHERE network = $1)";

/// Whether every folded word is found. JSON carries any number of words through one parameter.
const MATCHES: &str =
    "NOT EXISTS (SELECT 1 FROM json_each($2) AS word WHERE instr(directory.fold, word.value) = 0)";

impl Db {
    /// A window of the directory in order of reading, and how many there are in all. Every folded word must be
    /// found.
    pub async fn directory(
        &self,
        network: NetworkId,
        words: &[String],
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Found>, u32), Error> {
        let words = (!words.is_empty()).then(|| serde_json::to_string(words)).transpose()?;
        let matches = if words.is_some() { MATCHES } else { "$2 IS NULL" };
        // The window is cut before the bodies are looked at.
        let window = format!(
            "SELECT rows.id, rows.body FROM (
                 SELECT row, sort FROM directory WHERE {HERE} AND {matches} ORDER BY sort, row LIMIT $3 OFFSET $4
             ) AS shown JOIN rows ON rows.nr = shown.row ORDER BY shown.sort, shown.row"
        );
        let count = format!("SELECT count(*) FROM directory WHERE {HERE} AND {matches}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(window))
            .bind(network.to_string())
            .bind(words.clone())
            .bind(limit)
            .bind(offset)
            .fetch_all(&self.pool)
            .await?;
        let total = sqlx::query(sqlx::AssertSqlSafe(count))
            .bind(network.to_string())
            .bind(words)
            .fetch_one(&self.pool)
            .await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            // A body that this version cannot read is kept and not shown (I40).
            if let Ok(body) = serde_json::from_str(row.try_get(1)?) {
                found.push((row.try_get(0)?, body));
            }
        }
        Ok((found, u32::try_from(total.try_get::<i64, _>(0)?).unwrap_or(u32::MAX)))
    }

    /// Where each letter of the rail begins.
    pub async fn rail(&self, network: NetworkId) -> Result<Vec<(&'static str, u32)>, Error> {
        // The first two characters of the key say the letter, and the index alone answers.
        let text =
            format!("SELECT substr(sort, 1, 2), count(*) FROM directory WHERE {HERE} GROUP BY 1 ORDER BY 1");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(text)).bind(network.to_string()).fetch_all(&self.pool).await?;
        let mut begins: BTreeMap<&'static str, u32> = BTreeMap::new();
        let mut place = 0_u32;
        for row in rows {
            begins.entry(names::rail(row.try_get(0)?)).or_insert(place);
            place = place.saturating_add(u32::try_from(row.try_get::<i64, _>(1)?).unwrap_or(u32::MAX));
        }
        let mut rail: Vec<_> = begins.into_iter().collect();
        rail.sort_by_key(|(_, place)| *place);
        Ok(rail)
    }
}

/// While the first people of a database arrive, their order is not kept: an index that is written once at the end
/// costs a tenth of one that every page writes anew. Until then a window is sorted when it is asked for.
pub async fn begin_filling(tx: &mut Tx<'_>) -> Result<(), Error> {
    let empty = sqlx::query("SELECT 1 FROM directory LIMIT 1").fetch_optional(&mut **tx).await?.is_none();
    if empty {
        sqlx::query("DROP INDEX IF EXISTS directory_by_sort").execute(&mut **tx).await?;
    }
    Ok(())
}

/// Keeps the order from here on; nothing to do where it is kept.
pub async fn end_filling(tx: &mut Tx<'_>) -> Result<(), Error> {
    sqlx::query("CREATE INDEX IF NOT EXISTS directory_by_sort ON directory (place, sort)")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Derives the whole directory from the stored rows.
pub async fn derive_anew(tx: &mut Tx<'_>) -> Result<(), Error> {
    sqlx::query("DELETE FROM directory").execute(&mut **tx).await?;
    let mut after = i64::MIN;
    loop {
        let rows = sqlx::query(
            "SELECT rows.nr, scopes.place, rows.body FROM rows JOIN scopes ON scopes.nr = rows.scope
             WHERE rows.nr > $1 AND rows.kind = $2 ORDER BY rows.nr LIMIT 2000",
        )
        .bind(after)
        .bind(MemberRow::KIND)
        .fetch_all(&mut **tx)
        .await?;
        let mut people = Vec::with_capacity(rows.len());
        for row in &rows {
            after = row.try_get(0)?;
            if let Some(keys) = directory_keys(MemberRow::KIND, row.try_get(2)?) {
                people.push((after, row.try_get::<i64, _>(1)?, keys));
            }
        }
        for piece in super::bulk::pieces(&people) {
            let mut statement = super::bulk::statement(
                "INSERT INTO directory (row, place, sort, fold) VALUES",
                4,
                piece.len(),
                "",
            );
            for (row, place, keys) in piece {
                statement = statement.bind(*row).bind(*place).bind(keys.sort.clone()).bind(keys.fold.clone());
            }
            statement.execute(&mut **tx).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
