//! One-to-one messages as the server sees them: who writes to whom, and bytes that it cannot open. The formats of the
//! bytes are in `enishi-seal` (docs/adr/0010).

use crate::{
    blob::Blob,
    changes::Row,
    ids::{AttachmentId, DeviceId, MemberId, MessageId, SessionId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Within so long a message can be taken back, ms.
pub const UNSEND_WITHIN: i64 = 3_600_000;
/// One-time keys that a device keeps on the server.
pub const ONE_TIME_KEYS: usize = 50;
/// With fewer than so many left a device offers new ones.
pub const KEYS_LOW: u32 = 20;

/// Attachments of one message.
pub const ATTACHMENTS: usize = 10;
/// Bytes of a sealed part of an attachment; the last one may be shorter.
pub const ATTACHMENT_PART: usize = 256 * 1024;
/// Bytes of a sealed attachment: 25 MiB.
pub const ATTACHMENT_BYTES: u64 = 25 * 1024 * 1024;

/// A sealed message on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealedMessage {
    /// The device that sealed it.
    pub device: DeviceId,
    /// The sealed letter.
    pub body: Blob,
    /// What the sender commits to, 32 bytes.
    pub commitment: Blob,
    /// The key payload for each device of the other one and each other device of the sender: all of them, so that no
    /// device is forgotten by mistake.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub keys: BTreeMap<DeviceId, SealedKey>,
    /// What goes with it, all of it on the server by now; at most [`ATTACHMENTS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub attachments: Vec<AttachmentId>,
}

/// A key payload inside a message of a ratchet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealedKey {
    /// Whether it is the first kind of message, which also sets up the session.
    #[serde(default)]
    pub first: bool,
    /// The message of the ratchet.
    pub bytes: Blob,
}

/// A message; in `me/<sender>` and in `me/<recipient>`, id = message. The copies differ in [`Self::keys`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Who sent it.
    pub from: MemberId,
    /// To whom.
    pub to: MemberId,
    /// From which device.
    pub device: DeviceId,
    /// The sealed letter; empty when it was taken back.
    #[serde(default)]
    pub body: Blob,
    /// What the sender commits to.
    pub commitment: Blob,
    /// The key payloads for the devices of the member in whose scope this copy lies.
    #[serde(default)]
    pub keys: BTreeMap<DeviceId, SealedKey>,
    /// When the server took it, ms UTC.
    pub sent_at: i64,
    /// The server's mark over who, when and the commitment: proof for a report.
    pub mark: Blob,
    /// When the sender took it back, ms UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent_at: Option<i64>,
    /// What goes with it, sealed for itself; empty when it was taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// Whether it is something between devices about messages that could not be opened, and no message.
    #[serde(default, skip_serializing_if = "is_false")]
    pub repair: bool,
}

impl Row for MessageRow {
    const KIND: &'static str = "message";
}

/// Where two people stand, as one of them sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThreadState {
    /// I have written first, and there is no answer. It stays so when the other one declines.
    Asked,
    /// The other one has written first and waits.
    Asks,
    /// Both may write.
    Open,
    /// I have declined.
    Declined,
    /// A state of a newer server: nobody writes.
    #[serde(other)]
    Unknown,
}

impl ThreadState {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Asks => "asks",
            Self::Open => "open",
            Self::Declined => "declined",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Self {
        match word {
            "asked" => Self::Asked,
            "asks" => Self::Asks,
            "open" => Self::Open,
            "declined" => Self::Declined,
            _ => Self::Unknown,
        }
    }
}

/// A thread with another member; in `me/<member>`, id = the other one, owner = the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRow {
    /// Where it stands.
    pub state: ThreadState,
    /// Since when, ms UTC.
    pub since: i64,
    /// Messages up to here were read, by the time at which the server took them.
    #[serde(default)]
    pub read_upto: i64,
    /// What the other one has read, if both wish that to be known.
    #[serde(default)]
    pub seen_upto: i64,
    /// Whether the member wants to be told of nothing that comes in this thread. The other one is not told.
    #[serde(default, skip_serializing_if = "is_false")]
    pub muted: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Row for ThreadRow {
    const KIND: &'static str = "thread";
}

/// The signed device lists of a member, oldest first; in `me/<member>` and in `me/<other>` of everybody with a thread,
/// id = member, owner = whose scope it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesRow {
    /// The chain.
    pub chain: Vec<Blob>,
}

impl Row for DevicesRow {
    const KIND: &'static str = "devices";
}

/// How many one-time keys of a device are left, and what its member calls it; in `me/<member>`, id = device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStockRow {
    /// So many.
    pub left: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Under which session it offered its keys last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
}

impl Row for KeyStockRow {
    const KIND: &'static str = "key_stock";
}

