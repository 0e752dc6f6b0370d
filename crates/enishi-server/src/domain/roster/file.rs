//! A file becomes rows of cells, whatever encoding and separator it has, without being held in memory.

use crate::failure::Failure;
use calamine::{DataRef, Reader, Xlsx};
use encoding_rs::{Decoder, Encoding, SHIFT_JIS, UTF_8};
use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek},
    path::Path,
};

/// A larger file is no roster of a million rows.
const FILE_BYTES: u64 = 512 * 1024 * 1024;
/// A sheet is compressed and unfolds to many times its size.
const SHEET_BYTES: u64 = 64 * 1024 * 1024;
/// A mark between cells that no cell holds: how a formula's cell is told.
pub const FORMULA: char = '\u{f8ff}';

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The line in the file at which the row begins, or the row of the sheet.
    pub line: u64,
    /// The cells; one that holds a formula is [`FORMULA`].
    pub cells: Vec<String>,
    /// Whether the row comes from a sheet, where short rows are normal and days are numbers.
    pub sheet: bool,
}

/// The refusal of everything that is no table of people.
pub fn not_a_roster(why: &str) -> Failure {
    Failure::operator("not_a_roster", format!("The file is not a roster: {why} Nothing was imported."))
}

/// Reads a file row by row. `take` says whether it wants more.
pub fn read(path: &Path, mut take: impl FnMut(FileRow) -> bool) -> Result<(), Failure> {
    let mut file = File::open(path).map_err(|error| on_open(&error))?;
    let metadata = file.metadata().map_err(|error| on_open(&error))?;
    if metadata.is_dir() {
        return Err(not_a_roster("it is a folder."));
    }
    if metadata.len() > FILE_BYTES {
        return Err(Failure::operator("too_large", "The file is larger than 512 MB. Nothing was imported."));
    }
    let mut head = vec![0; 8192];
    let length = fill(&mut file, &mut head)?;
    head.truncate(length);
    rewind(&mut file)?;
    if head.is_empty() {
        return Err(not_a_roster("it is empty."));
    }
    if head.starts_with(b"PK\x03\x04") {
        if metadata.len() > SHEET_BYTES {
            return Err(Failure::operator(
                "too_large",
                "The sheet is larger than 64 MB; save it as CSV. Nothing was imported.",
            ));
        }
        return read_sheet(file, &mut take);
    }
    let encoding = encoding_of(&mut file, &head)?;
    read_csv(file, encoding, &mut take)
}

fn on_open(error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound => Failure::operator("no_such_file", "There is no such file."),
        _ => Failure::operator("unreadable_file", format!("The file cannot be read: {}.", error.kind())),
    }
}

fn rewind(file: &mut File) -> Result<(), Failure> {
    file.rewind().map_err(|error| on_open(&error))
}

fn fill(file: &mut File, buffer: &mut [u8]) -> Result<usize, Failure> {
    let mut length = 0;
    while let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read(rest).map_err(|error| on_open(&error))? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

/// By the mark at the beginning; without one UTF-8 where the whole file is that, else what Excel writes in Japan.
fn encoding_of(file: &mut File, head: &[u8]) -> Result<&'static Encoding, Failure> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    if head.contains(&0) {
        return Err(not_a_roster("it is not text."));
    }
    let mut text = Text::new(file.try_clone().map_err(|error| on_open(&error))?, UTF_8);
    let is_utf8 = io::copy(&mut text, &mut io::sink()).is_ok();
    rewind(file)?;
    Ok(if is_utf8 { UTF_8 } else { SHIFT_JIS })
}

