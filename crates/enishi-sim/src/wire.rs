//! What travels between the model device and the model server: the bodies are those of the real protocol.

use crate::server::network::View;
use enishi_wire::{
    digest::{DigestReply, DigestRequest},
    errors::ApiError,
    ids::NetworkId,
    sign_in::Me,
    sync::{PullLine, PullRequest, PushReply, PushRequest},
};
use std::collections::BTreeMap;

/// A request.
#[derive(Debug, Clone)]
pub enum Ask {
    /// `GET /v1/me`.
    Me,
    /// `POST /v1/sync/pull`.
    Pull(PullRequest),
    /// `POST /v1/sync/push`.
    Push(PushRequest),
    /// `POST /v1/sync/digest`.
    Digest(DigestRequest),
    /// `GET /v1/sync/live`.
    Live,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Who I am.
    Me(Me),
    /// A page; with the last one comes, for the checks alone, what the viewer may see at that `seq`.
    Page { lines: Vec<PullLine>, view: Option<View>, seq: i64 },
    /// The answers to a push.
    Pushed(PushReply),
    /// The comparison of digests.
    Compared(DigestReply),
    /// The live connection stands; the counters of the networks come at once.
    Live(BTreeMap<NetworkId, i64>),
    /// A refusal of the whole request.
    Refused(ApiError),
}
