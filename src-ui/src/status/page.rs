//! Every 近況, newest first, with chips for 同期, the own department and whom one follows; a page at a time.

use super::{mine::MyStatusCard, reactions::ReactBar, said::Said};
use crate::{
    bridge::commands,
    components::{Avatar, Drawing, Empty, Failure, Header, Pane, whole},
    fmt,
    members::{full_name, then_line},
    state::{use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    notices::Tag,
    status::{MyReaction, StatusCard, StatusFilter, StatusPage as Found, StatusesForm},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn StatusPage() -> impl IntoView {
    let filter = RwSignal::new(StatusFilter::All);
    let found = use_read(&[Tag::Status, Tag::Members], move || {
        commands::statuses(StatusesForm { filter: filter.get(), before: None })
    });
    let mine = use_read(&[Tag::Status, Tag::Outbox, Tag::Me], commands::my_status);
    view! {
        <div class="page narrow" data-test="status-page">
            <Header title=Signal::derive(t!("status-title")) back="/" back_key="nav-home" />
            <Pane read=mine let:status>
                <MyStatusCard status />
            </Pane>
            <Pane read=found let:page>
                <Chips page filter />
                // Made anew for each chip: what was loaded below belongs to the one that was pressed then.
                {move || view! { <List page filter=filter.get() /> }}
            </Pane>
        </div>
    }
}

#[component]
fn Chips(page: Signal<Found>, filter: RwSignal<StatusFilter>) -> impl IntoView {
    let filters = Memo::new(move |_| page.with(|page| page.filters.clone()));
    view! {
        <Show when=move || filters.with(|filters| filters.len() > 1)>
            <div class="filters" role="group" aria-label=t!("status-filters")>
                <For each=move || filters.get() key=whole let:each>
                    <button
                        type="button"
                        class="filter"
                        data-test=filter_key(each)
                        aria-pressed=move || (filter.get() == each).to_string()
                        on:click=move |_| filter.set(each)
                    >
                        {move || tr(filter_key(each))}
                    </button>
                </For>
            </div>
        </Show>
    }
}

const fn filter_key(filter: StatusFilter) -> &'static str {
    match filter {
        StatusFilter::All => "status-filter-all",
        StatusFilter::SameYear => "status-filter-same-year",
        StatusFilter::SameDepartment => "status-filter-same-department",
        StatusFilter::Followed => "status-filter-followed",
    }
}

#[component]
fn List(page: Signal<Found>, filter: StatusFilter) -> impl IntoView {
    let older = RwSignal::new(Vec::<StatusCard>::new());
    let even_older = RwSignal::new(None::<bool>);
    let load = use_act(commands::statuses, move |page: Found| {
        let _ = older.try_update(|older| older.extend(page.items));
        let _ = even_older.try_set(Some(page.more));
    });
    let items = Memo::new(move |_| {
        page.with(|page| page.items.iter().cloned().chain(older.get()).collect::<Vec<_>>())
    });
    let reaction_of = move |id| {
        Signal::derive(move || {
            items.with(|items| items.iter().find(|card| card.id == id).and_then(|card| card.reaction.clone()))
        })
    };
    let more = move || even_older.get().unwrap_or_else(|| page.with(|page| page.more));
    let before = move || {
        let last = older.with_untracked(|older| older.last().map(|last| (last.said_at, last.person.id)));
        last.or_else(|| {
            page.with_untracked(|page| page.items.last().map(|last| (last.said_at, last.person.id)))
        })
    };
    view! {
        <ul class="cards" data-test="statuses">
            <For each=move || items.get() key=|card| card.id let:card>
                <li>
                    <Card reaction=reaction_of(card.id) card />
                </li>
            </For>
        </ul>
        <Failure error=load.failure />
        <Show when=more>
            <button
                type="button"
                class="button wide"
                data-test="statuses-older"
                aria-busy=move || load.busy.get().then_some("true")
                on:click=move |_| load.start(StatusesForm { filter, before: before() })
            >
                {t!("status-older")}
            </button>
        </Show>
        <Show when=move || page.with(|page| page.items.is_empty())>
            <Empty
                drawing=Drawing::Cord
                text=Signal::derive(move || {
                    tr(if page.with(|page| page.complete) { "status-empty" } else { "state-not-yet" })
                })
                test="statuses-empty"
            />
        </Show>
    }
}

/// One of them with its person.
#[component]
fn Card(
    card: StatusCard,
    /// The reader's reaction, which changes while the card stays.
    reaction: Signal<Option<MyReaction>>,
) -> impl IntoView {
    let StatusCard { id, person, mark, text, said_at, .. } = card;
    let then = then_line(&person);
    view! {
        <article class="card status-card" data-test="status-card" data-id=id.to_string()>
            <a class="status-person" href=format!("/members/{}", person.id) lang="ja">
                <Avatar card=person.clone() />
                <span class="member-words">
                    <span class="name">{full_name(&person)}</span>
                    <span class="then">{then}</span>
                </span>
                <span class="meta">{move || fmt::moment(said_at)}</span>
            </a>
            <Said mark text />
            <ReactBar item=id.0 mine=reaction />
        </article>
    }
}
