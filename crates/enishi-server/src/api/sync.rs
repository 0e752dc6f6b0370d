//! Pull and push.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller},
};
use crate::{
    app::App,
    domain::{pull, push},
    failure::Failure,
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use enishi_wire::{
    errors::ApiError,
    ids::MutationId,
    limits::PUSH,
    mutations::Mutation,
    sync::{PullLine, PullRequest, PushOutcome, PushReply, PushRequest, PushResult},
};
use serde::Deserialize;
use serde_json::Value;

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
    let lines = pull::pull(&app.database, caller.account, &request, app.clock.now()).await?;
    let mut body = Vec::new();
    for line in &lines {
        serde_json::to_writer(&mut body, line).map_err(Failure::from)?;
        body.push(b'\n');
    }
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
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
