//! The agenda in the event form: as many lines as there are parts.

use super::plan::Wrong;
use crate::{
    components::{Icon, icons},
    dates::{self, Day},
    fmt, t,
    text::tr,
};
use enishi_bridge::EventPart;
use leptos::prelude::*;

/// A line as it is typed.
#[derive(Clone, Copy)]
pub struct Line {
    id: u32,
    time: RwSignal<String>,
    title: RwSignal<String>,
    speaker: RwSignal<String>,
}

/// The lines of the form.
#[derive(Clone, Copy)]
pub struct Lines(RwSignal<Vec<Line>>);

impl Lines {
    /// No lines.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    fn add(self) {
        self.0.update(|lines| {
            let id = lines.iter().map(|line| line.id).max().map_or(0, |id| id + 1);
            let empty = || RwSignal::new(String::new());
            lines.push(Line { id, time: empty(), title: empty(), speaker: empty() });
        });
    }

    fn remove(self, id: u32) {
        self.0.update(|lines| lines.retain(|line| line.id != id));
    }

    /// The parts on the day of the event; lines that are wholly empty are left out.
    pub fn read(self, day: Day) -> Result<Vec<EventPart>, Wrong> {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        self.0
            .get_untracked()
            .into_iter()
            .map(|line| (text(line.time), text(line.title), text(line.speaker)))
            .filter(|(time, title, speaker)| !(time.is_empty() && title.is_empty() && speaker.is_empty()))
            .map(|(time, title, speaker)| {
                let time = dates::time(&time).ok_or(Wrong::Parts)?;
                let starts = fmt::instant(day, time).ok_or(Wrong::Parts)?;
                if title.is_empty() { Err(Wrong::Parts) } else { Ok(EventPart { starts, title, speaker }) }
            })
            .collect()
    }
}

/// The lines with a button for one more.
#[component]
pub fn PartsForm(lines: Lines, #[prop(into)] wrong: Signal<Option<String>>) -> impl IntoView {
    let add = move || lines.add();
    view! {
        <fieldset>
            <legend>{t!("event-form-parts")}</legend>
            <For each=move || lines.0.get() key=|line| line.id let:line>
                <div class="part">
                    <PartField value=line.time key="event-form-part-time" />
                    <PartField value=line.title key="event-form-part-title" />
                    <PartField value=line.speaker key="event-form-part-speaker" />
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=t!("event-form-part-remove")
                        on:click=move |_| lines.remove(line.id)
                    >
                        <Icon path=icons::CLOSE />
                    </button>
                </div>
            </For>
            <p class="wrong" role="alert">{move || wrong.get()}</p>
            <button type="button" class="button" data-test="event-form-add-part" on:click=move |_| add()>
                <Icon path=icons::PLUS />
                <span>{t!("event-form-part-add")}</span>
            </button>
        </fieldset>
    }
}

#[component]
fn PartField(value: RwSignal<String>, key: &'static str) -> impl IntoView {
    view! {
        <input
            type="text"
            autocomplete="off"
            maxlength="120"
            aria-label=move || tr(key)
            placeholder=move || tr(key)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    }
}
