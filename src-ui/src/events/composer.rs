//! The secretariat's form for an event. It works offline: what is published waits in the outbox.

use super::{
    parts_form::{Lines, PartsForm},
    plan::{self, Wrong},
    words::{KINDS, kind_of, kind_word},
};
use crate::{
    bridge::commands,
    components::{Failure, Field, Header, Select, TextArea},
    dates, fmt,
    frame::use_go,
    posts::{AUDIENCES, audience_of, audience_word},
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{Audience, EventId, EventKind, EventPlan};
use leptos::prelude::*;

/// The fields as they are typed.
#[derive(Clone, Copy)]
struct Draft {
    kind: RwSignal<EventKind>,
    audience: RwSignal<Audience>,
    title: RwSignal<String>,
    text: RwSignal<String>,
    place: RwSignal<String>,
    start_date: RwSignal<String>,
    start_time: RwSignal<String>,
    end_date: RwSignal<String>,
    end_time: RwSignal<String>,
    answer_by: RwSignal<String>,
    capacity: RwSignal<String>,
    parts: Lines,
}

impl Draft {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            kind: RwSignal::new(EventKind::Reunion),
            audience: RwSignal::new(Audience::Everyone),
            title: empty(),
            text: empty(),
            place: empty(),
            start_date: empty(),
            start_time: empty(),
            end_date: empty(),
            end_time: empty(),
            answer_by: empty(),
            capacity: empty(),
            parts: Lines::new(),
        }
    }

    fn read(self) -> Result<EventPlan, Wrong> {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let title = text(self.title);
        if title.is_empty() {
            return Err(Wrong::Title);
        }
        let start = plan::moment(
            &text(self.start_date),
            &text(self.start_time),
            [Wrong::StartDate, Wrong::StartTime],
        )?;
        let end = plan::end(start, &text(self.end_date), &text(self.end_time))?;
        let starts = fmt::instant(start.0, start.1).ok_or(Wrong::StartDate)?;
        let ends = fmt::instant(end.0, end.1).ok_or(Wrong::EndDate)?;
        Ok(EventPlan {
            kind: self.kind.get_untracked(),
            title,
            text: text(self.text),
            starts,
            ends,
            zone: fmt::device_zone(),
            place: text(self.place),
            capacity: plan::capacity(&text(self.capacity))?,
            answer_by: answer_by(&text(self.answer_by), starts)?,
            audience: self.audience.get_untracked(),
            parts: self.parts.read(start.0)?,
        })
    }
}

/// The end of the day that was typed, but never after the start; empty for none.
fn answer_by(text: &str, starts: i64) -> Result<Option<i64>, Wrong> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = dates::day(text).ok_or(Wrong::AnswerBy)?;
    let end = fmt::instant(day, dates::Time { hour: 23, minute: 59 }).ok_or(Wrong::AnswerBy)?;
    let begin = fmt::instant(day, dates::Time { hour: 0, minute: 0 }).ok_or(Wrong::AnswerBy)?;
    if begin > starts { Err(Wrong::AnswerBy) } else { Ok(Some(end.min(starts))) }
}

/// The page.
#[component]
pub fn EventComposer() -> impl IntoView {
    let draft = Draft::new();
    let wrong = RwSignal::new(None::<Wrong>);
    let go = use_go();
    let publish = use_act(commands::publish_event, move |id: EventId| {
        announce(tr("event-published"));
        go.to(&format!("/events/{id}"));
    });
    let said = move |which: &'static [Wrong], key: &'static str| {
        Signal::derive(move || wrong.get().filter(|wrong| which.contains(wrong)).map(|_| tr(key)))
    };
    // The day as it was understood, with its weekday: the best check of a typed date.
    let read_back = move |field: RwSignal<String>| {
        Signal::derive(move || {
            let understood = field.with(|text| dates::day(text)).map(fmt::long_day);
            understood.unwrap_or_else(|| tr("event-form-date-hint"))
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match draft.read() {
            Ok(plan) => {
                wrong.set(None);
                publish.start(plan);
            }
            Err(reason) => wrong.set(Some(reason)),
        }
    };
    view! {
        <div class="page detail">
            <Header title=Signal::derive(t!("event-compose")) back="/events" back_key="nav-events" />
            <form class="form" novalidate data-test="event-form" on:submit=submit>
                <Field label=Signal::derive(t!("event-form-title")) value=draft.title test="event-form-title" longest=120 wrong=said(&[Wrong::Title], "field-missing") needed=true />
                <Select label=Signal::derive(t!("event-form-kind")) chosen=Signal::derive(move || kind_word(draft.kind.get())) choices=KINDS on_choose=move |word: String| draft.kind.set(kind_of(&word)) test="event-form-kind" />
                <fieldset>
                    <legend>{t!("event-form-when")}</legend>
                    <div class="field-pair">
                        <Field label=Signal::derive(t!("event-form-start-date")) hint=read_back(draft.start_date) value=draft.start_date test="event-form-start-date" longest=20 wrong=said(&[Wrong::StartDate], "event-wrong-date") needed=true />
                        <Field label=Signal::derive(t!("event-form-start-time")) hint=Signal::derive(t!("event-form-time-hint")) value=draft.start_time test="event-form-start-time" longest=12 wrong=said(&[Wrong::StartTime], "event-wrong-time") needed=true />
                        <Field label=Signal::derive(t!("event-form-end-date")) hint=Signal::derive(t!("event-form-end-hint")) value=draft.end_date test="event-form-end-date" longest=20 wrong=said(&[Wrong::EndDate], "event-wrong-date") />
                        <Field label=Signal::derive(t!("event-form-end-time")) hint=Signal::derive(t!("event-form-time-hint")) value=draft.end_time test="event-form-end-time" longest=12 wrong=Signal::derive(move || said(&[Wrong::EndTime], "event-wrong-time").get().or_else(|| said(&[Wrong::Order], "event-wrong-order").get())) needed=true />
                    </div>
                    <p class="hint">{t!("event-form-zone", "zone" => fmt::device_zone())}</p>
                </fieldset>
                <Field label=Signal::derive(t!("event-form-place")) value=draft.place test="event-form-place" />
                <TextArea label=Signal::derive(t!("event-form-text")) value=draft.text test="event-form-text" longest=20_000 />
                <div class="field-pair">
                    <Field label=Signal::derive(t!("event-form-capacity")) hint=Signal::derive(t!("event-form-capacity-hint")) value=draft.capacity test="event-form-capacity" keyboard="numeric" longest=8 wrong=said(&[Wrong::Capacity], "event-wrong-capacity") />
                    <Field label=Signal::derive(t!("event-form-answer-by")) hint=read_back(draft.answer_by) value=draft.answer_by test="event-form-answer-by" longest=20 wrong=said(&[Wrong::AnswerBy], "event-wrong-answer-by") />
                </div>
                <Select label=Signal::derive(t!("form-audience")) chosen=Signal::derive(move || audience_word(draft.audience.get())) choices=AUDIENCES on_choose=move |word: String| draft.audience.set(audience_of(&word)) test="event-form-audience" />
                <PartsForm lines=draft.parts wrong=said(&[Wrong::Parts], "event-wrong-parts") />
                <Failure error=publish.failure test="event-form-error" />
                <div class="form-buttons">
                    <button type="submit" class="button primary wide" data-test="event-form-submit" aria-busy=move || publish.busy.get().then_some("true")>
                        {t!("action-publish")}
                    </button>
                </div>
            </form>
        </div>
    }
}
