//! What somebody says of now: the mark with its drawing, and the own words.

use super::words::{mark_icon, mark_words};
use crate::components::Icon;
use enishi_bridge::Mark;
use leptos::prelude::*;

/// The mark and the words.
#[component]
pub fn Said(
    /// The mark.
    mark: Mark,
    /// May be empty.
    text: String,
) -> impl IntoView {
    let path = mark_icon(&mark);
    let word = mark.to_string();
    view! {
        <div class="said" data-test="said" data-mark=word>
            <p class="said-mark">
                <Icon path />
                <span>{move || mark_words(&mark)}</span>
            </p>
            {(!text.is_empty()).then(|| view! { <p class="said-text" lang="ja">{text}</p> })}
        </div>
    }
}
