//! Sign-in by mailed code (docs/security.md; reference: sign-in in detail).
//!
//! The device makes a 256-bit login secret and sends its SHA-256; the mailed code works only together
//! with that secret, so a code read aloud to somebody else is worth nothing.

use crate::{
    ids::{AccountId, ChallengeId, MemberId, NetworkId, SessionId},
    members::MemberState,
    networks::NetworkKind,
};
use serde::{Deserialize, Serialize};

/// `POST /v1/sign-in/request`: asks for a code. Always answered by [`CodeRequested`], known address or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// The address as typed; the server canonicalises it.
    pub email: String,
    /// SHA-256 of the login secret, 64 lower-case hex digits.
    pub login_secret_hash: String,
    /// Language of the mail: `ja` or `en`.
    #[serde(default)]
    pub locale: String,
    /// What the device calls itself; named in the mail so that a phished person can notice.
    #[serde(default)]
    pub device_name: String,
}

/// Answer to [`CodeRequest`], status 202.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeRequested {
    /// Names the request when the code is sent.
    pub challenge: ChallengeId,
    /// How long the code lives, ms.
    pub expires_in_ms: u64,
}

/// `POST /v1/sign-in/verify`: trades a code for a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeAnswer {
    /// From [`CodeRequested`].
    pub challenge: ChallengeId,
    /// The login secret, 64 lower-case hex digits.
    pub login_secret: String,
    /// The code; case, spaces and hyphens do not matter, full-width characters are folded.
    pub code: String,
    /// Name for the list of devices.
    #[serde(default)]
    pub device_name: String,
    /// `linux`, `macos`, `windows`, `android`, `ios` or `cli`.
    #[serde(default)]
    pub platform: String,
}

/// Answer to [`CodeAnswer`]: the session begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionStarted {
    /// Bearer token, 64 hex digits; the server keeps only its SHA-256.
    pub token: String,
    /// This device.
    pub session: SessionId,
    /// Whose account it is.
    pub me: Me,
}

/// `GET /v1/me`: the account and its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The account.
    pub account: AccountId,
    /// The address that signs in.
    pub email: String,
    /// The networks in which the account is a member, in order of joining.
    pub places: Vec<Place>,
}

/// One network of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// The network.
    pub network: NetworkId,
    /// The account's member in it.
    pub member: MemberId,
    /// The network's name.
    pub name: String,
    /// The network's kind.
    pub kind: NetworkKind,
    /// Why the network exists; shown before the person confirms.
    #[serde(default)]
    pub charter: String,
    /// Where the membership stands.
    pub state: MemberState,
}
