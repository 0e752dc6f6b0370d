//! The three answer buttons and the honest state of the answer.

use super::{
    card::answer_icon,
    words::{answer_key, state_line},
};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, Icon},
    state::use_act,
    t,
    text::tr,
};
use enishi_bridge::{
    Answer, EventId,
    delivery::Delivery,
    errors::AppError,
    events::{EventCard, EventDetail, EventState, RsvpForm},
};
use leptos::prelude::*;

/// The buttons: answer and name for tests.
const BUTTONS: [(Answer, &str); 3] =
    [(Answer::Yes, "rsvp-yes"), (Answer::Maybe, "rsvp-maybe"), (Answer::No, "rsvp-no")];

/// Whether an answer can be given. Without a seat, coming cannot be newly answered, the others can.
fn possible(state: EventState, answer: Answer, mine: Option<Answer>) -> bool {
    match state {
        EventState::Open => true,
        EventState::Full => answer != Answer::Yes || mine == Some(Answer::Yes),
        EventState::Closed | EventState::Over | EventState::Cancelled => false,
    }
}

/// The bar at the foot of the event page.
#[component]
pub fn Rsvp(event: Memo<Option<Result<EventDetail, AppError>>>) -> impl IntoView {
    // Nothing but the card matters here; while there is none, the bar keeps what it showed.
    let card = Memo::new(move |previous: Option<&Option<EventCard>>| {
        event.with(|event| match event {
            Some(Ok(event)) => Some(event.card.clone()),
            _ => previous.cloned().flatten(),
        })
    });
    let answer = use_act(commands::set_rsvp, |_wish| {});
    let mine = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.my_answer)));
    // Shown only with an answer; one element for all states, so that a change of state is read out.
    let delivery = Signal::derive(move || mine.get().map_or(Delivery::Waiting, |mine| mine.delivery));
    let id = move || card.with_untracked(|card| card.as_ref().map(|card| card.id));
    let buttons = BUTTONS.map(|(which, test)| {
        view! {
            <AnswerButton
                which
                test
                pressed=Signal::derive(move || mine.get().is_some_and(|mine| mine.answer == which))
                enabled=Signal::derive(move || {
                    let mine = mine.get().map(|mine| mine.answer);
                    card.with(|card| card.as_ref().is_some_and(|card| possible(card.state, which, mine)))
                })
                on_press=move |()| answer_with(id(), which, answer)
            />
        }
    });
    view! {
        <section class="answer-bar" aria-label=t!("event-my-answer")>
            <div class="answer-line-above">
                <Show
                    when=move || mine.with(Option::is_some)
                    fallback=|| view! { <p class="delivery">{t!("event-not-answered")}</p> }
                >
                    <DeliveryLine delivery test="rsvp-state" />
                </Show>
                <p class="deadline">{move || card.with(|card| card.as_ref().and_then(state_line))}</p>
            </div>
            <Failure error=answer.failure test="rsvp-error" />
            <div class="answer-buttons" role="group" aria-label=t!("event-my-answer")>
                {buttons}
            </div>
        </section>
    }
}

fn answer_with(event: Option<EventId>, answer: Answer, act: crate::state::Act<RsvpForm>) {
    if let Some(event) = event {
        act.start(RsvpForm { event, answer });
    }
}

#[component]
fn AnswerButton(
    which: Answer,
    test: &'static str,
    pressed: Signal<bool>,
    enabled: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("answer answer-{}", which.as_str())
            data-test=test
            aria-pressed=move || if pressed.get() { "true" } else { "false" }
            disabled=move || !enabled.get()
            on:click=move |_| on_press.run(())
        >
            <Icon path=answer_icon(which) />
            <span>{move || tr(answer_key(which))}</span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_seat_only_those_who_come_may_keep_coming() {
        assert!(!possible(EventState::Full, Answer::Yes, None));
        assert!(possible(EventState::Full, Answer::Yes, Some(Answer::Yes)));
        assert!(possible(EventState::Full, Answer::Maybe, None));
        assert!(possible(EventState::Full, Answer::No, Some(Answer::Yes)));
    }

    #[test]
    fn after_the_end_no_answer_is_taken() {
        for state in [EventState::Closed, EventState::Over, EventState::Cancelled] {
            assert!(!possible(state, Answer::No, Some(Answer::Yes)));
        }
    }
}
