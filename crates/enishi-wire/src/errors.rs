//! Why a request or a mutation was refused. Programs match on the code and never on the message.

use serde::{Deserialize, Serialize};

/// The closed list of reasons. A code is added only when somebody acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApiCode {
    /// The session was ended on purpose, here or on another device: this device forgets the account.
    Unauthenticated,
    /// No session, one that is too old, or one that this server does not know (it may have been restored): sign in
    /// again, nothing is forgotten.
    SessionExpired,
    /// The member's duties or state do not allow it.
    NotPermitted,
    /// No such thing, or not for this viewer; the two are not told apart.
    NotFound,
    /// The input breaks a rule; `field` names which.
    Invalid,
    /// The same mutation id came with another content (I3).
    IdReused,
    /// The code does not match.
    CodeWrong,
    /// The code is older than ten minutes, or a newer one was asked for.
    CodeExpired,
    /// The code has been used.
    CodeUsed,
    /// The code was asked for by another device.
    CodeOtherDevice,
    /// Five wrong tries: ask for a new code.
    CodeExhausted,
    /// A limit of requests; wait for `retry_after_ms`.
    TooManyRequests,
    /// More than the limits of [`crate::limits`].
    TooLarge,
    /// The app is too old for this server.
    TooOld,
    /// The event takes no more answers.
    EventClosed,
    /// The event was called off.
    EventCancelled,
    /// No seat is left.
    EventFull,
    /// What was to be changed has changed since the device last heard of it: the person decides.
    ChangedMeanwhile,
    /// Nobody else holds the duty `duties`: who leaves hands it over first.
    LastOfDuty,
    /// Somebody has decided it already.
    AlreadyDecided,
    /// The message is not sealed for exactly the devices that the two have by now: take the lists, and seal it anew.
    StaleDevices,
    /// The other one has not answered the first message yet.
    AwaitsAnswer,
    /// It is too late to take the message back.
    TooLate,
    /// Nobody of the secretariat reads letters at present.
    NobodyReads,
    /// The server cannot answer now (starting, stopping, disk full).
    Unavailable,
    /// A fault of the server; it is in its log.
    Internal,
    /// A code of a newer server.
    #[serde(other)]
    Unknown,
}

/// The body of every answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// The reason.
    pub code: ApiCode,
    /// An English sentence for logs and scripts; the app shows its own.
    pub message: String,
    /// The field that broke a rule, in the spelling of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// How long to wait before the next try, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}
