//! Sign-in and sign-out.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller, Client},
};
use crate::{
    app::App,
    domain::{sessions, sign_in},
};
use axum::{Json, extract::State, http::StatusCode};
use enishi_wire::{
    errors::ApiError,
    sign_in::{CodeAnswer, CodeRequest, CodeRequested, Me, SessionStarted},
};

/// Asks for a code by mail. The answer is the same for every address.
#[utoipa::path(post, path = "/v1/sign-in/request", tag = "sign-in", request_body = CodeRequest, responses(
    (status = 202, body = CodeRequested),
    (status = 422, description = "Not an address, or a malformed hash.", body = ApiError),
    (status = 429, description = "Too many requests.", body = ApiError)
))]
pub async fn request(
    State(app): State<App>,
    Client(client): Client,
    Body(request): Body<CodeRequest>,
) -> Result<(StatusCode, Json<CodeRequested>), ApiFailure> {
    let requested = sign_in::request(&app, &request, client).await?;
    Ok((StatusCode::ACCEPTED, Json(requested)))
}

/// Trades a code for a session.
#[utoipa::path(post, path = "/v1/sign-in/verify", tag = "verifies-secret", request_body = CodeAnswer, responses(
    (status = 200, body = SessionStarted),
    (status = 422, description = "code_wrong, code_expired, code_used, code_other_device or code_exhausted.", body = ApiError),
    (status = 429, description = "Too many checks.", body = ApiError)
))]
pub async fn verify(
    State(app): State<App>,
    Client(client): Client,
    Body(answer): Body<CodeAnswer>,
) -> Result<Json<SessionStarted>, ApiFailure> {
    Ok(Json(sign_in::verify(&app, &answer, client).await?))
}

/// Ends the session that asks.
#[utoipa::path(post, path = "/v1/sign-out", tag = "sign-in", security(("session" = [])), responses(
    (status = 204, description = "The token is worth nothing any more."),
    (status = 401, body = ApiError)
))]
pub async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode, ApiFailure> {
    sessions::end(&app, caller, caller.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account and its networks.
#[utoipa::path(get, path = "/v1/me", tag = "sign-in", security(("session" = [])), responses(
    (status = 200, body = Me),
    (status = 401, body = ApiError)
))]
pub async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Me>, ApiFailure> {
    let mut snapshot = app.database.snapshot().await?;
    Ok(Json(sessions::me(&mut snapshot, caller.account).await?))
}
