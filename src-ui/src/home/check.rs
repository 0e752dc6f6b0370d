//! The yearly question: is the own page still right? It comes once, and every answer lets it rest.

use crate::{
    bridge::commands,
    components::Failure,
    members::{full_name, then_line},
    state::use_act,
    t,
};
use enishi_bridge::{members::MemberCard, suggestions::CheckForm};
use leptos::prelude::*;

/// The card with the main facts.
#[component]
pub fn CheckCard(card: MemberCard) -> impl IntoView {
    let answer = use_act(commands::answer_check, |_wish| {});
    view! {
        <section class="card check" data-test="check-card" aria-labelledby="check-title">
            <h2 id="check-title">{t!("check-title")}</h2>
            <div lang="ja">
                <p class="name">{full_name(&card)}</p>
                <p class="soft">{then_line(&card)}</p>
                <p>{card.headline.clone()}</p>
            </div>
            <Failure error=answer.failure />
            <div class="entry-buttons">
                <button type="button" class="button primary" data-test="check-yes" on:click=move |_| answer.start(CheckForm { right: true })>
                    {t!("check-yes")}
                </button>
                <a class="button" href="/me" data-test="check-edit">{t!("check-edit")}</a>
                <button type="button" class="button quiet" data-test="check-later" on:click=move |_| answer.start(CheckForm { right: false })>
                    {t!("check-later")}
                </button>
            </div>
        </section>
    }
}
