//! Sealed photos and files of messages: sent in parts, given to the two people.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller, PathId},
};
use crate::{app::App, domain::attachments};
use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{AttachmentId, NetworkId},
    talk::{AttachmentBegun, BeginAttachment},
};
use serde::Deserialize;

/// An attachment in the path.
#[derive(Deserialize)]
pub struct Whole {
    network: NetworkId,
    attachment: AttachmentId,
}

/// A part of one in the path.
#[derive(Deserialize)]
pub struct Part {
    network: NetworkId,
    attachment: AttachmentId,
    part: u32,
}

/// Begins a sealed attachment, or goes on with one; the message that names it comes after. Says which parts are missing.
#[utoipa::path(put, path = "/v1/networks/{network}/attachments/{attachment}", tag = "talk", security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("attachment" = String, Path, description = "Its id, made by the device.")
    ), request_body = BeginAttachment,
    responses(
        (status = 200, body = AttachmentBegun),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member, or the id is another one's.", body = ApiError),
        (status = 413, description = "Too much waits for its messages.", body = ApiError),
        (status = 422, description = "Nothing, or more than 25 MiB.", body = ApiError),
        (status = 429, description = "Begun too often.", body = ApiError)
    ))]
pub async fn begin(
    State(app): State<App>,
    caller: Caller,
    PathId(Whole { network, attachment }): PathId<Whole>,
    Body(request): Body<BeginAttachment>,
) -> Result<Json<AttachmentBegun>, ApiFailure> {
    let missing = attachments::begin(&app, caller.account, network, attachment, request.bytes).await?;
    Ok(Json(AttachmentBegun { missing }))
}

/// Keeps a part of an own attachment. Sent twice, it is kept once.
#[utoipa::path(put, path = "/v1/networks/{network}/attachments/{attachment}/{part}", tag = "talk",
    security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("attachment" = String, Path, description = "An own attachment."),
        ("part" = u32, Path, description = "Which part, from 0.")
    ),
    request_body(content = String, description = "256 KiB, the last part less.", content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "The part is here."),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member, or no such attachment.", body = ApiError),
        (status = 413, description = "Too many bytes.", body = ApiError),
        (status = 422, description = "A part of another length.", body = ApiError)
    ))]
pub async fn keep(
    State(app): State<App>,
    caller: Caller,
    PathId(Part { network, attachment, part }): PathId<Part>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiFailure> {
    let body = body.map_err(|_| {
        ApiFailure::with_status(StatusCode::PAYLOAD_TOO_LARGE, ApiCode::TooLarge, "The part is too large.")
    })?;
    attachments::keep(&app, caller.account, network, (attachment, part), body.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A part of an attachment, for one of the two people of its message.
#[utoipa::path(get, path = "/v1/networks/{network}/attachments/{attachment}/{part}", tag = "talk",
    security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("attachment" = String, Path, description = "An attachment of an own message, or of one that was received."),
        ("part" = u32, Path, description = "Which part, from 0.")
    ),
    responses(
        (status = 200, description = "The sealed part.", body = String, content_type = "application/octet-stream"),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "No such part, or not for this viewer.", body = ApiError)
    ))]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    PathId(Part { network, attachment, part }): PathId<Part>,
) -> Result<Response, ApiFailure> {
    let body = attachments::find(&app.database, caller.account, network, (attachment, part)).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"part\""),
    ];
    Ok((headers, body).into_response())
}
