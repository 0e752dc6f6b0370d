//! The confirmation: what will be listed, who sees it, and that nothing is listed before.

use super::{elsewhere::Elsewhere, welcome::Welcome};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Icon, PageTitle, Pane, icons},
    members::{EntryForm, SeenBefore},
    state::{use_act, use_app, use_read},
    t,
};
use enishi_bridge::{app::Phase, delivery::Delivery, members::MyPage, notices::Tag};
use leptos::prelude::*;

/// The page between the code and the network.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let app = use_app();
    let waiting =
        Memo::new(move |_| app.with(|app| matches!(app.phase, Phase::Confirming { waiting: true })));
    let page = use_read(&[Tag::Me, Tag::App], commands::my_page);
    view! {
        <Welcome>
            <Pane read=page let:page>
                {move || {
                    if waiting.get() {
                        view! { <Waiting page /> }.into_any()
                    } else {
                        view! { <Ask page /> }.into_any()
                    }
                }}
            </Pane>
            <Elsewhere />
        </Welcome>
    }
}

#[component]
fn Ask(page: Signal<MyPage>) -> impl IntoView {
    let confirm = use_act(commands::set_entry, |_wish| {});
    let charter = move || page.with(|page| page.charter.clone());
    view! {
        <PageTitle text=Signal::derive(
            t!("confirm-title", "network" => page.with(|page| page.network.clone())),
        ) />
        <Show when=move || !charter().is_empty()>
            <blockquote class="charter" lang="ja">
                {charter}
            </blockquote>
        </Show>
        <p class="notice">
            <Icon path=icons::EYE />
            <span>{t!("confirm-not-listed")}</span>
        </p>
        <p class="lead">{t!("confirm-who-sees", "network" => page.with(|page| page.network.clone()))}</p>
        <SeenBefore />
        <EntryForm
            entry=page.with_untracked(|page| page.entry.clone())
            act=confirm
            submit_key="confirm-submit"
            submit_test="entry-confirm"
        />
    }
}

#[component]
fn Waiting(page: Signal<MyPage>) -> impl IntoView {
    let delivery = Signal::derive(move || match page.with(|page| page.delivery) {
        // The app state says that it waits; the page may be a moment behind.
        Delivery::Delivered => Delivery::Waiting,
        other => other,
    });
    let again = use_act(|()| commands::sync_now(), |()| {});
    view! {
        <div class="confirm-waiting" data-test="confirm-waiting">
            <PageTitle text=Signal::derive(t!("confirm-waiting-title")) />
            <DeliveryLine delivery test="confirm-state" />
            <p>{t!("confirm-waiting-text")}</p>
            <button type="button" class="button" on:click=move |_| again.start(())>
                {t!("confirm-send-now")}
            </button>
        </div>
    }
}
