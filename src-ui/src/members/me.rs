//! マイページ: my card as others see it, and the ways to settings, outbox, devices and places.

use super::{MemberFacts, profile::MyFields};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Icon, PageTitle, Pane, icons},
    state::{may, use_app, use_read},
    status::MyStatusCard,
    t,
    text::tr,
};
use enishi_bridge::{Duty, delivery::Delivery, members::MyPage, notices::Tag};
use leptos::prelude::*;

/// Where the page leads: path, drawing, key, name for tests.
const WAYS: [(&str, &str, &str, &str); 9] = [
    ("/me/card", icons::CARD, "card-title", "open-card"),
    ("/me/follows", icons::PEOPLE_COUNT, "follows-title", "open-follows"),
    ("/settings", icons::SETTINGS, "settings-title", "open-settings"),
    ("/outbox", icons::OUTBOX, "outbox-title", "open-outbox"),
    ("/settings/devices", icons::DEVICES, "devices-title", "open-devices"),
    ("/settings/storage", icons::STORAGE, "storage-title", "open-storage"),
    ("/places", icons::SWITCH, "places-title", "open-places"),
    ("/settings/access", icons::EYE, "access-title", "open-access"),
    ("/settings/stay", icons::PAUSE, "stay-title", "open-stay"),
];

/// The page.
#[component]
pub fn MyCardPage() -> impl IntoView {
    let page = use_read(&[Tag::Me], commands::my_page);
    let status = use_read(&[Tag::Status, Tag::Outbox, Tag::Me], commands::my_status);
    let app = use_app();
    let may_decide = may(Duty::Roster);
    let waiting = Memo::new(move |_| app.with(|app| app.sync.waiting + app.sync.failed));
    let decides = may(Duty::Moderation);
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
            <section class="section" aria-labelledby="me-status">
                <h2 id="me-status">{t!("status-title")}</h2>
                <Pane read=status let:status>
                    <MyStatusCard status />
                </Pane>
            </section>
            <MyFields />
            <nav aria-label=t!("me-ways")>
                <ul class="ways">
                    {ways}
                    <Show when=move || decides.get()>
                        <li>
                            <a class="way" href="/desk/reports" data-test="open-reports">
                                <Icon path=icons::FLAG />
                                <span>{t!("reports-title")}</span>
                                <Icon path=icons::FORWARD />
                            </a>
                        </li>
                    </Show>
                    <Show when=move || may_decide.get()>
                        <li>
                            <a class="way" href="/desk/fields" data-test="open-field-kinds">
                                <Icon path=icons::PEN />
                                <span>{t!("kinds-title")}</span>
                                <Icon path=icons::FORWARD />
                            </a>
                        </li>
                    </Show>
                </ul>
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
