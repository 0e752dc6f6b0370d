//! The live stream: an event when a network moves, for as long as the session lives.

use super::{errors::ApiFailure, extract::Caller};
use crate::{
    app::App,
    live::{
        Counters,
        standing::{Presence, Standing},
    },
    metrics::OpenConnection,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response, Sse, sse},
};
use enishi_wire::{
    errors::ApiError,
    ids::{NetworkId, SessionId},
    limits::HEARTBEAT_SECONDS,
    sync::Poke,
};
use futures_util::{Stream, stream};
use std::{convert::Infallible, time::Duration};
use tokio::sync::watch;

/// Tells when a network moves: a `poke` for each network at once, then one after every commit.
#[utoipa::path(get, path = "/v1/sync/live", tag = "sync", security(("session" = [])), responses(
    (status = 200, description = "Server-sent events named `poke`.", body = Poke, content_type = "text/event-stream"),
    (status = 401, body = ApiError)
))]
pub async fn live(State(app): State<App>, caller: Caller) -> Result<Response, ApiFailure> {
    let presence = app.attendance.enter(&app, caller.account).await?;
    let connection = Connection {
        session: caller.session,
        standing: presence.standing(),
        _presence: presence,
        _counted: app.metrics.open_live(),
        counters: app.database.hub.listen(),
        stopping: app.stopping,
        life: 0,
        told: Vec::new(),
        first: Some(app.database.hub.now()),
    };
    let heartbeat = sse::KeepAlive::new().interval(Duration::from_secs(HEARTBEAT_SECONDS)).text("");
    let stream = Sse::new(pokes(connection)).keep_alive(heartbeat);
    // When the stream ends the connection does: nothing is left that a revoked device could hold on to.
    Ok(([(header::CONNECTION, "close")], stream).into_response())
}

/// An open connection. There may be many thousand: it holds references and the counters that it was told.
struct Connection {
    session: SessionId,
    standing: watch::Receiver<Standing>,
    counters: watch::Receiver<Counters>,
    stopping: watch::Receiver<bool>,
    /// The life of the database that `told` belongs to.
    life: u64,
    told: Vec<(NetworkId, i64)>,
    /// Where the networks were when it opened; what is passed on may be a breath older.
    first: Option<Counters>,
    _presence: Presence,
    _counted: OpenConnection,
}

enum Next {
    Poke(Poke),
    Wait,
    End,
}

impl Connection {
    /// What is to be said at this moment.
    fn look(&mut self) -> Next {
        let standing = self.standing.borrow_and_update();
        if !standing.sessions.iter().any(|(session, _)| *session == self.session) {
            return Next::End;
        }
        let counters = match self.first.take() {
            Some(first) => first,
            None => self.counters.borrow_and_update().clone(),
        };
        if counters.life < self.life {
            return Next::Wait;
        }
        if counters.life > self.life {
            self.life = counters.life;
            self.told.clear();
        }
        if self.told.iter().any(|(network, _)| !standing.networks.contains(network)) {
            // A network is lost, and no poke of it may be left to say so: the device asks anew when its stream ends.
            return Next::End;
        }
        for network in &standing.networks {
            let Some(seq) = counters.seqs.get(network).copied() else { continue };
            match self.told.iter_mut().find(|(known, _)| known == network) {
                Some((_, told)) if *told >= seq => continue,
                Some((_, told)) => *told = seq,
                None => self.told.push((*network, seq)),
            }
            return Next::Poke(Poke { network: *network, seq });
        }
        Next::Wait
    }

    /// The next poke; `None` when the session or the server ends.
    async fn next(&mut self) -> Option<Poke> {
        loop {
            match self.look() {
                Next::Poke(poke) => return Some(poke),
                Next::End => return None,
                Next::Wait => {}
            }
            tokio::select! {
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                changed = self.counters.changed() => changed.ok()?,
                changed = self.standing.changed() => changed.ok()?,
            }
        }
    }
}

fn pokes(connection: Connection) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    stream::unfold(connection, |mut connection| async move {
        let poke = connection.next().await?;
        let event = sse::Event::default().event("poke").json_data(poke).ok()?;
        Some((Ok(event), connection))
    })
}
