//! イベント: coming events by month, or past ones; the chosen event beside the list on a desktop.

use super::{card::EventLink, months::group};
use crate::{
    bridge::commands,
    components::{Drawing, Empty, Icon, PageTitle, Pane, icons, whole},
    fmt,
    state::{may, use_app, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    Duty,
    events::{EventList, EventsForm},
    notices::Tag,
};
use leptos::prelude::*;
use leptos_router::{
    components::Outlet,
    hooks::{use_location, use_query_map},
};

/// List and detail.
#[component]
pub fn EventsPage() -> impl IntoView {
    let path = use_location().pathname;
    let query = use_query_map();
    let has_detail = Memo::new(move |_| path.with(|path| path.trim_end_matches('/') != "/events"));
    let past = Memo::new(move |_| query.with(|query| query.get("past").is_some()));
    let list = use_read(&[Tag::Events], move || commands::events(EventsForm { past: past.get() }));
    let may_plan = may(Duty::Events);
    view! {
        <div class="panes" class:has-detail=has_detail>
            <section class="pane-list scrolls" aria-label=t!("nav-events")>
                <header class="list-header">
                    {move || {
                        if has_detail.get() {
                            view! { <p class="page-title">{t!("nav-events")}</p> }.into_any()
                        } else {
                            view! { <PageTitle text=Signal::derive(t!("nav-events")) /> }.into_any()
                        }
                    }}
                    <Show when=move || may_plan.get()>
                        <a class="button" href="/events/new" data-test="compose-event">
                            <Icon path=icons::PLUS />
                            <span>{t!("event-compose")}</span>
                        </a>
                    </Show>
                </header>
                <nav class="segments" aria-label=t!("events-which")>
                    <a href="/events" aria-current=move || (!past.get()).then_some("true")>
                        {t!("events-coming")}
                    </a>
                    <a href="/events?past=1" data-test="events-past" aria-current=move || past.get().then_some("true")>
                        {t!("events-past")}
                    </a>
                </nav>
                <Pane read=list let:list>
                    <Months list past />
                </Pane>
            </section>
            <section class="pane-detail">
                <Outlet />
            </section>
        </div>
    }
}

#[component]
fn Months(list: Signal<EventList>, past: Memo<bool>) -> impl IntoView {
    let app = use_app();
    let first_sync = Memo::new(move |_| app.with(|app| app.sync.last_sync_at.is_none()));
    let months = move || {
        let items = list.with(|list| list.items.clone());
        group(items.into_iter().map(|card| (fmt::month(card.starts, &card.zone), card)))
    };
    let query = Signal::derive(move || if past.get() { "?past=1".to_owned() } else { String::new() });
    let empty_key = move || match (first_sync.get(), past.get()) {
        (true, _) => "state-not-yet",
        (false, true) => "events-empty-past",
        (false, false) => "events-empty",
    };
    view! {
        <For each=months key=whole let:month>
            <section class="section">
                <h2>{month.0.clone()}</h2>
                <ul class="cards">
                    {month
                        .1
                        .into_iter()
                        .map(|card| {
                            view! {
                                <li>
                                    <EventLink card query />
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        </For>
        <Show when=move || list.with(|list| list.items.is_empty())>
            <Empty drawing=Drawing::Leaf text=Signal::derive(move || tr(empty_key())) test="events-empty">
                <Show when=move || !past.get()>
                    <a class="button" href="/events?past=1">
                        {t!("events-see-past")}
                    </a>
                </Show>
            </Empty>
        </Show>
    }
}

/// What stands beside the list while no event is chosen; not shown on a phone.
#[component]
pub fn NoEventChosen() -> impl IntoView {
    view! {
        <div class="nothing-chosen">
            <p>{t!("events-choose")}</p>
        </div>
    }
}
