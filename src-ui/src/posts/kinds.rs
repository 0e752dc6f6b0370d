//! Kinds and audiences as words of a form and keys of texts.

use enishi_bridge::{Audience, PostKind};

/// The kinds a form offers: word and key.
pub const KINDS: &[(&str, &str)] = &[
    ("whats_new", "post-kind-whats-new"),
    ("newsletter", "post-kind-newsletter"),
    ("story", "post-kind-story"),
    ("life_event", "post-kind-life-event"),
];

/// The audiences a form offers: word and key.
pub const AUDIENCES: &[(&str, &str)] =
    &[("everyone", "audience-everyone"), ("alumni", "audience-alumni"), ("staff", "audience-staff")];

/// The kind of a form's word.
pub fn kind_of(word: &str) -> PostKind {
    match word {
        "newsletter" => PostKind::Newsletter,
        "story" => PostKind::Story,
        "life_event" => PostKind::LifeEvent,
        _ => PostKind::WhatsNew,
    }
}

/// The form's word of a kind.
pub const fn kind_word(kind: PostKind) -> &'static str {
    match kind {
        PostKind::WhatsNew | PostKind::Unknown => "whats_new",
        PostKind::Newsletter => "newsletter",
        PostKind::Story => "story",
        PostKind::LifeEvent => "life_event",
    }
}

/// The key of a kind's name.
pub const fn kind_key(kind: PostKind) -> &'static str {
    match kind {
        PostKind::WhatsNew | PostKind::Unknown => "post-kind-whats-new",
        PostKind::Newsletter => "post-kind-newsletter",
        PostKind::Story => "post-kind-story",
        PostKind::LifeEvent => "post-kind-life-event",
    }
}

/// The audience of a form's word.
pub fn audience_of(word: &str) -> Audience {
    match word {
        "alumni" => Audience::Alumni,
        "staff" => Audience::Staff,
        _ => Audience::Everyone,
    }
}

/// The form's word of an audience.
pub const fn audience_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone | Audience::Unknown => "everyone",
        Audience::Alumni => "alumni",
        Audience::Staff => "staff",
    }
}

/// The key of an audience's name.
pub const fn audience_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone | Audience::Unknown => "audience-everyone",
        Audience::Alumni => "audience-alumni",
        Audience::Staff => "audience-staff",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_form_is_read_as_what_it_stands_for() {
        for (word, key) in KINDS {
            assert_eq!(kind_word(kind_of(word)), *word);
            assert_eq!(kind_key(kind_of(word)), *key);
        }
        for (word, key) in AUDIENCES {
            assert_eq!(audience_word(audience_of(word)), *word);
            assert_eq!(audience_key(audience_of(word)), *key);
        }
    }
}
