//! The threads, the last one that moved first, and first messages that wait for an answer; the thread beside them on a
//! desktop.

use super::{
    explain::Lock,
    link::Link,
    recovery::Recover,
    words::{last_line, name_of},
};
use crate::{
    bridge::commands,
    components::{Avatar, Confirm, Drawing, Empty, Failure, Icon, PageTitle, Pane, icons, whole},
    fmt,
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    notices::Tag,
    talk::{Found, TalkSearchForm, TalkState, ThreadCard, ThreadList},
};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// List and thread.
#[component]
pub fn TalkPage() -> impl IntoView {
    let path = use_location().pathname;
    let has_detail = Memo::new(move |_| path.with(|path| path.trim_end_matches('/') != "/talk"));
    let list = use_read(&[Tag::Talk, Tag::Members, Tag::App], commands::threads);
    let sought = RwSignal::new(String::new());
    view! {
        <div class="panes" class:has-detail=has_detail>
            <section class="pane-list scrolls" aria-label=t!("nav-talk")>
                <header class="list-header">
                    {move || {
                        if has_detail.get() {
                            view! { <p class="page-title">{t!("nav-talk")}</p> }.into_any()
                        } else {
                            view! { <PageTitle text=Signal::derive(t!("nav-talk")) /> }.into_any()
                        }
                    }}
                    <Lock />
                    <label class="talk-search">
                        <span class="visually-hidden">{t!("talk-search")}</span>
                        <Icon path=icons::SEARCH />
                        <input
                            type="search"
                            data-test="talk-search"
                            placeholder=t!("talk-search")
                            autocomplete="off"
                            prop:value=move || sought.get()
                            on:input=move |event| sought.set(event_target_value(&event))
                        />
                    </label>
                </header>
                <Pane read=list let:list>
                    <Show when=move || sought.with(|sought| !sought.trim().is_empty()) fallback=move || view! { <Threads list path /> }>
                        <FoundMessages sought />
                    </Show>
                </Pane>
            </section>
            <section class="pane-detail">
                <Outlet />
            </section>
        </div>
    }
}

#[component]
fn Threads(list: Signal<ThreadList>, path: Memo<String>) -> impl IntoView {
    let state = Memo::new(move |_| list.with(|list| list.state));
    let requests = move || list.with(|list| list.requests.clone());
    let threads = move || list.with(|list| list.threads.clone());
    let nothing = Memo::new(move |_| list.with(|list| list.requests.is_empty() && list.threads.is_empty()));
    let empty_key = move || if list.with(|list| list.complete) { "talk-empty" } else { "state-not-yet" };
    view! {
        <Show when=move || state.get() == TalkState::Elsewhere>
            <Elsewhere />
        </Show>
        <Show when=move || state.get() == TalkState::Ready>
            <Link outside=false />
            <NewDevices list />
        </Show>
        <Desk list path />
        <Show when=move || list.with(|list| !list.requests.is_empty())>
            <section class="section">
                <h2>{t!("talk-requests")}</h2>
                <ul class="threads" data-test="talk-requests">
                    <For each=requests key=whole let:card>
                        <li>
                            <Thread card path />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
        <ul class="threads" data-test="threads">
            <For each=threads key=whole let:card>
                <li>
                    <Thread card path />
                </li>
            </For>
        </ul>
        <Show when=move || state.get() == TalkState::Ready>
            <a class="way" href="/talk/devices" data-test="open-talk-devices">
                <Icon path=icons::DEVICES />
                <span>{t!("talk-devices")}</span>
                <Icon path=icons::FORWARD />
            </a>
            <a class="way" href="/talk/recovery" data-test="open-recovery">
                <Icon path=icons::KEY />
                <span>{t!("recovery-title")}</span>
                <Icon path=icons::FORWARD />
            </a>
        </Show>
        <Show when=move || nothing.get()>
            <Empty drawing=Drawing::Cord text=Signal::derive(move || tr(empty_key())) test="talk-empty">
                <a class="button" href="/members">
                    {t!("talk-find")}
                </a>
            </Empty>
        </Show>
    }
}

#[component]
fn Thread(card: ThreadCard, path: Memo<String>) -> impl IntoView {
    let ThreadCard { id, person, last, unread, draft, muted, .. } = card;
    let href = format!("/talk/{id}");
    let here = href.clone();
    let current = move || path.with(|path| *path == here).then_some("page");
    let face = person.clone().map(|card| view! { <Avatar card /> });
    let at = last.as_ref().map(|last| last.at);
    view! {
        <a class="thread" class:unread=unread != 0 href=href data-test="thread" data-id=id.to_string() aria-current=current>
            {face.unwrap_or_else(|| view! { <Avatar card=nobody() /> })}
            <span class="member-words">
                <span class="name" lang="ja">{move || name_of(person.as_ref())}</span>
                <span class="thread-last">{move || last_line(last.as_ref(), draft.as_deref())}</span>
            </span>
            <span class="thread-side">
                {at.map(|at| view! { <span class="meta">{move || fmt::moment(at)}</span> })}
                {muted
                    .then(|| {
                        view! {
                            <span class="thread-muted">
                                <Icon path=icons::BELL_OFF />
                                <span class="visually-hidden">{t!("talk-is-muted")}</span>
                            </span>
                        }
                    })}
                {(unread > 0)
                    .then(|| {
                        view! {
                            <span class="unread-count" class:quiet=muted data-test="thread-unread">
                                <span aria-hidden="true">{unread}</span>
                                <span class="visually-hidden">
                                    {move || tr_with("talk-unread", &[("count", unread.into())])}
                                </span>
                            </span>
                        }
                    })}
            </span>
        </a>
    }
}

