//! What handlers take from a request: the caller, the client's address, a JSON body. Refusals are
//! `ApiError` too.

use super::errors::ApiFailure;
use crate::{app::App, domain::sessions, failure::Failure};
use axum::{
    extract::{
        ConnectInfo, FromRequest, FromRequestParts, Path, Request,
        rejection::{JsonRejection, PathRejection},
    },
    http::{StatusCode, header, request::Parts},
};
use enishi_wire::errors::ApiCode;
use serde::de::DeserializeOwned;
use std::net::{IpAddr, SocketAddr};

pub use crate::domain::sessions::Caller;

impl FromRequestParts<App> for Caller {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .filter(|token| token.len() == 64);
        match token {
            Some(token) => Ok(sessions::authenticate(app, token).await?),
            None => Err(sessions::expired().into()),
        }
    }
}

/// The address that limits count: the peer's, or what the configured proxy says of it.
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let told = app.client_header.as_ref().and_then(|name| {
            // The last value is the one that our own proxy added; earlier ones are anybody's claim.
            let value = parts.headers.get_all(name).iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        });
        let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        told.or_else(peer)
            .map(Self)
            .ok_or_else(|| Failure::Fault("a request without a peer".to_owned()).into())
    }
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiFailure> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(match rejection {
                // Neither message quotes the input.
                JsonRejection::JsonDataError(_) => ApiFailure::with_status(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    ApiCode::Invalid,
                    "The JSON is not what this route takes.",
                ),
                JsonRejection::JsonSyntaxError(_) => ApiFailure::with_status(
                    StatusCode::BAD_REQUEST,
                    ApiCode::Invalid,
                    "The body is not JSON.",
                ),
                JsonRejection::MissingJsonContentType(_) => ApiFailure::with_status(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    ApiCode::Invalid,
                    "The body must be application/json.",
                ),
                other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => ApiFailure::with_status(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    ApiCode::TooLarge,
                    "The body is too large.",
                ),
                _ => ApiFailure::with_status(
                    StatusCode::BAD_REQUEST,
                    ApiCode::Invalid,
                    "The body could not be read.",
                ),
            }),
        }
    }
}

/// An id in the path; one that is no id names nothing.
pub struct PathId<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for PathId<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let id: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, app).await;
        id.map(|Path(id)| Self(id)).map_err(|_| Failure::not_found().into())
    }
}
