//! The file of a backup: zstd over NDJSON, the same for both databases.
//!
//! A [`Header`]; for each table a line with its columns and a line for each row, an array; at the end a line
//! with the number of rows and the SHA-256 of everything before it. Whoever reads it to the end without a
//! refusal has read what was written.

use crate::{
    db::tables::{Columns, Kind, SCHEMA, TABLES, Table},
    failure::Failure,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

const FORMAT: &str = "enishi-backup";
const FORMAT_VERSION: i64 = 1;
/// How every zstd file begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// No row is longer; whatever is, is no backup.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    format: String,
    format_version: i64,
    /// The program that wrote it.
    pub version: String,
    /// The schema of its tables.
    pub schema: i64,
    /// The life of the database that it was made of.
    pub epoch: String,
    /// When it was made, ms UTC.
    pub made_at: i64,
    /// How many rows each table has.
    pub tables: BTreeMap<String, u64>,
}

impl Header {
    /// The header of a backup of this program.
    pub fn new(epoch: String, made_at: i64, tables: BTreeMap<String, u64>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: SCHEMA,
            epoch,
            made_at,
            tables,
        }
    }

    /// How many rows there are in all.
    pub fn rows(&self) -> u64 {
        self.tables.values().sum()
    }
}

#[derive(Serialize, Deserialize)]
struct TableLine {
    table: String,
    columns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Trailer {
    end: u64,
    sha256: String,
}

/// Writes a backup line by line.
pub struct Writer<W: Write> {
    out: zstd::Encoder<'static, W>,
    hash: Sha256,
    line: Vec<u8>,
    rows: u64,
}

impl<W: Write> Writer<W> {
    /// Begins with the header.
    pub fn new(out: W, header: &Header) -> io::Result<Self> {
        let mut out = zstd::Encoder::new(out, 3)?;
        out.include_checksum(true)?;
        let mut writer = Self { out, hash: Sha256::new(), line: Vec::new(), rows: 0 };
        writer.say(header)?;
        Ok(writer)
    }

    /// Begins a table.
    pub fn table(&mut self, table: &Table) -> io::Result<()> {
        let columns = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        self.say(&TableLine { table: table.name.to_owned(), columns })
    }

    /// Adds a row of the table that was begun last.
    pub fn row(&mut self, row: &[Value]) -> io::Result<()> {
        self.rows += 1;
        self.say(&row)
    }

    /// Ends the backup; gives what lies below and the hash.
    pub fn finish(mut self) -> io::Result<(W, String)> {
        let sha256 = hex::encode(self.hash.clone().finalize());
        let trailer = Trailer { end: self.rows, sha256: sha256.clone() };
        self.say(&trailer)?;
        Ok((self.out.finish()?, sha256))
    }

    fn say(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, value)?;
        self.line.push(b'\n');
        self.hash.update(&self.line);
        self.out.write_all(&self.line)
    }
}

