//! Kinds, states and tallies of events as words.

use crate::{
    fmt,
    text::{tr, tr_with},
};
use enishi_bridge::{
    Answer, EventKind,
    events::{EventCard, EventState},
};

/// The kinds a form offers: word and key.
pub const KINDS: &[(&str, &str)] =
    &[("reunion", "event-kind-reunion"), ("pitch", "event-kind-pitch"), ("other", "event-kind-other")];

/// The kind of a form's word.
pub fn kind_of(word: &str) -> EventKind {
    match word {
        "reunion" => EventKind::Reunion,
        "pitch" => EventKind::Pitch,
        _ => EventKind::Other,
    }
}

/// The form's word of a kind.
pub const fn kind_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Reunion => "reunion",
        EventKind::Pitch => "pitch",
        EventKind::Other | EventKind::Unknown => "other",
    }
}

/// The key of a kind's name.
pub const fn kind_key(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Reunion => "event-kind-reunion",
        EventKind::Pitch => "event-kind-pitch",
        EventKind::Other | EventKind::Unknown => "event-kind-other",
    }
}

/// The key of an answer.
pub const fn answer_key(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "answer-yes",
        Answer::Maybe | Answer::Unknown => "answer-maybe",
        Answer::No => "answer-no",
    }
}

/// 「12人参加・あと8席」.
pub fn tally_line(card: &EventCard) -> String {
    let coming = tr_with("event-coming", &[("count", card.tally.yes.into())]);
    let open = !matches!(card.state, EventState::Over | EventState::Cancelled);
    match card.seats_left.filter(|_| open) {
        Some(0) => format!("{coming}{}", tr("event-no-seats")),
        Some(seats) => format!("{coming}{}", tr_with("event-seats", &[("count", seats.into())])),
        None => coming,
    }
}

/// Why no answers are taken, or until when they are.
pub fn state_line(card: &EventCard) -> Option<String> {
    match card.state {
        EventState::Cancelled => Some(tr("event-cancelled")),
        EventState::Over => Some(tr("event-over")),
        EventState::Closed => Some(tr("event-closed")),
        EventState::Full => Some(tr("event-full")),
        EventState::Open => fmt::deadline(card.answer_by.unwrap_or(card.starts)),
    }
}

/// The same on a card, where the tally already says that it is full.
pub fn card_state(card: &EventCard) -> Option<String> {
    if card.state == EventState::Full { None } else { state_line(card) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_form_is_read_as_what_it_stands_for() {
        for (word, key) in KINDS {
            assert_eq!(kind_word(kind_of(word)), *word);
            assert_eq!(kind_key(kind_of(word)), *key);
        }
    }
}
