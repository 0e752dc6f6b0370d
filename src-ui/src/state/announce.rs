//! The one live region: what changed, said to those who do not see the screen.

use leptos::prelude::*;
use std::sync::LazyLock;

static ANNOUNCEMENT: LazyLock<ArcRwSignal<String>> = LazyLock::new(ArcRwSignal::default);

/// Says a sentence politely.
pub fn announce(sentence: String) {
    ANNOUNCEMENT.set(sentence);
}

/// What was said last, reactive; the frame shows it in the live region.
pub fn announcement() -> String {
    ANNOUNCEMENT.get()
}
