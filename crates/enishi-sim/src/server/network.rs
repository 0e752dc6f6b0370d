//! One network of the model server: the latest version of every row in every scope, tombstones, the counter.

use crate::planted::Bugs;
use enishi_wire::{
    changes::{Change, Row},
    digest::RowsDigest,
    events::{Answer, EventPlan},
    ids::{AccountId, EventId, MemberId, MutationId, NetworkId, PostId},
    members::{Class, Duty, Entry, MemberState},
    posts::Audience,
    profile::{FieldKey, ProfileField},
    scopes::Scope,
    sync::PushResult,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Identity of a row: scope, kind, id.
pub type Key = (Scope, String, Uuid);

/// What a viewer may see: each row with its version.
pub type View = BTreeMap<Key, i64>;

/// A row at its latest version; without a body a tombstone.
#[derive(Debug, Clone)]
pub struct Stored {
    pub seq: i64,
    pub owner: Option<MemberId>,
    pub body: Option<Value>,
    pub at: i64,
}

/// A membership.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: MemberId,
    pub class: Class,
    pub state: MemberState,
    pub duties: BTreeSet<Duty>,
    pub entry: Entry,
    pub confirmed_at: Option<i64>,
}

/// A post as the rules know it.
#[derive(Debug, Clone)]
pub struct Post {
    pub audience: Audience,
    pub author: MemberId,
    pub title: String,
    pub removed: bool,
}

/// An event as the rules know it.
#[derive(Debug, Clone)]
pub struct Event {
    pub plan: EventPlan,
    pub organiser: MemberId,
    pub cancelled_at: Option<i64>,
}

/// The first answer to a wish.
#[derive(Debug, Clone)]
pub struct Kept {
    pub member: MemberId,
    pub outcome: PushResult,
}

/// Everything the server holds of one network.
#[derive(Debug, Clone)]
pub struct Network {
    pub id: NetworkId,
    pub seq: i64,
    pub rows: BTreeMap<Key, Stored>,
    /// Rows that one viewer must lose, because its owner was hidden from that viewer.
    pub removals: BTreeMap<(MemberId, Key), (i64, i64)>,
    /// Below these, tombstones are gone.
    pub floors: BTreeMap<Scope, i64>,
    pub members: BTreeMap<AccountId, Member>,
    pub posts: BTreeMap<PostId, Post>,
    pub events: BTreeMap<EventId, Event>,
    pub answers: BTreeMap<(EventId, MemberId), Answer>,
    /// Pairs, each in both directions.
    pub hidden: BTreeSet<(MemberId, MemberId)>,
    pub profiles: BTreeMap<MemberId, BTreeMap<FieldKey, ProfileField>>,
    /// Fields that a wish changed without knowing what they said: the wish, and the version that it took away.
    pub overwritten: Vec<(MutationId, MutationId)>,
    pub kept: BTreeMap<MutationId, Kept>,
    /// The wishes in the order in which they had their effect.
    pub applied: Vec<MutationId>,
    /// What the running transaction has written.
    pub written: Vec<Change>,
    pub bugs: Bugs,
}

impl Network {
    /// An empty network.
    pub const fn new(id: NetworkId, bugs: Bugs) -> Self {
        Self {
            id,
            seq: 0,
            rows: BTreeMap::new(),
            removals: BTreeMap::new(),
            floors: BTreeMap::new(),
            members: BTreeMap::new(),
            posts: BTreeMap::new(),
            events: BTreeMap::new(),
            answers: BTreeMap::new(),
            hidden: BTreeSet::new(),
            profiles: BTreeMap::new(),
            overwritten: Vec::new(),
            kept: BTreeMap::new(),
            applied: Vec::new(),
            written: Vec::new(),
            bugs,
        }
    }

    /// Puts the latest version of a row into a scope.
    pub fn put<R: Row>(&mut self, scope: Scope, id: Uuid, owner: Option<MemberId>, row: &R, now: i64) {
        self.seq += 1;
        let body = serde_json::to_value(row).ok();
        let key = (scope.clone(), R::KIND.to_owned(), id);
        self.rows.insert(key, Stored { seq: self.seq, owner, body: body.clone(), at: now });
        self.written.push(Change { scope, seq: self.seq, kind: R::KIND.to_owned(), id, body });
    }

    /// Turns a row into a tombstone; nothing happens where it never was.
    pub fn remove(&mut self, scope: Scope, kind: &str, id: Uuid, now: i64) {
        let seq = self.seq + 1;
        let key = (scope, kind.to_owned(), id);
        let Some(row) = self.rows.get_mut(&key).filter(|row| row.body.is_some()) else {
            return;
        };
        (row.seq, row.body, row.at) = (seq, None, now);
        self.seq = seq;
        if planted!(self.bugs, NoTombstone) {
            self.rows.remove(&key);
        }
        self.written.push(Change { scope: key.0, seq, kind: key.1, id, body: None });
    }

