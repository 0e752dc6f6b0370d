//! Who was suggested to a member, so that nobody is suggested twice and every device names the same person all week.

use crate::changes::Row;
use serde::{Deserialize, Serialize};

/// How long one suggestion stands, ms.
pub const WEEK: i64 = 7 * 24 * 3_600_000;

/// Somebody was suggested; in `me/<member>`, id = who was suggested, owner = who was suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionRow {
    /// The week, counted from 1970 in UTC.
    pub week: i64,
    /// Whether the person put it away.
    #[serde(default)]
    pub dismissed: bool,
}

impl Row for SuggestionRow {
    const KIND: &'static str = "suggestion";
}

/// The week of a time.
pub const fn week_of(time: i64) -> i64 {
    time.div_euclid(WEEK)
}
