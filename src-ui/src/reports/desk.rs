//! The page of the duty `moderation`: what is to be decided, the oldest first, and the log of what was decided.

use super::{
    decide::Decide,
    words::{decided_key, label, path_of, reason_key, subject_key},
};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Drawing, Empty, Header, Icon, Pane, icons, whole},
    fmt,
    state::use_read,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    notices::Tag,
    reports::{DecisionLine, ReportCard, ReportList, ReportedLine},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let reports = use_read(&[Tag::Me, Tag::Outbox, Tag::Members], commands::reports);
    view! {
        <div class="page narrow" data-test="reports-page">
            <Header title=Signal::derive(t!("reports-title")) back="/me" back_key="nav-me" />
            <p class="lead">{t!("reports-lead")}</p>
            <Pane read=reports let:reports>
                <Open reports />
                <Log reports />
            </Pane>
        </div>
    }
}

#[component]
fn Open(reports: Signal<ReportList>) -> impl IntoView {
    view! {
        <Show
            when=move || reports.with(|reports| !reports.open.is_empty())
            fallback=|| view! { <Empty drawing=Drawing::Cord text=Signal::derive(t!("reports-none")) test="reports-none" /> }
        >
            <ul class="cards">
                <For each=move || reports.with(|reports| reports.open.clone()) key=whole let:report>
                    <Card report />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Card(report: ReportCard) -> impl IntoView {
    let subject = report.subject;
    let name = report.label.clone();
    let thing = match path_of(subject).filter(|_| !name.is_empty()) {
        Some(path) => view! { <a class="name" href=path lang="ja">{name}</a> }.into_any(),
        None => view! { <p class="name">{move || label(&name)}</p> }.into_any(),
    };
    let (reason, at, decided) = (report.reason, report.reported_at, report.decision);
    let (text, reporter, messages) = (report.text.clone(), report.reporter.clone(), report.messages.clone());
    let state = match decided {
        Some(decision) => view! {
            <p class="soft">{move || tr(decided_key(decision))}</p>
            <DeliveryLine delivery=Signal::stored(report.delivery) test="report-state" />
        }
        .into_any(),
        None if report.about_me => view! {
            <p class="notice" data-test="report-about-me">
                <Icon path=icons::EYE />
                <span>{t!("report-about-me")}</span>
            </p>
        }
        .into_any(),
        None => view! { <Decide report=report.clone() /> }.into_any(),
    };
    view! {
        <li class="outbox-entry" data-test="report-card" data-id=report.id.to_string()>
            <div lang="ja">{thing}</div>
            <p class="meta">
                <span class="kind">{move || tr(subject_key(subject))}</span>
                <span class="kind">{move || tr(reason_key(reason))}</span>
                <span>{move || fmt::date_time(at)}</span>
            </p>
            {(!text.is_empty()).then(|| view! { <p class="quote" lang="ja">{text}</p> })}
            {(!messages.is_empty()).then(|| view! { <Messages messages /> })}
            {reporter
                .map(|name| {
                    view! { <p class="soft">{move || tr_with("report-by", &[("name", label(&name).into())])}</p> }
                })}
            {state}
        </li>
    }
}

/// What was sent, as the proofs say.
#[component]
fn Messages(messages: Vec<ReportedLine>) -> impl IntoView {
    let lines = messages
        .into_iter()
        .map(|line| {
            let ReportedLine { of_reported, text, at } = line;
            view! {
                <li class="reported-line" data-test="reported-line">
                    <p class="meta">
                        <span>{move || tr(if of_reported { "report-of-them" } else { "report-of-reporter" })}</span>
                        <span>{move || fmt::date_time(at)}</span>
                    </p>
                    <p class="quote" lang="ja">{text}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="fact">
            <Icon path=icons::CHECK />
            <span>{t!("report-proved")}</span>
        </p>
        <ul class="reported-lines">{lines}</ul>
    }
}

#[component]
fn Log(reports: Signal<ReportList>) -> impl IntoView {
    view! {
        <Show when=move || reports.with(|reports| !reports.log.is_empty())>
            <section class="section" aria-labelledby="decisions-title" data-test="decisions">
                <h2 id="decisions-title">{t!("decisions-title")}</h2>
                <p class="hint">{t!("decisions-lead")}</p>
                <ul class="cards">
                    <For each=move || reports.with(|reports| reports.log.clone()) key=whole let:line>
                        <Line line />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Line(line: DecisionLine) -> impl IntoView {
    let DecisionLine { label: name, decision, why, by, decided_at, .. } = line;
    let who = move || match &by {
        Some(by) => label(by),
        None => tr("decided-by-itself"),
    };
    view! {
        <li class="device" data-test="decision-line">
            <div class="device-words">
                <p class="name" lang="ja">{move || label(&name)}</p>
                <p>{move || tr(decided_key(decision))}</p>
                {(!why.is_empty()).then(|| view! { <p class="quote" lang="ja">{why}</p> })}
                <p class="meta">
                    <span lang="ja">{who}</span>
                    <span>{move || fmt::date_time(decided_at)}</span>
                </p>
            </div>
        </li>
    }
}