/// A new device that asks to be let in by another one of the same member; in `me/<member>`, id = made
/// by the new device.
///
/// The two agree on a code that they both show (SAS, as in the Matrix specification): the new one commits to a key before
/// it sees the other one's, so that the server between them cannot choose keys that give the same code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// What the new device calls itself.
    pub name: String,
    /// SHA-256 of the new device's key and where it is for.
    pub commitment: Blob,
    /// The key of the device that lets in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Blob>,
    /// The key of the new device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealed: Option<Blob>,
    /// The identity key, sealed for the new device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Blob>,
    /// When it asked, ms UTC. After [`LINK_LASTS`] nothing goes on.
    pub asked_at: i64,
}

impl Row for LinkRow {
    const KIND: &'static str = "link";
}

/// How long a new device may ask to be let in, ms.
pub const LINK_LASTS: i64 = 600_000;

/// A step of letting a new device in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum LinkStep {
    /// A new device asks. It takes the place of one that asked before.
    Ask {
        /// What it calls itself.
        name: String,
        /// Its commitment, 32 bytes.
        commitment: Blob,
    },
    /// Another device answers with its key, 32 bytes.
    Answer {
        /// The key.
        key: Blob,
    },
    /// The new device shows its key, 32 bytes.
    Reveal {
        /// The key.
        key: Blob,
    },
    /// The other device gives what makes the new one one of the member's.
    Give {
        /// Sealed for the new device.
        sealed: Blob,
    },
    /// One of the two ends it, or it is done.
    End,
    /// A step of a newer app; a server refuses it.
    #[serde(other)]
    Unknown,
}

/// The identity key of a member, sealed under her recovery key; in `me/<member>`, id = member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryRow {
    /// What only the recovery key opens.
    pub sealed: Blob,
}

impl Row for RecoveryRow {
    const KIND: &'static str = "talk_recovery";
}

/// What opens a message again, sealed under the recovery key of a member; in `me/<member>`, id = message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkKeyRow {
    /// What only the recovery key opens.
    pub sealed: Blob,
}

impl Row for TalkKeyRow {
    const KIND: &'static str = "talk_key";
}

/// `PUT /v1/networks/{network}/attachments/{attachment}`: says how large a sealed attachment will be, and asks what is
/// missing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginAttachment {
    /// Its bytes, at most [`ATTACHMENT_BYTES`].
    pub bytes: u64,
}

/// Answer to [`BeginAttachment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentBegun {
    /// The parts of [`ATTACHMENT_PART`] bytes that the server does not have, counted from 0.
    pub missing: Vec<u32>,
}

/// Parts of a sealed attachment.
pub fn attachment_parts(bytes: u64) -> u32 {
    let part = u64::try_from(ATTACHMENT_PART).unwrap_or(u64::MAX);
    u32::try_from(bytes.div_ceil(part)).unwrap_or(u32::MAX)
}

/// Entries in one [`KeepRecovery`].
pub const RECOVERY_ENTRIES: usize = 200;

/// `PUT /v1/networks/{network}/recovery`: what a new device of the member needs, sealed under the recovery key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeepRecovery {
    /// The identity key; replaces the one that was kept.
    #[serde(default)]
    pub identity: Option<Blob>,
    /// Entries of messages, at most [`RECOVERY_ENTRIES`]. Those of messages that the member does not have are left out.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub entries: BTreeMap<MessageId, Blob>,
}

/// `PUT /v1/networks/{network}/devices`: the chain of the own device lists. What the server has already is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishDevices {
    /// The lists, oldest first.
    pub chain: Vec<Blob>,
}

/// `PUT /v1/networks/{network}/devices/{device}/keys`: keys by which first messages reach a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfferKeys {
    /// Keys that are given out once each.
    #[serde(default)]
    pub one_time: Vec<OfferedKey>,
    /// The key that is given out when no other is left; the last one counts.
    #[serde(default)]
    pub fallback: Option<OfferedKey>,
    /// Whether everything that was offered before is forgotten: the server was restored, and may give keys out again.
    #[serde(default)]
    pub afresh: bool,
    /// What the device calls itself, if nobody has named it yet.
    #[serde(default)]
    pub name: String,
}

/// A key with the signature of its device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferedKey {
    /// 32 bytes.
    pub key: Blob,
    /// 64 bytes.
    pub signature: Blob,
}

/// Answer to `POST /v1/networks/{network}/members/{member}/keys`: what is needed to write to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimedKeys {
    /// The member's device lists, oldest first; empty: no device yet.
    pub chain: Vec<Blob>,
    /// A key for each device that was asked for and has one.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub keys: BTreeMap<DeviceId, ClaimedKey>,
}

/// `POST /v1/networks/{network}/members/{member}/keys`: the devices with which there is no session yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimKeys {
    /// Devices with which there are sessions: no key is taken for them.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub known: Vec<DeviceId>,
}

/// A key that was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimedKey {
    /// The key.
    #[serde(flatten)]
    pub offered: OfferedKey,
    /// Whether it is the fallback key, which others may have been given too.
    #[serde(default)]
    pub fallback: bool,
}
