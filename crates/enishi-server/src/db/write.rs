//! The one road by which anything is written.
//!
//! A [`Write`] is the slow part of a transaction: read, check, compute. [`Write::take_turn`] takes the
//! network's counter and gives a [`Turn`]; while it is held nobody else writes to that network, so what it
//! reads is final, and the order of `seq` is the order of commits (I10). A transaction without rows for
//! devices (a session, a mail) commits as a plain `Write`.
//!
//! On SQLite writes that wait for each other share a transaction (`group.rs`): a write sees what earlier ones
//! of its group have written, and its `commit` returns when the group is durable. The table `network_seq` is
//! written at the end of a group, so inside a write a counter is asked of the turn and not of the table. On
//! PostgreSQL every write is a transaction, and the server itself shares the wait for the disk.

use super::{
    Conn, Database, changes,
    group::{Seat, roll_back},
    networks,
};
use crate::{
    failure::Failure,
    live::others::{CHANNEL, RECHECK},
};
use enishi_wire::{
    changes::{Change, Row},
    ids::{AccountId, MemberId, NetworkId},
    scopes::Scope,
};
use sqlx::{Any, Transaction};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A write transaction that has not taken a network's turn.
pub struct Write {
    place: Place,
    database: Database,
    recheck: BTreeSet<AccountId>,
}

enum Place {
    Own(Transaction<'static, Any>),
    Shared(Seat),
}

impl Database {
    /// Begins a write. On SQLite it waits for its place in a group.
    pub async fn write(&self) -> Result<Write, Failure> {
        let place = match &self.groups {
            Some(groups) => Place::Shared(groups.enter().await?),
            None => Place::Own(self.writer.begin().await?),
        };
        Ok(Write { place, database: self.clone(), recheck: BTreeSet::new() })
    }
}

impl Write {
    /// The connection, for statements of `db/`.
    pub fn conn(&mut self) -> &mut Conn {
        match &mut self.place {
            Place::Own(tx) => tx,
            Place::Shared(seat) => seat.conn(),
        }
    }

    /// Takes the network's counter: the last step before the final checks and writes.
    pub async fn take_turn(mut self, network: NetworkId, now: i64) -> Result<Turn, Failure> {
        let known = match &mut self.place {
            Place::Own(_) => None,
            Place::Shared(seat) => seat.counter(network),
        };
        let seq = match known {
            Some(seq) => seq,
            None => networks::lock_seq(self.conn(), network).await?.ok_or_else(Failure::not_found)?,
        };
        Ok(Turn { write: self, network, taken_at: seq, seq, now, changes: Vec::new() })
    }

    /// Says that the write changes sessions or memberships of an account: its live connections are looked at
    /// once it is committed (I30).
    pub fn recheck(&mut self, account: AccountId) {
        self.recheck.insert(account);
    }

    /// Commits, durably (I1).
    pub async fn commit(self) -> Result<(), Failure> {
        self.commit_moved(None).await
    }

    async fn commit_moved(self, moved: Option<(NetworkId, i64)>) -> Result<(), Failure> {
        let Self { place, database, recheck } = self;
        match place {
            Place::Shared(seat) => seat.commit(moved).await?,
            Place::Own(mut tx) => {
                if let Some((network, seq)) = moved {
                    networks::set_seq(&mut tx, network, seq).await?;
                }
                say_recheck(&mut tx, &recheck).await?;
                tx.commit().await?;
                if let Some((network, seq)) = moved {
                    database.tell(network, seq).await;
                }
            }
        }
        for account in recheck {
            database.hub.recheck(account);
        }
        Ok(())
    }

    /// Undoes everything.
    pub async fn roll_back(self) {
        match self.place {
            Place::Own(tx) => roll_back(tx).await,
            Place::Shared(seat) => seat.roll_back().await,
        }
    }
}

/// A write transaction that holds the network's counter.
pub struct Turn {
    write: Write,
    /// The network.
    pub network: NetworkId,
    taken_at: i64,
    seq: i64,
    /// The server's time of this write.
    pub now: i64,
    changes: Vec<Change>,
}

impl Turn {
    /// The connection, for statements of `db/`.
    pub fn conn(&mut self) -> &mut Conn {
        self.write.conn()
    }

