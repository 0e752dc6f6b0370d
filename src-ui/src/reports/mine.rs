//! What I have reported, and in calm words what came of it.

use super::words::{label, reason_key, subject_key};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Pane, whole},
    fmt,
    state::use_read,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{delivery::Delivery, notices::Tag, reports::MyReport};
use leptos::prelude::*;

/// The section; nothing for who has reported nothing.
#[component]
pub fn MyReports() -> impl IntoView {
    let reports = use_read(&[Tag::Me, Tag::Outbox], commands::my_reports);
    view! {
        <Pane read=reports let:reports>
            <Show when=move || reports.with(|reports| !reports.items.is_empty())>
                <section class="section" aria-labelledby="my-reports-title">
                    <h2 id="my-reports-title">{t!("my-reports-title")}</h2>
                    <ul class="cards">
                        <For each=move || reports.with(|reports| reports.items.clone()) key=whole let:report>
                            <Row report />
                        </For>
                    </ul>
                </section>
            </Show>
        </Pane>
    }
}

#[component]
fn Row(report: MyReport) -> impl IntoView {
    let MyReport { subject, label: name, reason, text, reported_at, decided_at, acted, delivery, .. } =
        report;
    let outcome = move || match (decided_at, acted) {
        (None, _) => tr("my-report-open"),
        (Some(at), true) => tr_with("my-report-acted", &[("time", fmt::date_time(at).into())]),
        (Some(at), false) => tr_with("my-report-no-action", &[("time", fmt::date_time(at).into())]),
    };
    view! {
        <li class="device" data-test="my-report">
            <div class="device-words">
                <p class="name" lang="ja">{move || label(&name)}</p>
                <p class="meta">
                    <span class="kind">{move || tr(subject_key(subject))}</span>
                    <span class="kind">{move || tr(reason_key(reason))}</span>
                    <span>{move || fmt::date_time(reported_at)}</span>
                </p>
                {(!text.is_empty()).then(|| view! { <p class="soft quote" lang="ja">{text}</p> })}
                {if delivery == Delivery::Delivered {
                    view! { <p data-test="my-report-outcome">{outcome}</p> }.into_any()
                } else {
                    view! { <DeliveryLine delivery=Signal::stored(delivery) test="my-report-state" /> }.into_any()
                }}
            </div>
        </li>
    }
}
