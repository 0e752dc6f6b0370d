//! Letters to the secretariat: another thing than a thread between two people, and marked as such. The same page shows a
//! member her own letters and the secretariat those of a member.

use crate::{
    bridge::commands,
    components::{
        Avatar, DeliveryLine, Drawing, Empty, ErrorPanel, Failure, Header, Icon, PageTitle, Pane, icons,
        whole,
    },
    fmt, ime,
    state::{use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    MemberId,
    delivery::Delivery,
    desk::{DeskCard, DeskForm, DeskLetter, DeskLetterForm, DeskList, DeskThread},
    errors::{AppCode, AppError},
    notices::Tag,
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// The most characters of a letter, as in `enishi_wire::limits`.
const LONGEST: usize = 4_000;

/// The own letters.
#[component]
pub fn DeskPage() -> impl IntoView {
    view! {
        <article class="talk" data-test="desk-page">
            <Letters member=None />
        </article>
    }
}

/// Those of a member, for the secretariat.
#[component]
pub fn DeskLettersPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<MemberId>().ok()));
    view! {
        <article class="talk" data-test="desk-letters-page">
            {move || match id.get() {
                Some(id) => view! { <Letters member=Some(id) /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Letters(member: Option<MemberId>) -> impl IntoView {
    let thread =
        use_read(&[Tag::Talk, Tag::Outbox, Tag::Members], move || commands::desk_thread(DeskForm { member }));
    view! {
        <Pane read=thread let:thread>
            <Head thread member />
            <Lines thread member />
            <Write member />
        </Pane>
    }
}

#[component]
fn Head(thread: Signal<DeskThread>, member: Option<MemberId>) -> impl IntoView {
    let person = Memo::new(move |_| thread.with(|thread| thread.person.clone()));
    let (back, back_key) =
        if member.is_some() { ("/talk/letters", "desk-letters") } else { ("/talk", "nav-talk") };
    let title = Signal::derive(move || match member {
        Some(_) => person.with(|person| super::words::name_of(person.as_ref())),
        None => tr("desk-title"),
    });
    view! {
        <header class="talk-head">
            <Header back back_key />
            <div class="talk-with">
                {move || person.get().map(|card| view! { <Avatar card /> })}
                <div class="talk-names">
                    <PageTitle text=title test="desk-name" />
                </div>
            </div>
            <p class="desk-mark" data-test="desk-mark">
                <Icon path=icons::EYE />
                <span>{t!("desk-mark")}</span>
            </p>
        </header>
    }
}

#[component]
fn Lines(thread: Signal<DeskThread>, member: Option<MemberId>) -> impl IntoView {
    let end = NodeRef::<html::Div>::new();
    let newest = Memo::new(move |_| thread.with(|thread| thread.letters.last().map(|letter| letter.id)));
    Effect::new(move |_| {
        let _ = newest.get();
        if member.is_none() {
            spawn_local(async move {
                let _tried_again_with_the_next = commands::read_desk().await;
            });
        }
        if let Some(end) = end.get() {
            end.scroll_into_view();
        }
    });
    view! {
        <div class="talk-messages" data-test="desk-letters">
            <Show
                when=move || thread.with(|thread| !thread.letters.is_empty())
                fallback=|| view! { <Empty drawing=Drawing::Cord text=Signal::derive(t!("desk-empty")) test="desk-empty" /> }
            >
                <ol class="messages">
                    <For each=move || thread.with(|thread| thread.letters.clone()) key=whole let:letter>
                        <li class="message-line">
                            <Line letter />
                        </li>
                    </For>
                </ol>
            </Show>
            <div node_ref=end></div>
        </div>
    }
}

#[component]
fn Line(letter: DeskLetter) -> impl IntoView {
    let DeskLetter { mine, by, text, at, delivery, .. } = letter;
    view! {
        <div class="message" class:mine=mine data-test="desk-letter" data-state=delivery.as_str()>
            <div class="bubble">
                <p class="prose" lang="ja">{text}</p>
            </div>
            <p class="message-meta">
                {(!by.is_empty()).then(|| view! { <span lang="ja">{tr_with("desk-by", &[("name", by.into())])}</span> })}
                <time>{move || fmt::time_or_date(at)}</time>
                {(delivery != Delivery::Delivered)
                    .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="desk-letter-state" /> })}
            </p>
        </div>
    }
}

#[component]
fn Write(member: Option<MemberId>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let over = Memo::new(move |_| text.with(|text| text.trim().chars().count() > LONGEST));
    let nothing = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    let send = use_act(commands::write_to_desk, move |_wish| {
        let _ = text.try_set(String::new());
    });
    let start = move || {
        if !nothing.get_untracked() && !over.get_untracked() {
            send.start(DeskLetterForm { member, text: text.get_untracked() });
        }
    };
    let keydown = move |event: ev::KeyboardEvent| {
        let sends = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if sends && !ime::owns(&event) {
            event.prevent_default();
            start();
        }
    };
    view! {
        <footer class="talk-foot">
            <form
                class="composer"
                data-test="desk-composer"
                on:submit=move |event| {
                    event.prevent_default();
                    start();
                }
            >
                <div class="composer-row">
                    <div class="grows">
                        <span class="grows-copy" aria-hidden="true">{move || format!("{}\n", text.get())}</span>
                        <textarea
                            rows="1"
                            data-test="desk-text"
                            aria-label=t!("desk-write")
                            placeholder=t!("desk-write")
                            prop:value=move || text.get()
                            on:input=move |event| text.set(event_target_value(&event))
                            on:keydown=keydown
                        ></textarea>
                    </div>
                    <button
                        type="submit"
                        class="button primary"
                        data-test="desk-send"
                        disabled=move || nothing.get() || over.get()
                        aria-busy=move || send.busy.get().then_some("true")
                    >
                        <Icon path=icons::SEND />
                        <span>{t!("talk-send")}</span>
                    </button>
                </div>
                <Failure error=send.failure test="desk-error" />
            </form>
        </footer>
    }
}

/// Everybody's letters, for the duty `inbox`.
#[component]
pub fn DeskListPage() -> impl IntoView {
    let letters = use_read(&[Tag::Talk, Tag::Outbox, Tag::Members], commands::desk_letters);
    view! {
        <article class="page narrow" data-test="desk-list-page">
            <Header back="/talk" back_key="nav-talk" />
            <PageTitle text=Signal::derive(t!("desk-letters")) />
            <p class="lead">{t!("desk-letters-lead")}</p>
            <Pane read=letters let:letters>
                <Cards letters />
            </Pane>
        </article>
    }
}

#[component]
fn Cards(letters: Signal<DeskList>) -> impl IntoView {
    view! {
        <Show
            when=move || letters.with(|letters| !letters.items.is_empty())
            fallback=|| view! { <Empty drawing=Drawing::Cord text=Signal::derive(t!("desk-letters-none")) test="desk-letters-none" /> }
        >
            <ul class="threads">
                <For each=move || letters.with(|letters| letters.items.clone()) key=whole let:card>
                    <li>
                        <Card card />
                    </li>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Card(card: DeskCard) -> impl IntoView {
    let DeskCard { member, person, text, at, waits } = card;
    let face = person.clone().map(|card| view! { <Avatar card /> });
    view! {
        <a class="thread" class:unread=waits href=format!("/talk/letters/{member}") data-test="desk-card">
            {face}
            <span class="member-words">
                <span class="name" lang="ja">{move || super::words::name_of(person.as_ref())}</span>
                <span class="thread-last" lang="ja">{text}</span>
            </span>
            <span class="thread-side">
                <span class="meta">{move || fmt::moment(at)}</span>
                {waits.then(|| view! { <span class="chip">{t!("desk-waits")}</span> })}
            </span>
        </a>
    }
}
