//! The text of a page: NDJSON, put together from rows whose bodies are passed on as they are stored.

use crate::{
    db::{changes::StoredChange, lines::Lines},
    failure::Failure,
};
use enishi_wire::{changes::Change, limits, scopes::Scope, sync::PullLine};
use tokio::sync::mpsc;

/// Text is handed on in pieces of about this size, each given back as soon as it was sent.
const PIECE: usize = 64 * 1024;

/// What a row weighs beside its body.
const ROW_WEIGHT: usize = 160;

/// The pieces of a page, in order. They wait for as long as a slow device needs to read them, and the database not.
pub type Pieces = mpsc::UnboundedReceiver<Vec<u8>>;

/// Lines for a device, in the order in which it reads them.
pub struct Page {
    pieces: mpsc::UnboundedSender<Vec<u8>>,
    line: Vec<u8>,
    most_rows: usize,
    rows: usize,
    bytes: usize,
}

impl Page {
    /// A page for a device that wants so many rows; no device gets more than the limits allow.
    pub fn of(wanted: Option<u32>) -> (Self, Pieces) {
        let wanted = wanted.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(limits::PAGE_ROWS);
        let most_rows = wanted.clamp(1, limits::PAGE_ROWS_MOST);
        let (pieces, written) = mpsc::unbounded_channel();
        (Self { pieces, line: Vec::new(), most_rows, rows: 0, bytes: 0 }, written)
    }

    /// How many rows there is room for.
    pub const fn room(&self) -> usize {
        self.most_rows.saturating_sub(self.rows)
    }

    /// Hands the last piece on. Answers how many rows are on the page.
    pub fn finish(mut self) -> usize {
        self.cut();
        self.rows
    }

    /// Adds a line that is no row.
    pub fn say(&mut self, line: &PullLine) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.line, line)?;
        self.line.push(b'\n');
        Ok(())
    }

    /// Adds a row; `false`: it has no room. The first row always has.
    pub fn add(&mut self, scope: &Scope, row: &StoredChange) -> Result<bool, Failure> {
        let body = row.body.as_deref().unwrap_or("null");
        let weight = body.len() + ROW_WEIGHT;
        let most_bytes = self.most_rows.saturating_mul(limits::PAGE_ROW_BYTES);
        if self.room() == 0 || (self.rows > 0 && self.bytes + weight > most_bytes) {
            return Ok(false);
        }
        self.rows += 1;
        self.bytes += weight;
        self.line.extend_from_slice(b"{\"line\":\"row\",\"scope\":");
        serde_json::to_writer(&mut self.line, scope)?;
        self.line.extend_from_slice(b",\"seq\":");
        serde_json::to_writer(&mut self.line, &row.seq)?;
        self.line.extend_from_slice(b",\"kind\":");
        serde_json::to_writer(&mut self.line, &row.kind)?;
        self.line.extend_from_slice(b",\"id\":");
        serde_json::to_writer(&mut self.line, &row.id)?;
        self.line.extend_from_slice(b",\"body\":");
        self.line.extend_from_slice(body.as_bytes());
        self.line.extend_from_slice(b"}\n");
        if self.line.len() >= PIECE {
            self.cut();
        }
        Ok(true)
    }

    /// Adds many rows; `false`: they have no room together.
    pub fn add_lines(&mut self, lines: &Lines) -> bool {
        let (Ok(rows), Ok(bytes)) = (usize::try_from(lines.rows), usize::try_from(lines.bytes)) else {
            return false;
        };
        let weight = bytes.saturating_add(rows.saturating_mul(ROW_WEIGHT));
        let most_bytes = self.most_rows.saturating_mul(limits::PAGE_ROW_BYTES);
        if rows > self.room() || self.bytes.saturating_add(weight) > most_bytes {
            return false;
        }
        self.rows += rows;
        self.bytes += weight;
        self.line.extend_from_slice(lines.text.as_bytes());
        self.line.push(b'\n');
        if self.line.len() >= PIECE {
            self.cut();
        }
        true
    }

    /// Adds the news that a row is gone; `false`: it has no room.
    pub fn add_removal(&mut self, removal: &Change) -> Result<bool, Failure> {
        let row = StoredChange {
            seq: removal.seq,
            kind: removal.kind.clone(),
            id: removal.id.to_string(),
            body: None,
        };
        self.add(&removal.scope, &row)
    }

    fn cut(&mut self) {
        if !self.line.is_empty() {
            // Whoever asked may have gone.
            let _gone =
                self.pieces.send(std::mem::replace(&mut self.line, Vec::with_capacity(PIECE + PIECE / 8)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_that_was_put_together_by_hand_is_the_row_that_serde_writes() {
        let id = "01a1fb0b-2e4a-7320-9fcf-f4834b4ee18d";
        for (scope, body) in [("members", Some(json!({ "a": "縁\n\"\u{2028}" }))), ("galaxy/\"7\"", None)] {
            let scope: Scope = scope.parse().expect("a scope");
            let stored = StoredChange {
                seq: 7,
                kind: "post".to_owned(),
                id: id.to_owned(),
                body: body.as_ref().map(ToString::to_string),
            };
            let (mut page, mut pieces) = Page::of(None);
            assert!(page.add(&scope, &stored).expect("written"));
            assert_eq!(page.finish(), 1);
            let text = pieces.try_recv().expect("a piece");
            let id = id.parse().expect("an id");
            let change = Change { scope, seq: 7, kind: "post".to_owned(), id, body };
            let line: PullLine = serde_json::from_slice(&text).expect("a line");
            assert_eq!(line, PullLine::Row(change));
            let end = text.iter().filter(|byte| **byte == b'\n').count();
            assert_eq!((end, text.last()), (1, Some(&b'\n')), "one line");
        }
    }

    #[test]
    fn a_page_has_room_for_what_was_asked_within_the_limits_and_always_for_one_row() {
        assert_eq!(Page::of(None).0.room(), limits::PAGE_ROWS);
        assert_eq!(Page::of(Some(0)).0.room(), 1);
        assert_eq!(Page::of(Some(u32::MAX)).0.room(), limits::PAGE_ROWS_MOST);
        let row = |body: &str| StoredChange {
            seq: 1,
            kind: "post".to_owned(),
            id: "x".to_owned(),
            body: Some(body.to_owned()),
        };
        let (mut page, _pieces) = Page::of(Some(2));
        assert!(page.add(&Scope::Members, &row(&"x".repeat(100_000))).expect("written"));
        assert!(!page.add(&Scope::Members, &row("{}")).expect("refused"), "the bytes are used up");
    }
}
