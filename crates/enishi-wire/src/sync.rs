//! Pull, push and live: how changes come to a device and wishes go to the server.

use crate::{
    changes::Change,
    errors::ApiError,
    ids::{MutationId, NetworkId},
    mutations::Mutation,
    scopes::Scope,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `POST /v1/sync/pull`: what is new for this device in one network?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// The network.
    pub network: NetworkId,
    /// Life of the server's database that the cursors belong to; `None` on a first sync.
    #[serde(default)]
    pub epoch: Option<String>,
    /// Highest `seq` the device holds, for each of its scopes.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, i64>))]
    pub cursors: BTreeMap<Scope, i64>,
    /// For a scope that is still being fetched for the first time: the network's `seq` when it was opened
    /// (see [`PullLine::ScopeOpen`]). What was removed before that never came, so its tombstones are not missed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, i64>))]
    pub opened: BTreeMap<Scope, i64>,
    /// How many rows the device wants in one page; `None`: [`crate::limits::PAGE_ROWS`]. The server gives at
    /// most [`crate::limits::PAGE_ROWS_MOST`]. A device on a good line asks for more, one whose pages are cut for less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
}

/// One line of the answer to a pull (NDJSON, `application/x-ndjson`, usually compressed).
///
/// A page is all lines up to and including [`PullLine::PageEnd`], [`PullLine::Unchanged`] or [`PullLine::Reset`]. A page that
/// was cut before its end is thrown away whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum PullLine {
    /// The member has this scope and the device did not name it: whatever the device holds of it is erased,
    /// its rows come from the beginning.
    ScopeOpen {
        /// The scope.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        scope: Scope,
        /// The network's `seq` now; the device names it in [`PullRequest::opened`] until its cursor is there.
        #[serde(default)]
        at: i64,
    },
    /// The member has this scope no more: erase its rows (I25, I26).
    ScopeDrop {
        /// The scope.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        scope: Scope,
    },
    /// A row, in `seq` order inside its scope.
    Row(Change),
    /// The page is complete.
    PageEnd {
        /// The epoch the cursors belong to.
        epoch: String,
        /// The new cursor of every scope the device now holds.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, i64>))]
        cursors: BTreeMap<Scope, i64>,
        /// Whether another pull would bring more at once.
        more: bool,
        /// The server's clock, ms UTC.
        server_time: i64,
    },
    /// Epoch or cursors are not usable, or tombstones that the device would need are gone: forget the rows, keep the outbox, pull without cursors (I15, I16).
    Reset {
        /// The epoch of the server.
        epoch: String,
    },
    /// Instead of a page: everything is as the device holds it, cursors included.
    Unchanged {
        /// The server's clock, ms UTC.
        server_time: i64,
    },
    /// A line of a newer server: skipped.
    #[serde(other)]
    Unknown,
}

/// `POST /v1/sync/push`: wishes, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PushRequest {
    /// At most [`crate::limits::PUSH`].
    pub mutations: Vec<Mutation>,
    /// Life of the server's database that the device knows, for each network of these wishes where it knows one.
    /// Where the server has another life, these wishes get [`PushResult::Retry`]: the device must pull first and
    /// send what the restored server has lost, or an older wish would overrun a newer one of its lane.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>))]
    pub epochs: BTreeMap<NetworkId, String>,
}

/// Answer to [`PushRequest`]: one outcome for each mutation, in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushReply {
    /// The outcomes.
    pub outcomes: Vec<PushOutcome>,
    /// Life of the database that gave the outcomes. A device that knows another one by now takes them for no
    /// answer: they came from before a restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
}

/// What became of one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushOutcome {
    /// The mutation.
    pub id: MutationId,
    /// Its fate.
    pub result: PushResult,
}

/// The fate of a mutation. A repeated push gets the first fate again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PushResult {
    /// It happened; these rows of the member's scopes show it, so nothing flickers until the next pull.
    Applied {
        /// Rows as a pull would bring them.
        rows: Vec<Change>,
    },
    /// It will never happen; the person is told why (I5).
    Rejected {
        /// The reason.
        error: ApiError,
    },
    /// Not now; the same bytes again later.
    Retry {
        /// Not before this many ms.
        after_ms: u64,
    },
    /// The server failed over it, for a reason of its own that is in its log; the same bytes again later. A device
    /// sets a wish aside over which the server fails again and again, and shows it (I7).
    Failed {
        /// Not before this many ms.
        after_ms: u64,
    },
    /// A fate of a newer server: treated like `retry`.
    #[serde(other)]
    Unknown,
}

/// Data of a `poke` event on `GET /v1/sync/live` (server-sent events): the network is at this `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Poke {
    /// The network.
    pub network: NetworkId,
    /// Its counter.
    pub seq: i64,
}
