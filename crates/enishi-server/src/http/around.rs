//! What goes around every route.

use crate::{api::errors::ApiFailure, app::App};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use enishi_wire::{PROTOCOL, PROTOCOL_HEADER, errors::ApiCode};
use std::{any::Any, time::Duration};

/// How long a request may take, the reading of its body included.
const DEADLINE: Duration = Duration::from_secs(30);

static PROTOCOL_NAME: HeaderName = HeaderName::from_static(PROTOCOL_HEADER);

/// Counts every answer, also those to what is no route.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    app.metrics.answered(route.as_deref().unwrap_or("other"), response.status().as_u16());
    response
}

/// Ends requests that take too long.
pub async fn deadline(request: Request, next: Next) -> Response {
    match tokio::time::timeout(DEADLINE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiFailure::with_status(
            StatusCode::REQUEST_TIMEOUT,
            ApiCode::Unavailable,
            "The request took too long.",
        )
        .into_response(),
    }
}

/// Refuses apps of another protocol. No header at all is somebody with a command line.
pub async fn protocol(request: Request, next: Next) -> Response {
    let spoken = request.headers().get(&PROTOCOL_NAME);
    if spoken.is_none_or(|version| version.as_bytes() == PROTOCOL.to_string().as_bytes()) {
        return next.run(request).await;
    }
    let message = "This server speaks another protocol; update the app.";
    ApiFailure::with_status(StatusCode::UPGRADE_REQUIRED, ApiCode::TooOld, message).into_response()
}

/// The headers of every answer: what it is, and what a browser must not do with it.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(PROTOCOL_NAME.clone(), HeaderValue::from(PROTOCOL));
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// The answer after a panic in a handler: a fault like any other.
pub fn after_panic(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("A handler panicked.");
    ApiFailure::with_status(StatusCode::INTERNAL_SERVER_ERROR, ApiCode::Internal, "A fault of the server.")
        .into_response()
}
