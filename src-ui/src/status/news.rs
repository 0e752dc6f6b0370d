//! On a person's page: the 近況, following without a word, and life events.

use super::{reactions::ReactBar, said::Said};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, Icon, Pane, icons, whole},
    fmt,
    posts::PostLink,
    state::{use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    MemberId, delivery::Delivery, follows::FollowForm, life_events::PersonNews, notices::Tag,
    status::StatusCard,
};
use leptos::prelude::*;

/// The section.
#[component]
pub fn PersonNewsCard(id: MemberId) -> impl IntoView {
    let news = use_read(&[Tag::Status, Tag::Posts, Tag::Members], move || commands::person_news(id));
    view! {
        <Pane read=news let:news>
            <Status news />
            <Show when=move || !news.with(|news| news.me)>
                <Follow id news />
            </Show>
            <Show when=move || news.with(|news| !news.life_events.is_empty())>
                <section class="section" aria-labelledby="person-life">
                    <h2 id="person-life">{t!("life-title")}</h2>
                    <ul class="cards">
                        <For each=move || news.with(|news| news.life_events.clone()) key=whole let:card>
                            <li>
                                <PostLink card />
                            </li>
                        </For>
                    </ul>
                </section>
            </Show>
        </Pane>
    }
}

#[component]
fn Status(news: Signal<PersonNews>) -> impl IntoView {
    let status = Memo::new(move |_| news.with(|news| news.status.clone()));
    let me = news.with_untracked(|news| news.me);
    move || {
        status.get().map(|status| {
            let StatusCard { id, mark, text, said_at, reaction, .. } = status;
            view! {
                <section class="card" aria-labelledby="person-status" data-test="person-status">
                    <h2 id="person-status">{t!("status-title")}</h2>
                    <Said mark text />
                    <p class="meta">
                        <span>{move || fmt::moment(said_at)}</span>
                    </p>
                    {(!me).then(|| view! { <ReactBar item=id.0 mine=Signal::stored(reaction) /> })}
                </section>
            }
        })
    }
}

#[component]
fn Follow(id: MemberId, news: Signal<PersonNews>) -> impl IntoView {
    let follow = use_act(commands::follow, |_wish| {});
    let following = Memo::new(move |_| news.with(|news| news.following));
    let delivery = Signal::derive(move || news.with(|news| news.delivery));
    view! {
        <div class="follow">
            <button
                type="button"
                class="button"
                data-test="follow"
                aria-pressed=move || following.get().to_string()
                aria-describedby="follow-hint"
                on:click=move |_| follow.start(FollowForm { member: id, following: !following.get_untracked() })
            >
                <Icon path=Signal::derive(move || if following.get() { icons::CHECK } else { icons::PLUS }) />
                <span>{move || tr(if following.get() { "follow-on" } else { "follow-off" })}</span>
            </button>
            <p class="hint" id="follow-hint">{t!("follow-hint")}</p>
            <Show when=move || delivery.get() != Delivery::Delivered>
                <DeliveryLine delivery test="follow-state" />
            </Show>
            <Failure error=follow.failure />
        </div>
    }
}
