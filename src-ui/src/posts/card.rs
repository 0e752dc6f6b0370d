//! A post in a list: where it is from, when, its title and three lines.

use super::kinds::kind_key;
use crate::{components::DeliveryLine, fmt, life_events::title as life_title, t, text::tr};
use enishi_bridge::{delivery::Delivery, posts::PostCard};
use leptos::prelude::*;

/// The card; the whole of it leads to the post.
#[component]
pub fn PostLink(card: PostCard) -> impl IntoView {
    let PostCard { id, kind, title, excerpt, source, published_at, unread, delivery, life } = card;
    let from_member = life.is_some();
    let title = move || life.as_ref().map_or_else(|| title.clone(), life_title);
    view! {
        <article class="post-card" class:unread=unread>
            <a class="post-link" href=format!("/posts/{id}") data-test="post-card" data-id=id.to_string()>
                <p class="meta">
                    {(!from_member).then(|| view! { <span lang="ja">{source}</span> })}
                    <span>{move || fmt::moment(published_at)}</span>
                    <span class="kind">{move || tr(kind_key(kind))}</span>
                </p>
                <h3 lang="ja">
                    {unread
                        .then(|| {
                            view! {
                                <span class="dot">
                                    <span class="visually-hidden">{t!("state-unread")}</span>
                                </span>
                            }
                        })}
                    {title}
                </h3>
                {(!excerpt.is_empty()).then(|| view! { <p class="excerpt" lang="ja">{excerpt}</p> })}
            </a>
            {(delivery != Delivery::Delivered)
                .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="post-card-state" /> })}
        </article>
    }
}
