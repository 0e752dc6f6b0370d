//! Deciding one report: what, and why. Only what the server then really does can be chosen.

use super::words::decide_key;
use crate::{
    bridge::commands,
    components::{Failure, TextArea},
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    Decision,
    reports::{DecideForm, ReportCard},
};
use leptos::prelude::*;

/// The form under a report, folded away until it is wanted.
#[component]
pub fn Decide(report: ReportCard) -> impl IntoView {
    let chosen = RwSignal::new(Decision::NoAction);
    let why = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let decide = use_act(commands::decide_report, |_wish| announce(tr("decide-done")));
    let id = report.id;
    let name = format!("decision-{id}");
    let choices = report
        .can
        .into_iter()
        .map(|one| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name.clone()
                        data-test=decide_key(one)
                        prop:checked=move || chosen.get() == one
                        on:change=move |_| chosen.set(one)
                    />
                    <span>{move || tr(decide_key(one))}</span>
                </label>
            }
        })
        .collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if why.with_untracked(|why| why.trim().is_empty()) {
            wrong.set(Some(tr("field-missing")));
            return;
        }
        wrong.set(None);
        decide.start(DecideForm { report: id, decision: chosen.get_untracked(), why: why.get_untracked() });
    };
    view! {
        <details class="help" data-test="decide">
            <summary>{t!("decide-open")}</summary>
            <form class="form" novalidate on:submit=submit>
                <fieldset class="choices">
                    <legend>{t!("decide-what")}</legend>
                    {choices}
                </fieldset>
                <TextArea
                    label=Signal::derive(t!("decide-why"))
                    value=why
                    test="decide-why"
                    longest=1000
                    rows=4
                    wrong=Signal::derive(move || wrong.get())
                    needed=true
                />
                <Failure error=decide.failure test="decide-error" />
                <button
                    type="submit"
                    class="button primary"
                    data-test="decide-submit"
                    aria-busy=move || decide.busy.get().then_some("true")
                >
                    {t!("decide-submit")}
                </button>
            </form>
        </details>
    }
}