/// What a backup holds beside its header.
pub enum Item {
    /// The columns of the rows that follow.
    Table(&'static Table, Columns),
    /// A row.
    Row(Vec<Value>),
}

/// Reads a backup; refuses whatever is not exactly one.
pub struct Reader {
    input: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    hash: Sha256,
    line: Vec<u8>,
    /// The header.
    pub header: Header,
    columns: Columns,
    table: &'static str,
    seen: BTreeSet<&'static str>,
    left: u64,
    rows: u64,
    ended: bool,
}

fn not_a_backup() -> Failure {
    Failure::operator("not_a_backup", "This file is no backup of an Enishi server. Nothing was changed.")
}

fn damaged() -> Failure {
    Failure::operator(
        "backup_damaged",
        "The backup is damaged or not whole. Nothing was changed; use another one.",
    )
}

fn newer() -> Failure {
    Failure::operator(
        "backup_newer",
        "The backup was made by a newer enishi-server. Nothing was changed; install that version.",
    )
}

impl Reader {
    /// Opens a file and reads the header.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::operator("no_such_file", "There is no such file."),
            _ => Failure::operator("unreadable_file", "The file cannot be read."),
        })?;
        let mut file = BufReader::new(file);
        if !file.fill_buf().is_ok_and(|start| start.starts_with(&ZSTD)) {
            return Err(not_a_backup());
        }
        let input = BufReader::new(zstd::Decoder::with_buffer(file).map_err(|_| damaged())?);
        let nothing = Header::new(String::new(), 0, BTreeMap::new());
        let mut reader = Self {
            input,
            hash: Sha256::new(),
            line: Vec::new(),
            header: nothing,
            columns: Vec::new(),
            table: "",
            seen: BTreeSet::new(),
            left: 0,
            rows: 0,
            ended: false,
        };
        reader.read_line()?;
        let first: Value = serde_json::from_slice(&reader.line).map_err(|_| not_a_backup())?;
        if first.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(not_a_backup());
        }
        let version = |name: &str| first.get(name).and_then(Value::as_i64).unwrap_or(i64::MAX);
        if version("format_version") > FORMAT_VERSION || version("schema") > SCHEMA {
            return Err(newer());
        }
        reader.header = serde_json::from_value(first).map_err(|_| damaged())?;
        reader.hash.update(&reader.line);
        Ok(reader)
    }

    /// The next item; `None` when the file has ended as a whole backup ends.
    pub fn next(&mut self) -> Result<Option<Item>, Failure> {
        if self.ended {
            return Ok(None);
        }
        self.read_line()?;
        if self.line.starts_with(b"[") {
            self.hash.update(&self.line);
            return self.row().map(|row| Some(Item::Row(row)));
        }
        if let Ok(trailer) = serde_json::from_slice::<Trailer>(&self.line) {
            self.end(&trailer)?;
            return Ok(None);
        }
        self.hash.update(&self.line);
        let line: TableLine = serde_json::from_slice(&self.line).map_err(|_| damaged())?;
        let table = Table::named(&line.table).ok_or_else(damaged)?;
        self.columns = line
            .columns
            .iter()
            .map(|name| table.columns.iter().find(|(known, _)| known == name).copied().ok_or_else(damaged))
            .collect::<Result<_, _>>()?;
        // Each table once, and only when the one before has all its rows.
        if self.left > 0 || !self.seen.insert(table.name) {
            return Err(damaged());
        }
        self.table = table.name;
        self.left = self.header.tables.get(table.name).copied().ok_or_else(damaged)?;
        Ok(Some(Item::Table(table, self.columns.clone())))
    }

    fn row(&mut self) -> Result<Vec<Value>, Failure> {
        let row: Vec<Value> = serde_json::from_slice(&self.line).map_err(|_| damaged())?;
        let fits = |((_, kind), cell): (&(&str, Kind), &Value)| match (kind, cell) {
            (_, Value::Null) | (Kind::Text | Kind::Json, Value::String(_)) => true,
            (Kind::Number, cell) => cell.is_i64(),
            (Kind::Bytes, Value::String(digits)) => {
                digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
            }
            (Kind::Text | Kind::Json | Kind::Bytes, _) => false,
        };
        if row.len() != self.columns.len() || !self.columns.iter().zip(&row).all(fits) {
            return Err(damaged());
        }
        self.left = self.left.checked_sub(1).ok_or_else(damaged)?;
        self.rows += 1;
        Ok(row)
    }

    fn end(&mut self, trailer: &Trailer) -> Result<(), Failure> {
        let hash = hex::encode(self.hash.clone().finalize());
        let whole = self.left == 0 && trailer.end == self.rows && self.header.rows() == self.rows;
        let nothing_after = matches!(self.input.read(&mut [0]), Ok(0));
        if !whole || trailer.sha256 != hash || !nothing_after {
            return Err(damaged());
        }
        self.ended = true;
        Ok(())
    }

    fn read_line(&mut self) -> Result<(), Failure> {
        self.line.clear();
        let mut bounded = (&mut self.input).take(LONGEST_LINE);
        bounded.read_until(b'\n', &mut self.line).map_err(|_| damaged())?;
        if self.line.last() == Some(&b'\n') { Ok(()) } else { Err(damaged()) }
    }
}

/// Reads a backup to its end and keeps nothing of it.
pub fn verify(path: &Path) -> Result<Header, Failure> {
    let mut reader = Reader::open(path)?;
    while reader.next()?.is_some() {}
    if reader.header.schema == SCHEMA && reader.seen.len() != TABLES.len() {
        return Err(damaged());
    }
    Ok(reader.header)
}
