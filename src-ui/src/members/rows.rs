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
use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_location;

/// Rows are at least this high; with larger text they are four lines of it.
const ROW: f64 = 64.0;

/// Which rows of a list are asked of the core, and where the list shall be.
#[derive(Clone, Copy)]
pub struct Asked {
    /// Where the window begins.
    pub offset: RwSignal<u32>,
    /// How many rows it has.
    pub limit: RwSignal<u32>,
    /// How many it has at the top, before somebody scrolls.
    at_rest: RwSignal<u32>,
    /// A row to scroll to.
    pub jump: RwSignal<Option<u32>>,
}

impl Asked {
    /// The top of a list of which nobody knows how high it is.
    pub fn new() -> Self {
        let (offset, jump) = (RwSignal::new(0), RwSignal::new(None));
        Self { offset, limit: RwSignal::new(window::FIRST), at_rest: RwSignal::new(window::FIRST), jump }
    }

    /// The top of another list: others are found now.
    pub fn to_top(self) {
        self.jump.set(Some(0));
        self.offset.set(0);
        self.limit.set(self.at_rest.get_untracked());
    }

    /// The list is so high, pixels.
    fn measured(self, height: f64, row_height: f64) {
        let wanted = window::at_rest(height, row_height);
        self.at_rest.set(wanted);
        self.at_least(wanted);
    }

    /// The list of this height was scrolled to a row.
    fn scrolled(self, first: u32, height: f64, row_height: f64) {
        if first > 0 {
            self.at_least(window::limit(height, row_height));
        }
        let wanted = window::offset(first);
        if wanted != self.offset.get_untracked() {
            self.offset.set(wanted);
        }
    }

    fn at_least(self, wanted: u32) {
        if wanted > self.limit.get_untracked() {
            self.limit.set(wanted);
        }
    }
}

/// The list.
#[component]
pub fn Rows(
    page: Signal<Found>,
    total: Memo<u32>,
    asked: Asked,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let row_height = RwSignal::new(ROW);
    // The window that the rows on the screen belong to: the old one until the next has arrived.
    let shown = Memo::new(move |_| page.with(|page| page.items.clone()));
    let begin = Memo::new(move |_| {
        shown.track();
        asked.offset.get_untracked()
    });
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            row_height.set(measured(&scroller));
            asked.measured(f64::from(scroller.client_height()), row_height.get_untracked());
            if let Some(row) = asked.jump.get() {
                let top = window::top_of(row, row_height.get_untracked());
                scroller.set_scroll_top(i32::try_from(crate::numbers::whole(top)).unwrap_or(i32::MAX));
            }
        }
    });
    // Scrolled, or higher or lower than before.
    let moved = move || {
        if let Some(scroller) = scroller.get_untracked() {
            let (height, row_height) = (f64::from(scroller.client_height()), row_height.get_untracked());
            asked.measured(height, row_height);
            asked.scrolled(window::row_at(f64::from(scroller.scroll_top()), row_height), height, row_height);
        }
    };
    let resized = window_event_listener(ev::resize, move |_| moved());
    on_cleanup(move || resized.remove());
    let pixels = |number: f64| format!("{number}px");
    let path = use_location().pathname;
    let chosen =
        Memo::new(move |_| path.with(|path| path.strip_prefix("/members/").and_then(|id| id.parse().ok())));
    view! {
        <div class="rows" node_ref=scroller on:scroll=move |_| moved()>
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
                    <For each=move || shown.get() key=MemberCard::clone let:card>
                        <Row card chosen />
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
fn Row(card: MemberCard, chosen: Memo<Option<MemberId>>) -> impl IntoView {
    let id = card.id;
    let AddressEnd(end) = expect_context();
    let now = StoredValue::new((card.now.clone(), card.headline.clone()));
    view! {
        <li>
            <a
                class="member-row"
                data-test="member-row"
                data-id=id.to_string()
                aria-current=move || (chosen.get() == Some(id)).then_some("true")
                href=move || format!("/members/{id}{}", end.get())
            >
                <Avatar card=card.clone() />
                <span class="member-words" lang="ja">
                    <span class="kana">{card.kana.clone()}</span>
                    <span class="name">{full_name(&card)}</span>
                    <span class="now">{move || now.with_value(|(now, headline)| now_line(now, headline))}</span>
                    <span class="then">{then_line(&card)}</span>
                </span>
            </a>
        </li>
    }
}
