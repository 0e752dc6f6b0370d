//! The ZIP itself, and the file that it becomes.

use crate::{error::Error, ids, vault};
use std::{
    io::{self, Cursor, Write},
    path::Path,
};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// A file in the ZIP.
#[derive(Debug)]
pub struct File {
    /// Its name; folders by slashes.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Packs files, each with the time at which they were made.
///
/// # Errors
/// None that a person could do anything about: everything happens in memory.
pub fn zip(files: &[File], made_at: i64) -> Result<Vec<u8>, Error> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        // A JPEG does not get smaller.
        let is_photo = file.content.starts_with(&[0xff, 0xd8, 0xff]);
        let method = if is_photo { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(local(made_at))
            .unix_permissions(0o600);
        writer.start_file(&file.name, options).map_err(file_error)?;
        writer.write_all(&file.content)?;
    }
    Ok(writer.finish().map_err(file_error)?.into_inner())
}

/// Puts a ZIP where a person wants it: whole or not at all, for that person alone to read, and without touching any
/// other file of the folder.
///
/// # Errors
/// `read_only`, `disk_full`.
pub fn put(path: &Path, content: &[u8]) -> Result<(), Error> {
    let part = path.with_file_name(format!("enishi-{}.part", ids::random()));
    let written = write(&part, content).and_then(|()| std::fs::rename(&part, path));
    if let Err(error) = written {
        // Half a file of the own things is not left behind.
        let _may_not_be_there = std::fs::remove_file(&part);
        return Err(error.into());
    }
    vault::sync_folder(path)
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// A ZIP has times of the wall, without a zone.
fn local(at: i64) -> DateTime {
    let time = jiff::Timestamp::from_millisecond(at).ok();
    let time = time.map(|time| time.to_zoned(jiff::tz::TimeZone::system()).datetime());
    let of = |time: jiff::civil::DateTime| {
        let number = |number: i8| u8::try_from(number).ok();
        DateTime::from_date_and_time(
            u16::try_from(time.year()).ok()?,
            number(time.month())?,
            number(time.day())?,
            number(time.hour())?,
            number(time.minute())?,
            number(time.second())?,
        )
        .ok()
    };
    time.and_then(of).unwrap_or_default()
}

fn file_error(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) => Error::File(error),
        _ => Error::Bug("a ZIP could not be written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_put_whole_and_nothing_else_in_its_folder_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.zip");
        std::fs::write(folder.path().join("mine.part"), "of the person").unwrap();
        put(&path, b"one").unwrap();
        put(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read(folder.path().join("mine.part")).unwrap(), b"of the person");
        // A folder stands in the way of the file.
        std::fs::create_dir_all(folder.path().join("other.zip/x")).unwrap();
        put(&folder.path().join("other.zip"), b"three").unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing half is left");
    }

    #[test]
    fn times_that_no_zip_knows_are_no_reason_to_fail() {
        for at in [i64::MIN, -1, 0, 1_795_132_800_000, i64::MAX] {
            let packed = zip(&[File { name: "a.txt".into(), content: b"a".to_vec() }], at).unwrap();
            assert!(packed.starts_with(b"PK"));
        }
    }
}
