//! Keys for those who like them: Ctrl or ⌘ with K finds people, with 1 to 5 opens a tab. Never single keys.

use super::{links::Go, navigation::tab_path};
use leptos::{ev, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Listens as long as the frame is there.
pub fn listen(go: Go) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if !(event.ctrl_key() || event.meta_key())
            || event.alt_key()
            || event.shift_key()
            || event.is_composing()
        {
            return;
        }
        let key = event.key();
        if key == "k" {
            event.prevent_default();
            go.to("/members");
            focus_search();
        } else if let Some(path) = tab_number(&key).and_then(tab_path) {
            event.prevent_default();
            go.to(path);
        }
    });
    on_cleanup(move || handle.remove());
}

/// The key that goes with another one for a shortcut, by the name that it has on this system.
pub fn command_key() -> &'static str {
    if is_apple(&window().navigator().platform().unwrap_or_default()) { "⌘" } else { "Ctrl" }
}

/// `navigator.platform` (WHATWG HTML, "Client identification") is `MacIntel` there; WebKit also says `iPhone` and `iPad`.
fn is_apple(platform: &str) -> bool {
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// `1` to `9` as a place in the row of tabs.
fn tab_number(key: &str) -> Option<usize> {
    key.parse::<usize>().ok()?.checked_sub(1)
}

/// After the page's title has taken the focus.
fn focus_search() {
    set_timeout(
        || {
            let field = document().query_selector("[data-test=directory-search]").ok().flatten();
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                let _ = field.focus();
            }
        },
        Duration::from_millis(80),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_count_from_one_and_other_keys_are_no_tabs() {
        assert_eq!(tab_number("1"), Some(0));
        assert_eq!(tab_number("0"), None);
        assert_eq!(tab_number("F5"), None);
    }

    #[test]
    fn only_apple_s_systems_have_a_command_key() {
        assert!(["MacIntel", "iPhone", "iPad"].into_iter().all(is_apple));
        assert!(!["Linux x86_64", "Linux armv8l", "Win32", ""].into_iter().any(is_apple));
    }
}
