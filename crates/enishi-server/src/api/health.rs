//! Whether the server can do its work.

use super::errors::ApiFailure;
use crate::{app::App, db::meta, failure::Failure};
use axum::{Json, extract::State, http::StatusCode};
use enishi_wire::errors::{ApiCode, ApiError};
use serde_json::{Value, json};

/// Answers 200 when the database answers, else 503.
#[utoipa::path(get, path = "/healthz", tag = "server", responses(
    (status = 200, description = "The server works."),
    (status = 503, description = "The database does not answer.", body = ApiError)
))]
pub async fn healthz(State(app): State<App>) -> Result<Json<Value>, ApiFailure> {
    match look(&app).await {
        Ok(()) => Ok(Json(json!({ "status": "ok" }))),
        Err(failure) => {
            tracing::warn!(%failure, "The health check failed.");
            let message = "The database does not answer.";
            Err(ApiFailure::with_status(StatusCode::SERVICE_UNAVAILABLE, ApiCode::Unavailable, message))
        }
    }
}

async fn look(app: &App) -> Result<(), Failure> {
    let mut snapshot = app.database.snapshot().await?;
    meta::epoch(&mut snapshot).await?;
    Ok(())
}
