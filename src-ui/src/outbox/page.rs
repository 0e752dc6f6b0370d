//! The page of the outbox.

use super::entry::Entry;
use crate::{
    bridge::commands,
    components::{Drawing, Empty, Header, Pane, whole},
    state::use_read,
    t,
};
use enishi_bridge::{notices::Tag, outbox::OutboxView};
use leptos::prelude::*;

/// Everything that waits, oldest first.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let outbox = use_read(&[Tag::Outbox], commands::outbox);
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("outbox-title")) back="/me" back_key="nav-me" />
            <Pane read=outbox let:outbox>
                <Content outbox />
            </Pane>
        </div>
    }
}

#[component]
fn Content(outbox: Signal<OutboxView>) -> impl IntoView {
    let none = Memo::new(move |_| outbox.with(|outbox| outbox.items.is_empty()));
    view! {
        <Show when=move || !none.get()>
            <p class="lead">{t!("outbox-lead")}</p>
        </Show>
        <ul class="cards">
            <For each=move || outbox.with(|outbox| outbox.items.clone()) key=whole let:entry>
                <Entry entry />
            </For>
        </ul>
        <Show when=move || none.get()>
            <Empty drawing=Drawing::Tray text=Signal::derive(t!("outbox-empty")) test="outbox-empty" />
        </Show>
    }
}
