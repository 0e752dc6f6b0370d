//! Reactions: one tap each way for the reader, and for the author who reacted. No number anywhere.

use super::words::{reaction_icon, reaction_words};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, Icon, whole},
    members::full_name,
    state::use_act,
    t,
};
use enishi_bridge::{
    Reaction,
    delivery::Delivery,
    status::{MyReaction, ReactForm, ReactionCard},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The kinds to choose from; the chosen one is pressed, and pressing it again takes it back.
#[component]
pub fn ReactBar(
    /// The 近況 or the post.
    item: Uuid,
    /// The reader's reaction.
    #[prop(into)]
    mine: Signal<Option<MyReaction>>,
) -> impl IntoView {
    let told = Memo::new(move |_| mine.with(|mine| mine.as_ref().and_then(|mine| mine.reaction.clone())));
    // What was pressed counts until the page says something else of it: pages that came later are not read again.
    let pressed = RwSignal::new(None::<(Option<Reaction>, Option<Reaction>)>);
    let wanted = StoredValue::new(None::<Reaction>);
    let react = use_act(commands::react, move |_wish| {
        let _ = pressed.try_set(Some((told.get_untracked(), wanted.get_value())));
    });
    let chosen = Memo::new(move |_| match pressed.get() {
        Some((before, wanted)) if before == told.get() => wanted,
        _ => told.get(),
    });
    let delivery = Signal::derive(move || {
        mine.with(|mine| mine.as_ref().map_or(Delivery::Delivered, |mine| mine.delivery))
    });
    let buttons = Reaction::ALL
        .iter()
        .map(|each| {
            let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(each));
            let press = move |_| {
                let reaction = (!is_chosen()).then(|| each.clone());
                wanted.set_value(reaction.clone());
                react.start(ReactForm { item, reaction });
            };
            view! {
                <li>
                    <button
                        type="button"
                        class="react"
                        aria-pressed=move || is_chosen().to_string()
                        data-test=format!("react-{each}")
                        on:click=press
                    >
                        <Icon path=reaction_icon(each) />
                        <span>{move || reaction_words(each)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="reacts" aria-label=t!("reaction-label")>{buttons}</ul>
        <Show when=move || delivery.get() != Delivery::Delivered>
            <DeliveryLine delivery test="reaction-state" />
        </Show>
        <Failure error=react.failure />
    }
}

/// Who reacted with what; nothing where nobody did.
#[component]
pub fn Reactions(
    /// Who.
    #[prop(into)]
    cards: Signal<Vec<ReactionCard>>,
) -> impl IntoView {
    view! {
        <Show when=move || !cards.with(Vec::is_empty)>
            <ul class="reactions" data-test="reactions" aria-label=t!("reactions-label")>
                <For each=move || cards.get() key=whole let:card>
                    <li>
                        <Icon path=reaction_icon(&card.reaction) />
                        <a class="text-link" href=format!("/members/{}", card.person.id) lang="ja">{full_name(&card.person)}</a>
                        <span class="soft">
                            {
                                let reaction = card.reaction.clone();
                                move || reaction_words(&reaction)
                            }
                        </span>
                    </li>
                </For>
            </ul>
        </Show>
    }
}
