//! 名簿: one search field, everybody below it, and the chosen person beside it on a desktop.

use super::{rail::Rail, rows::Rows, window};
use crate::{
    bridge::commands,
    components::{Drawing, Empty, Icon, PageTitle, Pane, icons},
    fmt,
    state::use_read,
    t,
};
use enishi_bridge::{
    members::{DirectoryForm, DirectoryPage as Found},
    notices::Tag,
};
use leptos::{ev, prelude::*};
use leptos_router::{components::Outlet, hooks::use_location};
use wasm_bindgen::JsCast;

/// List and detail.
#[component]
pub fn DirectoryPage() -> impl IntoView {
    let path = use_location().pathname;
    let has_detail = Memo::new(move |_| path.with(|path| path.trim_end_matches('/') != "/members"));
    let query = RwSignal::new(String::new());
    let offset = RwSignal::new(0_u32);
    let jump = RwSignal::new(None::<u32>);
    let same_year = RwSignal::new(false);
    let me = use_read(&[Tag::Me], commands::my_page);
    let my_year = Memo::new(move |_| me.value.with(|me| me.as_ref()?.as_ref().ok()?.entry.joined_year));
    let found = use_read(&[Tag::Members], move || {
        let joined_year = my_year.get().filter(|_| same_year.get());
        let (query, offset) = (query.get(), offset.get());
        commands::directory(DirectoryForm { query, offset, limit: window::LIMIT, joined_year })
    });
    let search = move |text: String| {
        if query.with_untracked(|query| *query != text) {
            jump.set(Some(0));
            offset.set(0);
            query.set(text);
        }
    };
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
                    <SearchField on_search=search />
                    <SameYear year=my_year pressed=same_year on_press=move || {
                        jump.set(Some(0));
                        offset.set(0);
                        same_year.update(|pressed| *pressed = !*pressed);
                    } />
                </header>
                <Pane read=found let:page>
                    <List page query narrowed=same_year offset jump />
                </Pane>
            </section>
            <section class="pane-detail">
                <Outlet />
            </section>
        </div>
    }
}

/// Searches as one types, but not while a word is being composed.
#[component]
fn SearchField(#[prop(into)] on_search: Callback<String>) -> impl IntoView {
    let composing = |event: &ev::Event| {
        event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing)
    };
    view! {
        <div class="search" role="search">
            <Icon path=icons::SEARCH />
            <input
                type="search"
                data-test="directory-search"
                aria-label=t!("directory-search")
                placeholder=t!("directory-search-hint")
                autocomplete="off"
                spellcheck="false"
                maxlength="80"
                on:input=move |event| {
                    if !composing(&event) {
                        on_search.run(event_target_value(&event));
                    }
                }
                on:compositionend=move |event| on_search.run(event_target_value(&event))
            />
        </div>
    }
}

/// 同期: one tap lists those who joined in the same year. Not there for who has not told the own year.
#[component]
fn SameYear(
    year: Memo<Option<i32>>,
    pressed: RwSignal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    move || {
        year.get().map(|year| {
            view! {
                <div class="filters">
                    <button
                        type="button"
                        class="filter"
                        data-test="directory-same-year"
                        aria-pressed=move || pressed.get().to_string()
                        on:click=move |_| on_press.run(())
                    >
                        {move || crate::text::tr_with("directory-same-year", &[("year", year.to_string().into())])}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn List(
    page: Signal<Found>,
    query: RwSignal<String>,
    narrowed: RwSignal<bool>,
    offset: RwSignal<u32>,
    jump: RwSignal<Option<u32>>,
) -> impl IntoView {
    let total = Memo::new(move |_| page.with(|page| page.total));
    let complete = Memo::new(move |_| page.with(|page| page.complete));
    let rail = Memo::new(move |_| page.with(|page| page.rail.clone()));
    let searching = Memo::new(move |_| narrowed.get() || query.with(|query| !query.trim().is_empty()));
    view! {
        <p class="count" role="status" class:visually-hidden=move || total.get() == 0>
            {move || {
                let key = if searching.get() { "directory-found" } else { "directory-count" };
                crate::text::tr_with(key, &[("count", fmt::number(total.get()).into())])
            }}
        </p>
        <Show when=move || !complete.get() && total.get() != 0>
            <p class="not-all" role="status">
                {t!("state-incomplete")}
            </p>
        </Show>
        {move || {
            if total.get() > 0 {
                view! {
                    <div class="rows-and-rail">
                        <Rows page offset jump />
                        <Rail marks=rail on_jump=move |row| jump.set(Some(row)) />
                    </div>
                }
                .into_any()
            } else {
                view! { <Nobody searching complete /> }.into_any()
            }
        }}
    }
}

/// Nobody: not found, not yet here, or really nobody.
#[component]
fn Nobody(searching: Memo<bool>, complete: Memo<bool>) -> impl IntoView {
    let key = move || match (complete.get(), searching.get()) {
        (false, _) => "directory-not-yet",
        (true, true) => "directory-nobody-found",
        (true, false) => "directory-nobody",
    };
    view! {
        <Empty
            drawing=Drawing::Cards
            text=Signal::derive(move || crate::text::tr(key()))
            test="directory-empty"
        />
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
