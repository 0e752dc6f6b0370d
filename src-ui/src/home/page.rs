//! The first page. Nothing greets, blinks or counts; it shows what there is.

use super::older::OlderPosts;
use crate::{
    bridge::commands,
    components::{Drawing, Empty, Icon, PageTitle, Pane, icons, whole},
    events::EventLink,
    posts::PostLink,
    state::{may, place_name, use_read},
    t,
    text::tr,
};
use enishi_bridge::{Duty, home::HomeView, notices::Tag};
use leptos::prelude::*;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let home = use_read(&[Tag::Posts, Tag::Events], commands::home);
    let may_post = may(Duty::Posts);
    let place = place_name();
    view! {
        <div class="page">
            <header class="list-header">
                <div class="titles">
                    <a class="eyebrow" href="/places" lang="ja" data-test="home-place">
                        {place}
                    </a>
                    <PageTitle text=Signal::derive(t!("nav-home")) />
                </div>
                <Show when=move || may_post.get()>
                    <a class="button" href="/posts/new" data-test="compose-post">
                        <Icon path=icons::PEN />
                        <span>{t!("post-compose")}</span>
                    </a>
                </Show>
            </header>
            <Pane read=home let:home>
                <Content home />
            </Pane>
        </div>
    }
}

#[component]
fn Content(home: Signal<HomeView>) -> impl IntoView {
    let next = Memo::new(move |_| home.with(|home| home.next_event.clone()));
    let invitations = Memo::new(move |_| home.with(|home| home.invitations.clone()));
    let posts = Memo::new(move |_| home.with(|home| home.posts.clone()));
    let complete = Memo::new(move |_| home.with(|home| home.complete));
    let nothing = Memo::new(move |_| {
        next.with(Option::is_none) && invitations.with(Vec::is_empty) && posts.with(Vec::is_empty)
    });
    let more = Memo::new(move |_| home.with(|home| home.more));
    view! {
        <Show when=move || !complete.get() && !nothing.get()>
            <p class="not-all" role="status">
                {t!("state-incomplete")}
            </p>
        </Show>
        {move || {
            next.get()
                .map(|card| {
                    view! {
                        <section class="section" aria-labelledby="home-next">
                            <h2 id="home-next">{t!("home-next")}</h2>
                            <EventLink card ticket=true test="home-next-event" />
                        </section>
                    }
                })
        }}
        <Show when=move || !invitations.with(Vec::is_empty)>
            <section class="section" aria-labelledby="home-invitations">
                <h2 id="home-invitations">{t!("home-invitations")}</h2>
                <ul class="cards">
                    <For each=move || invitations.get() key=whole let:card>
                        <li>
                            <EventLink card test="home-invitation" />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
        <Show when=move || !posts.with(Vec::is_empty)>
            <section class="section" aria-labelledby="home-posts">
                <h2 id="home-posts">{t!("home-posts")}</h2>
                <ul class="cards">
                    <For each=move || posts.get() key=whole let:card>
                        <li>
                            <PostLink card />
                        </li>
                    </For>
                </ul>
                <OlderPosts
                    more
                    last=Signal::derive(move || posts.with(|posts| posts.last().map(|post| post.published_at)))
                />
            </section>
        </Show>
        <Show when=move || nothing.get()>
            <Empty
                drawing=Drawing::Cord
                text=Signal::derive(move || {
                    tr(if complete.get() { "home-empty" } else { "state-not-yet" })
                })
                test="home-empty"
            >
                <a class="button" href="/members">
                    {t!("home-empty-action")}
                </a>
            </Empty>
        </Show>
    }
}
