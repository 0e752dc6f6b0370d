//! The search field, and what was looked for last below it while it is empty.

use crate::{
    bridge::commands,
    components::{Icon, icons},
    ime,
    state::{announce, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::members::SearchForm;
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// Searches as one types, but not while a word is being composed.
#[component]
pub fn SearchField(
    /// What is looked for.
    query: RwSignal<String>,
    /// Called with what is typed.
    #[prop(into)]
    on_search: Callback<String>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let focused = RwSignal::new(false);
    // What is being composed is in the field, too, and not yet in what is looked for.
    let composed = RwSignal::new(false);
    let blank = move || !composed.get() && query.with(String::is_empty);
    let recent = use_read(&[], commands::recent_searches);
    let composing = |event: &ev::Event| {
        event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing)
    };
    let entered = move |_| {
        if !focused.get_untracked() {
            focused.set(true);
            recent.retry();
        }
    };
    // The focus may go on to what was looked for last: that is still here.
    let left = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if place.get_untracked().is_none_or(|place| !place.contains(to.as_ref())) {
            focused.set(false);
        }
    };
    let again = move |text: String| {
        on_search.run(text);
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !ime::owns(&event) {
            note(query.get_untracked());
        }
    };
    let searches = move || {
        let open = focused.get() && !composed.get() && query.with(|query| query.trim().is_empty());
        let searches = recent.value.with(|value| value.as_ref().and_then(|value| value.clone().ok()));
        searches.filter(|searches| open && !searches.is_empty())
    };
    view! {
        <div class="search" role="search" node_ref=place on:focusin=entered on:focusout=left>
            <Icon path=icons::SEARCH />
            <input
                type="search"
                node_ref=field
                data-test="directory-search"
                aria-label=t!("directory-search")
                aria-placeholder=t!("directory-search-hint")
                autocomplete="off"
                spellcheck="false"
                maxlength="80"
                prop:value=move || query.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    composed.set(composing(&event) && !text.is_empty());
                    if !composing(&event) {
                        on_search.run(text);
                    }
                }
                on:compositionend=move |event| {
                    composed.set(false);
                    on_search.run(event_target_value(&event));
                }
                on:keydown=keys
            />
            // Not the field's own placeholder: while that goes, WebKitGTK paints the first letter 4 ms later.
            <span class="search-hint" class:away=move || !blank() aria-hidden="true">
                {t!("directory-search-hint")}
            </span>
            {move || {
                searches()
                    .map(|searches| {
                        view! { <Recent searches on_again=again on_change=move |()| recent.retry() /> }
                    })
            }}
        </div>
    }
}

/// Remembers what led somewhere. That it could not be remembered is nobody's trouble.
pub fn note(text: String) {
    if !text.trim().is_empty() {
        spawn_local(async move {
            let _not_remembered = commands::note_search(SearchForm { text }).await;
        });
    }
}

/// What was looked for last: again with one tap, and forgotten with another.
#[component]
fn Recent(
    searches: Vec<String>,
    #[prop(into)] on_again: Callback<String>,
    #[prop(into)] on_change: Callback<()>,
) -> impl IntoView {
    let forget = move |text: String| {
        spawn_local(async move {
            if commands::forget_search(SearchForm { text }).await.is_ok() {
                announce(tr("search-forgotten"));
                on_change.run(());
            }
        });
    };
    let forget_all = move |_| {
        spawn_local(async move {
            if commands::forget_searches().await.is_ok() {
                announce(tr("search-all-forgotten"));
                on_change.run(());
            }
        });
    };
    let each = searches
        .into_iter()
        .map(|text| {
            let (again, gone, label) = (text.clone(), text.clone(), text.clone());
            view! {
                <li>
                    <button
                        type="button"
                        class="recent-again"
                        lang="ja"
                        data-test="recent-search"
                        on:click=move |_| on_again.run(again.clone())
                    >
                        <Icon path=icons::WAITING />
                        <span>{text}</span>
                    </button>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        data-test="recent-forget"
                        aria-label=move || tr_with("search-forget", &[("text", label.clone().into())])
                        on:click=move |_| forget(gone.clone())
                    >
                        <Icon path=icons::CLOSE />
                    </button>
                </li>
            }
        })
        .collect_view();
    // A press with the mouse must not take the focus away before the click arrives.
    view! {
        <section
            class="recent"
            aria-label=t!("search-recent")
            data-test="recent-searches"
            on:mousedown=move |event| event.prevent_default()
        >
            <header>
                <h2>{t!("search-recent")}</h2>
                <button type="button" class="button quiet" data-test="recent-forget-all" on:click=forget_all>
                    {t!("search-forget-all")}
                </button>
            </header>
            <ul>{each}</ul>
            <p class="hint">{t!("search-recent-here")}</p>
        </section>
    }
}
