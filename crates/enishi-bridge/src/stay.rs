//! Pausing and leaving on the screen.

use serde::{Deserialize, Serialize};

/// How long to pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseForm {
    /// Until when, ms UTC.
    pub until: i64,
}
