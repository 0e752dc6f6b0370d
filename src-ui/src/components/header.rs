//! The head of a page: the way back, the title, at most one action.

use super::{Icon, icons};
use crate::text::tr;
use leptos::{html, prelude::*};
use std::sync::atomic::{AtomicBool, Ordering};

static MOVED: AtomicBool = AtomicBool::new(false);

/// Remembers that the person went to another page: from then on a new page's title takes the focus.
pub fn moved() {
    MOVED.store(true, Ordering::Relaxed);
}

/// The one heading of the first level. It takes the focus when its page opens, so that a screen reader
/// begins there, and names the window.
#[component]
pub fn PageTitle(
    /// The title.
    #[prop(into)]
    text: Signal<String>,
    /// Name for tests.
    #[prop(default = "page-title")]
    test: &'static str,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && MOVED.load(Ordering::Relaxed)
        {
            let _ = heading.focus();
        }
    });
    Effect::new(move |_| document().set_title(&format!("{} · Enishi", text.get())));
    view! {
        <h1 class="page-title" tabindex="-1" node_ref=heading data-test=test>
            {text}
        </h1>
    }
}

/// The head of a page under a tab's first page.
#[component]
pub fn Header(
    /// The title; without one the page has its own.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// Where back leads.
    #[prop(into)]
    back: Signal<String>,
    /// Key of the name of the page that back leads to.
    back_key: &'static str,
) -> impl IntoView {
    view! {
        <header class="page-header">
            <a class="back" href=move || back.get()>
                <Icon path=icons::BACK />
                <span>{move || tr(back_key)}</span>
            </a>
            {title.map(|title| view! { <PageTitle text=title /> })}
        </header>
    }
}
