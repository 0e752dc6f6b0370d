//! What other processes commit: the operator's commands, other servers on the same PostgreSQL, a restore.

use super::read_all;
use crate::{
    db::{Database, Engine},
    failure::Failure,
};
use std::time::Duration;

const LOOK: Duration = Duration::from_millis(400);
/// How often all counters are read although nothing was said: a poke can be lost (I35), a restore says nothing.
const READ: Duration = Duration::from_secs(2);

/// What other processes say on PostgreSQL.
pub const CHANNEL: &str = "enishi";
/// Said, inside the transaction, when an account's sessions or memberships change; `*` is everybody.
pub const RECHECK: &str = "recheck";

/// Learns of other processes' commits until the process ends. Trouble is logged when it begins.
pub(super) async fn watch(database: Database) {
    let mut healthy = true;
    loop {
        let failure = match database.engine {
            Engine::Sqlite => look_at_file(&database, &mut healthy).await,
            Engine::Postgres => {
                tokio::select! {
                    ended = listen(&database, &mut healthy) => ended,
                    ended = read_now_and_then(&database) => ended,
                }
            }
        };
        if let Err(failure) = failure
            && std::mem::replace(&mut healthy, false)
        {
            tracing::warn!(%failure, "Commits of other processes are not seen until the database answers.");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn look_at_file(database: &Database, healthy: &mut bool) -> Result<(), Failure> {
    let mut connection = database.dedicated().await?;
    let mut known = None;
    loop {
        let version = Some(Database::data_version(&mut connection).await?);
        if version != known {
            read_all(database).await?;
            if known.is_some() && database.notice_others().await.is_err() {
                database.hub.recheck_everybody();
            }
            known = version;
            *healthy = true;
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn listen(database: &Database, healthy: &mut bool) -> Result<(), Failure> {
    let mut listener = sqlx::postgres::PgListener::connect(&database.url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // Before anything can be heard, and after the connection was made anew: what was said must be read.
        read_all(database).await?;
        database.hub.recheck_everybody();
        *healthy = true;
        while let Some(notification) = listener.try_recv().await? {
            hear(database, notification.payload());
        }
    }
}

fn hear(database: &Database, said: &str) {
    match said.split_once(' ') {
        Some((RECHECK, "*")) => database.hub.recheck_everybody(),
        Some((RECHECK, account)) => {
            if let Ok(account) = account.parse() {
                database.hub.recheck(account);
            }
        }
        Some((network, seq)) => {
            if let (Ok(network), Ok(seq)) = (network.parse(), seq.parse()) {
                database.hub.moved(network, seq);
            }
        }
        None => {}
    }
}

async fn read_now_and_then(database: &Database) -> Result<(), Failure> {
    loop {
        tokio::time::sleep(READ).await;
        read_all(database).await?;
    }
}
