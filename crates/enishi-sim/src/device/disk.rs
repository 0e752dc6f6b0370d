//! What a device keeps through a crash. Each function is one transaction of the real core, except where a
//! planted bug tears it in two.

use super::crash::{Crash, Crashed, Point};
use crate::{planted::Bugs, server::network::Key};
use enishi_sync::{
    overlay::{Pending, PendingState},
    queue::Queued,
};
use enishi_wire::{
    changes::Change,
    errors::ApiCode,
    ids::{MemberId, MutationId, NetworkId},
    mutations::Mutation,
    scopes::Scope,
    sync::PullLine,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// How long what was applied is kept for a restored server.
pub const SENT_LOG: i64 = 7 * 24 * 3_600_000;

/// A row as the device holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub seq: i64,
    pub body: Value,
}

/// One network on the device.
#[derive(Debug, Clone)]
pub struct Place {
    pub member: MemberId,
    pub epoch: Option<String>,
    pub cursors: BTreeMap<Scope, i64>,
    pub opened: BTreeMap<Scope, i64>,
    pub rows: BTreeMap<Key, Held>,
    /// The server's clock when it was last heard.
    pub server_time: Option<i64>,
}

/// An applied wish, kept for the day on which the server comes back from a backup.
#[derive(Debug, Clone)]
pub struct Sent {
    pub mutation: Mutation,
    /// The life of the database that applied it.
    pub epoch: String,
    /// When, by the server's clock as last heard; `None` before the first page.
    pub at: Option<i64>,
    /// Whether it goes again now.
    pub again: bool,
}

/// Everything durable.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    pub token: u64,
    pub places: BTreeMap<NetworkId, Place>,
    pub outbox: Vec<Pending>,
    pub sent: Vec<Sent>,
    pub journal: Vec<Mutation>,
}

/// What a stored page means.
#[derive(Debug, Default)]
pub struct Stored {
    pub more: bool,
    pub seq: i64,
    /// Wishes that go again, because the server lives another life than the one that applied them.
    pub again: Vec<Queued>,
}

impl Place {
    /// A network of which nothing is known yet.
    pub const fn new(member: MemberId) -> Self {
        Self {
            member,
            epoch: None,
            cursors: BTreeMap::new(),
            opened: BTreeMap::new(),
            rows: BTreeMap::new(),
            server_time: None,
        }
    }

    /// Stores a row or its removal; an older version changes nothing.
    pub fn apply(&mut self, change: &Change, bugs: Bugs) {
        let key = (change.scope.clone(), change.kind.clone(), change.id);
        let newer = self.rows.get(&key).is_none_or(|held| change.seq >= held.seq);
        if !newer && !planted!(bugs, OlderWins) {
            return;
        }
        match &change.body {
            Some(body) => drop(self.rows.insert(key, Held { seq: change.seq, body: body.clone() })),
            None if planted!(bugs, TombstoneIgnored) => {}
            None => drop(self.rows.remove(&key)),
        }
    }

    /// Erases a scope.
    fn erase(&mut self, scope: &Scope) {
        self.rows.retain(|(of, ..), _| of != scope);
        self.cursors.remove(scope);
        self.opened.remove(scope);
    }

    /// Whether an answer's row may be stored: its scope is held and no pull has said more of it. A scope that
    /// is not held may have been lost since the answer was given; nothing would ever erase the row.
    pub fn may_hold(&self, change: &Change) -> bool {
        let opened = self.opened.get(&change.scope).copied().unwrap_or(0);
        self.cursors.get(&change.scope).is_some_and(|cursor| change.seq > (*cursor).max(opened))
    }
}

