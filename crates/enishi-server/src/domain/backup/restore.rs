//! Restore: a database becomes what a backup says, in one transaction and with a new epoch, also while a
//! server runs on it. Devices notice the epoch, forget their rows, keep their outbox and fetch everything.
//!
//! Three things do not go back in time. Counters go on from the highest value, so that open connections
//! hear of it. A session that a person has ended stays ended. And codes that were on their way are worth
//! nothing: one that was used could otherwise be used again.

use super::format::{Header, Item, Reader, verify};
use crate::{
    db::{
        Conn, Database, copy, meta, networks, sessions, sign_in,
        tables::{Columns, TABLES, Table},
    },
    failure::Failure,
};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// What a restore did.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    /// Rows in all tables.
    pub rows: u64,
    /// When the backup was made, ms UTC.
    pub made_at: i64,
    /// The program that made it.
    pub version: String,
    /// The new life of the database.
    pub epoch: String,
}

/// Restores a backup. `replace`: also over a database that holds something.
pub async fn restore(database: &Database, from: &Path, replace: bool, now: i64) -> Result<Restored, Failure> {
    let header = verify(from)?;
    let mut write = copy::exclusive_write(database).await?;
    let replaced = replace_all(database, write.conn(), from, replace, now).await;
    match replaced {
        Ok(epoch) => {
            write.commit().await?;
            let Header { version, made_at, .. } = header.clone();
            Ok(Restored { rows: header.rows(), made_at, version, epoch })
        }
        Err(failure) => {
            write.roll_back().await;
            Err(failure)
        }
    }
}

async fn replace_all(
    database: &Database,
    conn: &mut Conn,
    from: &Path,
    replace: bool,
    now: i64,
) -> Result<String, Failure> {
    if !replace && !is_empty(conn).await? {
        return Err(Failure::operator(
            "not_empty",
            "The database holds networks or accounts. Nothing was changed; with --yes they are replaced by the backup.",
        ));
    }
    let counters: BTreeMap<_, _> = networks::seqs(conn).await?.into_iter().collect();
    let ended = sessions::ended(conn).await?;
    let public_url = meta::get(conn, "public_url").await?;

    copy::clear(conn).await?;
    fill(conn, from).await?;

    let epoch = meta::renew_epoch(conn).await?;
    if let Some(public_url) = public_url {
        meta::set(conn, "public_url", &public_url).await?;
    }
    for (network, seq) in networks::seqs(conn).await? {
        if let Some(before) = counters.get(&network) {
            let seq = seq.max(before.saturating_add(1));
            networks::set_seq(conn, network, seq).await?;
            copy::announce(conn, database.engine, &network.to_string(), seq).await?;
        }
    }
    for (session, at) in ended {
        sessions::keep_ended(conn, &session, at).await?;
    }
    sign_in::end_all(conn, now).await?;
    copy::gather_statistics(conn, database.engine).await?;
    Ok(epoch)
}

async fn is_empty(conn: &mut Conn) -> Result<bool, Failure> {
    for table in TABLES.iter().filter(|table| matches!(table.name, "networks" | "accounts")) {
        if copy::count(conn, table).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the file once more, and again believes nothing before its end.
async fn fill(conn: &mut Conn, from: &Path) -> Result<(), Failure> {
    let mut reader = Reader::open(from)?;
    let mut target: Option<(&Table, Columns)> = None;
    let mut rows = Vec::with_capacity(copy::BATCH);
    loop {
        let item = reader.next()?;
        if let Some((table, columns)) = &target
            && (rows.len() >= copy::BATCH || !matches!(item, Some(Item::Row(_))))
        {
            copy::insert(conn, table, columns, &rows).await?;
            rows.clear();
        }
        match item {
            Some(Item::Table(table, columns)) => target = Some((table, columns)),
            Some(Item::Row(row)) => rows.push(row),
            None => return Ok(()),
        }
    }
}
