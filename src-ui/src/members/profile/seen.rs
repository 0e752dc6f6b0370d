//! 「会社に見えるもの」: what others see of me, by the same rule that the server runs, over what the server has.

use super::{shown::ShownFields, words::seen_title};
use crate::{
    bridge::commands,
    components::{Header, Icon, Pane, icons},
    members::MemberFacts,
    state::{use_app, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    app::Phase,
    notices::Tag,
    profile::{Onlooker, ViewAs, ViewAsForm},
};
use leptos::prelude::*;

/// The page: the company first, then a former colleague.
#[component]
pub fn SeenPage() -> impl IntoView {
    view! {
        <div class="page narrow" data-test="seen-page">
            <Header title=seen_title() back="/me" back_key="nav-me" />
            <SeenSections />
        </div>
    }
}

/// The same before the own entry is confirmed: what would be seen, one tap from the confirmation.
#[component]
pub fn SeenBefore() -> impl IntoView {
    view! {
        <details class="help" data-test="seen-before">
            <summary>
                <Icon path=icons::EYE />
                <span>{seen_title()}</span>
            </summary>
            <div class="form">
                <p class="soft">{t!("seen-before")}</p>
                <SeenSections />
            </div>
        </details>
    }
}

#[component]
fn SeenSections() -> impl IntoView {
    let read =
        |who| use_read(&[Tag::Me, Tag::Outbox, Tag::App], move || commands::view_as(ViewAsForm { who }));
    let staff = read(Onlooker::Staff);
    let sections = [Onlooker::Staff, Onlooker::Secretariat, Onlooker::FormerColleague]
        .into_iter()
        .map(|who| view! { <Seen who read=read(who) /> })
        .collect_view();
    let app = use_app();
    let incomplete = move || app.with(|app| app.sync.last_sync_at.is_none() && app.phase == Phase::Ready);
    view! {
            <p class="lead">{t!("seen-lead")}</p>
            <Show when=incomplete>
                <p class="not-all">{t!("state-incomplete")}</p>
            </Show>
            <Pane read=staff let:view>
                <Show when=move || view.with(|view| view.changing)>
                    <p class="delivery" data-test="seen-changing">
                        <Icon path=icons::WAITING />
                        <span>{t!("seen-changing")}</span>
                    </p>
                </Show>
                <Card view />
            </Pane>
            {sections}
            <p class="hint">{t!("seen-besides")}</p>
    }
}

/// What everybody in the network sees.
#[component]
fn Card(view: Signal<ViewAs>) -> impl IntoView {
    move || match view.with(|view| view.card.clone()) {
        Some(card) => view! {
            <section class="card" aria-label=t!("me-card")>
                <h2>{t!("seen-everybody")}</h2>
                <MemberFacts card=Signal::stored(card) />
            </section>
        }
        .into_any(),
        None => view! { <p data-test="seen-nothing">{t!("seen-unlisted")}</p> }.into_any(),
    }
}

/// What some of them see besides.
#[component]
fn Seen(who: Onlooker, read: crate::state::Read<ViewAs>) -> impl IntoView {
    let (title, nothing) = match who {
        Onlooker::Staff => ("seen-staff", "seen-staff-nothing"),
        Onlooker::Secretariat => ("seen-secretariat", "seen-secretariat-nothing"),
        Onlooker::FormerColleague => ("seen-former-colleague", "seen-former-colleague-nothing"),
    };
    view! {
        <section class="card" data-test=format!("seen-{}", who.as_str())>
            <h2>{move || tr(title)}</h2>
            <Pane read let:view>
                <Show
                    when=move || view.with(|view| !view.fields.is_empty())
                    fallback=move || view! { <p class="hint">{tr(nothing)}</p> }
                >
                    <ShownFields
                        fields=Signal::derive(move || view.with(|view| view.fields.clone()))
                        photo_of=Signal::derive(move || view.with(|view| view.card.as_ref().map(|card| card.id)))
                        test="seen-fields"
                    />
                </Show>
            </Pane>
        </section>
    }
}
