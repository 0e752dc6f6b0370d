//! Who is told that a network has moved: every open live connection of this process.
//!
//! Commits of this process arrive through [`Hub::moved`]; those of other processes through [`watch`]: on
//! PostgreSQL by LISTEN, on SQLite by looking twice a second whether the file's `data_version` moved.

use crate::{
    db::{Database, Engine, networks},
    failure::Failure,
};
use enishi_wire::ids::NetworkId;
use std::{collections::BTreeMap, time::Duration};
use tokio::sync::watch;

const LOOK: Duration = Duration::from_millis(400);

/// The latest known counter of every network.
#[derive(Debug, Clone)]
pub struct Hub(watch::Sender<BTreeMap<NetworkId, i64>>);

impl Default for Hub {
    fn default() -> Self {
        Self(watch::Sender::new(BTreeMap::new()))
    }
}

impl Hub {
    /// Notes that a network is at `seq`; counters never go back (I11).
    pub fn moved(&self, network: NetworkId, seq: i64) {
        self.0.send_if_modified(|seqs| {
            let known = seqs.entry(network).or_insert(-1);
            let news = seq > *known;
            *known = seq.max(*known);
            news
        });
    }

    /// Wakes whenever any network moves.
    pub fn listen(&self) -> watch::Receiver<BTreeMap<NetworkId, i64>> {
        self.0.subscribe()
    }
}

/// Learns of other processes' commits until the process ends. Trouble is logged once and tried again.
pub async fn watch(database: Database) {
    let mut healthy = true;
    loop {
        let outcome = match database.engine {
            Engine::Sqlite => watch_file(&database).await,
            Engine::Postgres => listen(&database).await,
        };
        if let Err(failure) = outcome
            && std::mem::replace(&mut healthy, false)
        {
            tracing::warn!(%failure, "Commits of other processes are not seen until the database answers.");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn read_all(database: &Database) -> Result<(), Failure> {
    let mut snapshot = database.snapshot().await?;
    for (network, seq) in networks::seqs(&mut snapshot).await? {
        database.hub.moved(network, seq);
    }
    Ok(())
}

async fn watch_file(database: &Database) -> Result<(), Failure> {
    let mut connection = database.dedicated().await?;
    let mut known = -1;
    loop {
        let version = Database::data_version(&mut connection).await?;
        if version != known {
            read_all(database).await?;
            known = version;
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn listen(database: &Database) -> Result<(), Failure> {
    let mut listener = sqlx::postgres::PgListener::connect(&database.url).await?;
    listener.listen("enishi").await?;
    read_all(database).await?;
    loop {
        match listener.try_recv().await? {
            Some(notification) => {
                if let Some((network, seq)) = notification.payload().split_once(' ')
                    && let (Ok(network), Ok(seq)) = (network.parse(), seq.parse())
                {
                    database.hub.moved(network, seq);
                }
            }
            // The connection was lost and is made anew: what was said meanwhile must be read.
            None => read_all(database).await?,
        }
    }
}
