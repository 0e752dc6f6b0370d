//! A page of a pull, read line by line as it arrives (NDJSON). Bodies stay the text that they were; nothing of a
//! page counts before its last line was here.

use crate::{
    directory::{STILL_THERE, terms::Said},
    error::Error,
    names,
};
use enishi_bridge::errors::AppCode;
use enishi_wire::{
    changes::{Change, Row},
    members::{Class, MemberRow, WrittenMember},
    profile::FacetRow,
    scopes::Scope,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// The longest line that is one of ours: a text of the greatest length in which every character is escaped.
const LINE: usize = 1024 * 1024;

/// A whole page.
#[derive(Debug)]
pub struct Page {
    /// Scopes that begin anew, with the network's `seq` at that moment.
    pub opened: Vec<(Scope, i64)>,
    /// Scopes that were taken away.
    pub dropped: Vec<Scope>,
    /// Rows of each scope, in `seq` order.
    pub rows: BTreeMap<Scope, Vec<PageRow>>,
    /// How it ended.
    pub end: End,
}

/// The last line of a page.
#[derive(Debug)]
pub enum End {
    /// The rows are complete up to these cursors.
    Complete {
        /// The epoch that the cursors belong to.
        epoch: String,
        /// The new cursors.
        cursors: BTreeMap<Scope, i64>,
        /// Whether the server has more at once.
        more: bool,
        /// The server's clock, ms UTC.
        server_time: i64,
    },
    /// Nothing is new.
    Unchanged {
        /// The server's clock, ms UTC.
        server_time: i64,
    },
    /// What is here is forgotten and fetched anew.
    Reset {
        /// The server's epoch.
        epoch: String,
    },
}

/// A row of a page, or its removal.
#[derive(Debug)]
pub struct PageRow {
    /// What the body is.
    pub kind: Arc<str>,
    /// Identity inside its scope and kind.
    pub id: Uuid,
    /// Its version.
    pub seq: i64,
    /// The text of the body; `None` for a removal.
    pub body: Option<Box<RawValue>>,
    /// What it says to the directory.
    pub listing: Option<Listing>,
}

/// What a body says to the directory.
#[derive(Debug, Clone)]
pub enum Listing {
    /// A person: where to list and how to find.
    Person(Box<names::Keys>),
    /// What a person lets an audience see.
    Facet(Said),
}

impl PageRow {
    fn new(kind: Arc<str>, id: Uuid, seq: i64, body: Option<Box<RawValue>>) -> Self {
        let listing = body.as_ref().and_then(|body| listing(&kind, body.get()));
        Self { kind, id, seq, body, listing }
    }

    /// Reads the body as `R`. `None` when the kind differs, the row is gone, or the body is not readable.
    pub fn row<R: Row>(&self) -> Option<R> {
        let body = self.body.as_ref().filter(|_| *self.kind == *R::KIND)?;
        serde_json::from_str(body.get()).ok()
    }

    /// A row of an answer to a push.
    ///
    /// # Errors
    /// None that a parsed answer can cause.
    pub fn of(change: &Change) -> Result<Self, Error> {
        let body = change.body.as_ref().map(serde_json::value::to_raw_value).transpose()?;
        Ok(Self::new(change.kind.as_str().into(), change.id, change.seq, body))
    }
}

/// What a body says to the directory, if it has to say something and can be read.
pub fn listing(kind: &str, body: &str) -> Option<Listing> {
    match kind {
        MemberRow::KIND => {
            let row: WrittenMember<'_> = serde_json::from_str(body).ok()?;
            let mut keys = names::Keys::of(&row);
            if row.class == Class::Staff && keys.left == 0 {
                keys.left = STILL_THERE;
            }
            Some(Listing::Person(Box::new(keys)))
        }
        FacetRow::KIND => serde_json::from_str(body).ok().map(|facet| Listing::Facet(Said::of(facet))),
        _ => None,
    }
}

/// All lines in one form: the kinds of lines differ in which fields they have.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    line: Cow<'a, str>,
    #[serde(borrow, default)]
    scope: Option<Text<'a>>,
    #[serde(default)]
    at: i64,
    #[serde(default)]
    seq: Option<i64>,
    #[serde(borrow, default)]
    kind: Option<Text<'a>>,
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(default)]
    epoch: Option<String>,
    #[serde(default)]
    cursors: Option<BTreeMap<Scope, i64>>,
    #[serde(default)]
    more: bool,
    #[serde(default)]
    server_time: Option<i64>,
}

