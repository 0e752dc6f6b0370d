//! One post. Opening it marks it as seen, on every device of the reader.

use super::kinds::{audience_key, kind_key};
use crate::{
    bridge::commands,
    components::{Confirm, DeliveryLine, ErrorPanel, Failure, Header, Icon, PageTitle, Pane, Spans, icons},
    fmt,
    frame::{Go, use_go},
    life_events::{LifeFooter, title as life_title},
    reports::ReportThing,
    state::{announce, use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    PostId, Subject,
    delivery::Delivery,
    errors::{AppCode, AppError},
    life_events::LifeCard,
    notices::Tag,
    posts::PostDetail,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// The page of the post in the URL.
#[component]
pub fn PostPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <article class="page" data-test="post-page">
            <Header back="/" back_key="nav-home" />
            {move || match id.get() {
                Some(id) => view! { <Post id /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Post(id: PostId) -> impl IntoView {
    let post = use_read(&[Tag::Posts, Tag::Status], move || commands::post(id));
    // A failure here changes nothing on the screen; the mark is tried again at the next opening.
    spawn_local(async move {
        let _ = commands::mark_seen(id.0).await;
    });
    view! {
        <Pane read=post let:post>
            <Content post />
        </Pane>
    }
}

#[component]
fn Content(post: Signal<PostDetail>) -> impl IntoView {
    let delivery = Signal::derive(move || post.with(|post| post.card.delivery));
    // Made once: what is shown of it follows by itself.
    let life = Memo::new(move |first: Option<&Option<LifeCard>>| match first {
        Some(Some(first)) => Some(first.clone()),
        _ => post.with(|post| post.card.life.clone()),
    });
    let title = Signal::derive(move || {
        post.with(|post| post.card.life.as_ref().map_or_else(|| post.card.title.clone(), life_title))
    });
    let by_another = move || {
        let mine =
            |post: &PostDetail| post.can_remove || post.card.life.as_ref().is_some_and(|life| life.mine);
        !post.with(mine) && delivery.get() == Delivery::Delivered
    };
    view! {
        <p class="meta">
            <span lang="ja">{move || post.with(|post| post.card.source.clone())}</span>
            <span>{move || fmt::date_time(post.with(|post| post.card.published_at))}</span>
            <span class="kind">{move || tr(kind_key(post.with(|post| post.card.kind)))}</span>
            <span class="kind">{move || tr(audience_key(post.with(|post| post.audience)))}</span>
        </p>
        <div lang="ja">
            <PageTitle text=title test="post-title" />
        </div>
        <Show when=move || delivery.get() != Delivery::Delivered>
            <DeliveryLine delivery test="post-state" />
        </Show>
        <div lang="ja">
            <Spans text=Signal::derive(move || post.with(|post| post.text.clone())) on_link=Go::outside() test="post-text" />
        </div>
        {move || {
            life.get().map(|first| {
                let followed = Signal::derive(move || post.with(|post| post.card.life.clone()).unwrap_or_else(|| first.clone()));
                view! { <LifeFooter post=post.with_untracked(|post| post.card.id) life=followed /> }
            })
        }}
        <Show when=move || post.with(|post| post.can_edit)>
            <a class="button" data-test="post-edit" href=move || format!("/posts/{}/edit", post.with(|post| post.card.id))>
                <Icon path=icons::PEN />
                <span>{t!("post-edit")}</span>
            </a>
        </Show>
        <Show when=by_another>
            <ReportThing subject=Subject::Post { post: post.with_untracked(|post| post.card.id) } label=title />
        </Show>
        <Show when=move || post.with(|post| post.can_remove)>
            <Remove id=post.with_untracked(|post| post.card.id) />
        </Show>
    }
}

#[component]
fn Remove(id: PostId) -> impl IntoView {
    let open = RwSignal::new(false);
    let go = use_go();
    let remove = use_act(commands::remove_post, move |()| {
        announce(tr("post-removed"));
        go.to("/");
    });
    view! {
        <div class="page-end">
            <Failure error=remove.failure />
            <button type="button" class="button danger-quiet" data-test="post-remove" on:click=move |_| open.set(true)>
                <Icon path=icons::TRASH />
                <span>{t!("post-remove")}</span>
            </button>
            <Confirm
                open
                title=Signal::derive(t!("post-remove-title"))
                body=Signal::derive(t!("post-remove-body"))
                action=Signal::derive(t!("post-remove"))
                on_confirm=move |()| remove.start(id)
                test="post-remove-dialog"
            />
        </div>
    }
}
