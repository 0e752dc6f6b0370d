//! Somebody wants to name the reader: what would be shown to whom, and a yes or no. A no is told to nobody but the one
//! who asks.

use super::words::kind_words;
use crate::{
    bridge::commands,
    components::{Avatar, Failure, whole},
    members::full_name,
    posts::audience_key,
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::life_events::{NamingCard, NamingForm};
use leptos::prelude::*;

/// Who asks.
#[component]
pub fn Namings(
    /// The questions.
    #[prop(into)]
    cards: Signal<Vec<NamingCard>>,
) -> impl IntoView {
    view! {
        <For each=move || cards.get() key=whole let:card>
            <Naming card />
        </For>
    }
}

#[component]
fn Naming(card: NamingCard) -> impl IntoView {
    let NamingCard { post, person, kind, text, audience, .. } = card;
    let answer = use_act(commands::answer_naming, |_wish| announce(tr("status-accepted")));
    let name = StoredValue::new(full_name(&person));
    view! {
        <section class="card naming" data-test="naming">
            <p class="status-person">
                <Avatar card=person.clone() />
                <span>{t!("naming-ask", "who" => name.get_value())}</span>
            </p>
            <div class="quoted">
                <p class="name">{move || kind_words(&kind)}</p>
                <p class="prose" lang="ja">{text}</p>
            </div>
            <p class="hint">
                {move || tr(audience_key(audience))} " · " {t!("naming-hint")}
            </p>
            <Failure error=answer.failure />
            <div class="entry-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-test="naming-agree"
                    on:click=move |_| answer.start(NamingForm { post, agree: true })
                >
                    {t!("naming-agree")}
                </button>
                <button
                    type="button"
                    class="button"
                    data-test="naming-decline"
                    on:click=move |_| answer.start(NamingForm { post, agree: false })
                >
                    {t!("naming-decline")}
                </button>
            </div>
        </section>
    }
}
