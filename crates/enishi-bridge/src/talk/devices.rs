//! The devices that take part in messages, and what lets one in: comparing numbers and codes, or the recovery key.

use super::TrustState;
use enishi_wire::ids::{DeviceId, MemberId};
use serde::{Deserialize, Serialize};

/// The devices of a member, and the number that two people compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyView {
    /// Twelve groups of five digits, the same on both sides; empty: nothing is known of the other one yet.
    pub number: Vec<String>,
    /// What is believed.
    pub trust: TrustState,
    /// How many devices the other one has.
    pub devices: u32,
    /// Whether somebody was shown another list of devices than this device: the server lies to one of the two.
    pub doubt: bool,
}

/// An own device that takes part in messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkDevice {
    /// Which.
    pub id: DeviceId,
    /// Its name; empty: it has none yet.
    pub name: String,
    /// When it was added, ms UTC by its clock.
    pub added_at: i64,
    /// Whether it is this one.
    pub here: bool,
    /// Whether it came after this one and nobody has looked at it yet.
    pub new: bool,
}

/// The own devices that take part in messages, this one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkDevices {
    /// The devices.
    pub items: Vec<TalkDevice>,
    /// Whether this device may add and remove others: it holds the identity key.
    pub may_change: bool,
}

/// Names an own device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameDeviceForm {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
}

/// How far letting a new device in has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum LinkView {
    /// Nothing is under way.
    None,
    /// This device asks, and no other one has answered yet.
    Asking,
    /// A new device asks to be let in here.
    Asked {
        /// What it calls itself.
        name: String,
        /// When it asked, ms UTC.
        at: i64,
    },
    /// The other device has not shown its key yet.
    Waiting,
    /// Both devices show this code.
    Compare {
        /// Three groups of four digits.
        code: [String; 3],
        /// What the new device calls itself.
        name: String,
        /// Whether this is the new device. The person says on both that the codes are the same.
        new: bool,
    },
    /// The new device was let in and makes its keys known.
    LetIn,
    /// The keys do not fit what was promised: somebody stands between the two devices.
    Forged,
}

/// Whether there is a recovery key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryState {
    /// One was made or used on this device.
    pub made: bool,
    /// The server has what it opens.
    pub sent: bool,
}

/// The recovery key, told once for the person to write down: the one secret that crosses the webview, because a person
/// must see it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySheet {
    /// Seven groups of four characters.
    pub groups: Vec<String>,
}

impl std::fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySheet(…)")
    }
}

/// Takes this device in by the recovery key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverForm {
    /// What the person typed.
    pub text: String,
}

impl std::fmt::Debug for RecoverForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverForm(…)")
    }
}

/// Says what the two have found when they compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustForm {
    /// The other one.
    pub member: MemberId,
    /// Whether the numbers are the same; `false`: the new identity is accepted without comparing.
    pub compared: bool,
}
