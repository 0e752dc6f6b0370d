//! The scrolling list: as tall as everybody, with only a window of rows in the document.

use super::{
    directory::AddressEnd,
    names::{full_name, now_line, then_line},
    window,
};
use crate::components::Avatar;
use enishi_bridge::{MemberId, members::MemberCard};
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
    /// How far it is scrolled, pixels.
    top: RwSignal<f64>,
}

impl Asked {
    /// The top of a list of which nobody knows how high it is.
    pub fn new() -> Self {
        let (offset, jump) = (RwSignal::new(0), RwSignal::new(None));
        let (limit, at_rest) = (RwSignal::new(window::FIRST), RwSignal::new(window::FIRST));
        Self { offset, limit, at_rest, jump, top: RwSignal::new(0.0) }
    }

    /// The top of another list: others are found now.
    pub fn to_top(self) {
        self.offset.set(0);
        self.limit.set(self.at_rest.get_untracked());
        // A jump has the page laid out, before the core is asked. Whoever types is at the top already.
        if self.top.get_untracked() > 0.0 || self.jump.get_untracked().is_some_and(|row| row > 0) {
            self.jump.set(Some(0));
        }
    }

    /// The list is so high, pixels.
    fn measured(self, height: f64, row_height: f64) {
        let wanted = window::at_rest(height, row_height);
        self.at_rest.set(wanted);
        self.at_least(wanted);
    }

    /// The list of this height was scrolled so far.
    fn scrolled(self, top: f64, height: f64, row_height: f64) {
        self.top.set(top);
        if top > 0.0 {
            self.at_least(window::limit(height, row_height));
        }
        let wanted = window::offset(window::row_at(top, row_height));
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

/// The rows that are in the document.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// Which row of the whole list is the first of them.
    pub begin: u32,
    /// The people from there.
    pub people: Vec<MemberCard>,
}

impl Shown {
    fn at(&self, row: u32) -> Option<&MemberCard> {
        self.people.get(usize::try_from(row.checked_sub(self.begin)?).ok()?)
    }
}

/// The list.
#[component]
pub fn Rows(
    /// The old rows until the next have arrived.
    shown: Memo<Shown>,
    total: Memo<u32>,
    asked: Asked,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let row_height = RwSignal::new(ROW);
    let begin = Memo::new(move |_| shown.with(|shown| shown.begin));
    let each = move || {
        let Shown { begin, people } = shown.get();
        (begin..).zip(people)
    };
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            row_height.set(measured(&scroller));
            asked.measured(f64::from(scroller.client_height()), row_height.get_untracked());
        }
    });
    Effect::new(move |_| {
        if let (Some(row), Some(scroller)) = (asked.jump.get(), scroller.get()) {
            let top = window::top_of(row, row_height.get_untracked());
            scroller.set_scroll_top(i32::try_from(crate::numbers::whole(top)).unwrap_or(i32::MAX));
        }
    });
    // Scrolled, or higher or lower than before.
    let moved = move || {
        if let Some(scroller) = scroller.get_untracked() {
            let (height, row_height) = (f64::from(scroller.client_height()), row_height.get_untracked());
            asked.measured(height, row_height);
            asked.scrolled(f64::from(scroller.scroll_top()), height, row_height);
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
                    <For each key=|(row, _)| *row let((row, card))>
                        <Row row card shown chosen />
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

/// One row. It belongs to a place in the list and not to a person: when somebody types, others come to stand in it, and
/// only words change, which the webview lays out and paints sooner than new elements.
///
/// Each word and attribute follows the person by itself. One closure for the whole row would be shorter, but then every
/// attribute, also those that never change, is taken away and put back for each letter (docs/ui.md, "Closures at the
/// leaves").
#[component]
fn Row(
    row: u32,
    /// Who stands in it first.
    card: MemberCard,
    shown: Memo<Shown>,
    chosen: Memo<Option<MemberId>>,
) -> impl IntoView {
    let AddressEnd(end) = expect_context();
    // A row that is about to go keeps the person it had.
    let card = Memo::new(move |before: Option<&MemberCard>| {
        shown.with(|shown| shown.at(row).or(before).unwrap_or(&card).clone())
    });
    let id = Memo::new(move |_| card.with(|card| card.id));
    view! {
        <li>
            <a
                class="member-row"
                data-test="member-row"
                data-id=move || id.get().to_string()
                aria-current=move || (chosen.get() == Some(id.get())).then_some("true")
                href=move || format!("/members/{}{}", id.get(), end.get())
            >
                <Avatar card />
                <span class="member-words" lang="ja">
                    <span class="kana">{move || card.with(|card| card.kana.clone())}</span>
                    <span class="name">{move || card.with(full_name)}</span>
                    <span class="now">{move || card.with(|card| now_line(&card.now, &card.headline))}</span>
                    <span class="then">{move || card.with(then_line)}</span>
                </span>
            </a>
        </li>
    }
}