    /// Puts the latest version of a row into a scope.
    pub async fn put<R: Row + Sync>(
        &mut self,
        scope: Scope,
        id: Uuid,
        owner: Option<MemberId>,
        row: &R,
    ) -> Result<(), Failure> {
        self.seq += 1;
        let body = serde_json::to_value(row)?;
        let change = Change { scope, seq: self.seq, kind: R::KIND.to_owned(), id, body: Some(body) };
        let (network, now) = (self.network, self.now);
        changes::put(self.conn(), network, &change, owner, now).await?;
        self.changes.push(change);
        Ok(())
    }

    /// Says that a row is gone from a scope; nothing happens where it never was.
    pub async fn remove(&mut self, scope: Scope, kind: &str, id: Uuid) -> Result<(), Failure> {
        let (network, seq, now) = (self.network, self.seq + 1, self.now);
        if changes::bury(self.conn(), network, &scope, kind, id, seq, now).await? {
            self.seq = seq;
            self.changes.push(Change { scope, seq, kind: kind.to_owned(), id, body: None });
        }
        Ok(())
    }

    /// Takes the next `count` places in the order, for rows that `db/` writes by itself; gives the place
    /// before them.
    pub fn take_places(&mut self, count: i64) -> i64 {
        let before = self.seq;
        self.seq = before.saturating_add(count.max(0));
        before
    }

    /// Adds a row that is for the asking member alone to the rows of this write.
    pub fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// See [`Write::recheck`].
    pub fn recheck(&mut self, account: AccountId) {
        self.write.recheck(account);
    }

    /// The rows written so far.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Gives the transaction back with the counter written down, for one that goes on with another network. Nobody is
    /// told of it: only for writes after which devices begin anew, or before anybody is served.
    pub async fn put_down(mut self) -> Result<Write, Failure> {
        if self.seq > self.taken_at {
            let (network, seq) = (self.network, self.seq);
            networks::set_seq(self.conn(), network, seq).await?;
        }
        Ok(self.write)
    }

    /// Commits, then tells everybody who listens that the network has moved.
    pub async fn commit(self) -> Result<(), Failure> {
        let moved = self.seq > self.taken_at;
        self.write.commit_moved(moved.then_some((self.network, self.seq))).await
    }

    /// Undoes everything.
    pub async fn roll_back(self) {
        self.write.roll_back().await;
    }
}

/// More accounts than this are told of as everybody.
const RECHECKED_BY_NAME: usize = 100;

/// Tells the other processes on PostgreSQL whose connections to look at: in the transaction, so that it is
/// heard if and only if it is committed.
async fn say_recheck(conn: &mut Conn, accounts: &BTreeSet<AccountId>) -> Result<(), Failure> {
    if accounts.len() > RECHECKED_BY_NAME {
        return Ok(notify(conn, &format!("{RECHECK} *")).await?);
    }
    for account in accounts {
        notify(&mut *conn, &format!("{RECHECK} {account}")).await?;
    }
    Ok(())
}

async fn notify<'e>(to: impl sqlx::Executor<'e, Database = Any>, said: &str) -> Result<(), sqlx::Error> {
    let notify = "SELECT 1 FROM (SELECT pg_notify($1, $2)) AS sent";
    sqlx::query(notify).bind(CHANNEL).bind(said).execute(to).await?;
    Ok(())
}

impl Database {
    /// Tells this process and the others. Outside the transaction, where it would make all commits of the
    /// database wait for each other, and allowed to fail: a lost poke costs at most one poll interval (I35).
    async fn tell(&self, network: NetworkId, seq: i64) {
        self.hub.moved(network, seq);
        if let Err(error) = notify(&self.writer, &format!("{network} {seq}")).await {
            tracing::warn!(network.id = %network, %error, "The other processes were not told of a commit.");
        }
    }
}
