//! Pull and push.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller},
};
use crate::{
    app::App,
    domain::{
        digest, pull,
        push::{self, Lives},
    },
    failure::Failure,
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use enishi_wire::{
    digest::{DigestReply, DigestRequest},
    errors::ApiError,
    ids::{MutationId, NetworkId},
    limits::PUSH,
    mutations::Mutation,
    sync::{PullLine, PullRequest, PushOutcome, PushReply, PushRequest, PushResult},
};
use futures_util::stream;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, convert::Infallible};

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
    #[serde(default)]
    epochs: BTreeMap<NetworkId, String>,
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
    let mut lives = Lives::new(request.epochs);
    let mut outcomes = Vec::new();
    for raw in &request.mutations {
        let id = MutationId::deserialize(raw.get("id").unwrap_or(&Value::Null))
            .map_err(|_| Failure::invalid("mutations", "A wish has no id."))?;
        let result = match Mutation::deserialize(raw) {
            Ok(mutation) => {
                push::push(&app.database, caller.account, &mutation, &mut lives, app.clock.now()).await
            }
            Err(_) => PushResult::Rejected { error: unreadable() },
        };
        app.metrics.pushed(&result);
        outcomes.push(PushOutcome { id, result });
    }
    Ok(Json(PushReply { outcomes, epoch: lives.answering() }))
}

fn unreadable() -> ApiError {
    ApiError {
        code: enishi_wire::errors::ApiCode::Invalid,
        message: "The wish is not readable.".to_owned(),
        field: None,
        retry_after_ms: None,
    }
}
