//! An event in a list: date block, title, place, who comes, my answer.

use super::words::{answer_key, card_state, tally_line};
use crate::{
    components::{DateBlock, DeliveryLine, Icon, icons},
    fmt, t,
    text::tr,
};
use enishi_bridge::{
    Answer,
    delivery::Delivery,
    events::{EventCard, EventState, MyAnswer},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The card; the whole of it leads to the event.
#[component]
pub fn EventLink(
    /// The event.
    card: EventCard,
    /// Whether it looks like a ticket.
    #[prop(optional)]
    ticket: bool,
    /// What follows the path, such as `?past=1`.
    #[prop(optional, into)]
    query: Signal<String>,
    /// Name for tests.
    #[prop(default = "event-card")]
    test: &'static str,
) -> impl IntoView {
    let id = card.id;
    let here = format!("/events/{id}");
    let href = here.clone();
    let path = use_location().pathname;
    let (starts, ends, zone) = (card.starts, card.ends, card.zone.clone());
    let block_zone = Signal::stored(card.zone.clone());
    let title = card.title.clone();
    let place = card.place.clone();
    let off = matches!(card.state, EventState::Cancelled | EventState::Over);
    let delivery = card.delivery;
    let mine = card.my_answer;
    let lines = StoredValue::new(card.clone());
    view! {
        <article class="event-card" class:ticket=ticket class:off=off>
            <a
                class="event-link"
                href=move || format!("{href}{}", query.get())
                data-test=test
                data-id=id.to_string()
                aria-current=move || path.with(|path| *path == here).then_some("true")
            >
                <DateBlock at=Signal::stored(starts) zone=block_zone />
                <span class="event-words">
                    <span class="event-title" lang="ja">
                        {card
                            .unread
                            .then(|| {
                                view! {
                                    <span class="dot">
                                        <span class="visually-hidden">{t!("state-unread")}</span>
                                    </span>
                                }
                            })}
                        {title}
                    </span>
                    <span class="event-when">{move || fmt::event_time_short(starts, ends, &zone)}</span>
                    {(!place.is_empty()).then(|| view! { <span class="event-place" lang="ja">{place}</span> })}
                    <span class="event-tally-line">
                        <span>{move || lines.with_value(tally_line)}</span>
                        <span class="event-state">{move || lines.with_value(card_state)}</span>
                    </span>
                    {mine
                        .map(|mine| {
                            view! {
                                <span class=chip_class(mine)>
                                    <Icon path=answer_icon(mine.answer) />
                                    <span>{move || tr(answer_key(mine.answer))}</span>
                                    {(mine.delivery != Delivery::Delivered)
                                        .then(|| {
                                            let key = format!("delivery-{}", mine.delivery.as_str());
                                            view! { <span class="chip-state">{move || tr(&key)}</span> }
                                        })}
                                </span>
                            }
                        })}
                </span>
            </a>
            {(delivery != Delivery::Delivered)
                .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="event-card-state" /> })}
        </article>
    }
}

/// The colour of an answer only when the server has it: what waits looks as if it waits.
fn chip_class(mine: MyAnswer) -> String {
    match mine.delivery {
        Delivery::Delivered => format!("chip answer-{}", mine.answer.as_str()),
        Delivery::Waiting | Delivery::Sending => "chip unsent".to_owned(),
        Delivery::Failed { .. } => "chip unsent failed".to_owned(),
    }
}

/// The drawing of an answer.
pub const fn answer_icon(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => icons::CHECK,
        Answer::Maybe | Answer::Unknown => icons::HELP,
        Answer::No => icons::MINUS,
    }
}
