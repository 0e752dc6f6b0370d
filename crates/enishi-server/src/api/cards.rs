//! The own card.

use super::{
    errors::ApiFailure,
    extract::{Caller, PathId},
};
use crate::{app::App, domain::cards};
use axum::{Json, extract::State};
use enishi_wire::{cards::IssuedCard, errors::ApiError, ids::NetworkId};

/// The caller's card in a network, signed now, and the key that checks the network's cards.
#[utoipa::path(get, path = "/v1/networks/{network}/card", tag = "cards", security(("session" = [])),
    params(("network" = String, Path, description = "The network.")),
    responses(
        (status = 200, body = IssuedCard),
        (status = 401, body = ApiError),
        (status = 403, description = "Not an active member.", body = ApiError),
        (status = 404, description = "Not a member.", body = ApiError)
    ))]
pub async fn own(
    State(app): State<App>,
    caller: Caller,
    PathId(network): PathId<NetworkId>,
) -> Result<Json<IssuedCard>, ApiFailure> {
    Ok(Json(cards::issue(&app, caller.account, network).await?))
}
