//! The ways to what is about being seen: whom I have hidden, who looked, pausing and leaving.

use crate::{
    components::{Icon, icons},
    t,
    text::tr,
};
use leptos::prelude::*;

const WAYS: [(&str, &str, &str, &str); 3] = [
    ("/settings/hidden", icons::EYE_OFF, "hidden-title", "open-hidden"),
    ("/settings/access", icons::EYE, "access-title", "settings-access"),
    ("/settings/stay", icons::PAUSE, "stay-title", "settings-stay"),
];

/// The group.
#[component]
pub fn Privacy() -> impl IntoView {
    let ways = WAYS
        .into_iter()
        .map(|(href, icon, key, test)| {
            view! {
                <li>
                    <a class="way" href=href data-test=test>
                        <Icon path=icon />
                        <span>{move || tr(key)}</span>
                        <Icon path=icons::FORWARD />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="group" aria-labelledby="settings-privacy">
            <h2 id="settings-privacy">{t!("settings-privacy")}</h2>
            <ul class="ways">{ways}</ul>
        </section>
    }
}
