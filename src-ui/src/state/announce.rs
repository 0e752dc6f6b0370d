//! The one live region: what changed, said to those who do not see the screen.

use leptos::prelude::*;
use std::sync::LazyLock;

static ANNOUNCEMENT: LazyLock<ArcRwSignal<String>> = LazyLock::new(ArcRwSignal::default);

/// Says a sentence politely.
pub fn announce(sentence: String) {
    // The same sentence twice changes nothing that a screen reader would notice: a mark without width does.
    ANNOUNCEMENT.update(|said| *said = if *said == sentence { sentence + "\u{200B}" } else { sentence });
}

/// What was said last, reactive; the frame shows it in the live region.
pub fn announcement() -> String {
    ANNOUNCEMENT.get()
}
