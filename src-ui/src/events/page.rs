//! One event: what, when, where, my answer within reach of the thumb. Opening it marks it as seen.

use super::{
    agenda::Agenda,
    answers::Answers,
    rsvp::Rsvp,
    words::{kind_key, state_line, tally_line},
};
use crate::{
    bridge::commands,
    components::{
        Confirm, DateBlock, DeliveryLine, ErrorPanel, Failure, Header, Icon, PageTitle, Pane, Spans, icons,
    },
    fmt,
    frame::Go,
    reports::ReportThing,
    state::{announce, use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    EventId, Subject,
    delivery::Delivery,
    errors::{AppCode, AppError},
    events::{EventCard, EventDetail, EventState},
    notices::Tag,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// The page of the event in the URL.
#[component]
pub fn EventPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <article class="page detail with-bar" data-test="event-page">
            {move || match id.get() {
                Some(id) => view! { <Event id /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Event(id: EventId) -> impl IntoView {
    let event = use_read(&[Tag::Events], move || commands::event(id));
    // A failure here changes nothing on the screen; the mark is tried again at the next opening.
    spawn_local(async move {
        let _ = commands::mark_seen(id.0).await;
    });
    view! {
        <div class="detail-body">
            <Header back="/events" back_key="nav-events" />
            <Pane read=event let:event>
                <Content event />
            </Pane>
        </div>
        {move || {
            event
                .value
                .with(|value| matches!(value, Some(Ok(_))))
                .then(|| view! { <Rsvp event=event.value /> })
        }}
    }
}

#[component]
fn Content(event: Signal<EventDetail>) -> impl IntoView {
    let card = Memo::new(move |_| event.with(|event| event.card.clone()));
    let delivery = Signal::derive(move || card.with(|card| card.delivery));
    let place = move || card.with(|card| card.place.clone());
    // What else there is to say about answers stands beside the answer buttons.
    let gone = |card: &EventCard| matches!(card.state, EventState::Cancelled | EventState::Over);
    let state = move || card.with(|card| gone(card).then(|| state_line(card)).flatten());
    view! {
        <div class="event-head">
            <DateBlock
                at=Signal::derive(move || card.with(|card| card.starts))
                zone=Signal::derive(move || card.with(|card| card.zone.clone()))
            />
            <div lang="ja">
                <PageTitle text=Signal::derive(move || card.with(|card| card.title.clone())) test="event-title" />
            </div>
        </div>
        {move || state().map(|line| view! { <p class="notice" role="status">{line}</p> })}
        <Show when=move || delivery.get() != Delivery::Delivered>
            <DeliveryLine delivery test="event-delivery" />
        </Show>
        <ul class="event-facts">
            <li>
                <Icon path=icons::CALENDAR />
                <span>{move || card.with(|card: &EventCard| fmt::event_time(card.starts, card.ends, &card.zone))}</span>
            </li>
            <Show when=move || !place().is_empty()>
                <li>
                    <Icon path=icons::PLACE />
                    <span lang="ja">{place}</span>
                </li>
            </Show>
            <li>
                <Icon path=icons::PEOPLE_COUNT />
                <span data-test="event-tally">{move || card.with(tally_line)}</span>
            </li>
        </ul>
        <p class="meta">
            <span class="kind">{move || tr(kind_key(card.with(|card| card.kind)))}</span>
            <span lang="ja">{move || event.with(|event| event.source.clone())}</span>
        </p>
        <div lang="ja">
            <Spans
                text=Signal::derive(move || event.with(|event| event.text.clone()))
                on_link=Go::outside()
                test="event-text"
            />
        </div>
        <Agenda
            parts=Signal::derive(move || event.with(|event| event.parts.clone()))
            zone=Signal::derive(move || card.with(|card| card.zone.clone()))
        />
        <Answers lines=Signal::derive(move || event.with(|event| event.answers.clone())) />
        <Show when=move || !event.with(|event| event.can_cancel) && delivery.get() == Delivery::Delivered>
            <ReportThing
                subject=Subject::Event { event: card.with_untracked(|card| card.id) }
                label=Signal::derive(move || card.with(|card| card.title.clone()))
            />
        </Show>
        <Show when=move || event.with(|event| event.can_cancel)>
            <CallOff id=card.with_untracked(|card| card.id) />
        </Show>
    }
}

#[component]
fn CallOff(id: EventId) -> impl IntoView {
    let open = RwSignal::new(false);
    let cancel = use_act(commands::cancel_event, |()| announce(tr("event-called-off")));
    view! {
        <div class="page-end">
            <Failure error=cancel.failure />
            <button type="button" class="button danger-quiet" data-test="event-cancel" on:click=move |_| open.set(true)>
                <Icon path=icons::CLOSE />
                <span>{t!("event-call-off")}</span>
            </button>
            <Confirm
                open
                title=Signal::derive(t!("event-call-off-title"))
                body=Signal::derive(t!("event-call-off-body"))
                action=Signal::derive(t!("event-call-off"))
                on_confirm=move |()| cancel.start(id)
                test="event-cancel-dialog"
            />
        </div>
    }
}
