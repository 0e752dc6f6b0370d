//! Stores rows of the server and their removals, many at once, with the directory derived from them.

use super::{Tx, bulk, scopes};
use crate::{error::Error, names::Keys, page::PageRow};
use enishi_wire::{changes::Row as _, members::MemberRow, scopes::Scope};
use std::collections::BTreeMap;

/// Stores rows of one scope; an older version than what is here changes nothing (I14).
pub async fn rows(tx: &mut Tx<'_>, place: i64, scope: &Scope, rows: &[PageRow]) -> Result<(), Error> {
    let scope = scopes::number(tx, place, scope).await?;
    let newest = newest(rows);
    let (puts, gone): (Vec<&PageRow>, Vec<&PageRow>) = newest.into_iter().partition(|row| row.body.is_some());
    for piece in bulk::pieces(&puts) {
        put(tx, scope, piece).await?;
    }
    let listed: Vec<(&PageRow, &Keys)> =
        puts.iter().filter_map(|row| row.keys.as_ref().map(|keys| (*row, keys))).collect();
    for piece in bulk::pieces(&listed) {
        list(tx, place, scope, piece).await?;
    }
    for piece in bulk::pieces(&gone) {
        remove(tx, scope, piece).await?;
    }
    Ok(())
}

/// The newest version of each row, in the order in which they came: puts and removals then never meet.
fn newest(rows: &[PageRow]) -> Vec<&PageRow> {
    let mut newest: BTreeMap<(uuid::Uuid, &str), i64> = BTreeMap::new();
    for row in rows {
        let seq = newest.entry((row.id, &row.kind)).or_insert(row.seq);
        *seq = row.seq.max(*seq);
    }
    if newest.len() == rows.len() {
        return rows.iter().collect();
    }
    rows.iter().filter(|row| newest.get(&(row.id, row.kind.as_str())) == Some(&row.seq)).collect()
}

async fn put(tx: &mut Tx<'_>, scope: i64, rows: &[&PageRow]) -> Result<(), Error> {
    let mut statement = bulk::statement(
        "INSERT INTO rows (scope, kind, id, seq, body) VALUES",
        5,
        rows.len(),
        "ON CONFLICT (scope, kind, id) DO UPDATE SET seq = excluded.seq, body = excluded.body
         WHERE excluded.seq >= rows.seq",
    );
    for row in rows {
        let body = row.body.as_ref().map(|body| body.get().to_owned());
        statement = statement.bind(scope).bind(row.kind.clone()).bind(row.id).bind(row.seq).bind(body);
    }
    statement.execute(&mut **tx).await?;
    Ok(())
}

/// Lists people; only those whose row was just stored, not those of which something newer is here.
async fn list(tx: &mut Tx<'_>, place: i64, scope: i64, rows: &[(&PageRow, &Keys)]) -> Result<(), Error> {
    let mut statement = bulk::statement(
        "INSERT OR REPLACE INTO directory (row, place, sort, fold)
         SELECT rows.nr, ?, keys.column3, keys.column4 FROM (VALUES",
        4,
        rows.len(),
        ") AS keys CROSS JOIN rows
         ON rows.scope = ? AND rows.kind = ? AND rows.id = keys.column1 AND rows.seq = keys.column2",
    );
    statement = statement.bind(place);
    for (row, keys) in rows {
        statement = statement.bind(row.id).bind(row.seq).bind(keys.sort.clone()).bind(keys.fold.clone());
    }
    statement.bind(scope).bind(MemberRow::KIND).execute(&mut **tx).await?;
    Ok(())
}

async fn remove(tx: &mut Tx<'_>, scope: i64, rows: &[&PageRow]) -> Result<(), Error> {
    for beginning in [
        "DELETE FROM directory WHERE row IN (SELECT rows.nr FROM (VALUES",
        "DELETE FROM rows WHERE nr IN (SELECT rows.nr FROM (VALUES",
    ] {
        let mut statement = bulk::statement(
            beginning,
            3,
            rows.len(),
            ") AS gone CROSS JOIN rows ON rows.scope = ? AND rows.kind = gone.column1 AND rows.id = gone.column2
             AND rows.seq <= gone.column3)",
        );
        for row in rows {
            statement = statement.bind(row.kind.clone()).bind(row.id).bind(row.seq);
        }
        statement.bind(scope).execute(&mut **tx).await?;
    }
    Ok(())
}
