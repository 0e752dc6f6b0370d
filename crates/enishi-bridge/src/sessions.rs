//! The person's devices on the screen.

use enishi_wire::ids::SessionId;
use serde::{Deserialize, Serialize};

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its session.
    pub id: SessionId,
    /// Its name.
    pub name: String,
    /// `linux`, `macos`, `windows`, `android`, `ios`, `cli` or empty.
    pub platform: String,
    /// When it signed in, ms UTC.
    pub created_at: i64,
    /// When the server last heard of it, ms UTC.
    pub last_seen_at: i64,
    /// Whether it is this device.
    pub current: bool,
}

/// All devices of the current account. Needs a network: the server knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// This device first.
    pub items: Vec<Device>,
}