impl Disk {
    /// Stores a page: rows, erased scopes and cursors in one transaction. `Err`: cut before its end.
    ///
    /// # Errors
    /// The device crashed.
    pub fn store_page(
        &mut self,
        network: NetworkId,
        lines: &[PullLine],
        wall: i64,
        (bugs, crash): (Bugs, &mut Crash),
    ) -> Result<Option<Stored>, Crashed> {
        let whole = matches!(
            lines.last(),
            Some(PullLine::PageEnd { .. } | PullLine::Unchanged { .. } | PullLine::Reset { .. })
        );
        let Some(place) = self.places.get_mut(&network) else {
            return Ok(None);
        };
        if !whole {
            return Ok(None);
        }
        crash.here(Point::PageArrived)?;
        let mut stored = Stored::default();
        if planted!(bugs, CursorWithoutRows)
            && let Some(PullLine::PageEnd { cursors, epoch, .. }) = lines.last()
        {
            place.cursors.extend(cursors.clone());
            place.epoch = Some(epoch.clone());
            crash.here(Point::PageTorn)?;
        }
        for line in lines {
            match line {
                PullLine::ScopeOpen { scope, at } => {
                    if !planted!(bugs, ScopeOpenKeeps) {
                        place.erase(scope);
                    }
                    place.opened.insert(scope.clone(), *at);
                }
                PullLine::ScopeDrop { .. } if planted!(bugs, ScopeDropIgnored) => {}
                PullLine::ScopeDrop { scope } => place.erase(scope),
                PullLine::Row(change) => place.apply(change, bugs),
                PullLine::PageEnd { epoch, cursors, more, server_time } => {
                    place.epoch = Some(epoch.clone());
                    place.cursors.clone_from(cursors);
                    place.opened.retain(|scope, at| cursors.get(scope).is_some_and(|cursor| cursor < at));
                    place.server_time = Some(*server_time);
                    stored.more = *more;
                }
                PullLine::Unchanged { server_time } => place.server_time = Some(*server_time),
                PullLine::Reset { epoch } => {
                    // The new life is known before its first page: no wish goes to it before what it has forgotten.
                    let (epoch, server_time) = (Some(epoch.clone()), place.server_time);
                    *place = Place { epoch, server_time, ..Place::new(place.member) };
                    stored.more = true;
                }
                PullLine::Unknown => {}
            }
        }
        stored.seq = place.cursors.values().copied().max().unwrap_or(0);
        let time = place.server_time;
        if let Some(epoch) = place.epoch.clone() {
            stored.again = self.send_again(network, &epoch, bugs);
            // By the server's clock: the device's may be years off.
            let now = if planted!(bugs, SentLogByWall) { Some(wall) } else { time };
            let horizon = now.map(|now| now.saturating_sub(SENT_LOG));
            for sent in self.sent.iter_mut().filter(|sent| sent.mutation.network == network) {
                // A wish that was answered before the first page has no time yet.
                sent.at = sent.at.or(time);
            }
            self.sent.retain(|sent| {
                sent.mutation.network != network || sent.again || sent.at.is_none() || sent.at > horizon
            });
        }
        crash.here(Point::PageStored)?;
        Ok(Some(stored))
    }

    /// Marks what another life of the server applied; answers what was newly marked, oldest first.
    fn send_again(&mut self, network: NetworkId, epoch: &str, bugs: Bugs) -> Vec<Queued> {
        if planted!(bugs, NothingSentAgain) {
            return Vec::new();
        }
        let due = self
            .sent
            .iter_mut()
            .filter(|sent| sent.mutation.network == network && sent.epoch != epoch && !sent.again);
        due.map(|sent| {
            sent.again = true;
            Queued::new(&sent.mutation)
        })
        .collect()
    }

    /// Everything that waits, oldest first: what goes again, then the outbox.
    pub fn queued(&self) -> Vec<Queued> {
        let again = self.sent.iter().filter(|sent| sent.again).map(|sent| Queued::new(&sent.mutation));
        let outbox = self.outbox.iter().map(|pending| Queued {
            parked: matches!(pending.state, PendingState::Failed(_)),
            ..Queued::new(&pending.mutation)
        });
        again.chain(outbox).collect()
    }

    /// Stores what the person wants; what was never sent and is void by it goes. Journal first.
    ///
    /// # Errors
    /// The device crashed.
    pub fn want(&mut self, mutation: &Mutation, crash: &mut Crash) -> Result<Vec<MutationId>, Crashed> {
        crash.here(Point::WishMade)?;
        self.journal.push(mutation.clone());
        crash.here(Point::WishInJournal)?;
        let void: Vec<MutationId> = self
            .outbox
            .iter()
            .filter(|pending| {
                matches!(pending.state, PendingState::Failed(_))
                    || (pending.state == PendingState::Waiting && pending.attempts == 0)
            })
            .filter(|pending| mutation.makes_void(&pending.mutation))
            .map(|pending| pending.mutation.id)
            .collect();
        self.outbox.retain(|pending| !void.contains(&pending.mutation.id));
        self.outbox.push(Pending { mutation: mutation.clone(), state: PendingState::Waiting, attempts: 0 });
        crash.here(Point::WishStored)?;
        for id in &void {
            self.strike(*id);
        }
        Ok(void)
    }

