//! 名簿: one search field, everybody below it, and the chosen person beside it on a desktop.

use super::{
    address::Sought,
    filters::{self, Filters},
    rail::Rail,
    rows::{Asked, Rows, Shown},
    search::{SearchField, note},
};
use crate::{
    bridge::commands,
    components::{Drawing, Empty, PageTitle, Pane},
    fmt,
    state::use_read,
    t,
    text::tr_with,
};
use enishi_bridge::{
    members::{DirectoryForm, DirectoryPage as Found, Filter},
    notices::Tag,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Outlet,
    hooks::{use_location, use_navigate, use_query_map},
};
use std::time::Duration;

/// What is typed goes into the address when somebody pauses: WebKit refuses more than a few changes a second.
const PAUSE: Duration = Duration::from_millis(600);

/// The end of the address of the directory as it is looked through; links to people and back carry it.
#[derive(Clone, Copy)]
pub struct AddressEnd(pub Memo<String>);

/// An answer with what it answers: what is said of a list is said of the one on the screen. What is typed is ahead of it,
/// and every word that changed before it would be a picture more for each letter.
#[derive(Clone, PartialEq)]
struct Answer {
    sought: Sought,
    /// Which row of the whole list the page begins with.
    offset: u32,
    page: Found,
}

/// List and detail.
#[component]
pub fn DirectoryPage() -> impl IntoView {
    let location = use_location();
    let path = location.pathname;
    let has_detail = Memo::new(move |_| path.with(|path| path.trim_end_matches('/') != "/members"));
    let parameters = use_query_map();
    let filters = Memo::new(move |_| parameters.with(Sought::of).filters);
    // The address follows what is typed only when somebody pauses, so the field is ahead of it.
    let query = RwSignal::new(parameters.with_untracked(Sought::of).query);
    let sought = Memo::new(move |_| Sought { query: query.get(), filters: filters.get() });
    provide_context(AddressEnd(Memo::new(move |_| parameters.with(Sought::of).end_of_address())));
    let navigate = use_navigate();
    let show = StoredValue::new_local(move |sought: &Sought| {
        let to = format!("{}{}", path.get_untracked(), sought.end_of_address());
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let asked = Asked::new();
    let me = use_read(&[Tag::Me], commands::my_page);
    let my_year = Memo::new(move |_| me.value.with(|me| me.as_ref()?.as_ref().ok()?.entry.joined_year));
    let found = use_read(&[Tag::Members], move || {
        let sought = sought.get();
        let Sought { query, filters } = sought.clone();
        let (offset, limit) = (asked.offset.get(), asked.limit.get());
        let answer = commands::directory(DirectoryForm { query, offset, limit, filters });
        async move { Ok(Answer { sought, offset, page: answer.await? }) }
    });
    let mut settle = debounce(PAUSE, move |()| {
        // None: the page was left meanwhile.
        let _ = show.try_with_value(|show| sought.try_get_untracked().map(|sought| show(&sought)));
    });
    let search = StoredValue::new_local(move |text: String| {
        if query.with_untracked(|query| *query != text) {
            asked.to_top();
            query.set(text);
            settle(());
        }
    });
    let search = move |text: String| search.update_value(|search| search(text));
    let change = move |sought: Sought| {
        asked.to_top();
        show.with_value(|show| show(&sought));
    };
    let opened = move || note(query.get_untracked());
    view! {
        <div class="panes" class:has-detail=has_detail>
            <section class="pane-list" aria-label=t!("nav-directory")>
                <header class="list-header">
                    {move || {
                        if has_detail.get() {
                            view! { <p class="page-title">{t!("nav-directory")}</p> }.into_any()
                        } else {
                            view! { <PageTitle text=Signal::derive(t!("nav-directory")) /> }.into_any()
                        }
                    }}
                    <SearchField query on_search=search />
                    <Filters sought my_year on_change=change />
                </header>
                <Pane read=found let:answer>
                    <List answer asked on_open=move |()| opened() on_change=change />
                </Pane>
            </section>
            <section class="pane-detail">
                <Outlet />
            </section>
        </div>
    }
}

#[component]
fn List(
    answer: Signal<Answer>,
    asked: Asked,
    #[prop(into)] on_open: Callback<()>,
    #[prop(into)] on_change: Callback<Sought>,
) -> impl IntoView {
    let page: Signal<Found> = Memo::new(move |_| answer.with(|answer| answer.page.clone())).into();
    let sought = Memo::new(move |_| answer.with(|answer| answer.sought.clone()));
    let shown = Memo::new(move |_| {
        answer.with(|answer| Shown { begin: answer.offset, people: answer.page.items.clone() })
    });
    let total = Memo::new(move |_| page.with(|page| page.total));
    let complete = Memo::new(move |_| page.with(|page| page.complete));
    let rail = Memo::new(move |_| page.with(|page| page.rail.clone()));
    let searching = Memo::new(move |_| {
        sought.with(|sought| !sought.filters.is_empty() || !sought.query.trim().is_empty())
    });
    let nobody = Memo::new(move |_| total.get() == 0);
    view! {
        <p class="count" role="status" class:visually-hidden=nobody>
            {move || {
                let key = if searching.get() { "directory-found" } else { "directory-count" };
                tr_with(key, &[("count", fmt::number(total.get()).into())])
            }}
        </p>
        <Show when=move || !complete.get() && !nobody.get()>
            <p class="not-all" role="status">
                {t!("state-incomplete")}
            </p>
        </Show>
        {move || {
            if nobody.get() {
                view! { <Nobody page sought searching complete on_change /> }.into_any()
            } else {
                view! {
                    <div class="rows-and-rail">
                        <Rows shown total asked on_open />
                        <Rail marks=rail on_jump=move |row| asked.jump.set(Some(row)) />
                    </div>
                }
                .into_any()
            }
        }}
    }
}

/// Nobody: not found, not yet here, or really nobody. Says which filter keeps them away.
#[component]
fn Nobody(
    page: Signal<Found>,
    sought: Memo<Sought>,
    searching: Memo<bool>,
    complete: Memo<bool>,
    on_change: Callback<Sought>,
) -> impl IntoView {
    let ways = Memo::new(move |_| {
        let without = page.with(|page| page.without.clone());
        let filters = sought.with(|sought| sought.filters.clone());
        filters.into_iter().zip(without).filter(|(_, count)| *count > 0).collect::<Vec<_>>()
    });
    let filtered = Memo::new(move |_| sought.with(|sought| !sought.filters.is_empty()));
    let key = move || match (complete.get(), searching.get(), filtered.get()) {
        (false, ..) => "directory-not-yet",
        (true, true, true) => "directory-nobody-passes",
        (true, true, false) => "directory-nobody-found",
        (true, false, _) => "directory-nobody",
    };
    view! {
        <Empty
            drawing=Drawing::Cards
            text=Signal::derive(move || crate::text::tr(key()))
            test="directory-empty"
        >
            <ul class="ways-out">
                <For each=move || ways.get() key=|way| format!("{way:?}") let:way>
                    <li>
                        <WithoutOne filter=way.0 count=way.1 sought on_change />
                    </li>
                </For>
            </ul>
        </Empty>
    }
}

#[component]
fn WithoutOne(
    filter: Filter,
    count: u32,
    sought: Memo<Sought>,
    on_change: Callback<Sought>,
) -> impl IntoView {
    let filter = StoredValue::new(filter);
    view! {
        <button
            type="button"
            class="button"
            data-test="filter-drop"
            on:click=move |_| on_change.run(filter.with_value(|filter| sought.get_untracked().without(filter)))
        >
            {move || {
                let name = filter.with_value(filters::name);
                tr_with("filter-drop", &[("filter", name.into()), ("count", fmt::number(count).into())])
            }}
        </button>
    }
}

/// What stands beside the list while nobody is chosen; not shown on a phone.
#[component]
pub fn NobodyChosen() -> impl IntoView {
    view! {
        <div class="nothing-chosen">
            <p>{t!("directory-choose")}</p>
        </div>
    }
}
