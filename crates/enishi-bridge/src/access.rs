//! The access log on the screen.

use serde::{Deserialize, Serialize};

/// One member of the secretariat on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLine {
    /// Who; empty when that is not told any more.
    pub name: String,
    /// When the server heard of it, ms UTC.
    pub seen_at: i64,
}

/// The log, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLog {
    /// The lines.
    pub items: Vec<AccessLine>,
}
