//! What every request and every worker shares.

use crate::{
    clock::Clock, db::Database, domain::limits::SignInLimits, key::ServerKey, live::standing::Attendance,
    metrics::Metrics,
};
use axum::http::HeaderName;
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// The running server. Clones share everything.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub database: Database,
    /// Where `now` comes from.
    pub clock: Clock,
    /// The key behind codes.
    pub key: ServerKey,
    /// How often codes may be asked for.
    pub limits: SignInLimits,
    /// The address under which people reach this server.
    pub public_url: Arc<str>,
    /// The header in which the proxy in front names the client; none: the peer is the client.
    pub client_header: Option<HeaderName>,
    /// Wakes the worker that decides requests and sends mail.
    pub work: Arc<Notify>,
    /// What is counted for the operator.
    pub metrics: Arc<Metrics>,
    /// Who has a live connection open.
    pub attendance: Attendance,
    /// Turns true when the server is about to stop.
    pub stopping: watch::Receiver<bool>,
}
