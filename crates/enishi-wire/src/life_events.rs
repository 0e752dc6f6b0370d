//! Life events that members share. Another person is named only after that person agreed.
//!
//! Until then the author's devices hold a [`LifeDraftRow`] and those of the named person a [`NamingRow`], and nobody
//! else anything. A published one is a post of the kind `life_event`; the name beside it is a row of its own, owned by
//! the named person ([`NamedRow`]), so that whoever is hidden from that person sees the post without the name.

use crate::{
    changes::Row,
    ids::MemberId,
    limits,
    members::Class,
    posts::Audience,
    profile::{BadField, Month, bad, unturned, words},
    status::own_or_everyone,
};
use serde::{Deserialize, Serialize};

words! {
    /// What happened.
    LifeKind {
        /// 結婚.
        Marriage = "marriage",
        /// A child was born.
        Birth = "birth",
        /// 引っ越し.
        Moved = "moved",
        /// 転職, 独立.
        NewJob = "new_job",
        /// 引退.
        Retirement = "retirement",
        /// Anything else.
        Another = "other",
    }
}

words! {
    /// Where a draft stands.
    DraftState {
        /// The named person has been asked.
        Asked = "asked",
        /// The name will not be there.
        Declined = "declined",
    }
}

/// What happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// What.
    pub kind: LifeKind,
    /// When; `None`: not said.
    #[serde(default)]
    pub date: Option<Month>,
}

/// What a member wants to share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeEvent {
    /// What happened.
    #[serde(flatten)]
    pub life: Life,
    /// In the member's own words; needed for the kind `other`, else it may be empty.
    #[serde(default)]
    pub text: String,
    /// Who it is for: the own side, or everyone.
    pub audience: Audience,
    /// Whom it names besides the member.
    #[serde(default)]
    pub named: Option<MemberId>,
}

/// A life event that waits for the person it names; in `me/<author>`, id = the post it would be, owner = author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeDraftRow {
    /// What is to be shared.
    pub event: LifeEvent,
    /// Where it stands.
    pub state: DraftState,
    /// When the person was asked, ms UTC.
    pub asked_at: i64,
}

impl Row for LifeDraftRow {
    const KIND: &'static str = "life_draft";
}

/// Somebody wants to name this member, or does so with the member's consent; in `me/<named>`, id = the post,
/// owner = author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingRow {
    /// Who.
    pub author: MemberId,
    /// What is shared.
    pub event: LifeEvent,
    /// When the member was asked, ms UTC.
    pub asked_at: i64,
    /// When the member agreed, ms UTC; `None`: no answer yet.
    #[serde(default)]
    pub agreed_at: Option<i64>,
}

impl Row for NamingRow {
    const KIND: &'static str = "naming";
}

/// Who is named in a post, with consent; in the scope of the post, id = post, owner = who is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRow {
    /// Who is named.
    pub member: MemberId,
}

impl Row for NamedRow {
    const KIND: &'static str = "named";
}

impl LifeEvent {
    /// A life event as it is kept: its text trimmed.
    ///
    /// # Errors
    /// The part that breaks a rule.
    pub fn checked(&self, class: Class) -> Result<Self, BadField> {
        if matches!(self.life.kind, LifeKind::Other(_)) {
            return Err(bad("kind", "This version does not know the kind."));
        }
        own_or_everyone(class, self.audience)?;
        let text = self.text.replace("\r\n", "\n").trim().to_owned();
        unturned("text", &text, |c| c.is_control() && c != '\n')?;
        if text.chars().count() > limits::LIFE_EVENT {
            return Err(bad("text", "The text is too long."));
        }
        if text.is_empty() && self.life.kind == LifeKind::Another {
            return Err(bad("text", "Such a life event needs words."));
        }
        Ok(Self { text, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: LifeKind, text: &str) -> LifeEvent {
        let life = Life { kind, date: None };
        LifeEvent { life, text: text.to_owned(), audience: Audience::Alumni, named: None }
    }

    #[test]
    fn a_life_event_is_refused_by_the_part_that_breaks_a_rule() {
        let part = |event: &LifeEvent| event.checked(Class::Alumni).err().map(|bad| bad.part);
        assert_eq!(part(&event(LifeKind::Marriage, "")), None);
        assert_eq!(part(&event(LifeKind::Another, " 　")), Some("text"));
        assert_eq!(part(&event(LifeKind::Birth, "a\u{202e}b")), Some("text"));
        assert_eq!(part(&event(LifeKind::Birth, "a\u{0}b")), Some("text"));
        assert_eq!(part(&event(LifeKind::Birth, &"縁".repeat(1_001))), Some("text"));
        assert_eq!(part(&event(LifeKind::Other("adopted_a_cat".to_owned()), "猫")), Some("kind"));
        let to_staff = LifeEvent { audience: Audience::Staff, ..event(LifeKind::Moved, "") };
        assert_eq!(part(&to_staff), Some("audience"));
    }
}
