//! The pictures behind photos: sent by their owner, given to who may see them.

use super::{
    errors::ApiFailure,
    extract::{Caller, PathId},
};
use crate::{app::App, domain::photos};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{MemberId, NetworkId},
    profile::{PhotoId, PhotoSize},
};
use serde::Deserialize;

/// A picture in the path of who sends it.
#[derive(Deserialize)]
pub struct Sent {
    network: NetworkId,
    photo: PhotoId,
}

/// A picture in the path of who shows it.
#[derive(Deserialize)]
pub struct Shown {
    network: NetworkId,
    member: MemberId,
    photo: PhotoId,
    size: String,
}

/// Keeps a picture for the own profile; the wish that names it comes after. Sent twice, it is kept once.
#[utoipa::path(put, path = "/v1/networks/{network}/photos/{photo}", tag = "photos", security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("photo" = String, Path, description = "The SHA-256 of the body, in hexadecimal digits.")
    ),
    request_body(content = String, description = "JPEG, PNG, WebP or GIF, at most 1 MiB.", content_type = "image/jpeg"),
    responses(
        (status = 204, description = "The picture is here."),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member.", body = ApiError),
        (status = 413, description = "More than 1 MiB.", body = ApiError),
        (status = 422, description = "No picture, or one that takes too much to decode.", body = ApiError),
        (status = 429, description = "Sent too often.", body = ApiError)
    ))]
pub async fn keep(
    State(app): State<App>,
    caller: Caller,
    PathId(Sent { network, photo }): PathId<Sent>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiFailure> {
    let picture = body.map_err(|_| {
        ApiFailure::with_status(StatusCode::PAYLOAD_TOO_LARGE, ApiCode::TooLarge, "The picture is too large.")
    })?;
    photos::keep(&app, caller.account, network, photo, picture.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture, for who holds a part of the profile that names it.
#[utoipa::path(get, path = "/v1/networks/{network}/members/{member}/photos/{photo}/{size}", tag = "photos",
    security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("member" = String, Path, description = "Whose photo."),
        ("photo" = String, Path, description = "Its name in the profile."),
        ("size" = String, Path, description = "`small` or `full`.")
    ),
    responses(
        (status = 200, description = "The picture.", body = String, content_type = "image/jpeg"),
        (status = 401, body = ApiError),
        (status = 403, description = "The membership has ended.", body = ApiError),
        (status = 404, description = "No such picture, or not for this viewer.", body = ApiError)
    ))]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    PathId(shown): PathId<Shown>,
) -> Result<Response, ApiFailure> {
    let Shown { network, member, photo, size } = shown;
    let size: PhotoSize = size.parse().map_err(|_| crate::failure::Failure::not_found())?;
    let picture = photos::find(&app.database, caller.account, network, (member, photo, size)).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"photo.jpg\""),
    ];
    Ok((headers, picture).into_response())
}
