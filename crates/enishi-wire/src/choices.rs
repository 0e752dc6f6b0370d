//! Small choices of a member that count on all devices.

use crate::{changes::Row, hidden::is_false, posts::Audience};
use serde::{Deserialize, Serialize};

/// How long the yearly question rests after a yes or a correction, ms.
pub const CHECK_AFTER: i64 = 365 * 24 * 3_600_000;
/// How long it rests after あとで, ms.
pub const CHECK_LATER: i64 = 30 * 24 * 3_600_000;

/// The choices; in `me/<member>`, id = member, owner = member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesRow {
    /// For whom the last 近況 was.
    #[serde(default)]
    pub status_audience: Option<Audience>,
    /// When the member last corrected the entry or the profile, or said that both are right, ms UTC.
    #[serde(default)]
    pub checked_at: Option<i64>,
    /// When the member put off the yearly question, ms UTC.
    #[serde(default)]
    pub put_off_at: Option<i64>,
    /// The member wants nobody suggested.
    #[serde(default)]
    pub no_suggestions: bool,
    /// Reactions up to here were seen, ms UTC.
    #[serde(default)]
    pub reactions_seen_at: Option<i64>,
    /// The member wishes that others are told what was read, and wants to be told too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub receipts: bool,
}

impl Row for ChoicesRow {
    const KIND: &'static str = "choices";
}

/// Whether the yearly question is due: a year after the entry was confirmed, corrected or said to be right, unless it
/// was put off. All times by the server's clock.
pub fn check_is_due(
    confirmed_at: Option<i64>,
    checked_at: Option<i64>,
    put_off_at: Option<i64>,
    now: i64,
) -> bool {
    let rests = |since: Option<i64>, time: i64| since.is_some_and(|since| now < since.saturating_add(time));
    let last = confirmed_at.max(checked_at);
    last.is_some() && !rests(last, CHECK_AFTER) && !rests(put_off_at, CHECK_LATER)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3_600_000;

    #[test]
    fn the_question_comes_a_year_after_the_last_word_and_never_before() {
        assert!(!check_is_due(None, None, None, 9_999 * DAY), "nobody confirmed anything yet");
        assert!(!check_is_due(Some(0), None, None, 364 * DAY));
        assert!(check_is_due(Some(0), None, None, 365 * DAY));
        assert!(!check_is_due(Some(0), Some(300 * DAY), None, 400 * DAY), "a correction counts");
        assert!(check_is_due(Some(0), Some(300 * DAY), None, 665 * DAY));
    }

    #[test]
    fn putting_it_off_gives_thirty_days() {
        assert!(!check_is_due(Some(0), None, Some(365 * DAY), 394 * DAY));
        assert!(check_is_due(Some(0), None, Some(365 * DAY), 395 * DAY));
    }
}
