//! Reactions since the reader last looked: one gathered line, which goes when it was read.

use crate::{bridge::commands, components::Failure, state::use_act, status::Reactions, t};
use enishi_bridge::status::ReactionCard;
use leptos::prelude::*;

/// The line.
#[component]
pub fn NewReactions(
    /// Who reacted.
    #[prop(into)]
    cards: Signal<Vec<ReactionCard>>,
) -> impl IntoView {
    let seen = use_act(|()| commands::saw_reactions(), |()| {});
    view! {
        <section class="card" data-test="new-reactions" aria-labelledby="new-reactions-title">
            <h2 id="new-reactions-title">{t!("reactions-new")}</h2>
            <Reactions cards />
            <Failure error=seen.failure />
            <button type="button" class="button" data-test="reactions-seen" on:click=move |_| seen.start(())>
                {t!("action-understood")}
            </button>
        </section>
    }
}
