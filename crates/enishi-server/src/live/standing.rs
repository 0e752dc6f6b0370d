//! Who may stay: for each account with an open connection, which of its sessions live and which networks it
//! is in (I30).
//!
//! One task reads for all connections, and reads only accounts of which something was heard, or a session of
//! which has come to its end. So an idle connection costs no query, and one that was revoked closes within
//! five seconds.

use super::Suspects;
use crate::{
    app::App,
    db::{members, networks, sessions as table},
    domain::{scopes::scopes_of, sessions},
    failure::Failure,
};
use enishi_wire::ids::{AccountId, NetworkId, SessionId};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// How often the ends of sessions are looked for, and accounts that could not be read are read again.
const TICK: Duration = Duration::from_secs(2);

/// What an account may hear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its live sessions, each with the time at which it ends unless it is used.
    pub sessions: Box<[(SessionId, i64)]>,
    /// Its networks.
    pub networks: Box<[NetworkId]>,
}

/// All accounts with an open connection.
#[derive(Debug, Clone, Default)]
pub struct Attendance(Arc<Mutex<BTreeMap<AccountId, Present>>>);

#[derive(Debug, Default)]
struct Present {
    account: Arc<Account>,
    connections: usize,
}

#[derive(Debug, Default)]
struct Account {
    standing: watch::Sender<Standing>,
    /// Held while reading, so that an older reading never comes after a newer one.
    reading: tokio::sync::Mutex<()>,
}

/// A connection's place in the attendance, until it is dropped.
#[derive(Debug)]
pub struct Presence {
    attendance: Attendance,
    id: AccountId,
    account: Arc<Account>,
}

impl Attendance {
    /// Enters a connection of an account and reads how the account stands.
    pub async fn enter(&self, app: &App, id: AccountId) -> Result<Presence, Failure> {
        // Entered before it is read: what changes from here on is told.
        let presence = self.present(id);
        presence.account.read(app, id).await?;
        Ok(presence)
    }

    fn present(&self, id: AccountId) -> Presence {
        let mut accounts = self.accounts();
        let present = accounts.entry(id).or_default();
        present.connections += 1;
        Presence { attendance: self.clone(), id, account: Arc::clone(&present.account) }
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<AccountId, Present>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chosen(&self, suspects: &Suspects, now: i64) -> Vec<(AccountId, Arc<Account>)> {
        let chosen = |id: &AccountId, account: &Account| {
            suspects.everybody || suspects.accounts.contains(id) || account.has_ended(now)
        };
        let accounts = self.accounts();
        let chosen = accounts.iter().filter(|(id, present)| chosen(id, &present.account));
        chosen.map(|(id, present)| (*id, Arc::clone(&present.account))).collect()
    }
}

impl Presence {
    /// How the account stands, and every change of it.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.account.standing.subscribe()
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut accounts = self.attendance.accounts();
        if let Some(present) = accounts.get_mut(&self.id) {
            present.connections = present.connections.saturating_sub(1);
            if present.connections == 0 {
                accounts.remove(&self.id);
            }
        }
    }
}

impl Account {
    fn has_ended(&self, now: i64) -> bool {
        self.standing.borrow().sessions.iter().any(|(_, end)| *end <= now)
    }

    async fn read(&self, app: &App, id: AccountId) -> Result<(), Failure> {
        let _turn = self.reading.lock().await;
        let now = app.clock.now();
        let mut snapshot = app.database.snapshot().await?;
        let live = table::of_account(&mut snapshot, id).await?;
        let live = live.iter().map(|session| (session.id, sessions::end_of(session)));
        let live = live.filter(|(_, end)| now < *end).collect();
        let mut here = Vec::new();
        for member in members::places(&mut snapshot, id).await? {
            if !scopes_of(&member).is_empty() {
                here.push(member.network);
                let seq = networks::seq(&mut snapshot, member.network).await?;
                app.database.hub.moved(member.network, seq);
            }
        }
        let standing = Standing { sessions: live, networks: here.into() };
        self.standing.send_if_modified(|known| {
            let news = *known != standing;
            *known = standing;
            news
        });
        Ok(())
    }
}

/// Reads the accounts that may have changed, until the process ends.
pub(super) async fn run(app: &App) {
    let mut heard = app.database.hub.suspects.subscribe();
    let mut unread = Suspects::default();
    loop {
        // Changed or a tick: either way the ends of sessions are looked for.
        let _ = tokio::time::timeout(TICK, heard.changed()).await;
        let mut suspects = std::mem::take(&mut unread);
        app.database.hub.suspects.send_if_modified(|heard| {
            suspects.everybody |= heard.everybody;
            suspects.accounts.append(&mut heard.accounts);
            heard.everybody = false;
            false
        });
        for (id, account) in app.attendance.chosen(&suspects, app.clock.now()) {
            if let Err(failure) = account.read(app, id).await {
                tracing::debug!(%failure, "An account with open connections could not be read.");
                unread.accounts.insert(id);
            }
        }
        if suspects.everybody {
            // Another process that writes without pause must not keep this one reading.
            tokio::time::sleep(TICK / 2).await;
        } else if !unread.accounts.is_empty() {
            tokio::time::sleep(TICK).await;
        }
    }
}
