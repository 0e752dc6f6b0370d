//! A thread: messages with their dates, the mark where one has not read yet, and the composer below.

use super::{
    composer::{Answering, Composer},
    explain::Lock,
    message::{Message, Peer},
    words::{name_of, silence_key, state_key, trust_key},
};
use crate::{
    bridge::commands,
    components::{Avatar, ErrorPanel, Failure, Header, Icon, PageTitle, Pane, icons},
    fmt,
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    Class, MemberId, MessageId,
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{AnswerForm, MessageCard, MuteForm, ThreadDetail, ThreadForm, TrustState, Writing},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// Messages that come with one press more.
const MORE: u32 = 200;
/// Messages at first.
const FIRST: u32 = 60;

/// The page of the thread in the URL.
#[component]
pub fn ThreadPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <article class="talk" data-test="thread-page">
            {move || match id.get() {
                Some(id) => view! { <Thread id /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Thread(id: MemberId) -> impl IntoView {
    provide_context(Answering::new());
    let count = RwSignal::new(FIRST);
    let thread = use_read(&[Tag::Talk, Tag::Members, Tag::Outbox], move || {
        commands::thread(ThreadForm { member: id, count: Some(count.get()) })
    });
    let person = Memo::new(move |_| {
        thread.value.with(|value| {
            value.as_ref().and_then(|value| value.as_ref().ok()).and_then(|thread| thread.person.clone())
        })
    });
    provide_context(Peer(person.into()));
    view! {
        <Pane read=thread let:thread>
            <Head thread />
            <Messages id thread count />
            <Foot id thread />
        </Pane>
    }
}

#[component]
fn Head(thread: Signal<ThreadDetail>) -> impl IntoView {
    let person = Memo::new(move |_| thread.with(|thread| thread.person.clone()));
    let name = Signal::derive(move || person.with(|person| name_of(person.as_ref())));
    let trust = Memo::new(move |_| thread.with(|thread| thread.trust));
    let missing = Memo::new(move |_| thread.with(|thread| thread.missing));
    let id = thread.with_untracked(|thread| thread.id);
    let staff =
        move || person.with(|person| person.as_ref().is_some_and(|person| person.class == Class::Staff));
    view! {
        <header class="talk-head">
            <Header back="/talk" back_key="nav-talk" />
            <div class="talk-with">
                {move || person.get().map(|card| view! { <Avatar card /> })}
                <div class="talk-names" lang="ja">
                    <PageTitle text=name test="thread-name" />
                    <Show when=staff>
                        <span class="chip" data-test="thread-staff">{t!("class-staff")}</span>
                    </Show>
                </div>
                <Show when=move || person.with(Option::is_some)>
                    <a class="button quiet" href=format!("/members/{id}") data-test="thread-profile">
                        {t!("talk-profile")}
                    </a>
                </Show>
            </div>
            <div class="talk-under">
                <Lock />
                <Mute id thread />
                <a class="talk-safety" href=format!("/talk/{id}/safety") data-test="thread-safety">
                    {move || tr(if trust.get() == TrustState::Verified { "talk-verified" } else { "talk-safety" })}
                </a>
            </div>
            {move || {
                (missing.get() > 0)
                    .then(|| {
                        view! {
                            <p class="talk-note" role="status" data-test="thread-missing">
                                {tr_with("talk-missing", &[("count", missing.get().into())])}
                            </p>
                        }
                    })
            }}
            {move || {
                trust_key(trust.get())
                    .map(|key| view! { <p class="talk-note" role="status" data-test="thread-trust">{tr(key)}</p> })
            }}
        </header>
    }
}

/// A rest from this thread alone.
#[component]
fn Mute(id: MemberId, thread: Signal<ThreadDetail>) -> impl IntoView {
    let muted = Memo::new(move |_| thread.with(|thread| thread.muted));
    let known = Memo::new(move |_| {
        thread.with(|thread| {
            matches!(
                thread.writing,
                Writing::Open | Writing::AwaitsAnswer | Writing::Asked | Writing::Blocked
            )
        })
    });
    let set = use_act(commands::mute_thread, move |_wish| {
        announce(tr(if muted.get_untracked() { "talk-unmuted" } else { "talk-muted" }));
    });
    view! {
        <Show when=move || known.get()>
            <button
                type="button"
                class="talk-mute"
                data-test="thread-mute"
                aria-pressed=move || muted.get().to_string()
                on:click=move |_| set.start(MuteForm { member: id, muted: !muted.get_untracked() })
            >
                {move || view! { <Icon path=if muted.get() { icons::BELL_OFF } else { icons::BELL } /> }}
                <span>{move || tr(if muted.get() { "talk-is-muted" } else { "talk-mute" })}</span>
            </button>
            <Failure error=set.failure />
        </Show>
    }
}

#[component]
fn Messages(id: MemberId, thread: Signal<ThreadDetail>, count: RwSignal<u32>) -> impl IntoView {
    // Where one had not read when the page was opened; it stays there while one reads.
    let first_unread = thread.with_untracked(|thread| thread.first_unread);
    let end = NodeRef::<html::Div>::new();
    let ids = Memo::new(move |_| {
        thread.with(|thread| thread.messages.iter().map(|message| message.id).collect::<Vec<_>>())
    });
    let newest = Memo::new(move |_| ids.with(|ids| ids.last().copied()));
    // What is on the screen is read, and what is newest is what one looks at.
    Effect::new(move |_| {
        // Asked for and not only tracked: a memo that nobody reads follows nothing.
        let _ = newest.get();
        spawn_local(async move {
            let _tried_again_with_the_next = commands::read_thread(id).await;
        });
        if let Some(end) = end.get() {
            end.scroll_into_view();
        }
    });
    let message = move |id: MessageId| {
        let first = thread.with_untracked(|thread| find(thread, id).cloned());
        first.map(|first| {
            Signal::derive(move || {
                thread.with(|thread| find(thread, id).cloned()).unwrap_or_else(|| first.clone())
            })
        })
    };
    let state = move |id: MessageId| {
        Signal::derive(move || {
            thread.with(|thread| {
                let last =
                    thread.messages.iter().rev().find(|message| message.mine).map(|message| message.id);
                find(thread, id).and_then(|message| state_key(message, last == Some(id)))
            })
        })
    };
    let day = move |id: MessageId| {
        ids.with_untracked(|ids| {
            let place = ids.iter().position(|found| *found == id)?;
            let at =
                |id: &MessageId| thread.with_untracked(|thread| find(thread, *id).map(|message| message.at));
            let this = fmt::date(at(ids.get(place)?)?);
            let before = place.checked_sub(1).and_then(|place| at(ids.get(place)?)).map(fmt::date);
            (before.as_ref() != Some(&this)).then_some(this)
        })
    };
    view! {
        <div class="talk-messages" data-test="messages">
            <Show when=move || thread.with(|thread| thread.more)>
                <button
                    type="button"
                    class="button wide"
                    data-test="messages-older"
                    on:click=move |_| count.update(|count| *count = count.saturating_add(MORE))
                >
                    {t!("talk-older")}
                </button>
            </Show>
            <ol class="messages">
                <For each=move || ids.get() key=|id| *id let:each>
                    <li class="message-line">
                        {day(each).map(|day| view! { <p class="day-line"><span>{day}</span></p> })}
                        {(first_unread == Some(each))
                            .then(|| {
                                view! {
                                    <p class="unread-line" data-test="unread-line">
                                        <span>{t!("talk-unread-line")}</span>
                                    </p>
                                }
                            })}
                        {message(each).map(|card| view! { <Message member=id card state=state(each) /> })}
                    </li>
                </For>
            </ol>
            <div node_ref=end></div>
        </div>
    }
}

fn find(thread: &ThreadDetail, id: MessageId) -> Option<&MessageCard> {
    thread.messages.iter().find(|message| message.id == id)
}

#[component]
fn Foot(id: MemberId, thread: Signal<ThreadDetail>) -> impl IntoView {
    let writing = Memo::new(move |_| thread.with(|thread| thread.writing));
    let silent = Memo::new(move |_| silence_key(writing.get()));
    view! {
        <footer class="talk-foot">
            <Show when=move || writing.get() == Writing::Asked>
                <Asked id thread />
            </Show>
            <Show when=move || writing.get() == Writing::First>
                <p class="hint">{t!("talk-first-hint")}</p>
            </Show>
            {move || match silent.get() {
                Some(key) => view! { <p class="talk-silent" data-test="thread-silent" data-state=key>{tr(key)}</p> }.into_any(),
                None => view! { <Composer id thread /> }.into_any(),
            }}
        </footer>
    }
}

/// Accept or decline; neither is urged.
#[component]
fn Asked(id: MemberId, thread: Signal<ThreadDetail>) -> impl IntoView {
    let answer = use_act(commands::answer_request, move |_wish| announce(tr("talk-answered")));
    let name = move || thread.with(|thread| name_of(thread.person.as_ref()));
    view! {
        <div class="card talk-asked" data-test="thread-asked">
            <p>{move || tr_with("talk-asked", &[("name", name().into())])}</p>
            <p class="hint">{t!("talk-asked-hint")}</p>
            <Failure error=answer.failure />
            <div class="entry-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-test="request-accept"
                    on:click=move |_| answer.start(AnswerForm { member: id, accept: true })
                >
                    <Icon path=icons::CHECK />
                    <span>{t!("talk-accept")}</span>
                </button>
                <button
                    type="button"
                    class="button"
                    data-test="request-decline"
                    on:click=move |_| answer.start(AnswerForm { member: id, accept: false })
                >
                    {t!("talk-decline")}
                </button>
            </div>
        </div>
    }
}
