//! 「事務局が見た記録」: who of the secretariat was shown fields that not everybody may read, and when.

use crate::{
    bridge::commands,
    components::{Drawing, Empty, Header, Pane, whole},
    fmt,
    state::use_read,
    t,
};
use enishi_bridge::{access::AccessLine, notices::Tag};
use leptos::prelude::*;

/// The page.
#[component]
pub fn AccessPage() -> impl IntoView {
    let log = use_read(&[Tag::Me], commands::access_log);
    view! {
        <div class="page narrow" data-test="access-page">
            <Header title=Signal::derive(t!("access-title")) back="/me" back_key="nav-me" />
            <p class="lead">{t!("access-lead")}</p>
            <Pane read=log let:log>
                <Show
                    when=move || log.with(|log| !log.items.is_empty())
                    fallback=|| view! { <Empty drawing=Drawing::Cord text=Signal::derive(t!("access-empty")) test="access-empty" /> }
                >
                    <ul class="cards">
                        <For each=move || log.with(|log| log.items.clone()) key=whole let:line>
                            <Line line />
                        </For>
                    </ul>
                </Show>
            </Pane>
            <section class="group" aria-labelledby="access-counted">
                <h2 id="access-counted">{t!("access-counted-title")}</h2>
                <p class="hint">{t!("access-counted")}</p>
                <p class="hint">{t!("access-not-counted")}</p>
            </section>
        </div>
    }
}

#[component]
fn Line(line: AccessLine) -> impl IntoView {
    let AccessLine { name, seen_at } = line;
    let who = if name.is_empty() {
        view! { <p class="name soft">{t!("member-left")}</p> }.into_any()
    } else {
        view! { <p class="name" lang="ja">{name}</p> }.into_any()
    };
    view! {
        <li class="device" data-test="access-line">
            <div class="device-words">
                {who}
                <p class="soft">{move || fmt::date_time(seen_at)}</p>
            </div>
        </li>
    }
}
