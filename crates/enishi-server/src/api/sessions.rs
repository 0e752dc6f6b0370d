//! The devices of an account.

use super::{
    errors::ApiFailure,
    extract::{Caller, PathId},
};
use crate::{app::App, domain::sessions};
use axum::{Json, extract::State, http::StatusCode};
use enishi_wire::{errors::ApiError, ids::SessionId, sessions::Sessions};

/// Lists the signed-in devices, the asking one first.
#[utoipa::path(get, path = "/v1/sessions", tag = "sessions", security(("session" = [])), responses(
    (status = 200, body = Sessions),
    (status = 401, body = ApiError)
))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Sessions>, ApiFailure> {
    Ok(Json(sessions::list(&app, caller).await?))
}

/// Signs a device of the own account out.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "sessions", security(("session" = [])),
    params(("id" = String, Path, description = "The session.")), responses(
    (status = 204, description = "The device is signed out."),
    (status = 401, body = ApiError),
    (status = 404, description = "No such device of this account.", body = ApiError)
))]
pub async fn end(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<SessionId>,
) -> Result<StatusCode, ApiFailure> {
    sessions::end(&app, caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
