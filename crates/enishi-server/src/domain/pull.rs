//! Pull: one page of what is new for a device, from one snapshot of the database (I13).
//!
//! When a scope was read to its end, its cursor is the network's counter of that snapshot and not the place
//! of its last row: a device that has everything says so with one number, and is answered without a look at
//! any row.

use super::{page::Page, scopes::scopes_of};
use crate::{
    db::{
        Database, Snapshot,
        changes::{self, Wanted},
        floors, hidden,
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

/// The next page for a member of the network.
pub async fn pull(
    database: &Database,
    account: AccountId,
    request: &PullRequest,
    now: i64,
) -> Result<Page, Failure> {
    let mut snapshot = database.snapshot().await?;
    let member =
        members::of_account(&mut snapshot, request.network, account).await?.ok_or_else(Failure::not_found)?;
    let scopes = scopes_of(&member);
    if scopes.is_empty() {
        return Err(Failure::not_permitted());
    }
    let epoch = meta::epoch(&mut snapshot).await?;
    let seq = networks::seq(&mut snapshot, request.network).await?;
    let asked = Asked { request, member: &member, scopes: &scopes, seq };
    let mut page = Page::of(request.rows);
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
    Ok(page)
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
        let needed = |seq: i64| seq > *cursor && (*cursor > 0 || seq > opened);
        let mine = |removal: &&Change| removal.scope == *scope && needed(removal.seq);
        let mut removals = removals.iter().filter(mine).collect::<Vec<_>>().into_iter().peekable();
        // One more than fits, to know whether there is more.
        let limit = i64::try_from(page.room()).unwrap_or(0).saturating_add(1);
        let (network, viewer) = (self.request.network, self.member.id);
        let wanted = Wanted { network, viewer, scope, after: *cursor, opened, limit };
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
