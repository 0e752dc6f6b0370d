//! Stores rows of the server and their removals, many at once.

use super::{Tx, bulk, directory, photos, scopes};
use crate::{
    directory::terms::Said,
    error::Error,
    page::{Listing, PageRow, listing},
};
use enishi_wire::{
    changes::Row as _,
    members::MemberRow,
    profile::{FacetRow, ProfileRow},
    scopes::Scope,
};
use sqlx::Row;
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Stores rows of one scope, and takes their bodies for that; an older version than what is here changes nothing (I14).
/// Answers whether everything is now as the rows say, and nothing newer was here.
pub async fn rows(tx: &mut Tx<'_>, place: i64, scope: &Scope, rows: &mut [PageRow]) -> Result<bool, Error> {
    let scope = scopes::number(tx, place, scope).await?;
    let mut exact = true;
    for (kind, rows) in newest(rows) {
        let kind = &*kind;
        let says_less = kind == FacetRow::KIND && takes_away(tx, place, scope, &rows).await?;
        let (puts, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.body.is_some());
        let ids: Vec<Uuid> = puts.iter().map(|row| row.id).collect();
        let lengths = bulk::lengths(puts.len());
        let mut puts = puts.into_iter();
        for length in lengths {
            exact &= put(tx, scope, kind, puts.by_ref().take(length), length).await?;
        }
        for piece in bulk::pieces(&gone) {
            exact &= remove(tx, scope, kind, piece).await?;
        }
        if matches!(kind, FacetRow::KIND | ProfileRow::KIND) {
            photos::erase_unnamed(tx, place).await?;
        }
        if kind == MemberRow::KIND || kind == FacetRow::KIND {
            if gone.is_empty() && !says_less {
                directory::moved(tx, place, &ids).await?;
            } else {
                // Who or what was taken away leaves no trace, in the packed copy neither (I25).
                directory::erase(tx, place).await?;
            }
        }
    }
    Ok(exact)
}

/// Whether facets that come say less than those that are here and in the packed copy, if there is one.
async fn takes_away(tx: &mut Tx<'_>, place: i64, scope: i64, rows: &[&mut PageRow]) -> Result<bool, Error> {
    if !directory::is_kept(tx, place).await? {
        return Ok(false);
    }
    for piece in bulk::pieces(rows) {
        let mut statement = bulk::statement(
            "SELECT rows.id, rows.body FROM (VALUES",
            1,
            piece.len(),
            ") AS wanted CROSS JOIN rows ON rows.id = wanted.column1 AND rows.scope = ? AND rows.kind = ?",
        );
        for row in piece {
            statement = statement.bind(row.id);
        }
        for held in statement.bind(scope).bind(FacetRow::KIND).fetch_all(&mut **tx).await? {
            let id: Uuid = held.try_get(0)?;
            let Some(Listing::Facet(before)) = listing(FacetRow::KIND, held.try_get(1)?) else { continue };
            let comes = piece.iter().find(|row| row.id == id).and_then(|row| row.body.as_ref());
            let stays = |said: &Said| before.terms().all(|term| said.terms().any(|other| other == term));
            let says = comes.and_then(|body| listing(FacetRow::KIND, body.get()));
            if !matches!(says, Some(Listing::Facet(said)) if stays(&said)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The newest version of each row, so that puts and removals never meet. In order of identity: neighbours of an index
/// are written together.
fn newest(rows: &mut [PageRow]) -> BTreeMap<Arc<str>, Vec<&mut PageRow>> {
    let mut kinds: BTreeMap<Arc<str>, Vec<&mut PageRow>> = BTreeMap::new();
    for row in rows {
        kinds.entry(Arc::clone(&row.kind)).or_default().push(row);
    }
    for rows in kinds.values_mut() {
        rows.sort_unstable_by_key(|row| (row.id, std::cmp::Reverse(row.seq)));
        rows.dedup_by_key(|row| row.id);
    }
    kinds
}

async fn put(
    tx: &mut Tx<'_>,
    scope: i64,
    kind: &str,
    rows: impl Iterator<Item = &mut PageRow>,
    count: usize,
) -> Result<bool, Error> {
    let mut statement = bulk::statement(
        "INSERT INTO rows (scope, kind, id, seq, body) SELECT ?, ?, column1, column2, column3 FROM (VALUES",
        3,
        count,
        ") WHERE true ON CONFLICT (scope, kind, id) DO UPDATE SET seq = excluded.seq, body = excluded.body
         WHERE excluded.seq >= rows.seq",
    );
    statement = statement.bind(scope).bind(kind.to_owned());
    for row in rows {
        let body = row.body.take().map(|body| String::from(Box::<str>::from(body)));
        statement = statement.bind(row.id).bind(row.seq).bind(body);
    }
    let done = statement.execute(&mut **tx).await?.rows_affected();
    Ok(usize::try_from(done) == Ok(count))
}

async fn remove(tx: &mut Tx<'_>, scope: i64, kind: &str, rows: &[&mut PageRow]) -> Result<bool, Error> {
    let gone = |beginning: &str, end: &str| {
        let mut statement = bulk::statement(beginning, 2, rows.len(), end);
        for row in rows {
            statement = statement.bind(row.id).bind(row.seq);
        }
        statement.bind(scope).bind(kind.to_owned())
    };
    let done = gone(
        "DELETE FROM rows WHERE nr IN (SELECT rows.nr FROM (VALUES",
        ") AS gone CROSS JOIN rows ON rows.id = gone.column1 AND rows.seq <= gone.column2
         AND rows.scope = ? AND rows.kind = ?)",
    );
    if usize::try_from(done.execute(&mut **tx).await?.rows_affected()) == Ok(rows.len()) {
        return Ok(true);
    }
    // Some were not here, or a newer version is.
    let newer = gone(
        "SELECT EXISTS (SELECT 1 FROM (VALUES",
        ") AS gone CROSS JOIN rows ON rows.id = gone.column1 AND rows.seq > gone.column2
         AND rows.scope = ? AND rows.kind = ?)",
    );
    Ok(!newer.fetch_one(&mut **tx).await?.try_get::<bool, _>(0)?)
}
