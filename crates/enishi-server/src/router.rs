//! Every route of the server on one screen, and what goes around all of them.

use crate::{
    api::{
        attachments, cards, devices, errors::ApiFailure, health, live, photos, sessions, sign_in, sync,
        welcome,
    },
    app::App,
    http::around,
    openapi,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{delete, get, post, put},
};
use enishi_wire::{errors::ApiCode, limits::BODY_BYTES};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::SizeAbove},
};

/// Answers below this many bytes grow when they are compressed.
const WORTH_COMPRESSING: u64 = 256;

/// The whole server as a service.
pub fn router(app: App) -> Router {
    let answered_at_once = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/openapi.json", get(openapi::document))
        .route("/welcome/{network}", get(welcome::page))
        .route("/v1/sign-in/request", post(sign_in::request))
        .route("/v1/sign-in/verify", post(sign_in::verify))
        .route("/v1/sign-out", post(sign_in::sign_out))
        .route("/v1/me", get(sign_in::me))
        .route("/v1/sessions", get(sessions::list))
        .route("/v1/sessions/{id}", delete(sessions::end))
        .route("/v1/networks/{network}/card", get(cards::own))
        .route("/v1/sync/pull", post(sync::pull))
        .route("/v1/sync/push", post(sync::push))
        .route("/v1/sync/digest", post(sync::digest))
        .route("/v1/networks/{network}/devices", put(devices::publish))
        .route("/v1/networks/{network}/devices/{device}/keys", put(devices::offer))
        .route("/v1/networks/{network}/recovery", put(devices::keep_recovery))
        .route("/v1/networks/{network}/members/{member}/keys", post(devices::claim))
        .layer(compression())
        .layer(from_fn(around::deadline));
    // Pictures are as small as they get.
    let pictures = Router::new()
        .route("/v1/networks/{network}/attachments/{attachment}", put(attachments::begin))
        .route("/v1/networks/{network}/attachments/{attachment}/{part}", put(attachments::keep))
        .route("/v1/networks/{network}/attachments/{attachment}/{part}", get(attachments::show))
        .route("/v1/networks/{network}/photos/{photo}", put(photos::keep))
        .route("/v1/networks/{network}/members/{member}/photos/{photo}/{size}", get(photos::show))
        .layer(from_fn(around::deadline));
    // Stays open: no deadline and no compression, which would hold the pokes back.
    let stays_open = Router::new().route("/v1/sync/live", get(live::live));

    answered_at_once
        .merge(pictures)
        .merge(stays_open)
        .fallback(|| async {
            ApiFailure::with_status(StatusCode::NOT_FOUND, ApiCode::NotFound, "No such route.")
        })
        .method_not_allowed_fallback(|| async {
            ApiFailure::with_status(StatusCode::METHOD_NOT_ALLOWED, ApiCode::NotFound, "No such method here.")
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn(around::protocol))
        .layer(CatchPanicLayer::custom(around::after_panic))
        .layer(from_fn(around::headers))
        .layer(from_fn_with_state(app.clone(), around::count))
        .with_state(app)
}

/// zstd or gzip, whichever the caller takes, at the level where the network and not this machine is the slower one.
fn compression() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(1))
        .compress_when(SizeAbove::new(WORTH_COMPRESSING))
}
