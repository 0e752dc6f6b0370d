//! The state of the whole app: who is signed in where, and how the line to the servers is.

use crate::{
    errors::AppCode,
    settings::{DeviceSettings, KeyStore},
};
use enishi_wire::{
    ids::{AccountId, NetworkId},
    members::{Duty, MemberState},
    networks::NetworkKind,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One network in which this device has a signed-in account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceKey {
    /// The account.
    pub account: AccountId,
    /// The network.
    pub network: NetworkId,
}

/// Which of the big screens is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Nobody is signed in, or another account is being added: the sign-in form.
    SignedOut {
        /// Server that an invitation link named, to fill the form.
        server: Option<String>,
        /// Whether there is a signed-in place to go back to.
        can_cancel: bool,
    },
    /// A code was asked for: the code form.
    AwaitingCode {
        /// The server.
        server: String,
        /// The address the code went to, if it is known there.
        email: String,
        /// When a new code may be asked for, ms UTC.
        resend_at: i64,
        /// When the code stops working, ms UTC.
        expires_at: i64,
        /// Whether there is a signed-in place to go back to.
        can_cancel: bool,
    },
    /// Signed in; the current place waits for the person's confirmation (or, once that is in the
    /// outbox, for the server).
    Confirming {
        /// Whether the confirmation was given and waits to be sent.
        waiting: bool,
    },
    /// Signed in, confirmed.
    Ready,
    /// The person pauses in the current place.
    Paused {
        /// When the pause ends by itself, ms UTC; `None`: the secretariat ends it.
        until: Option<i64>,
        /// Whether the person may end it.
        by_self: bool,
        /// Whether the wish waits to be sent.
        waiting: bool,
    },
    /// The person has left the current place and may take it back.
    Leaving {
        /// When everything is deleted, ms UTC; `None` while the wish waits to be sent.
        until: Option<i64>,
        /// The number of the deletion; empty while the wish waits to be sent.
        receipt: String,
        /// Whether the wish waits to be sent.
        waiting: bool,
    },
}

/// A place as the switcher shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Its key.
    pub key: PlaceKey,
    /// The network's name.
    pub name: String,
    /// The network's kind.
    pub kind: NetworkKind,
    /// Why the network exists.
    pub charter: String,
    /// Where the membership stands.
    pub state: MemberState,
    /// The server's host name.
    pub host: String,
    /// The address that signs in there.
    pub email: String,
}

/// How the line to the server of the current place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Connected, live.
    Online,
    /// Trying.
    Connecting,
    /// Not connected; what is on the screen is from `last_sync_at`.
    Offline,
}

/// How fresh the screen is and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// The line.
    pub line: Line,
    /// Why it is not online, where more than "no network" is known.
    pub problem: Option<AppCode>,
    /// When the last pull was complete, ms UTC; `None` before the first.
    pub last_sync_at: Option<i64>,
    /// Rows received so far while the first sync runs; `None` otherwise.
    pub first_sync_rows: Option<u32>,
    /// Wishes that wait or are on their way.
    pub waiting: u32,
    /// Wishes that could not be sent and want a decision.
    pub failed: u32,
}

/// Why a place is gone from this device; shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Farewell {
    /// The network's or the server's name.
    pub name: String,
    /// `session_ended` or `not_permitted`.
    pub code: AppCode,
    /// How many wishes had not reached the server: they were not carried out (I31).
    #[serde(default)]
    pub undelivered: u32,
}

/// An account whose data could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unopened {
    /// The address that signs in.
    pub email: String,
    /// Why.
    pub code: AppCode,
}

/// Everything the frame around the pages needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppView {
    /// Which big screen is due.
    pub phase: Phase,
    /// All places, in order of joining.
    pub places: Vec<PlaceView>,
    /// The place that is shown.
    pub current: Option<PlaceKey>,
    /// Duties of the member in the current place.
    pub duties: Vec<Duty>,
    /// Words of the current place's own: see [`enishi_wire::networks::TERMS`].
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
    /// Freshness.
    pub sync: SyncView,
    /// Unread posts in the current place: more than zero puts a dot on the tab.
    pub unread_posts: u32,
    /// Unread events in the current place.
    pub unread_events: u32,
    /// Threads with something that was not read.
    #[serde(default)]
    pub unread_threads: u32,
    /// Language, theme and text size. The language is the one to show: what the system says is resolved,
    /// because a webview without the system's locale data calls everything English.
    pub settings: DeviceSettings,
    /// Where the keys are.
    pub key_store: KeyStore,
    /// Places that were taken from this device since the app last asked.
    pub farewells: Vec<Farewell>,
    /// Accounts that are signed in here and could not be opened this time, beside others that could.
    #[serde(default)]
    pub unopened: Vec<Unopened>,
}