    /// Whether a row of this owner is kept from the viewer.
    pub fn is_hidden(&self, viewer: MemberId, owner: Option<MemberId>) -> bool {
        !planted!(self.bugs, HiddenSent) && owner.is_some_and(|owner| self.hidden.contains(&(viewer, owner)))
    }

    /// What the truth is, whatever bug the server has: the rows that this account may see.
    pub fn view(&self, account: AccountId) -> View {
        let Some(member) = self.members.get(&account) else {
            return View::new();
        };
        let scopes = scopes_of(member);
        self.rows
            .iter()
            .filter(|((scope, ..), row)| row.body.is_some() && scopes.contains(scope))
            .filter(|(_, row)| !row.owner.is_some_and(|owner| self.hidden.contains(&(member.id, owner))))
            .map(|(key, row)| (key.clone(), row.seq))
            .collect()
    }

    /// The digest of what a viewer may see of a scope, and the highest seq in it, removals included.
    pub fn digest(&self, viewer: MemberId, scope: &Scope) -> (RowsDigest, i64) {
        let (mut digest, mut newest) = (RowsDigest::default(), 0);
        for ((in_scope, kind, id), row) in &self.rows {
            if in_scope == scope {
                newest = newest.max(row.seq);
                let seen = row.body.is_some() && !self.is_hidden(viewer, row.owner);
                if seen || planted!(self.bugs, TombstonesInDigest) {
                    digest.add(kind, *id, row.seq);
                }
            }
        }
        for ((of, (in_scope, ..)), (seq, _)) in &self.removals {
            if *of == viewer && in_scope == scope {
                newest = newest.max(*seq);
            }
        }
        (digest, newest)
    }

    /// Hides two members from each other: each loses what it may hold of the other.
    pub fn hide(&mut self, one: MemberId, other: MemberId, now: i64) {
        for (viewer, owner) in [(one, other), (other, one)] {
            if !self.hidden.insert((viewer, owner)) || planted!(self.bugs, RemovalForgotten) {
                continue;
            }
            // Rows that are gone are named too: the viewer may not have heard of it, and hears no more of the owner.
            let owned = self.rows.iter().filter(|(_, row)| row.owner == Some(owner));
            for key in owned.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
                self.seq += 1;
                self.removals.insert((viewer, key), (self.seq, now));
            }
        }
    }

    /// Shows two members to each other again: the rows come anew.
    pub fn show(&mut self, one: MemberId, other: MemberId, now: i64) {
        for (viewer, owner) in [(one, other), (other, one)] {
            if !self.hidden.remove(&(viewer, owner)) {
                continue;
            }
            self.removals.retain(|(of, key), _| {
                *of != viewer || self.rows.get(key).is_none_or(|row| row.owner != Some(owner))
            });
            for row in self.rows.values_mut().filter(|row| row.owner == Some(owner) && row.body.is_some()) {
                self.seq += 1;
                (row.seq, row.at) = (self.seq, now);
            }
        }
    }

    /// Forgets tombstones that are older than this and raises the floors.
    pub fn prune(&mut self, before: i64) -> usize {
        let (rows, floors) = (&mut self.rows, &mut self.floors);
        let held = rows.len() + self.removals.len();
        let mut raise = |scope: &Scope, seq: i64| {
            let floor = floors.entry(scope.clone()).or_insert(0);
            *floor = seq.max(*floor);
        };
        rows.retain(|(scope, ..), row| {
            let old = row.body.is_none() && row.at < before;
            if old {
                raise(scope, row.seq);
            }
            !old
        });
        self.removals.retain(|(_, (scope, ..)), (seq, at)| {
            if *at < before {
                raise(scope, *seq);
            }
            *at >= before
        });
        held - self.rows.len() - self.removals.len()
    }
}

/// The scopes of a member: the rule of the real server.
pub fn scopes_of(member: &Member) -> BTreeSet<Scope> {
    let mut scopes = BTreeSet::new();
    match member.state {
        MemberState::Left | MemberState::Removed | MemberState::Unknown => return scopes,
        MemberState::Invited | MemberState::Applied | MemberState::Paused | MemberState::Leaving => {}
        MemberState::Active => {
            scopes.insert(Scope::Members);
            match member.class {
                Class::Alumni => drop(scopes.insert(Scope::Alumni)),
                Class::Staff => drop(scopes.insert(Scope::Staff)),
                Class::Fan | Class::Unknown => {}
            }
            scopes.extend(member.duties.iter().copied().map(Scope::Desk));
        }
    }
    scopes.insert(Scope::Me(member.id));
    scopes
}
