//! The scrolling list: as tall as everybody, with only a window of rows in the document.

use super::{
    names::{full_name, then_line},
    window,
};
use crate::components::{Avatar, whole};
use enishi_bridge::members::{DirectoryPage as Found, MemberCard};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// Rows are at least this high; with larger text they are four lines of it.
const ROW: f64 = 64.0;

/// The list. `offset` is where the window begins, `jump` a row to scroll to.
#[component]
pub fn Rows(page: Signal<Found>, offset: RwSignal<u32>, jump: RwSignal<Option<u32>>) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let row_height = RwSignal::new(ROW);
    let total = Memo::new(move |_| page.with(|page| page.total));
    // The window that the rows on the screen belong to: the old one until the next has arrived.
    let shown = Memo::new(move |_| page.with(|page| page.items.clone()));
    let begin = Memo::new(move |_| {
        shown.track();
        offset.get_untracked()
    });
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            row_height.set(measured(&scroller));
            if let Some(row) = jump.get() {
                let top = window::top_of(row, row_height.get_untracked());
                scroller.set_scroll_top(i32::try_from(crate::numbers::whole(top)).unwrap_or(i32::MAX));
            }
        }
    });
    let scrolled = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            let first = window::row_at(f64::from(scroller.scroll_top()), row_height.get_untracked());
            let wanted = window::offset(first);
            if wanted != offset.get_untracked() {
                offset.set(wanted);
            }
        }
    };
    let pixels = |number: f64| format!("{number}px");
    view! {
        <div class="rows" node_ref=scroller on:scroll=scrolled>
            <div
                class="rows-space"
                style:height=move || pixels(window::top_of(total.get(), row_height.get()))
            >
                <ul
                    class="rows-window"
                    role="list"
                    style:transform=move || {
                        format!("translateY({})", pixels(window::top_of(begin.get(), row_height.get())))
                    }
                >
                    <For each=move || shown.get() key=whole let:card>
                        <Row card />
                    </For>
                </ul>
            </div>
        </div>
    }
}

/// The height of a row as the style sheet makes it: it follows the size of the text.
fn measured(scroller: &web_sys::HtmlElement) -> f64 {
    scroller
        .query_selector(".member-row")
        .ok()
        .flatten()
        .map(|row| row.get_bounding_client_rect().height())
        .filter(|height| *height > 0.0)
        .unwrap_or(ROW)
}

#[component]
fn Row(card: MemberCard) -> impl IntoView {
    let href = format!("/members/{}", card.id);
    let here = href.clone();
    let path = use_location().pathname;
    let now_line = card.headline.clone();
    view! {
        <li>
            <a
                class="member-row"
                data-test="member-row"
                data-id=card.id.to_string()
                aria-current=move || path.with(|path| *path == here).then_some("true")
                href=href
            >
                <Avatar initial=card.initial.clone() tint=card.tint />
                <span class="member-words">
                    <span class="kana" lang="ja">{card.kana.clone()}</span>
                    <span class="name" lang="ja">{full_name(&card)}</span>
                    <span class="then" lang="ja">{then_line(&card)}</span>
                </span>
                <span class="now" lang="ja">{now_line}</span>
            </a>
        </li>
    }
}