/// The way to the secretariat, which reads what is written there; and for who does, the way to what members write.
#[component]
fn Desk(list: Signal<ThreadList>, path: Memo<String>) -> impl IntoView {
    let desk = Memo::new(move |_| list.with(|list| list.desk.clone()));
    let last =
        move || desk.with(|desk| if desk.text.is_empty() { tr("desk-hint") } else { desk.text.clone() });
    let current = move || path.with(|path| path == "/talk/desk").then_some("page");
    view! {
        <Show when=move || desk.with(|desk| desk.waiting.is_some())>
            <a class="way" href="/talk/letters" data-test="open-desk-letters">
                <Icon path=icons::OUTBOX />
                <span>
                    {move || {
                        let count = desk.with(|desk| desk.waiting.unwrap_or_default());
                        tr_with("desk-letters-count", &[("count", count.into())])
                    }}
                </span>
                <Icon path=icons::FORWARD />
            </a>
        </Show>
        <a
            class="thread desk-thread"
            class:unread=move || desk.with(|desk| desk.unread)
            href="/talk/desk"
            data-test="open-desk"
            aria-current=current
        >
            <span class="avatar desk-face" aria-hidden="true">
                <Icon path=icons::PEOPLE_COUNT />
            </span>
            <span class="member-words">
                <span class="name">{t!("desk-title")}</span>
                <span class="thread-last">{last}</span>
            </span>
            <span class="thread-side">
                {move || desk.with(|desk| desk.at).map(|at| view! { <span class="meta">{fmt::moment(at)}</span> })}
            </span>
        </a>
    }
}

/// The face of somebody who is not there any more.
fn nobody() -> enishi_bridge::members::MemberCard {
    enishi_bridge::members::MemberCard {
        id: enishi_bridge::MemberId(uuid::Uuid::nil()),
        family_name: String::new(),
        given_name: String::new(),
        kana: String::new(),
        former_name: None,
        class: enishi_bridge::Class::Unknown,
        department: String::new(),
        joined_year: None,
        left_year: None,
        headline: String::new(),
        now: enishi_bridge::members::Now::Unsaid,
        tint: 0,
        initial: "…".to_owned(),
        photo: None,
        me: false,
    }
}

/// A device of the own that came after this one: whoever did not add it should know.
#[component]
fn NewDevices(list: Signal<ThreadList>) -> impl IntoView {
    let count = Memo::new(move |_| list.with(|list| list.new_devices));
    view! {
        <Show when=move || count.get() != 0>
            <a class="talk-note new-devices" href="/talk/devices" role="status" data-test="new-devices">
                {t!("talk-new-device")}
            </a>
        </Show>
    }
}

/// This device takes no part: another one has the keys.
#[component]
fn Elsewhere() -> impl IntoView {
    let open = RwSignal::new(false);
    let anew = use_act(|()| commands::talk_anew(), move |()| announce(tr("talk-anew-done")));
    view! {
        <div class="card talk-elsewhere" data-test="talk-elsewhere">
            <p class="lead">{t!("talk-elsewhere")}</p>
            <p class="soft">{t!("talk-elsewhere-hint")}</p>
            <Link outside=true>
                <p class="soft">{t!("talk-elsewhere-key")}</p>
                <Recover />
                <p class="soft">{t!("talk-elsewhere-lost")}</p>
                <Failure error=anew.failure />
                <button
                    type="button"
                    class="button danger-quiet"
                    data-test="talk-anew"
                    on:click=move |_| open.set(true)
                >
                    {t!("talk-anew")}
                </button>
            </Link>
            <Confirm
                open
                title=Signal::derive(t!("talk-anew-title"))
                body=Signal::derive(t!("talk-anew-body"))
                action=Signal::derive(t!("talk-anew"))
                on_confirm=move |()| anew.start(())
                test="talk-anew-dialog"
            />
        </div>
    }
}

/// Messages on this device that hold the words.
#[component]
fn FoundMessages(sought: RwSignal<String>) -> impl IntoView {
    let found =
        use_read(&[Tag::Talk], move || commands::search_messages(TalkSearchForm { text: sought.get() }));
    view! {
        <Pane read=found let:found>
            <p class="count" role="status">
                {move || tr_with("talk-found", &[("count", found.with(Vec::len).to_string().into())])}
            </p>
            <ul class="threads" data-test="talk-found">
                <For each=move || found.get() key=whole let:message>
                    <li>
                        <FoundMessage message />
                    </li>
                </For>
            </ul>
        </Pane>
    }
}

#[component]
fn FoundMessage(message: Found) -> impl IntoView {
    let Found { member, name, text, at, .. } = message;
    view! {
        <a class="thread" href=format!("/talk/{member}")>
            <span class="member-words">
                <span class="name" lang="ja">{name}</span>
                <span class="thread-last">{text}</span>
            </span>
            <span class="meta">{move || fmt::moment(at)}</span>
        </a>
    }
}

/// Beside the list while no thread is chosen.
#[component]
pub fn NoThreadChosen() -> impl IntoView {
    view! { <p class="nothing-chosen">{t!("talk-choose")}</p> }
}
