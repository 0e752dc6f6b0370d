//! Pull: one page of what is new for a device, from one snapshot of the database (I13).
//!
//! When a scope was read to its end, its cursor is the network's counter of that snapshot and not the place
//! of its last row: a device that has everything says so with one number, and is answered without a look at
//! any row.

use super::{
    page::{Page, Pieces},
    scopes::scopes_of,
};
use crate::{
    db::{
        Database, Snapshot,
        changes::{self, Wanted},
        erasures, floors, hidden, lines,
        members::{self, Member},
        meta, networks,
    },
    failure::Failure,
};
use enishi_wire::{
    changes::Change,
    ids::AccountId,
    scopes::Scope,
    sync::{PullLine, PullRequest},
};
use futures_util::TryStreamExt;
use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
};
use tokio::task::JoinHandle;

/// So many rows are asked of the database in one answer.
const TOGETHER: usize = 256;

/// An answer, which may go out while it is written.
#[derive(Debug)]
pub enum Answer {
    /// All of it.
    Whole {
        /// The text.
        text: Vec<u8>,
        /// Rows on the page.
        rows: usize,
    },
    /// More than one piece.
    Begun {
        /// The first two.
        pieces: [Vec<u8>; 2],
        /// What follows.
        rest: Pieces,
        /// How many rows were written. After a failure the text has no end, and the device takes it for cut.
        written: JoinHandle<Result<usize, Failure>>,
    },
}

/// The next page for a member of the network. A failure before the second piece is an answer of its own.
pub async fn pull(
    database: &Database,
    account: AccountId,
    request: PullRequest,
    now: i64,
) -> Result<Answer, Failure> {
    let (page, mut rest) = Page::of(request.rows);
    let database = database.clone();
    let written = tokio::spawn(async move { write(&database, account, &request, now, page).await });
    let first = rest.recv().await;
    let second = rest.recv().await;
    match (first, second) {
        (Some(first), Some(second)) => Ok(Answer::Begun { pieces: [first, second], rest, written }),
        (first, _) => {
            let rows = written.await.map_err(|_| Failure::Fault("a page was not written".to_owned()))??;
            Ok(Answer::Whole { text: first.unwrap_or_default(), rows })
        }
    }
}

async fn write(
    database: &Database,
    account: AccountId,
    request: &PullRequest,
    now: i64,
    mut page: Page,
) -> Result<usize, Failure> {
    let mut snapshot = database.snapshot().await?;
    let Some(member) = members::of_account(&mut snapshot, request.network, account).await? else {
        return Err(nobody(&mut snapshot, request).await?);
    };
    let scopes = scopes_of(&member);
    if scopes.is_empty() {
        return Err(Failure::not_permitted());
    }
    let epoch = meta::epoch(&mut snapshot).await?;
    let seq = networks::seq(&mut snapshot, request.network).await?;
    let asked = Asked { request, member: &member, scopes: &scopes, seq };
    if !asked.is_of_this_life(&epoch) {
        page.say(&PullLine::Reset { epoch })?;
    } else if asked.has_everything() {
        page.say(&PullLine::Unchanged { server_time: now })?;
    } else if asked.missed_tombstones(&mut snapshot).await? {
        page.say(&PullLine::Reset { epoch })?;
    } else {
        let (cursors, more) = asked.fill(&mut snapshot, &mut page).await?;
        page.say(&PullLine::PageEnd { epoch, cursors, more, server_time: now })?;
    }
    snapshot.rollback().await?;
    Ok(page.finish())
}

/// What an account without a membership is told. A device that still has the scope of somebody who was deleted is to
/// erase the network; nothing on record says whose that was.
async fn nobody(snapshot: &mut Snapshot, request: &PullRequest) -> Result<Failure, Failure> {
    for scope in request.cursors.keys() {
        if let Scope::Me(member) = scope
            && erasures::of_member(snapshot, request.network, *member).await?.is_some()
        {
            return Ok(Failure::not_permitted());
        }
    }
    Ok(Failure::not_found())
}

/// A request beside what the snapshot says of the one who asks.
struct Asked<'a> {
    request: &'a PullRequest,
    member: &'a Member,
    scopes: &'a BTreeSet<Scope>,
    seq: i64,
}

