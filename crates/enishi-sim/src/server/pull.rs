//! Pull of the model server: one page from one snapshot, by the rules of the protocol.

use super::network::{Network, scopes_of};
use enishi_wire::{
    changes::Change,
    errors::ApiCode,
    ids::AccountId,
    limits::{PAGE_ROWS, PAGE_ROWS_MOST},
    scopes::Scope,
    sync::{PullLine, PullRequest},
};
use std::collections::BTreeMap;

impl Network {
    /// The next page for an account.
    ///
    /// # Errors
    /// The code of a refusal.
    pub fn pull(
        &self,
        account: AccountId,
        request: &PullRequest,
        epoch: &str,
        server_time: i64,
    ) -> Result<Vec<PullLine>, ApiCode> {
        let member = self.members.get(&account).ok_or(ApiCode::NotFound)?;
        let scopes = scopes_of(member);
        if scopes.is_empty() {
            return Err(ApiCode::NotPermitted);
        }
        let held = &request.cursors;
        let other_life = request.epoch.as_deref().is_some_and(|theirs| theirs != epoch)
            || (request.epoch.is_none() && !held.is_empty());
        let not_ours = held.values().any(|cursor| *cursor > self.seq || *cursor < 0);
        let too_old = held.iter().any(|(scope, cursor)| {
            let floor = self.floors.get(scope).copied().unwrap_or(0);
            scopes.contains(scope) && (*cursor).max(opened(request, scope)) < floor
        });
        if other_life || not_ours || (too_old && !planted!(self.bugs, FloorIgnored)) {
            return Ok(vec![PullLine::Reset { epoch: epoch.to_owned() }]);
        }
        if scopes.iter().eq(held.keys()) && held.values().all(|cursor| *cursor == self.seq) {
            return Ok(vec![PullLine::Unchanged { server_time }]);
        }

        let mut lines = Vec::new();
        for scope in held.keys().filter(|scope| !scopes.contains(scope)) {
            lines.push(PullLine::ScopeDrop { scope: scope.clone() });
        }
        for scope in scopes.iter().filter(|scope| !held.contains_key(scope)) {
            lines.push(PullLine::ScopeOpen { scope: scope.clone(), at: self.seq });
        }
        let wish = request.rows.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(PAGE_ROWS);
        let mut room = wish.clamp(1, PAGE_ROWS_MOST);
        let mut more = false;
        let mut cursors = BTreeMap::new();
        for scope in scopes {
            let mut cursor = held.get(&scope).copied().unwrap_or(0);
            if !more {
                let mut changes = self.changes(member.id, &scope, cursor, opened(request, &scope));
                more = changes.len() > room;
                changes.truncate(room);
                room -= changes.len();
                let last = changes.last().map_or(cursor, |change| change.seq);
                if planted!(self.bugs, PageOutOfOrder) {
                    changes.reverse();
                }
                lines.extend(changes.into_iter().map(PullLine::Row));
                cursor = if more && !planted!(self.bugs, CursorAhead) { last } else { self.seq };
            } else if planted!(self.bugs, CursorBack) {
                cursor = 0;
            }
            cursors.insert(scope, cursor);
        }
        lines.push(PullLine::PageEnd { epoch: epoch.to_owned(), cursors, more, server_time });
        Ok(lines)
    }

    /// What is new in a scope for a viewer, in order. A device that holds nothing of it (cursor 0) needs only
    /// the tombstones of what an answer to a push may have brought since the scope was opened.
    fn changes(
        &self,
        viewer: enishi_wire::ids::MemberId,
        scope: &Scope,
        cursor: i64,
        opened: i64,
    ) -> Vec<Change> {
        let buried = |seq: i64| cursor > 0 || (seq > opened && !planted!(self.bugs, NoTombstonesAtZero));
        let rows = self
            .rows
            .iter()
            .filter(|((of, ..), row)| {
                of == scope && row.seq > cursor && (row.body.is_some() || buried(row.seq))
            })
            // That a row is gone is said to everybody: its owner may have been hidden since it was sent.
            .filter(|(_, row)| {
                let gone = row.body.is_none();
                gone || !self.is_hidden(viewer, row.owner)
            })
            .map(|((_, kind, id), row)| (kind, *id, row.seq, row.body.clone()));
        let removals = self
            .removals
            .iter()
            .filter(|((of, (of_scope, ..)), (seq, _))| {
                *of == viewer && of_scope == scope && *seq > cursor && buried(*seq)
            })
            .map(|((_, (_, kind, id)), (seq, _))| (kind, *id, *seq, None));
        let mut changes: Vec<Change> = rows
            .chain(removals)
            .map(|(kind, id, seq, body)| Change { scope: scope.clone(), seq, kind: kind.clone(), id, body })
            .collect();
        changes.sort_by_key(|change| change.seq);
        changes
    }
}

fn opened(request: &PullRequest, scope: &Scope) -> i64 {
    request.opened.get(scope).copied().unwrap_or(0)
}
