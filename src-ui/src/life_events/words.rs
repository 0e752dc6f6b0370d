//! A life event in words.

use crate::{
    members::{full_name, month},
    text::{tr, tr_with},
};
use enishi_bridge::{LifeKind, life_events::LifeCard};

/// The kinds a form offers: word and key.
pub const KINDS: &[(&str, &str)] = &[
    ("marriage", "life-kind-marriage"),
    ("birth", "life-kind-birth"),
    ("moved", "life-kind-moved"),
    ("new_job", "life-kind-new-job"),
    ("retirement", "life-kind-retirement"),
    ("other", "life-kind-other"),
];

/// What happened.
pub fn kind_words(kind: &LifeKind) -> String {
    match kind {
        LifeKind::Other(_) => tr("life-kind-newer"),
        known => tr(&format!("life-kind-{}", known.as_str().replace('_', "-"))),
    }
}

/// The title of a post: who, with whom, and what.
pub fn title(life: &LifeCard) -> String {
    let who = life.person.as_ref().map_or_else(|| tr("member-gone"), full_name);
    let what = kind_words(&life.kind);
    match &life.named {
        Some(named) => tr_with(
            "life-title-named",
            &[("who", who.into()), ("named", full_name(named).into()), ("what", what.into())],
        ),
        None => tr_with("life-title-one", &[("who", who.into()), ("what", what.into())]),
    }
}

/// When it was; may be empty.
pub fn when(life: &LifeCard) -> String {
    life.date.map(month).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_wire_has_a_text_and_stands_in_the_form() {
        for kind in LifeKind::ALL {
            assert!(!kind_words(kind).starts_with("life-kind-"), "{kind}");
            assert!(KINDS.iter().any(|(word, _)| *word == kind.as_str()), "{kind}");
        }
    }
}