impl Asked<'_> {
    /// Whether the cursors are of this life of the database (I15), and none is ahead of it (I16).
    fn is_of_this_life(&self, epoch: &str) -> bool {
        let request = self.request;
        let other_life = match request.epoch.as_deref() {
            Some(theirs) => theirs != epoch,
            None => !request.cursors.is_empty(),
        };
        let possible = 0..=self.seq;
        let mut places = request.cursors.values().chain(request.opened.values());
        let ahead = places.any(|place| !possible.contains(place));
        if ahead && !other_life {
            tracing::warn!(network.id = %request.network, "A cursor is ahead of this database: was a backup restored?");
        }
        !other_life && !ahead
    }

    fn has_everything(&self) -> bool {
        self.request.cursors.keys().eq(self.scopes) && self.request.cursors.values().all(|at| *at == self.seq)
    }

    /// Whether tombstones that this device would need were forgotten. What was removed before a scope was
    /// opened never came to the device, so a first sync may take as long as it likes.
    async fn missed_tombstones(&self, snapshot: &mut Snapshot) -> Result<bool, Failure> {
        let behind = |scope: &Scope| {
            let cursor = self.request.cursors.get(scope).copied()?;
            let opened = self.request.opened.get(scope).copied().unwrap_or(0);
            Some(cursor.max(opened)).filter(|place| *place < self.seq)
        };
        if !self.scopes.iter().any(|scope| behind(scope).is_some()) {
            return Ok(false);
        }
        let floors = floors::of_member(snapshot, self.request.network, self.member.id).await?;
        Ok(floors.iter().any(|(scope, floor)| behind(scope).is_some_and(|place| place < *floor)))
    }

    /// The counter when the device opened a scope that it has. One that it has not is opened by this page.
    fn opened(&self, scope: &Scope) -> i64 {
        match self.request.cursors.get(scope) {
            Some(_) => self.request.opened.get(scope).copied().unwrap_or(0),
            None => self.seq,
        }
    }

    /// Fills the page; gives the new cursors and whether there is more.
    async fn fill(
        &self,
        snapshot: &mut Snapshot,
        page: &mut Page,
    ) -> Result<(BTreeMap<Scope, i64>, bool), Failure> {
        for scope in self.request.cursors.keys().filter(|scope| !self.scopes.contains(scope)) {
            page.say(&PullLine::ScopeDrop { scope: scope.clone() })?;
        }
        let mut cursors = BTreeMap::new();
        for scope in self.scopes {
            let cursor = self.request.cursors.get(scope).copied();
            if cursor.is_none() {
                page.say(&PullLine::ScopeOpen { scope: scope.clone(), at: self.seq })?;
            }
            cursors.insert(scope.clone(), cursor.unwrap_or(0));
        }
        let least = cursors.values().copied().min().unwrap_or(0);
        let removals = hidden::removals_after(snapshot, self.request.network, self.member.id, least).await?;
        for (scope, cursor) in &mut cursors {
            let whole =
                *cursor == self.seq || self.read_scope(snapshot, page, &removals, scope, cursor).await?;
            if !whole {
                return Ok((cursors, true));
            }
            *cursor = self.seq;
        }
        Ok((cursors, false))
    }

    /// Adds rows of a scope by the hundred as long as that many fit; `true`: the scope was read to its end.
    async fn read_lines(
        &self,
        snapshot: &mut Snapshot,
        page: &mut Page,
        scope: &Scope,
        opened: i64,
        cursor: &mut i64,
    ) -> Result<bool, Failure> {
        let (network, viewer) = (self.request.network, self.member.id);
        let (began, name) = (*cursor, serde_json::to_string(scope)?);
        while page.room() >= TOGETHER {
            let limit = i64::try_from(TOGETHER).unwrap_or(i64::MAX);
            let wanted = Wanted { network, viewer, scope, began, after: *cursor, opened, limit };
            let Some(lines) = lines::after(snapshot, &wanted, &name).await? else {
                return Ok(true);
            };
            if !page.add_lines(&lines) {
                return Ok(false);
            }
            *cursor = lines.last;
            if lines.rows < limit {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Adds rows of a scope, moving the cursor along (I12); `false`: the page was full before the scope ended.
    async fn read_scope(
        &self,
        snapshot: &mut Snapshot,
        page: &mut Page,
        removals: &[Change],
        scope: &Scope,
        cursor: &mut i64,
    ) -> Result<bool, Failure> {
        let opened = self.opened(scope);
        let began = *cursor;
        let needed = |seq: i64| seq > *cursor && (*cursor > 0 || seq > opened);
        let mine = |removal: &&Change| removal.scope == *scope && needed(removal.seq);
        let mut removals = removals.iter().filter(mine).collect::<Vec<_>>().into_iter().peekable();
        if removals.peek().is_none() && self.read_lines(snapshot, page, scope, opened, cursor).await? {
            return Ok(true);
        }
        // One more than fits, to know whether there is more.
        let limit = i64::try_from(page.room()).unwrap_or(0).saturating_add(1);
        let (network, viewer) = (self.request.network, self.member.id);
        let wanted = Wanted { network, viewer, scope, began, after: *cursor, opened, limit };
        let mut rows = pin!(changes::after(snapshot, &wanted));
        loop {
            let row = rows.try_next().await?;
            let place = row.as_ref().map_or(i64::MAX, |row| row.seq);
            while let Some(removal) = removals.next_if(|removal| removal.seq < place) {
                if !page.add_removal(removal)? {
                    return Ok(false);
                }
                *cursor = removal.seq;
            }
            let Some(row) = row else { return Ok(true) };
            if !page.add(scope, &row)? {
                return Ok(false);
            }
            *cursor = row.seq;
        }
    }
}
