//! Devices on which an account is signed in.

use crate::ids::SessionId;
use serde::{Deserialize, Serialize};

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The device.
    pub id: SessionId,
    /// Its name.
    pub device_name: String,
    /// Its platform, as given at sign-in.
    pub platform: String,
    /// When it signed in, ms UTC.
    pub created_at: i64,
    /// When the server last heard of it, ms UTC, to the minute.
    pub last_seen_at: i64,
    /// Whether it is the device that asks.
    pub current: bool,
}

/// `GET /v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sessions {
    /// All devices of the account, the asking one first.
    pub items: Vec<Session>,
}
