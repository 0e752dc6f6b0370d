//! マイページ: my card as others see it, and the ways to settings, outbox, devices and places.

use super::{MemberFacts, profile::MyFields};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Icon, PageTitle, Pane, icons},
    state::{use_app, use_read},
    t,
    text::tr,
};
use enishi_bridge::{delivery::Delivery, members::MyPage, notices::Tag};
use leptos::prelude::*;

/// Where the page leads: path, drawing, key, name for tests.
const WAYS: [(&str, &str, &str, &str); 5] = [
    ("/settings", icons::SETTINGS, "settings-title", "open-settings"),
    ("/outbox", icons::OUTBOX, "outbox-title", "open-outbox"),
    ("/settings/devices", icons::DEVICES, "devices-title", "open-devices"),
    ("/settings/storage", icons::STORAGE, "storage-title", "open-storage"),
    ("/places", icons::SWITCH, "places-title", "open-places"),
];

/// The page.
#[component]
pub fn MyCardPage() -> impl IntoView {
    let page = use_read(&[Tag::Me], commands::my_page);
    let app = use_app();
    let waiting = Memo::new(move |_| app.with(|app| app.sync.waiting + app.sync.failed));
    let ways = WAYS
        .into_iter()
        .map(|(href, icon, key, test)| {
            view! {
                <li>
                    <a class="way" href=href data-test=test>
                        <Icon path=icon />
                        <span>{move || tr(key)}</span>
                        {(href == "/outbox")
                            .then(|| {
                                view! {
                                    <span class="way-count">
                                        {move || Some(waiting.get()).filter(|count| *count > 0)}
                                    </span>
                                }
                            })}
                        <Icon path=icons::FORWARD />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="page narrow">
            <header class="list-header">
                <PageTitle text=Signal::derive(t!("nav-me")) />
            </header>
            <Pane read=page let:page>
                <Card page />
            </Pane>
            <MyFields />
            <nav aria-label=t!("me-ways")>
                <ul class="ways">{ways}</ul>
            </nav>
        </div>
    }
}

#[component]
fn Card(page: Signal<MyPage>) -> impl IntoView {
    let delivery = Signal::derive(move || page.with(|page| page.delivery));
    view! {
        <section class="card" data-test="my-card" aria-label=t!("me-card")>
            <MemberFacts card=Signal::derive(move || page.with(|page| page.card.clone())) />
            <p class="audience">
                <Icon path=icons::EYE />
                <span>{t!("me-audience", "network" => page.with(|page| page.network.clone()))}</span>
            </p>
            <Show when=move || delivery.get() != Delivery::Delivered>
                <DeliveryLine delivery test="entry-state" />
            </Show>
            <a class="button" href="/me/edit" data-test="edit-entry">
                <Icon path=icons::PEN />
                <span>{t!("me-edit")}</span>
            </a>
        </section>
        <p class="signed-in-as">
            {t!("me-signed-in-as", "email" => page.with(|page| page.email.clone()))}
        </p>
    }
}
