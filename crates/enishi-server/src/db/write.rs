//! The one road by which anything is written.
//!
//! A [`Write`] is the slow part of a transaction: read, check, compute. [`Write::take_turn`] takes the
//! network's counter and gives a [`Turn`]; while it is held nobody else writes to that network, so what it
//! reads is final, and the order of `seq` is the order of commits (I10). A transaction without rows for
//! devices (a session, a mail) commits as a plain `Write`.

use super::{Conn, Database, Engine, changes};
use crate::failure::Failure;
use enishi_wire::{
    changes::{Change, Row},
    ids::{MemberId, NetworkId},
    scopes::Scope,
};
use sqlx::{Any, Transaction};
use uuid::Uuid;

/// A write transaction that has not taken a network's turn.
pub struct Write {
    tx: Transaction<'static, Any>,
    database: Database,
}

impl Database {
    /// Begins a write. On SQLite it waits for the one writer.
    pub async fn write(&self) -> Result<Write, Failure> {
        let tx = match self.engine {
            Engine::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.writer.begin().await?,
        };
        Ok(Write { tx, database: self.clone() })
    }
}

impl Write {
    /// The connection, for statements of `db/`.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.tx
    }

    /// Takes the network's counter: the last step before the final checks and writes.
    pub async fn take_turn(mut self, network: NetworkId, now: i64) -> Result<Turn, Failure> {
        let seq: Option<i64> =
            sqlx::query_scalar("UPDATE network_seq SET seq = seq WHERE network = $1 RETURNING seq")
                .bind(network.to_string())
                .fetch_optional(&mut *self.tx)
                .await?;
        let seq = seq.ok_or_else(Failure::not_found)?;
        Ok(Turn { write: self, network, taken_at: seq, seq, now, changes: Vec::new() })
    }

    /// Commits, durably (I1).
    pub async fn commit(self) -> Result<(), Failure> {
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything. SQLite may have done so by itself, as on a full disk, and then says that there is
    /// nothing to undo; what failed before is the news, and not this.
    pub async fn roll_back(self) {
        if let Err(error) = self.tx.rollback().await {
            tracing::debug!(%error, "A transaction was undone before.");
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

    /// The rows written so far.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Commits, then tells everybody who listens that the network has moved.
    pub async fn commit(mut self) -> Result<(), Failure> {
        let (network, seq) = (self.network, self.seq);
        let moved = seq > self.taken_at;
        if moved {
            sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
                .bind(network.to_string())
                .bind(seq)
                .execute(self.conn())
                .await?;
        }
        let database = self.write.database.clone();
        self.write.commit().await?;
        if moved {
            database.tell(network, seq).await;
        }
        Ok(())
    }

    /// Undoes everything.
    pub async fn roll_back(self) {
        self.write.roll_back().await;
    }
}

impl Database {
    /// Tells this process, and on PostgreSQL the others. Outside the transaction, and allowed to fail: a
    /// lost poke costs at most one poll interval (I35).
    async fn tell(&self, network: NetworkId, seq: i64) {
        self.hub.moved(network, seq);
        if self.engine == Engine::Postgres {
            let told = sqlx::query("SELECT 1 FROM (SELECT pg_notify('enishi', $1)) AS sent")
                .bind(format!("{network} {seq}"))
                .execute(&self.writer)
                .await;
            if let Err(error) = told {
                tracing::warn!(network.id = %network, %error, "The other processes were not told of a commit.");
            }
        }
    }
}
