//! The model server: one database, its sessions and backups, and how it feels today.

mod fields;
mod members;
pub mod network;
mod pull;
pub mod push;

use crate::{
    planted::Bugs,
    wire::{Ask, Reply},
};
use enishi_wire::{
    digest::{Comparison, DigestReply, DigestRequest},
    errors::{ApiCode, ApiError},
    ids::{AccountId, NetworkId},
    members::MemberState,
    mutations::{Action, Mutation},
    networks::NetworkKind,
    sign_in::{Me, Place},
    sync::{PullLine, PushOutcome, PushReply, PushRequest, PushResult},
};
use network::{Network, View, scopes_of};
use std::collections::BTreeMap;

/// The title of a post over which the server fails.
pub const POISON: &str = "poison";

/// The title of a post over which the server fails by itself, and answers the rest of the push.
pub const FAULTY: &str = "faulty";

/// A signed-in device.
#[derive(Debug, Clone)]
pub struct Session {
    pub account: AccountId,
    pub ended: bool,
}

/// What a backup holds.
#[derive(Debug, Clone)]
pub struct Database {
    pub epoch: String,
    pub sessions: BTreeMap<u64, Session>,
    pub networks: BTreeMap<NetworkId, Network>,
}

/// The server with its moods.
#[derive(Debug)]
pub struct Server {
    pub database: Database,
    pub backups: Vec<Database>,
    pub up: bool,
    /// Until then it asks for patience.
    pub busy_until: i64,
    /// Until then it is starting or full.
    pub unavailable_until: i64,
    /// Until then it answers wishes with `retry`.
    pub hesitant_until: i64,
    /// How long each shall wait, ms.
    pub hesitant_for: u64,
    /// Until then pulls of the network make it fail.
    pub sick: BTreeMap<NetworkId, i64>,
    /// The oldest app it speaks with.
    pub oldest_app: u32,
    pub bugs: Bugs,
}

impl Server {
    /// A server with these networks.
    pub fn new(epoch: String, networks: BTreeMap<NetworkId, Network>, bugs: Bugs) -> Self {
        Self {
            database: Database { epoch, sessions: BTreeMap::new(), networks },
            backups: Vec::new(),
            up: true,
            busy_until: 0,
            unavailable_until: 0,
            hesitant_until: 0,
            hesitant_for: 0,
            sick: BTreeMap::new(),
            oldest_app: 1,
            bugs,
        }
    }

    /// Whether the device with this token may be served; the account if so.
    ///
    /// # Errors
    /// The code of a refusal.
    pub fn caller(&self, token: u64, app: u32) -> Result<AccountId, ApiCode> {
        if app < self.oldest_app {
            return Err(ApiCode::TooOld);
        }
        match self.database.sessions.get(&token) {
            // A restore from an older backup forgets sessions: no device is emptied for that.
            None => Err(ApiCode::SessionExpired),
            Some(session) if session.ended => Err(ApiCode::Unauthenticated),
            Some(session) => Ok(session.account),
        }
    }

    /// Answers a request.
    pub fn serve(&mut self, ask: &Ask, token: u64, app: u32, now: i64) -> Reply {
        if now < self.unavailable_until {
            return refused(ApiCode::Unavailable, None);
        }
        if now < self.busy_until {
            let wait = u64::try_from(self.busy_until - now).unwrap_or(0);
            return refused(ApiCode::TooManyRequests, Some(wait));
        }
        let account = match self.caller(token, app) {
            Ok(account) => account,
            Err(code) => return refused(code, None),
        };
        match ask {
            Ask::Me => Reply::Me(self.me(account)),
            Ask::Pull(request) => self.pull(account, request, now),
            Ask::Push(request) => self.push(account, request, now),
            Ask::Digest(request) => self.digest(account, request),
            Ask::Live => Reply::Live(self.seqs(account)),
        }
    }

    fn me(&self, account: AccountId) -> Me {
        let places = self.database.networks.values().filter_map(|network| {
            let member = network.members.get(&account).filter(|member| !scopes_of(member).is_empty())?;
            Some(Place {
                network: network.id,
                member: member.id,
                name: String::new(),
                kind: NetworkKind::Company,
                charter: String::new(),
                state: member.state,
            })
        });
        Me { account, email: String::new(), places: places.collect() }
    }

