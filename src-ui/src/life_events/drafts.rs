//! Own life events that wait for the person they name, or that will be without the name.

use super::words::kind_words;
use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, whole},
    members::full_name,
    state::use_act,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{delivery::Delivery, life_events::DraftCard};
use leptos::prelude::*;

/// The drafts.
#[component]
pub fn Drafts(
    /// They.
    #[prop(into)]
    cards: Signal<Vec<DraftCard>>,
) -> impl IntoView {
    view! {
        <For each=move || cards.get() key=whole let:card>
            <Draft card />
        </For>
    }
}

#[component]
fn Draft(card: DraftCard) -> impl IntoView {
    let DraftCard { post, kind, text, named, declined, delivery } = card;
    let publish = use_act(commands::publish_unnamed, |_wish| {});
    let remove = use_act(commands::remove_life_event, |_wish| {});
    let name = named.as_ref().map(full_name);
    let waits = move || match (&name, declined) {
        (_, true) => tr("draft-declined"),
        (Some(name), false) => tr_with("draft-waits", &[("who", name.clone().into())]),
        (None, false) => tr("draft-waits-somebody"),
    };
    view! {
        <section class="card draft" data-test="life-draft" data-declined=declined.to_string()>
            <p class="name">{move || kind_words(&kind)}</p>
            <p class="prose" lang="ja">{text}</p>
            <p class="soft">{waits}</p>
            {(delivery != Delivery::Delivered)
                .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="draft-state" /> })}
            <Failure error=publish.failure />
            <Failure error=remove.failure />
            <div class="entry-buttons">
                <button type="button" class="button" data-test="draft-unnamed" on:click=move |_| publish.start(post)>
                    {t!("draft-unnamed")}
                </button>
                <button type="button" class="button danger-quiet" data-test="draft-remove" on:click=move |_| remove.start(post)>
                    {t!("draft-remove")}
                </button>
            </div>
        </section>
    }
}
