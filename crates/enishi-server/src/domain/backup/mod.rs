//! Backup: everything that a database holds, of one moment, in one file that either database can be made
//! of again. It is written beside its place and put there when it is whole.

mod format;
mod restore;

pub use format::{Header, verify};
pub use restore::{Restored, restore};

use crate::{
    db::{Database, condition::of_io, copy, meta, tables::TABLES},
    failure::Failure,
};
use format::{Reader, Writer};
use futures_util::TryStreamExt;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    pin::pin,
};

/// What a backup holds.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Rows in all tables.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of its content before compression.
    pub sha256: String,
}

/// Writes a backup; a file of that name is replaced when the new one is whole.
pub async fn backup(database: &Database, to: &Path, now: i64) -> Result<Written, Failure> {
    if !folder_of(to).is_dir() {
        return Err(Failure::operator("folder_missing", "The folder of the backup is not there."));
    }
    if !may_be_replaced(to) {
        return Err(Failure::operator(
            "not_a_backup",
            "There is a file of that name which is no backup. It was left as it is.",
        ));
    }
    let part = part_of(to)?;
    let written = write(database, &part, now).await;
    let placed = written.and_then(|(rows, sha256)| {
        let bytes = fs::metadata(&part).map_err(on_file)?.len();
        fs::rename(&part, to).map_err(on_file)?;
        sync_folder(to).map_err(on_file)?;
        Ok(Written { rows, bytes, sha256 })
    });
    if placed.is_err() {
        // What is not whole must not be taken for a backup.
        let _ = fs::remove_file(&part);
    }
    placed
}

async fn write(database: &Database, part: &Path, now: i64) -> Result<(u64, String), Failure> {
    let mut snapshot = copy::patient_snapshot(database).await?;
    let epoch = meta::epoch(&mut snapshot).await?;
    let mut tables = BTreeMap::new();
    for table in TABLES {
        tables.insert(table.name.to_owned(), copy::count(&mut snapshot, table).await?);
    }
    let header = Header::new(epoch, now, tables);
    let mut writer = Writer::new(BufWriter::new(create(part).map_err(on_file)?), &header).map_err(on_file)?;
    for table in TABLES {
        writer.table(table).map_err(on_file)?;
        let mut rows = pin!(copy::rows(&mut snapshot, table));
        while let Some(row) = rows.try_next().await? {
            writer.row(&row).map_err(on_file)?;
        }
    }
    snapshot.rollback().await?;
    let (file, sha256) = writer.finish().map_err(on_file)?;
    file.into_inner().map_err(|error| on_file(error.into_error()))?.sync_all().map_err(on_file)?;
    Ok((header.rows(), sha256))
}

fn on_file(error: io::Error) -> Failure {
    Failure::Database(of_io(&error))
}

/// A typing error must not put a backup in the place of the database.
fn may_be_replaced(to: &Path) -> bool {
    let empty = fs::metadata(to).is_ok_and(|file| file.is_file() && file.len() == 0);
    !to.exists() || empty || Reader::open(to).is_ok()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn part_of(to: &Path) -> Result<PathBuf, Failure> {
    let name = to.file_name().ok_or_else(|| Failure::operator("bad_path", "The path names no file."))?;
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".{}.part", std::process::id()));
    Ok(to.with_file_name(part))
}

/// A file for its owner alone: it holds addresses, and hashes of tokens.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The new name must survive a loss of power too.
#[cfg(unix)]
fn sync_folder(of: &Path) -> io::Result<()> {
    File::open(folder_of(of))?.sync_all()
}

/// Folders are not files everywhere.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
