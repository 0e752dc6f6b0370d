//! The operator's numbers, on a listener of their own that is not for the world.

use super::errors::ApiFailure;
use crate::{app::App, db::mail, http::around};
use axum::{Router, extract::State, http::header, middleware::from_fn, response::IntoResponse, routing::get};

/// What the second listener serves.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(read)).layer(from_fn(around::deadline)).with_state(app)
}

async fn read(State(app): State<App>) -> Result<impl IntoResponse, ApiFailure> {
    let mut snapshot = app.database.snapshot().await.map_err(ApiFailure::from)?;
    let waiting = mail::waiting(&mut snapshot).await?;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], app.metrics.text(waiting)))
}
