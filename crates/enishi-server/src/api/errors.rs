//! The one place where a failure becomes an answer: `Failure` → `ApiError{code}` with a status.

use crate::failure::Failure;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use enishi_wire::errors::{ApiCode, ApiError};

/// An answer that is not a success.
#[derive(Debug)]
pub struct ApiFailure {
    error: ApiError,
    status: StatusCode,
}

impl ApiFailure {
    /// An answer whose status says more than the code does.
    pub fn with_status(status: StatusCode, code: ApiCode, message: &str) -> Self {
        let error = ApiError { code, message: message.to_owned(), field: None, retry_after_ms: None };
        Self { error, status }
    }
}

impl From<Failure> for ApiFailure {
    fn from(failure: Failure) -> Self {
        let error = match failure {
            Failure::Refused(error) => error,
            failure => {
                let code = if failure.is_passing() { ApiCode::Unavailable } else { ApiCode::Internal };
                tracing::error!(%failure, "A request failed.");
                // Nothing of the inside is told to the outside.
                let message =
                    if code == ApiCode::Unavailable { "Try again later." } else { "A fault of the server." };
                ApiError { code, message: message.to_owned(), field: None, retry_after_ms: None }
            }
        };
        Self { status: status(error.code), error }
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let retry = self.error.retry_after_ms.map(|ms| ms.div_ceil(1_000));
        let mut response = (self.status, Json(self.error)).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

const fn status(code: ApiCode) -> StatusCode {
    match code {
        ApiCode::Unauthenticated | ApiCode::SessionExpired => StatusCode::UNAUTHORIZED,
        ApiCode::NotPermitted => StatusCode::FORBIDDEN,
        ApiCode::NotFound => StatusCode::NOT_FOUND,
        ApiCode::Invalid
        | ApiCode::IdReused
        | ApiCode::CodeWrong
        | ApiCode::CodeExpired
        | ApiCode::CodeUsed
        | ApiCode::CodeOtherDevice
        | ApiCode::CodeExhausted => StatusCode::UNPROCESSABLE_ENTITY,
        ApiCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ApiCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ApiCode::TooOld => StatusCode::UPGRADE_REQUIRED,
        ApiCode::EventClosed
        | ApiCode::EventCancelled
        | ApiCode::EventFull
        | ApiCode::ChangedMeanwhile
        | ApiCode::LastOfDuty
        | ApiCode::AlreadyDecided
        | ApiCode::StaleDevices
        | ApiCode::AwaitsAnswer
        | ApiCode::TooLate
        | ApiCode::NobodyReads => StatusCode::CONFLICT,
        ApiCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ApiCode::Internal | ApiCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
