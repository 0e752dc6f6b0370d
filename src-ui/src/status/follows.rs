//! Whom the reader follows. Nobody else learns of it.

use crate::{
    bridge::commands,
    components::{Avatar, DeliveryLine, Drawing, Empty, Failure, Header, Pane, whole},
    members::{full_name, then_line},
    state::{use_act, use_read},
    t,
};
use enishi_bridge::{
    delivery::Delivery,
    follows::{FollowCard, FollowForm},
    notices::Tag,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn FollowsPage() -> impl IntoView {
    let follows = use_read(&[Tag::Status, Tag::Members], commands::follows);
    view! {
        <div class="page narrow" data-test="follows-page">
            <Header title=Signal::derive(t!("follows-title")) back="/me" back_key="nav-me" />
            <p class="lead">{t!("follows-lead")}</p>
            <Pane read=follows let:list>
                <ul class="cards">
                    <For each=move || list.with(|list| list.items.clone()) key=whole let:card>
                        <li>
                            <Followed card />
                        </li>
                    </For>
                </ul>
                <Show when=move || list.with(|list| list.items.is_empty())>
                    <Empty drawing=Drawing::Cord text=Signal::derive(t!("follows-empty")) test="follows-empty" />
                </Show>
            </Pane>
        </div>
    }
}

#[component]
fn Followed(card: FollowCard) -> impl IntoView {
    let FollowCard { person, delivery } = card;
    let id = person.id;
    let end = use_act(commands::follow, |_wish| {});
    let then = then_line(&person);
    view! {
        <div class="card followed" data-test="followed" data-id=id.to_string()>
            <a class="status-person" href=format!("/members/{id}") lang="ja">
                <Avatar card=person.clone() />
                <span class="member-words">
                    <span class="name">{full_name(&person)}</span>
                    <span class="then">{then}</span>
                </span>
            </a>
            {(delivery != Delivery::Delivered)
                .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="follow-state" /> })}
            <Failure error=end.failure />
            <button
                type="button"
                class="button"
                data-test="unfollow"
                on:click=move |_| end.start(FollowForm { member: id, following: false })
            >
                {t!("follow-end")}
            </button>
        </div>
    }
}
