//! Pull and push.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller},
};
use crate::{
    app::App,
    domain::{
        digest,
        pull::{self, Answer},
        push::{self, Lives},
    },
    failure::Failure,
    metrics::Metrics,
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
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, io, sync::Arc};
use tokio::task::JoinHandle;

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
    let answer = pull::pull(&app.database, caller.account, request, app.clock.now()).await?;
    let text = match answer {
        Answer::Whole { text, rows } => {
            app.metrics.page_sent(rows);
            // A length that is known: compressed only when that is worth it.
            axum::body::Body::from(text)
        }
        Answer::Begun { pieces, rest, written } => {
            let rest = stream::unfold(rest, |mut rest| async move { Some((rest.recv().await?, rest)) });
            let text = stream::iter(pieces).chain(rest).map(Ok);
            let end = stream::once(page_end(written, app.metrics)).filter_map(std::future::ready);
            axum::body::Body::from_stream(text.chain(end))
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], text).into_response())
}

/// What follows the last piece of a page: nothing, or the cut by which the device knows that it is not whole.
async fn page_end(
    written: JoinHandle<Result<usize, Failure>>,
    metrics: Arc<Metrics>,
) -> Option<io::Result<Vec<u8>>> {
    match written.await {
        Ok(Ok(rows)) => {
            metrics.page_sent(rows);
            None
        }
        Ok(Err(failure)) => {
            tracing::error!(%failure, "A page was not written to its end.");
            Some(Err(io::Error::other("the page was not written to its end")))
        }
        Err(error) => Some(Err(io::Error::other(error))),
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
                push::push(&app.database, &app.key, caller.account, &mutation, &mut lives, app.clock.now())
                    .await
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
