//! Pull: one page of what is new for a device, from one snapshot of the database (I13).

use super::scopes::scopes_of;
use crate::{
    db::{Database, Snapshot, changes, members, meta, networks},
    failure::Failure,
};
use enishi_wire::{
    ids::AccountId,
    limits::{PAGE_ROW_BYTES, PAGE_ROWS},
    scopes::Scope,
    sync::{PullLine, PullRequest},
};
use std::collections::BTreeMap;

/// The next page for a member of the network.
pub async fn pull(
    database: &Database,
    account: AccountId,
    request: &PullRequest,
    now: i64,
) -> Result<Vec<PullLine>, Failure> {
    let mut snapshot = database.snapshot().await?;
    let member =
        members::of_account(&mut snapshot, request.network, account).await?.ok_or_else(Failure::not_found)?;
    let scopes = scopes_of(&member);
    if scopes.is_empty() {
        return Err(Failure::not_permitted());
    }
    let epoch = meta::epoch(&mut snapshot).await?;
    let seq = networks::seq(&mut snapshot, request.network).await?;
    let other_life = request.epoch.as_deref().is_some_and(|theirs| theirs != epoch)
        || (request.epoch.is_none() && !request.cursors.is_empty());
    let from_the_future = request.cursors.values().any(|cursor| *cursor > seq || *cursor < 0);
    if from_the_future && !other_life {
        tracing::warn!(network.id = %request.network, "A cursor is ahead of this database: was a backup restored?");
    }
    if other_life || from_the_future {
        return Ok(vec![PullLine::Reset { epoch }]);
    }

    let mut page = Page::default();
    for scope in request.cursors.keys().filter(|scope| !scopes.contains(scope)) {
        page.lines.push(PullLine::ScopeDrop { scope: scope.clone() });
    }
    let mut cursors = BTreeMap::new();
    for scope in scopes {
        let cursor = request.cursors.get(&scope).copied();
        if cursor.is_none() {
            page.lines.push(PullLine::ScopeOpen { scope: scope.clone(), at: seq });
        }
        cursors.insert(scope, cursor.unwrap_or(0));
    }
    for (scope, cursor) in &mut cursors {
        page.fill(&mut snapshot, request, scope, cursor).await?;
    }
    page.lines.push(PullLine::PageEnd { epoch, cursors, more: page.more, server_time: now });
    Ok(page.lines)
}

#[derive(Default)]
struct Page {
    lines: Vec<PullLine>,
    rows: usize,
    bytes: usize,
    more: bool,
}

impl Page {
    /// Adds rows of a scope until the scope or the page ends, and moves the cursor along (I12).
    async fn fill(
        &mut self,
        snapshot: &mut Snapshot,
        request: &PullRequest,
        scope: &Scope,
        cursor: &mut i64,
    ) -> Result<(), Failure> {
        if self.more {
            return Ok(());
        }
        // One more than fits, to know whether there is more.
        let limit = i64::try_from(PAGE_ROWS - self.rows.min(PAGE_ROWS) + 1).unwrap_or(1);
        for row in changes::after(snapshot, request.network, scope, *cursor, limit).await? {
            let weight = row.weight();
            if self.rows >= PAGE_ROWS || (self.rows > 0 && self.bytes + weight > PAGE_ROWS * PAGE_ROW_BYTES) {
                self.more = true;
                return Ok(());
            }
            self.rows += 1;
            self.bytes += weight;
            *cursor = row.seq;
            self.lines.push(PullLine::Row(row.into_change(scope)?));
        }
        Ok(())
    }
}
