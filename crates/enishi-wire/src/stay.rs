//! Pausing and leaving: what a member alone sees of it, in the row of the own membership.

use serde::{Deserialize, Serialize};

/// Days between the wish to leave and the deletion.
pub const DAYS_TO_UNDO: i64 = 14;
/// The longest pause that a member may take at once, in days.
pub const LONGEST_PAUSE_DAYS: i64 = 400;

/// A pause that is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    /// When it ends by itself, ms UTC; `None`: only the secretariat ends it.
    #[serde(default)]
    pub until: Option<i64>,
    /// Whether the member began it and may end it.
    #[serde(default)]
    pub by_self: bool,
}

/// The days in which leaving can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Leaving {
    /// When everything is deleted, ms UTC.
    pub until: i64,
    /// The number under which the operator can say later that it was deleted. It says nothing about the person.
    pub receipt: String,
}
