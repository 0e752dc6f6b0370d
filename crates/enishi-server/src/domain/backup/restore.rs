//! Restore: a database becomes what a backup says, in one transaction and with a new epoch, also while a
//! server runs on it. Devices notice the epoch, forget their rows, keep their outbox and fetch everything.
//!
//! Five things do not go back in time. Counters go on from the highest value, so that open connections
//! hear of it. A session that a person has ended stays ended. Codes that were on their way are worth
//! nothing: one that was used could otherwise be used again; nor are one-time keys of devices, for the same reason. And whoever is on record as deleted is deleted once
//! more, in the same transaction: nobody sees in between what came back.

use super::format::{Header, Item, Reader, verify};
use crate::domain::erasure;
use crate::{
    db::{
        Conn, Database, copy, devices, erasures, meta, networks, sessions, sign_in,
        tables::{Columns, TABLES, Table},
    },
    failure::Failure,
};
use serde::Serialize;
use serde_json::Value;
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
    /// How many people the backup brought back who had been deleted since; they were deleted once more.
    pub deleted_again: u64,
}

/// Restores a backup. `replace`: also over a database that holds something.
pub async fn restore(database: &Database, from: &Path, replace: bool, now: i64) -> Result<Restored, Failure> {
    let header = verify(from)?;
    let mut write = copy::exclusive_write(database).await?;
    let known = erasure::on_record(database, &mut write).await;
    let replaced = match known {
        Ok(known) => {
            replace_all(database, write.conn(), from, replace, now).await.map(|epoch| (known, epoch))
        }
        Err(failure) => Err(failure),
    };
    let (known, epoch) = match replaced {
        Ok(replaced) => replaced,
        Err(failure) => {
            write.roll_back().await;
            return Err(failure);
        }
    };
    // A failure in it drops the transaction, which undoes everything.
    let (write, deleted_again) = erasure::replay(write, &known, now).await?;
    write.commit().await?;
    let Header { version, made_at, .. } = header.clone();
    Ok(Restored { rows: header.rows(), made_at, version, epoch, deleted_again })
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
    let of_nobody = erasures::ended_tokens(conn).await?;
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
    for (token, at) in of_nobody {
        erasures::keep_ended_token(conn, &token, at).await?;
    }
    sign_in::end_all(conn, now).await?;
    devices::forget_one_time_keys(conn).await?;
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

/// Bytes of rows that are held before they are written: parts of attachments are long.
const HELD: usize = 4 << 20;

/// Reads the file once more, and again believes nothing before its end.
async fn fill(conn: &mut Conn, from: &Path) -> Result<(), Failure> {
    let mut reader = Reader::open(from)?;
    let mut target: Option<(&Table, Columns)> = None;
    let (mut rows, mut held) = (Vec::with_capacity(copy::BATCH), 0_usize);
    loop {
        let item = reader.next()?;
        if let Some((table, columns)) = &target
            && (rows.len() >= copy::BATCH || held > HELD || !matches!(item, Some(Item::Row(_))))
        {
            copy::insert(conn, table, columns, &rows).await?;
            rows.clear();
            held = 0;
        }
        match item {
            Some(Item::Table(table, columns)) => target = Some((table, columns)),
            Some(Item::Row(row)) => {
                held += row.iter().filter_map(Value::as_str).map(str::len).sum::<usize>();
                rows.push(row);
            }
            None => return Ok(()),
        }
    }
}
