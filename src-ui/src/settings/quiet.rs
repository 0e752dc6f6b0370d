//! Quiet hours: on or off, from when to when.

use crate::{
    components::Switch,
    dates::{self, Time},
    state::Save,
    t,
    text::tr,
};
use enishi_bridge::settings::{PlaceSettings, QuietHours};
use leptos::prelude::*;

/// The switch and, while it is on, the two times.
#[component]
pub fn Quiet(save: Save<PlaceSettings>) -> impl IntoView {
    let settings = save.draft;
    let on = Signal::derive(move || settings.get().quiet.is_some());
    let hours = move || settings.get().quiet.unwrap_or_else(usual);
    let set = move |quiet: Option<QuietHours>| save.change(|settings| settings.quiet = quiet);
    view! {
        <Switch
            label=Signal::derive(t!("quiet-on"))
            hint=Signal::derive(t!("quiet-hint"))
            on
            on_change=move |on: bool| set(on.then(usual))
            test="quiet-on"
        />
        <Show when=move || on.get()>
            <div class="field-pair">
                <TimeField
                    key="quiet-from"
                    minutes=Signal::derive(move || hours().from)
                    on_change=move |from| set(Some(QuietHours { from, ..settings.get_untracked().quiet.unwrap_or_else(usual) }))
                />
                <TimeField
                    key="quiet-to"
                    minutes=Signal::derive(move || hours().to)
                    on_change=move |to| set(Some(QuietHours { to, ..settings.get_untracked().quiet.unwrap_or_else(usual) }))
                />
            </div>
        </Show>
    }
}

/// From nine in the evening to eight in the morning.
const fn usual() -> QuietHours {
    QuietHours { from: 21 * 60, to: 8 * 60 }
}

/// A time of the day; what cannot be read is put back.
#[component]
fn TimeField(
    /// Key of the label; also name for tests and id.
    key: &'static str,
    minutes: Signal<u16>,
    #[prop(into)] on_change: Callback<u16>,
) -> impl IntoView {
    let wrong = RwSignal::new(false);
    let wrong_id = format!("{key}-wrong");
    view! {
        <div class="field">
            <label for=key>
                <span class="label">{move || tr(key)}</span>
            </label>
            <input
                id=key
                data-test=key
                type="text"
                inputmode="numeric"
                autocomplete="off"
                maxlength="8"
                aria-describedby=wrong_id.clone()
                aria-invalid=move || wrong.get().then_some("true")
                prop:value=move || dates::clock_of_minutes(minutes.get())
                on:change=move |event| {
                    let time = dates::time(&event_target_value(&event)).map(Time::minutes);
                    wrong.set(time.is_none());
                    if let Some(minutes) = time {
                        on_change.run(minutes);
                    }
                }
            />
            <p class="wrong" id=wrong_id role="alert">
                {move || wrong.get().then(|| tr("event-wrong-time"))}
            </p>
        </div>
    }
}