/// A text that need not be there. Serde copies one inside an `Option` by itself.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Gathers a page from pieces that are cut anywhere.
#[derive(Debug, Default)]
pub struct Reader {
    begun: Vec<u8>,
    opened: Vec<(Scope, i64)>,
    dropped: Vec<Scope>,
    rows: BTreeMap<Scope, Vec<PageRow>>,
    end: Option<End>,
    /// Where the last row was put. Rows of a scope follow each other, most of them of one kind.
    last: Option<Last>,
}

/// The scope and kind of a row, as text and as what they are.
#[derive(Debug)]
struct Last {
    scope_text: String,
    scope: Scope,
    kind: Arc<str>,
    rows: Vec<PageRow>,
}

impl Reader {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `not_an_enishi_server` for a line that is none of ours.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        // What follows the last line break is the beginning of a line that is not whole yet.
        let rest = lines.next_back().unwrap_or_default();
        for line in lines {
            if self.begun.is_empty() {
                self.take(line)?;
            } else {
                let mut whole = std::mem::take(&mut self.begun);
                whole.extend_from_slice(line);
                self.take(&whole)?;
            }
        }
        self.begun.extend_from_slice(rest);
        if self.begun.len() > LINE { Err(AppCode::NotAnEnishiServer.into()) } else { Ok(()) }
    }

    /// The page.
    ///
    /// # Errors
    /// `server_unreachable` when it was cut before its end: half a page is no page. `not_an_enishi_server` when what
    /// is left is not even the beginning of a line of ours.
    pub fn finish(mut self) -> Result<Page, Error> {
        let last = std::mem::take(&mut self.begun);
        if last.first().is_some_and(|first| *first != b'{') {
            return Err(AppCode::NotAnEnishiServer.into());
        }
        // A last line without a line break is whole only if it can be read.
        if self.end.is_none() && self.take(&last).is_err() {
            return Err(AppCode::ServerUnreachable.into());
        }
        self.put_away();
        let end = self.end.ok_or(AppCode::ServerUnreachable)?;
        Ok(Page { opened: self.opened, dropped: self.dropped, rows: self.rows, end })
    }

    fn take(&mut self, line: &[u8]) -> Result<(), Error> {
        if line.is_empty() || self.end.is_some() {
            return Ok(());
        }
        self.read(line).ok_or_else(|| AppCode::NotAnEnishiServer.into())
    }

    /// Where to put a row.
    fn last_of(&mut self, scope: &str, kind: &str) -> Option<&mut Last> {
        if self.last.as_ref().is_none_or(|last| last.scope_text != scope) {
            self.put_away();
            let rows = Vec::new();
            self.last = Some(Last {
                scope_text: scope.to_owned(),
                scope: scope.parse().ok()?,
                kind: kind.into(),
                rows,
            });
        }
        let last = self.last.as_mut()?;
        if *last.kind != *kind {
            last.kind = kind.into();
        }
        Some(last)
    }

    fn put_away(&mut self) {
        if let Some(last) = self.last.take() {
            self.rows.entry(last.scope).or_default().extend(last.rows);
        }
    }

    fn read(&mut self, line: &[u8]) -> Option<()> {
        // The whole line at once: serde_json would ask of each of its texts whether it is UTF-8.
        let line: Line<'_> = serde_json::from_str(simdutf8::basic::from_utf8(line).ok()?).ok()?;
        let scope = || line.scope.as_ref()?.0.parse::<Scope>().ok();
        match &*line.line {
            "row" => {
                let last = self.last_of(&line.scope.as_ref()?.0, &line.kind.as_ref()?.0)?;
                let body = line.body.map(ToOwned::to_owned);
                last.rows.push(PageRow::new(Arc::clone(&last.kind), line.id?, line.seq?, body));
            }
            "scope_open" => self.opened.push((scope()?, line.at)),
            "scope_drop" => self.dropped.push(scope()?),
            "page_end" => {
                let (epoch, cursors, server_time) = (line.epoch?, line.cursors?, line.server_time?);
                self.end = Some(End::Complete { epoch, cursors, more: line.more, server_time });
            }
            "reset" => self.end = Some(End::Reset { epoch: line.epoch? }),
            "unchanged" => self.end = Some(End::Unchanged { server_time: line.server_time? }),
            // A line of a newer server is passed over.
            _ => {}
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::sync::PullLine;
    use proptest::prelude::*;
    use serde_json::json;

    fn written(lines: &[PullLine]) -> Vec<u8> {
        lines.iter().flat_map(|line| serde_json::to_vec(line).unwrap().into_iter().chain(*b"\n")).collect()
    }

    fn lines() -> Vec<PullLine> {
        let row = |seq, body| {
            PullLine::Row(Change { scope: Scope::Members, seq, kind: "member".into(), id: Uuid::nil(), body })
        };
        let cursors = BTreeMap::from([(Scope::Members, 9)]);
        vec![
            PullLine::ScopeDrop { scope: Scope::Staff },
            PullLine::ScopeOpen { scope: Scope::Members, at: 9 },
            row(7, Some(json!({"class": "alumni", "family_name": "佐藤", "kept": [1, {"a": null}]}))),
            row(8, None),
            PullLine::PageEnd { epoch: "e".into(), cursors, more: true, server_time: 1 },
        ]
    }

    proptest! {
        #[test]
        fn a_page_is_the_same_wherever_it_is_cut(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..9)) {
            let mut bytes = written(&lines());
            let with_an_unknown_line = b"{\"line\":\"comet\",\"tail\":7}\n";
            bytes.splice(0..0, *with_an_unknown_line);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut reader = Reader::default();
            for cut in cuts.windows(2) {
                reader.feed(&bytes[cut[0]..cut[1]]).unwrap();
            }
            let page = reader.finish().unwrap();
            prop_assert_eq!(page.opened, [(Scope::Members, 9)]);
            prop_assert_eq!(page.dropped, [Scope::Staff]);
            let rows = &page.rows[&Scope::Members];
            prop_assert_eq!(rows.len(), 2);
            prop_assert!(rows[0].body.as_ref().unwrap().get().contains("\"kept\":[1,{\"a\":null}]"), "fields stay");
            prop_assert!(rows[0].listing.is_some() && rows[1].body.is_none());
            let whole = matches!(page.end, End::Complete { more: true, .. });
            prop_assert!(whole);
        }

        #[test]
        fn half_a_page_is_no_page(keep in any::<prop::sample::Index>()) {
            let bytes = written(&lines());
            // Without its last two bytes the closing line cannot be read.
            let mut reader = Reader::default();
            reader.feed(&bytes[..keep.index(bytes.len() - 1)]).unwrap();
            prop_assert_eq!(reader.finish().err().map(|error| error.code()), Some(AppCode::ServerUnreachable));
        }

        #[test]
        fn no_bytes_make_the_reader_fail_otherwise(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut reader = Reader::default();
            let _refused = reader.feed(&bytes);
            let _cut = reader.finish();
        }
    }

    #[test]
    fn a_page_of_the_web_is_no_page_of_ours_and_not_one_that_was_cut() {
        let mut reader = Reader::default();
        reader.feed(b"<html>").unwrap();
        assert_eq!(reader.finish().err().map(|error| error.code()), Some(AppCode::NotAnEnishiServer));
    }

    #[test]
    fn a_page_may_say_that_nothing_changed_and_say_so_without_a_line_break() {
        let mut reader = Reader::default();
        reader.feed(b"{\"line\":\"unchanged\",\"server_time\":5}").unwrap();
        assert!(matches!(reader.finish().unwrap().end, End::Unchanged { server_time: 5 }));
    }
}
