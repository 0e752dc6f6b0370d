//! 近況: one mark and at most 40 characters about now. The last one counts, and it fades.

use crate::{
    changes::Row,
    ids::StatusId,
    limits,
    members::Class,
    posts::Audience,
    profile::{BadField, bad, line, words},
};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// After so long a 近況 is shown no more, ms.
pub const FADES_AFTER: i64 = 90 * 24 * 3_600_000;

words! {
    /// What a 近況 says with one tap: five gentle beginnings.
    Mark {
        /// 仕事を楽しんでいます.
        EnjoyingWork = "enjoying_work",
        /// 新しいことを始めました.
        SomethingNew = "something_new",
        /// 充電中です.
        Recharging = "recharging",
        /// 引っ越しました.
        Moved = "moved",
        /// 誰かと話したい.
        WantToTalk = "want_to_talk",
    }
}

/// What a member says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStatus {
    /// The mark.
    pub mark: Mark,
    /// One line of at most [`limits::STATUS`] characters; may be empty.
    #[serde(default)]
    pub text: String,
    /// Who it is for: the own side, or everyone.
    pub audience: Audience,
}

/// A 近況; in the scope of its audience and in `me/<member>`, id = member, owner = member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRow {
    /// Which one it is: reactions name it.
    pub status: StatusId,
    /// What was said.
    #[serde(flatten)]
    pub said: NewStatus,
    /// When the server accepted it, ms UTC.
    pub said_at: i64,
}

impl Row for StatusRow {
    const KIND: &'static str = "status";
}

impl StatusRow {
    /// Whether it is still shown at a time of the server's clock.
    pub const fn is_fresh(&self, now: i64) -> bool {
        now < self.said_at.saturating_add(FADES_AFTER)
    }
}

impl NewStatus {
    /// A 近況 as it is kept: its text trimmed.
    ///
    /// # Errors
    /// The part that breaks a rule; `mark` and `audience` also for words of a newer program, which nobody here
    /// would know how to show.
    pub fn checked(&self, class: Class) -> Result<Self, BadField> {
        if matches!(self.mark, Mark::Other(_)) {
            return Err(bad("mark", "This version does not know the mark."));
        }
        own_or_everyone(class, self.audience)?;
        let text = line("text", &self.text, limits::STATUS_CHARS)?;
        if characters(&text) > limits::STATUS {
            return Err(bad("text", "The text is too long."));
        }
        Ok(Self { mark: self.mark.clone(), text, audience: self.audience })
    }
}

/// Characters as people count them: a family in one emoji, or a letter with its marks, is one.
pub fn characters(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The audiences to which a member of a class may speak: the own side first, then everyone.
pub const fn audiences(class: Class) -> &'static [Audience] {
    match class {
        Class::Alumni => &[Audience::Alumni, Audience::Everyone],
        Class::Staff => &[Audience::Staff, Audience::Everyone],
        Class::Fan | Class::Unknown => &[Audience::Everyone],
    }
}

/// Passes the audiences of a class.
///
/// # Errors
/// `audience`: the member could not see there what the member said.
pub fn own_or_everyone(class: Class, audience: Audience) -> Result<(), BadField> {
    if audiences(class).contains(&audience) {
        Ok(())
    } else {
        Err(bad("audience", "One speaks to the own side or to everyone."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<NewStatus, BadField> {
        let new = NewStatus { mark: Mark::Recharging, text: text.to_owned(), audience: Audience::Alumni };
        new.checked(Class::Alumni)
    }

    fn part(text: &str) -> Option<&'static str> {
        said(text).err().map(|bad| bad.part)
    }

    #[test]
    fn forty_characters_are_counted_as_people_count_them() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(part(&"縁".repeat(40)), None);
        assert_eq!(part(&"縁".repeat(41)), Some("text"));
        assert_eq!(part(&family.repeat(40)), None, "280 Unicode characters, 40 as people count");
        assert_eq!(part(&family.repeat(41)), Some("text"));
        assert_eq!(part(&"か\u{3099}".repeat(40)), None, "a letter and its mark are one");
        assert_eq!(
            part(&format!("e{}", "\u{301}".repeat(1_000))),
            Some("text"),
            "one letter with a thousand marks"
        );
    }

    #[test]
    fn control_characters_and_those_that_turn_the_direction_are_refused() {
        for text in ["a\u{0}b", "a\nb", "a\u{202e}b", "a\u{2066}b", "\u{1b}[31m"] {
            assert_eq!(part(text), Some("text"), "{text:?}");
        }
        assert_eq!(said("　京都です ").map(|new| new.text), Ok("京都です".to_owned()));
        assert_eq!(said("").map(|new| new.text), Ok(String::new()));
    }

    #[test]
    fn one_speaks_to_the_own_side_or_to_everyone() {
        let to = |class, audience| {
            NewStatus { mark: Mark::Moved, text: String::new(), audience }.checked(class).is_ok()
        };
        assert!(to(Class::Alumni, Audience::Alumni) && to(Class::Alumni, Audience::Everyone));
        assert!(to(Class::Staff, Audience::Staff) && !to(Class::Staff, Audience::Alumni));
        assert!(to(Class::Fan, Audience::Everyone) && !to(Class::Fan, Audience::Alumni));
        assert!(!to(Class::Alumni, Audience::Unknown));
    }

    #[test]
    fn it_fades_after_ninety_days_and_not_before() {
        let said = NewStatus { mark: Mark::Moved, text: String::new(), audience: Audience::Everyone };
        let row = StatusRow { status: StatusId(uuid::Uuid::nil()), said, said_at: 5 };
        assert!(row.is_fresh(5 + FADES_AFTER - 1));
        assert!(!row.is_fresh(5 + FADES_AFTER));
    }

    #[test]
    fn a_mark_of_a_newer_app_is_kept_and_not_accepted_from_this_one() {
        let mark: Mark = serde_json::from_str("\"dancing\"").unwrap_or(Mark::Moved);
        assert_eq!(mark, Mark::Other("dancing".to_owned()));
        let new = NewStatus { mark, text: String::new(), audience: Audience::Everyone };
        assert_eq!(new.checked(Class::Fan).map_err(|bad| bad.part), Err("mark"));
    }
}
