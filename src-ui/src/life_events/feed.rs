//! What a post of a life event has below its text: reactions, and what who shares it or is named in it may do.

use super::words::when;
use crate::{
    bridge::commands,
    components::{Confirm, Failure, Icon, icons},
    frame::use_go,
    state::{announce, use_act},
    status::{ReactBar, Reactions},
    t,
    text::tr,
};
use enishi_bridge::{
    PostId,
    life_events::{LifeCard, NamingForm},
};
use leptos::prelude::*;

/// The foot.
#[component]
pub fn LifeFooter(
    /// The post.
    post: PostId,
    /// Its life event.
    #[prop(into)]
    life: Signal<LifeCard>,
) -> impl IntoView {
    let date = Memo::new(move |_| life.with(when));
    let mine = Memo::new(move |_| life.with(|life| life.mine));
    let names_me = Memo::new(move |_| life.with(|life| life.names_me));
    view! {
        <Show when=move || !date.with(String::is_empty)>
            <p class="soft">{date}</p>
        </Show>
        <Show
            when=move || mine.get()
            fallback=move || view! { <ReactBar item=post.0 mine=Signal::derive(move || life.with(|life| life.reaction.clone())) /> }
        >
            <Reactions cards=Signal::derive(move || life.with(|life| life.reactions.clone())) />
            <Remove post />
        </Show>
        <Show when=move || names_me.get()>
            <Withdraw post />
        </Show>
    }
}

#[component]
fn Remove(post: PostId) -> impl IntoView {
    let open = RwSignal::new(false);
    let go = use_go();
    let remove = use_act(commands::remove_life_event, move |_wish| {
        announce(tr("post-removed"));
        go.to("/");
    });
    view! {
        <div class="page-end">
            <Failure error=remove.failure />
            <button type="button" class="button danger-quiet" data-test="life-remove" on:click=move |_| open.set(true)>
                <Icon path=icons::TRASH />
                <span>{t!("post-remove")}</span>
            </button>
            <Confirm
                open
                title=Signal::derive(t!("post-remove-title"))
                body=Signal::derive(t!("post-remove-body"))
                action=Signal::derive(t!("post-remove"))
                on_confirm=move |()| remove.start(post)
                test="life-remove-dialog"
            />
        </div>
    }
}

#[component]
fn Withdraw(post: PostId) -> impl IntoView {
    let answer = use_act(commands::answer_naming, |_wish| announce(tr("status-accepted")));
    view! {
        <div class="page-end">
            <p class="hint">{t!("naming-agreed")}</p>
            <Failure error=answer.failure />
            <button
                type="button"
                class="button"
                data-test="naming-withdraw"
                on:click=move |_| answer.start(NamingForm { post, agree: false })
            >
                {t!("naming-withdraw")}
            </button>
        </div>
    }
}
