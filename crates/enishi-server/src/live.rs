//! Who is told that a network has moved, and who may stay: every open live connection of this process.
//!
//! Commits of this process arrive through [`Hub::moved`] and [`Hub::recheck`]; those of other processes
//! through [`run`]: on PostgreSQL by LISTEN, on SQLite by looking whether the file's `data_version` moved.
//! An idle connection asks the database nothing: [`standing`] reads for all of them, and only what may have
//! changed.

pub mod others;
pub mod standing;

use crate::{app::App, db::Database, failure::Failure};
use enishi_wire::ids::{AccountId, NetworkId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

/// Connections are woken at most this often, whatever the number of commits.
const BREATH: Duration = Duration::from_millis(100);

/// The counters of all networks, as this process knows them.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// Goes up when the database began another life (I15): counters may then be lower than before.
    pub life: u64,
    epoch: String,
    /// Each network's counter.
    pub seqs: Arc<BTreeMap<NetworkId, i64>>,
}

/// Whose sessions or memberships may have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suspects {
    /// Anybody's.
    pub everybody: bool,
    /// These accounts'.
    pub accounts: BTreeSet<AccountId>,
}

/// Where commits are told.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    known: watch::Sender<Counters>,
    told: watch::Sender<Counters>,
    suspects: watch::Sender<Suspects>,
}

impl Hub {
    /// Notes that a network is at `seq`; in one life of a database counters never go back (I11).
    pub fn moved(&self, network: NetworkId, seq: i64) {
        self.known.send_if_modified(|known| {
            let news = known.seqs.get(&network).is_none_or(|before| *before < seq);
            if news {
                Arc::make_mut(&mut known.seqs).insert(network, seq);
            }
            news
        });
    }

    /// Notes what the database itself says: its epoch and all counters.
    pub fn read(&self, epoch: &str, seqs: &[(NetworkId, i64)]) {
        let mut other_life = false;
        self.known.send_if_modified(|known| {
            other_life = known.epoch != epoch;
            if other_life {
                known.life += 1;
                epoch.clone_into(&mut known.epoch);
                known.seqs = Arc::default();
            }
            let mut news = other_life;
            for (network, seq) in seqs {
                if known.seqs.get(network).is_none_or(|before| before < seq) {
                    Arc::make_mut(&mut known.seqs).insert(*network, *seq);
                    news = true;
                }
            }
            news
        });
        if other_life {
            self.recheck_everybody();
        }
    }

    /// Says that sessions or memberships of an account have changed.
    pub fn recheck(&self, account: AccountId) {
        self.suspects.send_modify(|suspects| suspects.accounts.extend([account]));
    }

    /// Says that anybody's sessions or memberships may have changed.
    pub fn recheck_everybody(&self) {
        self.suspects.send_modify(|suspects| suspects.everybody = true);
    }

    /// What is known at this moment.
    pub fn now(&self) -> Counters {
        self.known.borrow().clone()
    }

    /// Wakes when any network moves, at most every [`BREATH`].
    pub fn listen(&self) -> watch::Receiver<Counters> {
        self.told.subscribe()
    }

    /// Passes on what is known, until the process ends. A move is told at once when the last one is old.
    async fn tell(&self) {
        let mut known = self.known.subscribe();
        loop {
            let latest = known.borrow_and_update().clone();
            self.told.send_replace(latest);
            tokio::time::sleep(BREATH).await;
            if known.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Keeps live connections informed until the process ends.
pub async fn run(app: App) {
    tokio::join!(app.database.hub.tell(), others::watch(app.database.clone()), standing::run(&app));
}

/// Reads where the database is.
async fn read_all(database: &Database) -> Result<(), Failure> {
    let mut snapshot = database.snapshot().await?;
    let epoch = crate::db::meta::epoch(&mut snapshot).await?;
    let seqs = crate::db::networks::seqs(&mut snapshot).await?;
    database.hub.read(&epoch, &seqs);
    Ok(())
}