fn read_csv(
    file: File,
    encoding: &'static Encoding,
    take: &mut impl FnMut(FileRow) -> bool,
) -> Result<(), Failure> {
    let mut text = Text::new(BufReader::new(file), encoding);
    let mut start = vec![0; 4096];
    let length = read_some(&mut text, &mut start)?;
    start.truncate(length);
    let opening = String::from_utf8_lossy(&start).trim_start().to_ascii_lowercase();
    if opening.starts_with("<!doctype")
        || opening.starts_with("<html")
        || opening.starts_with("<?xml")
        || opening.starts_with("%pdf")
    {
        return Err(not_a_roster("it is a page or a document."));
    }
    let separator = separator(&start);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(io::Cursor::new(start).chain(text));
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(_) => {
                return Err(not_a_roster("its encoding is none of UTF-8, UTF-16 and Shift_JIS."));
            }
        }
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        // Counted from the end: blank lines before a record belong to no record.
        let inner: usize = cells.iter().map(|cell| cell.matches('\n').count()).sum();
        let after = reader.position().line();
        let line = after.saturating_sub(1).saturating_sub(u64::try_from(inner).unwrap_or(0)).max(1);
        if !take(FileRow { line, cells, sheet: false }) {
            return Ok(());
        }
    }
}

fn read_some(text: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Failure> {
    text.read(buffer).map_err(|_| not_a_roster("its encoding is none of UTF-8, UTF-16 and Shift_JIS."))
}

/// The separator that the first line has most of.
fn separator(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').find(|line| !line.is_empty()).unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|byte| **byte == separator).count();
    [b';', b'\t', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// Text of any encoding as UTF-8 with `\n` at the end of every line, the last one too.
struct Text<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    after_return: bool,
    ended: bool,
}

impl<R: Read> Text<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 * 1024],
            ready: Vec::new(),
            taken: 0,
            after_return: false,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.taken = 0;
        let length = self.source.read(&mut self.raw)?;
        let bytes = self.raw.get(..length).unwrap_or_default();
        let last = length == 0;
        let room = self.decoder.max_utf8_buffer_length_without_replacement(length).unwrap_or(length * 4 + 16);
        let mut text = String::with_capacity(room);
        let (result, _) = self.decoder.decode_to_string_without_replacement(bytes, &mut text, last);
        if !matches!(result, encoding_rs::DecoderResult::InputEmpty) {
            return Err(io::Error::new(ErrorKind::InvalidData, "not this encoding"));
        }
        for character in text.chars() {
            match character {
                '\n' if self.after_return => self.after_return = false,
                '\r' => {
                    self.after_return = true;
                    self.ready.push(b'\n');
                }
                other => {
                    self.after_return = false;
                    self.ready.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
        if last {
            self.ended = true;
            self.ready.push(b'\n');
        }
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken >= self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = self.ready.get(self.taken..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.taken += length;
        Ok(length)
    }
}

fn read_sheet(file: File, take: &mut impl FnMut(FileRow) -> bool) -> Result<(), Failure> {
    let broken = |_| not_a_roster("it is a zip file, but not a sheet of Excel.");
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(broken)?;
    let name = book.sheet_names().into_iter().next().ok_or_else(|| not_a_roster("it has no sheet."))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut row: Option<FileRow> = None;
    while let Some(cell) = cells.next_cell_with_formula().map_err(broken)? {
        let (line, column) = (u64::from(cell.pos.0) + 1, usize::try_from(cell.pos.1).unwrap_or(usize::MAX));
        if row.as_ref().is_some_and(|row| row.line != line)
            && let Some(done) = row.take()
            && !take(done)
        {
            return Ok(());
        }
        // Further right than any roster reaches: a stray cell must not make a row of 16,000 cells.
        if column >= 500 {
            continue;
        }
        let row = row.get_or_insert_with(|| FileRow { line, cells: Vec::new(), sheet: true });
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        if let Some(place) = row.cells.get_mut(column) {
            *place = if cell.formula.is_some() { FORMULA.to_string() } else { words(&cell.value) };
        }
    }
    if let Some(done) = row {
        take(done);
    }
    Ok(())
}

/// A cell as a person reads it.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // `{}` writes a whole number without a point, as Excel shows it.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
