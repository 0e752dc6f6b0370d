//! How long to pause: some months, or until a day.

use crate::{
    bridge::commands,
    components::{Confirm, Failure, Field, Icon, icons},
    dates::{self, Time},
    fmt,
    state::use_act,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::stay::PauseForm as Form;
use leptos::prelude::*;

/// How long, and the key of its words. Nought: until a day that is typed.
const CHOICES: [(u32, &str, &str); 5] = [
    (1, "pause-1", "pause-month-1"),
    (3, "pause-3", "pause-month-3"),
    (6, "pause-6", "pause-month-6"),
    (12, "pause-12", "pause-month-12"),
    (0, "pause-until", "pause-until-day"),
];
/// A pause ends in the morning.
const MORNING: Time = Time { hour: 9, minute: 0 };

/// The section.
#[component]
pub fn PauseForm() -> impl IntoView {
    let months = RwSignal::new(3_u32);
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let open = RwSignal::new(false);
    let pause = use_act(commands::pause, |_wish| {});
    let until = move || {
        let day = match months.get() {
            0 => typed.with(|text| dates::day(text)),
            months => fmt::today().map(|today| today.months_later(months)),
        };
        day.and_then(|day| fmt::instant(day, MORNING))
    };
    let ask = move |_| match until() {
        Some(_) => {
            wrong.set(None);
            open.set(true);
        }
        None => wrong.set(Some(tr("event-wrong-date"))),
    };
    let choices = CHOICES
        .into_iter()
        .map(|(count, test, key)| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="pause-months"
                        data-test=test
                        prop:checked=move || months.get() == count
                        on:change=move |_| months.set(count)
                    />
                    <span>{move || tr(key)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="group" aria-labelledby="pause-title">
            <h2 id="pause-title">{t!("pause-section")}</h2>
            <p class="lead">{t!("pause-lead")}</p>
            <fieldset class="choices">
                <legend>{t!("pause-how-long")}</legend>
                {choices}
            </fieldset>
            <Show when=move || months.get() == 0>
                <Field
                    label=Signal::derive(t!("pause-day"))
                    hint=Signal::derive(t!("event-form-date-hint"))
                    value=typed
                    wrong=Signal::derive(move || wrong.get())
                    test="pause-day"
                    longest=20
                />
            </Show>
            <Failure error=pause.failure test="pause-error" />
            <button type="button" class="button wide" data-test="pause" on:click=ask>
                <Icon path=icons::PAUSE />
                <span>{t!("pause")}</span>
            </button>
            <Confirm
                open
                title=Signal::derive(move || {
                    let time = until().map(fmt::date).unwrap_or_default();
                    tr_with("pause-title", &[("time", time.into())])
                })
                body=Signal::derive(t!("pause-body"))
                action=Signal::derive(t!("pause"))
                on_confirm=move |()| {
                    if let Some(until) = until() {
                        pause.start(Form { until });
                    }
                }
                test="pause-dialog"
            />
        </section>
    }
}