    /// The counters of the networks in which the account is.
    pub fn seqs(&self, account: AccountId) -> BTreeMap<NetworkId, i64> {
        let networks = self.database.networks.values();
        let mine = networks.filter(|network| {
            network.members.get(&account).is_some_and(|member| !scopes_of(member).is_empty())
        });
        mine.map(|network| (network.id, network.seq)).collect()
    }

    fn pull(&self, account: AccountId, request: &enishi_wire::sync::PullRequest, now: i64) -> Reply {
        if self.sick.get(&request.network).is_some_and(|until| now < *until) {
            return refused(ApiCode::Internal, None);
        }
        let Some(network) = self.database.networks.get(&request.network) else {
            return refused(ApiCode::NotFound, None);
        };
        match network.pull(account, request, &self.database.epoch, now) {
            Ok(lines) => {
                let last = match lines.last() {
                    Some(PullLine::PageEnd { more, .. }) => !more,
                    Some(PullLine::Unchanged { .. }) => true,
                    _ => false,
                };
                let view: Option<View> = last.then(|| network.view(account));
                Reply::Page { lines, view, seq: network.seq }
            }
            Err(code) => refused(code, None),
        }
    }

    fn push(&mut self, account: AccountId, request: &PushRequest, now: i64) -> Reply {
        let mut outcomes = Vec::new();
        for mutation in &request.mutations {
            if is_titled(mutation, POISON) {
                return refused(ApiCode::Internal, None);
            }
            // Before anything new, the device must send again what this life of the database has forgotten.
            let named = request.epochs.get(&mutation.network);
            let other_life = named.is_some_and(|epoch| *epoch != self.database.epoch)
                && !planted!(self.bugs, AnyLifeWrites);
            let result = if other_life {
                PushResult::Retry { after_ms: 1_000 }
            } else if is_titled(mutation, FAULTY) {
                PushResult::Failed { after_ms: 30_000 }
            } else if now < self.hesitant_until && mutation.id.0.as_u128() % 3 > 0 {
                PushResult::Retry { after_ms: self.hesitant_for }
            } else {
                match self.database.networks.get_mut(&mutation.network) {
                    Some(network) => network.push(account, mutation, now),
                    None => push::rejected(ApiCode::NotFound),
                }
            };
            outcomes.push(PushOutcome { id: mutation.id, result });
        }
        Reply::Pushed(PushReply { outcomes, epoch: Some(self.database.epoch.clone()) })
    }

    fn digest(&self, account: AccountId, request: &DigestRequest) -> Reply {
        let Some(network) = self.database.networks.get(&request.network) else {
            return refused(ApiCode::NotFound, None);
        };
        let Some(member) = network.members.get(&account) else {
            return refused(ApiCode::NotFound, None);
        };
        let scopes = scopes_of(member);
        let compared = request.scopes.iter().map(|(scope, theirs)| {
            let (ours, newest) = network.digest(member.id, scope);
            // Below the floor a removal may be forgotten: nothing is newer, and yet a row is too many.
            let floor = network.floors.get(scope).copied().unwrap_or(0);
            let moved = request.epoch != self.database.epoch
                || !scopes.contains(scope)
                || newest.max(floor) > theirs.cursor;
            let comparison = match (moved, ours.at(theirs.cursor) == *theirs) {
                (true, _) => Comparison::Moved,
                (false, true) => Comparison::Same,
                (false, false) => Comparison::Differs,
            };
            (scope.clone(), comparison)
        });
        Reply::Compared(DigestReply { scopes: compared.collect() })
    }

    /// Whether the account is a member who may still write.
    pub fn may_write(&self, account: AccountId, network: NetworkId) -> bool {
        let network = self.database.networks.get(&network);
        let member = network.and_then(|network| network.members.get(&account));
        member.is_some_and(|member| matches!(member.state, MemberState::Active | MemberState::Invited))
    }
}

/// Whether a wish is a post of this title.
pub fn is_titled(mutation: &Mutation, wanted: &str) -> bool {
    matches!(&mutation.action, Action::CreatePost { title, .. } if title == wanted)
}

/// A refusal of a whole request.
pub const fn refused(code: ApiCode, retry_after_ms: Option<u64>) -> Reply {
    Reply::Refused(ApiError { code, message: String::new(), field: None, retry_after_ms })
}

/// The scopes of an account in a network; `None` when it is no member.
pub fn scopes_of_account(
    database: &Database,
    account: AccountId,
    network: NetworkId,
) -> Option<std::collections::BTreeSet<enishi_wire::scopes::Scope>> {
    database.networks.get(&network)?.members.get(&account).map(scopes_of)
}
