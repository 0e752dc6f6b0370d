//! Japanese input: a key that belongs to the input method must not act on the page. Enter that confirms a
//! conversion never submits a form, and search waits until a word is composed.
//!
//! WebKit sends `compositionend` before the `keydown` of the confirming Enter, with `isComposing` false and
//! key code 229, and may go on to tag later, honest Enters with 229 too. So a 229 belongs to the input
//! method only shortly after a composition ended, and only once.

use crate::clock;
use leptos::{ev, prelude::window_event_listener_untyped};
use std::cell::Cell;
use wasm_bindgen::JsCast;

/// How long after the end of a composition its Enter may arrive.
const WINDOW_MS: i64 = 500;
/// What browsers send instead of a key that the input method takes.
const PROCESS_KEY: u32 = 229;

thread_local! {
    static ENDED_AT: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Whether the input method owns a key.
fn owned(is_composing: bool, key_code: u32, since_end_ms: Option<i64>) -> bool {
    is_composing || (key_code == PROCESS_KEY && since_end_ms.is_some_and(|ms| (0..=WINDOW_MS).contains(&ms)))
}

/// Whether the input method owns this key. Asking uses up the one Enter that follows a composition.
pub fn owns(event: &ev::KeyboardEvent) -> bool {
    let since_end = ENDED_AT.get().map(|at| clock::now() - at);
    let owned = owned(event.is_composing(), event.key_code(), since_end);
    if !event.is_composing() {
        ENDED_AT.set(None);
    }
    owned
}

/// Guards every form of the program against an Enter of the input method.
pub fn install() {
    // These live as long as the page.
    let _ = window_event_listener_untyped("compositionend", |_| ENDED_AT.set(Some(clock::now())));
    let _ = window_event_listener_untyped("keypress", |_| ENDED_AT.set(None));
    let _ = window_event_listener_untyped("keydown", |event| {
        if let Some(key) = event.dyn_ref::<ev::KeyboardEvent>()
            && key.key() == "Enter"
            && owns(key)
        {
            key.prevent_default();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_composition_belongs_to_the_input_method() {
        assert!(owned(true, 13, None));
    }

    #[test]
    fn the_confirming_enter_of_webkit_belongs_to_the_input_method() {
        assert!(owned(false, PROCESS_KEY, Some(3)));
    }

    #[test]
    fn a_later_enter_is_honest_even_if_webkit_tags_it() {
        assert!(!owned(false, PROCESS_KEY, Some(WINDOW_MS + 1)));
        assert!(!owned(false, PROCESS_KEY, None));
        assert!(!owned(false, 13, Some(3)));
    }
}
