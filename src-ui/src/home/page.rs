//! The first page. Nothing greets, blinks or counts; it shows what there is.

use super::{check::CheckCard, older::OlderPosts, reactions::NewReactions, suggestion::SuggestionCard};
use crate::{
    bridge::commands,
    components::{Drawing, Empty, Icon, PageTitle, Pane, icons, whole},
    events::EventLink,
    life_events::{Drafts, Namings},
    posts::PostLink,
    state::{may, place_name, use_read},
    status::{MyStatusCard, Strip},
    t,
    text::tr,
};
use enishi_bridge::{Duty, home::HomeView, notices::Tag};
use leptos::prelude::*;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let home = use_read(&[Tag::Posts, Tag::Events, Tag::Status, Tag::Members, Tag::Me], commands::home);
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
    let strip = Memo::new(move |_| home.with(|home| home.strip.clone()));
    let reactions = Memo::new(move |_| home.with(|home| home.reactions.clone()));
    let check = Memo::new(move |_| home.with(|home| home.check.clone()));
    let suggestion = Memo::new(move |_| home.with(|home| home.suggestion.clone()));
    let more = Memo::new(move |_| home.with(|home| home.more));
    view! {
        <Show when=move || !complete.get() && !nothing.get()>
            <p class="not-all" role="status">
                {t!("state-incomplete")}
            </p>
        </Show>
        <Namings cards=Signal::derive(move || home.with(|home| home.namings.clone())) />
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
        <section class="section" aria-labelledby="home-status">
            <h2 id="home-status">{t!("status-title")}</h2>
            <Show when=move || !strip.with(Vec::is_empty)>
                <Strip items=strip />
            </Show>
            <MyStatusCard status=Signal::derive(move || home.with(|home| home.my_status.clone())) />
            <a class="button quiet to-all" href="/life/new" data-test="open-life">
                <Icon path=icons::PEN />
                <span>{t!("life-compose")}</span>
            </a>
        </section>
        <Drafts cards=Signal::derive(move || home.with(|home| home.drafts.clone())) />
        <Show when=move || !reactions.with(Vec::is_empty)>
            <NewReactions cards=reactions />
        </Show>
        {move || check.get().map(|card| view! { <CheckCard card /> })}
        {move || suggestion.get().map(|card| view! { <SuggestionCard card /> })}
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
