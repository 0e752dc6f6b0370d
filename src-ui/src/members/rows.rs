//! The scrolling list: as tall as everybody, with only a window of rows in the document.

use super::{
    directory::AddressEnd,
    names::{full_name, now_line, then_line},
    window,
};
use crate::components::Avatar;
use enishi_bridge::{
    MemberId,
    members::{DirectoryPage as Found, MemberCard},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use std::time::Duration;

/// Rows are at least this high; with larger text they are four lines of it.
const ROW: f64 = 64.0;

/// The list. `offset` is where the window begins, `limit` how many rows it has, `jump` a row to scroll to.
#[component]
pub fn Rows(
    page: Signal<Found>,
    total: Memo<u32>,
    offset: RwSignal<u32>,
    limit: RwSignal<u32>,
    jump: RwSignal<Option<u32>>,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let row_height = RwSignal::new(ROW);
    // The window that the rows on the screen belong to: the old one until the next has arrived.
    let shown = Memo::new(move |_| page.with(|page| page.items.clone()));
    let begin = Memo::new(move |_| {
        shown.track();
        offset.get_untracked()
    });
    let numbers = Memo::new(move |_| {
        let begin = begin.get();
        let count = shown.with(|shown| u32::try_from(shown.len()).unwrap_or(u32::MAX));
        (begin..begin.saturating_add(count)).collect::<Vec<u32>>()
    });
    // Who types waits for what is on the screen: rows below its edge are laid out after the first frame.
    let fold = RwSignal::new(u32::MAX);
    let whole = move || {
        request_animation_frame(move || {
            set_timeout(
                move || {
                    // Some: the page was left meanwhile.
                    let _left = fold.try_set(u32::MAX);
                },
                Duration::ZERO,
            );
        });
    };
    Effect::new(move |_| {
        shown.track();
        let Some(scroller) = scroller.get_untracked().filter(|scroller| scroller.scroll_top() == 0) else {
            return;
        };
        let height = f64::from(scroller.client_height());
        fold.set(window::row_at(height, row_height.get_untracked()).saturating_add(2));
        whole();
    });
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            row_height.set(measured(&scroller));
            let wanted = window::limit(f64::from(scroller.client_height()), row_height.get_untracked());
            if wanted > limit.get_untracked() {
                limit.set(wanted);
            }
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
    let path = use_location().pathname;
    let chosen =
        Memo::new(move |_| path.with(|path| path.strip_prefix("/members/").and_then(|id| id.parse().ok())));
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
                    on:click=move |_| on_open.run(())
                >
                    // A row stays where it is and says something else: to make rows takes longer than to fill them.
                    <For each=move || numbers.get() key=|row| *row let:row>
                        <Row row shown begin fold chosen />
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

/// One row of the list: whoever is there.
#[component]
fn Row(
    row: u32,
    shown: Memo<Vec<MemberCard>>,
    begin: Memo<u32>,
    fold: RwSignal<u32>,
    chosen: Memo<Option<MemberId>>,
) -> impl IntoView {
    let AddressEnd(end) = expect_context();
    let card = Memo::new(move |before: Option<&Option<MemberCard>>| {
        let place = row.checked_sub(begin.get()).and_then(|place| usize::try_from(place).ok());
        let card = shown.with(|shown| shown.get(place?).cloned());
        // A row that is about to go stays as it was.
        card.or_else(|| before.cloned().flatten())
    });
    let said = move |say: fn(&MemberCard) -> String| {
        move || card.with(|card| card.as_ref().map(say).unwrap_or_default())
    };
    let id = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.id)));
    // Made anew only where it would look otherwise.
    let marked = Memo::new_with_compare(
        move |_| card.get(),
        |before, now| match (before.and_then(Option::as_ref), now.and_then(Option::as_ref)) {
            (Some(before), Some(now)) => !look_alike(before, now),
            (before, now) => before.is_some() != now.is_some(),
        },
    );
    let later = Memo::new(move |_| row >= fold.get());
    view! {
        <li class:later=later>
            <a
                class="member-row"
                data-test="member-row"
                data-id=move || id.get().map(|id| id.to_string())
                aria-current=move || (id.get().is_some() && chosen.get() == id.get()).then_some("true")
                href=move || id.get().map(|id| format!("/members/{id}{}", end.get()))
            >
                {move || marked.get().map(|card| view! { <Avatar card /> })}
                <span class="member-words" lang="ja">
                    <span class="kana">{said(|card| card.kana.clone())}</span>
                    <span class="name">{said(full_name)}</span>
                    <span class="now">{said(|card| now_line(&card.now, &card.headline))}</span>
                    <span class="then">{said(then_line)}</span>
                </span>
            </a>
        </li>
    }
}

/// Whether the avatars of two people are the same.
fn look_alike(one: &MemberCard, other: &MemberCard) -> bool {
    let same = (one.tint, &one.initial, one.photo) == (other.tint, &other.initial, other.photo);
    same && (one.photo.is_none() || one.id == other.id)
}
