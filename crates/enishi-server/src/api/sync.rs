//! Pull, push and live.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller},
};
use crate::{
    app::App,
    db::{members, networks},
    domain::{digest, pull, push, scopes::scopes_of, sessions},
    failure::Failure,
    metrics::OpenConnection,
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response, Sse, sse},
};
use enishi_wire::{
    digest::{DigestReply, DigestRequest},
    errors::ApiError,
    ids::{MutationId, NetworkId},
    limits::{HEARTBEAT_SECONDS, PUSH},
    mutations::Mutation,
    sync::{Poke, PullLine, PullRequest, PushOutcome, PushReply, PushRequest, PushResult},
};
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, convert::Infallible, time::Duration};
use tokio::{sync::watch, time::Interval};

/// How often an open connection asks whether it may stay (I30: closed within 5 s).
const RECHECK: Duration = Duration::from_secs(3);

/// What is new in one network: one page of lines.
#[utoipa::path(post, path = "/v1/sync/pull", tag = "sync", security(("session" = [])), request_body = PullRequest, responses(
    (status = 200, description = "One page of lines, NDJSON.", body = PullLine, content_type = "application/x-ndjson"),
    (status = 401, body = ApiError),
    (status = 403, description = "The membership has ended.", body = ApiError),
    (status = 404, description = "Not a member.", body = ApiError)
))]
pub async fn pull(
    State(app): State<App>,
    caller: Caller,
    Body(request): Body<PullRequest>,
) -> Result<Response, ApiFailure> {
    let page = pull::pull(&app.database, caller.account, &request, app.clock.now()).await?;
    app.metrics.page_sent(page.rows());
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], text(page.into_pieces())).into_response())
}

/// A body of pieces. One piece has a length that is known, and so is compressed only when that is worth it.
fn text(mut pieces: Vec<Vec<u8>>) -> axum::body::Body {
    match pieces.pop() {
        Some(only) if pieces.is_empty() => only.into(),
        last => {
            let pieces = pieces.into_iter().chain(last).map(Ok::<_, Infallible>);
            axum::body::Body::from_stream(stream::iter(pieces))
        }
    }
}

/// Whether a device holds exactly the rows that it should.
#[utoipa::path(post, path = "/v1/sync/digest", tag = "sync", security(("session" = [])), request_body = DigestRequest, responses(
    (status = 200, body = DigestReply),
    (status = 401, body = ApiError),
    (status = 403, description = "The membership has ended.", body = ApiError),
    (status = 404, description = "Not a member.", body = ApiError),
    (status = 429, description = "Asked too often.", body = ApiError)
))]
pub async fn digest(
    State(app): State<App>,
    caller: Caller,
    Body(request): Body<DigestRequest>,
) -> Result<Json<DigestReply>, ApiFailure> {
    let reply = digest::compare(&app.database, caller, &request, app.clock.now()).await?;
    app.metrics.compared(&reply);
    Ok(Json(reply))
}

/// The mutations one by one, so that one that is not readable does not stop the others (I7).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPush {
    mutations: Vec<Value>,
}

/// Applies wishes, in the order given.
#[utoipa::path(post, path = "/v1/sync/push", tag = "sync", security(("session" = [])), request_body = PushRequest, responses(
    (status = 200, body = PushReply),
    (status = 401, body = ApiError),
    (status = 422, description = "Too many wishes, or one without an id.", body = ApiError)
))]
pub async fn push(
    State(app): State<App>,
    caller: Caller,
    Body(request): Body<RawPush>,
) -> Result<Json<PushReply>, ApiFailure> {
    if request.mutations.len() > PUSH {
        return Err(Failure::invalid("mutations", "At most 100 wishes at once.").into());
    }
    let mut outcomes = Vec::new();
    for raw in &request.mutations {
        let id = MutationId::deserialize(raw.get("id").unwrap_or(&Value::Null))
            .map_err(|_| Failure::invalid("mutations", "A wish has no id."))?;
        let result = match Mutation::deserialize(raw) {
            Ok(mutation) => push::push(&app.database, caller.account, &mutation, app.clock.now()).await,
            Err(_) => PushResult::Rejected { error: unreadable() },
        };
        app.metrics.pushed(&result);
        outcomes.push(PushOutcome { id, result });
    }
    Ok(Json(PushReply { outcomes }))
}

fn unreadable() -> ApiError {
    ApiError {
        code: enishi_wire::errors::ApiCode::Invalid,
        message: "The wish is not readable.".to_owned(),
        field: None,
        retry_after_ms: None,
    }
}

/// Tells when a network moves: a `poke` for each network at once, then one after every commit.
#[utoipa::path(get, path = "/v1/sync/live", tag = "sync", security(("session" = [])), responses(
    (status = 200, description = "Server-sent events named `poke`.", body = Poke, content_type = "text/event-stream"),
    (status = 401, body = ApiError)
))]
pub async fn live(State(app): State<App>, caller: Caller) -> Result<Response, ApiFailure> {
    let moves = app.database.hub.listen();
    let stopping = app.stopping.clone();
    let open = app.metrics.open_live();
    let mut connection = Connection {
        app,
        caller,
        moves,
        stopping,
        told: BTreeMap::new(),
        waiting: Vec::new(),
        recheck: tokio::time::interval(RECHECK),
        _open: open,
    };
    connection.look().await?;
    let heartbeat = sse::KeepAlive::new().interval(Duration::from_secs(HEARTBEAT_SECONDS)).text("");
    Ok(Sse::new(pokes(connection)).keep_alive(heartbeat).into_response())
}

struct Connection {
    app: App,
    caller: Caller,
    moves: watch::Receiver<BTreeMap<NetworkId, i64>>,
    stopping: watch::Receiver<bool>,
    /// The networks of the account with the counter that the device was told last.
    told: BTreeMap<NetworkId, i64>,
    waiting: Vec<Poke>,
    recheck: Interval,
    _open: OpenConnection,
}

impl Connection {
    /// Reads which networks the account is in and where they are, from the database itself.
    async fn look(&mut self) -> Result<(), Failure> {
        let mut snapshot = self.app.database.snapshot().await?;
        let mut here = BTreeMap::new();
        for member in members::places(&mut snapshot, self.caller.account).await? {
            if !scopes_of(&member).is_empty() {
                here.insert(member.network, networks::seq(&mut snapshot, member.network).await?);
            }
        }
        self.told.retain(|network, _| here.contains_key(network));
        for (network, seq) in here {
            self.tell(network, seq);
        }
        Ok(())
    }

    fn tell(&mut self, network: NetworkId, seq: i64) {
        if self.told.get(&network).is_none_or(|told| *told < seq) {
            self.told.insert(network, seq);
            self.waiting.push(Poke { network, seq });
        }
    }

    /// Passes on what other writers did. No question to the database: every commit wakes every connection.
    fn tell_moves(&mut self) {
        let moved = self.moves.borrow_and_update().clone();
        let mine: Vec<NetworkId> = self.told.keys().copied().collect();
        for network in mine {
            if let Some(seq) = moved.get(&network) {
                self.tell(network, *seq);
            }
        }
    }

    /// The next poke; `None` when the session or the server ends.
    async fn next(&mut self) -> Option<Poke> {
        loop {
            if let Some(poke) = self.waiting.pop() {
                return Some(poke);
            }
            let moved = tokio::select! {
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                changed = self.moves.changed() => {
                    changed.ok()?;
                    true
                }
                _ = self.recheck.tick() => false,
            };
            if moved {
                self.tell_moves();
            } else if sessions::still_alive(&self.app, self.caller).await.ok()? {
                self.look().await.ok()?;
            } else {
                return None;
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
