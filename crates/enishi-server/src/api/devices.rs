//! Devices that seal and open messages.

use super::{
    errors::ApiFailure,
    extract::{Body, Caller, PathId},
};
use crate::{
    app::App,
    domain::{devices, recovery},
};
use axum::{Json, extract::State, http::StatusCode};
use enishi_wire::{
    errors::ApiError,
    ids::{DeviceId, MemberId, NetworkId},
    talk::{ClaimKeys, ClaimedKeys, KeepRecovery, OfferKeys, PublishDevices},
};
use serde::Deserialize;

/// A device in the path.
#[derive(Deserialize)]
pub struct OfDevice {
    network: NetworkId,
    device: DeviceId,
}

/// A member in the path.
#[derive(Deserialize)]
pub struct OfMember {
    network: NetworkId,
    member: MemberId,
}

/// Publishes the signed lists of the own devices. Lists that the server has are left alone.
#[utoipa::path(put, path = "/v1/networks/{network}/devices", tag = "talk", security(("session" = [])),
    params(("network" = String, Path, description = "The network.")), request_body = PublishDevices,
    responses(
        (status = 204, description = "The chain is here."),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member.", body = ApiError),
        (status = 409, description = "Another device has published a list meanwhile.", body = ApiError),
        (status = 422, description = "A list is not signed, or not the caller's.", body = ApiError),
        (status = 429, description = "Sent too often.", body = ApiError)
    ))]
pub async fn publish(
    State(app): State<App>,
    caller: Caller,
    PathId(network): PathId<NetworkId>,
    Body(request): Body<PublishDevices>,
) -> Result<StatusCode, ApiFailure> {
    devices::publish(&app, caller.account, network, &request.chain).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Offers keys by which first messages reach an own device.
#[utoipa::path(put, path = "/v1/networks/{network}/devices/{device}/keys", tag = "talk", security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("device" = String, Path, description = "An own device that is in the newest list.")
    ), request_body = OfferKeys,
    responses(
        (status = 204, description = "The keys are here."),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member, or no such device.", body = ApiError),
        (status = 422, description = "A key is not signed by its device, or they are too many.", body = ApiError),
        (status = 429, description = "Sent too often.", body = ApiError)
    ))]
pub async fn offer(
    State(app): State<App>,
    caller: Caller,
    PathId(OfDevice { network, device }): PathId<OfDevice>,
    Body(request): Body<OfferKeys>,
) -> Result<StatusCode, ApiFailure> {
    devices::offer(&app, (caller.account, caller.session), network, device, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps what a new device of the caller needs, sealed under the caller's recovery key.
#[utoipa::path(put, path = "/v1/networks/{network}/recovery", tag = "talk", security(("session" = [])),
    params(("network" = String, Path, description = "The network.")), request_body = KeepRecovery,
    responses(
        (status = 204, description = "It is kept."),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member.", body = ApiError),
        (status = 422, description = "Too many entries, or one is too long.", body = ApiError),
        (status = 429, description = "Sent too often.", body = ApiError)
    ))]
pub async fn keep_recovery(
    State(app): State<App>,
    caller: Caller,
    PathId(network): PathId<NetworkId>,
    Body(request): Body<KeepRecovery>,
) -> Result<StatusCode, ApiFailure> {
    recovery::keep(&app, caller.account, network, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the device lists of a member and a key for each device with which the caller has no session. Each key is given
/// once, but the fallback.
#[utoipa::path(post, path = "/v1/networks/{network}/members/{member}/keys", tag = "talk", security(("session" = [])),
    params(
        ("network" = String, Path, description = "The network."),
        ("member" = String, Path, description = "To whom a message shall go, or the caller.")
    ), request_body = ClaimKeys,
    responses(
        (status = 200, body = ClaimedKeys),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member, or nobody whom the caller sees.", body = ApiError),
        (status = 429, description = "Asked too often.", body = ApiError)
    ))]
pub async fn claim(
    State(app): State<App>,
    caller: Caller,
    PathId(OfMember { network, member }): PathId<OfMember>,
    Body(request): Body<ClaimKeys>,
) -> Result<Json<ClaimedKeys>, ApiFailure> {
    Ok(Json(devices::claim(&app, caller.account, network, member, &request).await?))
}
