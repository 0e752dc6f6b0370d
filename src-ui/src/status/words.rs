//! Marks and reactions as words and drawings.

use crate::{components::icons, posts::AUDIENCES, text::tr};
use enishi_bridge::{Audience, Mark, Reaction};

/// What a mark says. One of a newer app says nothing by itself.
pub fn mark_words(mark: &Mark) -> String {
    match mark {
        Mark::Other(_) => tr("mark-other"),
        known => tr(&key("mark", known.as_str())),
    }
}

/// The drawing of a mark.
pub const fn mark_icon(mark: &Mark) -> &'static str {
    match mark {
        Mark::EnjoyingWork => icons::SMILE,
        Mark::SomethingNew => icons::SPROUT,
        Mark::Recharging => icons::COFFEE,
        Mark::Moved => icons::HOME,
        Mark::WantToTalk | Mark::Other(_) => icons::TALK,
    }
}

/// The half line of a 近況: the own words, else what the mark says.
pub fn half_line(mark: &Mark, text: &str) -> String {
    if text.is_empty() { mark_words(mark) } else { text.to_owned() }
}

/// What a reaction says.
pub fn reaction_words(reaction: &Reaction) -> String {
    match reaction {
        Reaction::Other(_) => tr("reaction-other"),
        known => tr(&key("reaction", known.as_str())),
    }
}

/// The drawing of a reaction.
pub const fn reaction_icon(reaction: &Reaction) -> &'static str {
    match reaction {
        Reaction::Nice | Reaction::Other(_) => icons::THUMB,
        Reaction::Congratulations => icons::GIFT,
        Reaction::Cheering => icons::FLAG,
        Reaction::MissYou => icons::COFFEE,
    }
}

/// The audiences to choose from, as the choices of a form.
pub fn audience_choices(audiences: &[Audience]) -> &'static [(&'static str, &'static str)] {
    const ALUMNI: &[(&str, &str)] = &[("alumni", "audience-alumni"), ("everyone", "audience-everyone")];
    const STAFF: &[(&str, &str)] = &[("staff", "audience-staff"), ("everyone", "audience-everyone")];
    const EVERYONE: &[(&str, &str)] = &[("everyone", "audience-everyone")];
    match audiences {
        [Audience::Alumni, _] => ALUMNI,
        [Audience::Staff, _] => STAFF,
        [Audience::Everyone] => EVERYONE,
        _ => AUDIENCES,
    }
}

fn key(of: &str, word: &str) -> String {
    format!("{of}-{}", word.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_wire_has_a_text() {
        for mark in Mark::ALL {
            assert!(!mark_words(mark).starts_with("mark-"), "{mark}");
        }
        for reaction in Reaction::ALL {
            assert!(!reaction_words(reaction).starts_with("reaction-"), "{reaction}");
        }
        assert!(
            !mark_words(&Mark::Other("dancing".to_owned())).contains("dancing"),
            "a newer app's word is no text"
        );
    }

    #[test]
    fn the_own_words_stand_for_the_mark_where_there_are_some() {
        assert_eq!(half_line(&Mark::Recharging, "海を見ています"), "海を見ています");
        assert_eq!(half_line(&Mark::Recharging, ""), mark_words(&Mark::Recharging));
    }
}
