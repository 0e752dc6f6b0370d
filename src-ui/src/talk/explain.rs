//! A small closed lock and 「ふたりだけ」; it opens what that means, in plain words.

use crate::{
    components::{Icon, icons},
    t,
};
use leptos::prelude::*;

/// The lock with its explanation.
#[component]
pub fn Lock() -> impl IntoView {
    view! {
        <details class="lock" data-test="talk-lock">
            <summary>
                <Icon path=icons::LOCK />
                <span>{t!("talk-lock")}</span>
            </summary>
            <div class="lock-words">
                <p>{t!("talk-lock-who")}</p>
                <p>{t!("talk-lock-not")}</p>
                <p>{t!("talk-lock-lost")}</p>
                <p class="soft">{t!("talk-lock-review")}</p>
            </div>
        </details>
    }
}