    /// Strikes a wish out of the journal.
    pub fn strike(&mut self, id: MutationId) {
        self.journal.retain(|wish| wish.id != id);
    }

    /// Marks wishes as under way and answers them, oldest first.
    pub fn take(&mut self, ids: &[MutationId]) -> Vec<Mutation> {
        let mut taken = Vec::new();
        for id in ids {
            if let Some(sent) = self.sent.iter().find(|sent| sent.again && sent.mutation.id == *id) {
                taken.push(sent.mutation.clone());
            } else if let Some(pending) = self.pending(*id)
                && !matches!(pending.state, PendingState::Failed(_))
            {
                pending.state = PendingState::Sending;
                pending.attempts += 1;
                taken.push(pending.mutation.clone());
            }
        }
        taken
    }

    /// Sets wishes back to waiting.
    pub fn put_back(&mut self, ids: &[MutationId]) {
        for pending in &mut self.outbox {
            if ids.contains(&pending.mutation.id) && pending.state == PendingState::Sending {
                pending.state = PendingState::Waiting;
            }
        }
    }

    /// Parks a wish with its reason; one that went again comes back into the outbox, so that it is shown.
    pub fn fail(&mut self, id: MutationId, reason: ApiCode) {
        if let Some(place) = self.sent.iter().position(|sent| sent.again && sent.mutation.id == id) {
            let sent = self.sent.remove(place);
            self.journal.push(sent.mutation.clone());
            self.outbox.push(Pending {
                mutation: sent.mutation,
                state: PendingState::Failed(reason),
                attempts: 1,
            });
        } else if let Some(pending) = self.pending(id) {
            pending.state = PendingState::Failed(reason);
        }
    }

    /// A wish of the outbox.
    pub fn pending(&mut self, id: MutationId) -> Option<&mut Pending> {
        self.outbox.iter_mut().find(|pending| pending.mutation.id == id)
    }

    /// What happens before the first request after a start: nothing is under way, and what only the journal
    /// knows comes back. Answers what stays away because a later wish has made it void.
    pub fn reconcile(&mut self) -> Vec<MutationId> {
        let mut away = Vec::new();
        for pending in &mut self.outbox {
            if pending.state == PendingState::Sending {
                pending.state = PendingState::Waiting;
            }
        }
        let journal = std::mem::take(&mut self.journal);
        for (place, wish) in journal.iter().enumerate() {
            let here = self.outbox.iter().any(|pending| pending.mutation.id == wish.id);
            let void = journal.iter().skip(place + 1).any(|later| later.makes_void(wish));
            if !here && void {
                away.push(wish.id);
            } else if !here {
                self.outbox.push(Pending {
                    mutation: wish.clone(),
                    state: PendingState::Waiting,
                    attempts: 0,
                });
            }
        }
        self.journal = self.outbox.iter().map(|pending| pending.mutation.clone()).collect();
        away
    }

    /// The server has other rows in a scope: it is forgotten and comes anew. The rows stay until then.
    pub fn forget_cursor(&mut self, network: NetworkId, scope: &Scope) {
        if let Some(place) = self.places.get_mut(&network) {
            place.cursors.remove(scope);
            place.opened.remove(scope);
        }
    }

    /// Erases a network of which the account is no member any more. Answers the wishes that go with it, which
    /// the farewell names.
    pub fn forget(&mut self, network: NetworkId) -> Vec<MutationId> {
        self.places.remove(&network);
        self.sent.retain(|sent| sent.mutation.network != network);
        let gone = self.outbox.iter().filter(|pending| pending.mutation.network == network);
        let gone: Vec<MutationId> = gone.map(|pending| pending.mutation.id).collect();
        self.outbox.retain(|pending| pending.mutation.network != network);
        self.journal.retain(|wish| wish.network != network);
        gone
    }
}
