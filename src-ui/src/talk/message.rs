//! One message: whose it is, what it answers, its words, signs at it, its time, and what can be done with it.

use super::{composer::Answering, files::Files, words::name_of};
use crate::{
    bridge::commands,
    components::{Failure, Icon, Spans, icons},
    fmt,
    frame::Go,
    reports::ReportForm,
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    MemberId, Subject,
    delivery::Delivery,
    members::MemberCard,
    talk::{Body, MessageCard, SignForm},
};
use leptos::prelude::*;

/// With whom the thread is. A page of a thread provides it.
#[derive(Clone, Copy)]
pub struct Peer(pub Signal<Option<MemberCard>>);

/// Signs that one press puts at a message.
const SIGNS: [&str; 4] = ["👍", "🌸", "😊", "🙏"];

/// The message.
#[component]
pub fn Message(
    /// The other one.
    member: MemberId,
    /// The message, which changes while it stays.
    card: Signal<MessageCard>,
    /// The key of its state, if that is said.
    state: Signal<Option<&'static str>>,
) -> impl IntoView {
    let (id, mine, at) = card.with_untracked(|card| (card.id, card.mine, card.at));
    let body = Memo::new(move |_| card.with(|card| card.body));
    let files = Signal::derive(move || card.with(|card| card.files.clone()));
    let quote = Memo::new(move |_| card.with(|card| card.reply_to.clone()));
    let signs = Memo::new(move |_| card.with(|card| card.signs.clone()));
    let failed = Memo::new(move |_| card.with(|card| matches!(card.delivery, Delivery::Failed { .. })));
    let resend = use_act(commands::resend_message, |()| {});
    let who = if mine { "talk-you" } else { "talk-they" };
    let outside = Go::outside();
    view! {
        <div class="message" class:mine=mine data-test="message" data-id=id.to_string() data-state=move || card.with(|card| card.delivery.as_str())>
            <div class="bubble" class:quiet=move || body.get() != Body::Text>
                <span class="visually-hidden">{t!(who)}</span>
                {move || {
                    quote
                        .get()
                        .map(|quote| {
                            let text = if quote.text.is_empty() { tr("talk-quote-gone") } else { quote.text };
                            view! { <p class="message-quote">{text}</p> }
                        })
                }}
                <Show when=move || body.get() == Body::Text>
                    <Files files />
                </Show>
                {move || match body.get() {
                    Body::Text if card.with(|card| card.text.is_empty()) => ().into_any(),
                    Body::Text => {
                        let text = Signal::derive(move || card.with(|card| card.spans.clone()));
                        view! { <Spans text on_link=outside test="message-text" /> }.into_any()
                    }
                    Body::Unsent => view! { <p>{t!("talk-unsent")}</p> }.into_any(),
                    Body::Closed => view! { <p>{t!("talk-closed")}</p> }.into_any(),
                }}
            </div>
            <ul class="message-signs">
                <For each=move || signs.get() key=|sign| (sign.mine, sign.sign.clone()) let:sign>
                    <li>{sign.sign.clone()}</li>
                </For>
            </ul>
            <p class="message-meta">
                <time>{move || fmt::time_or_date(at)}</time>
                {move || {
                    state
                        .get()
                        .map(|key| view! { <span role="status" data-test="message-state">{tr(key)}</span> })
                }}
            </p>
            <Show when=move || failed.get()>
                <div class="message-failed">
                    <button type="button" class="button" data-test="message-resend" on:click=move |_| resend.start(id)>
                        <Icon path=icons::RETRY />
                        <span>{t!("outbox-retry")}</span>
                    </button>
                    <Failure error=resend.failure />
                </div>
            </Show>
            <Show when=move || body.get() == Body::Text>
                <Deeds member card />
            </Show>
        </div>
    }
}

/// What can be done with a message, in a quiet menu.
#[component]
fn Deeds(member: MemberId, card: Signal<MessageCard>) -> impl IntoView {
    let (id, mine) = card.with_untracked(|card| (card.id, card.mine));
    let answering = use_context::<Answering>();
    let reporting = RwSignal::new(false);
    let person = use_context::<Peer>().map_or_else(|| Signal::stored(None), |peer| peer.0);
    let sign = use_act(commands::sign_message, |_sent| {});
    let unsend = use_act(commands::unsend_message, move |()| announce(tr("talk-unsend-done")));
    let can_unsend = Memo::new(move |_| card.with(|card| card.can_unsend));
    let set = move |with: &'static str| {
        let had = card.with_untracked(|card| card.signs.iter().any(|sign| sign.mine && sign.sign == with));
        let with = if had { String::new() } else { with.to_owned() };
        sign.start(SignForm { member, message: id, sign: with });
    };
    view! {
        <details class="more message-more" data-test="message-more">
            <summary class="more-button" aria-label=t!("talk-message-more")>
                <Icon path=icons::MORE />
            </summary>
            <div class="more-list">
                <div class="sign-row" role="group" aria-label=t!("talk-signs")>
                    {SIGNS
                        .into_iter()
                        .map(|each| {
                            view! {
                                <button type="button" class="sign" data-test="message-sign" on:click=move |_| set(each)>
                                    {each}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                {answering
                    .map(|answering| {
                        view! {
                            <button
                                type="button"
                                class="more-item"
                                data-test="message-reply"
                                on:click=move |_| answering.to(card.get_untracked())
                            >
                                <Icon path=icons::TALK />
                                <span>{t!("talk-reply")}</span>
                            </button>
                        }
                    })}
                <Show when=move || !mine>
                    <button
                        type="button"
                        class="more-item"
                        data-test="message-report"
                        on:click=move |_| reporting.set(true)
                    >
                        <Icon path=icons::FLAG />
                        <span>{t!("report")}</span>
                    </button>
                </Show>
                <Show when=move || mine && can_unsend.get()>
                    <button
                        type="button"
                        class="more-item"
                        data-test="message-unsend"
                        on:click=move |_| unsend.start(id)
                    >
                        <Icon path=icons::TRASH />
                        <span>{t!("talk-unsend")}</span>
                    </button>
                </Show>
            </div>
        </details>
        {move || {
            reporting
                .get()
                .then(|| {
                    view! {
                        <ReportForm
                            subject=Subject::Messages { member }
                            label=Signal::derive(move || name_of(person.get().as_ref()))
                            message=id
                            can_block=true
                            on_close=move |_blocked: bool| {
                                let _ = reporting.try_set(false);
                            }
                        />
                    }
                })
        }}
        <Failure error=sign.failure />
        <Failure error=unsend.failure />
    }
}
