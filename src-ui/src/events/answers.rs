//! All answers with names, for the secretariat.

use super::{card::answer_icon, words::answer_key};
use crate::{components::Icon, fmt, t, text::tr};
use enishi_bridge::events::AnswerLine;
use leptos::prelude::*;

/// The list; nothing for those who may not see it.
#[component]
pub fn Answers(#[prop(into)] lines: Signal<Option<Vec<AnswerLine>>>) -> impl IntoView {
    let rows = move || lines.get().unwrap_or_default().into_iter().map(row).collect_view();
    view! {
        <Show when=move || lines.with(Option::is_some)>
            <section class="section" aria-labelledby="event-answers-title" data-test="event-answers">
                <h2 id="event-answers-title">{t!("event-answers")}</h2>
                <Show
                    when=move || lines.with(|lines| lines.as_ref().is_some_and(|lines| !lines.is_empty()))
                    fallback=|| view! { <p class="soft">{t!("event-answers-none")}</p> }
                >
                    <ul class="answers">{rows}</ul>
                </Show>
            </section>
        </Show>
    }
}

fn row(line: AnswerLine) -> impl IntoView {
    let AnswerLine { member, name, answer, answered_at } = line;
    // An empty name is somebody who is no longer listed.
    let who = if name.is_empty() {
        view! { <span class="soft">{t!("member-gone")}</span> }.into_any()
    } else {
        view! { <a href=format!("/members/{member}") lang="ja">{name}</a> }.into_any()
    };
    view! {
        <li class="answer-line" data-test="answer-line" data-state=answer.as_str()>
            <span class=format!("chip answer-{}", answer.as_str())>
                <Icon path=answer_icon(answer) />
                <span>{move || tr(answer_key(answer))}</span>
            </span>
            {who}
            <span class="soft">{move || fmt::moment(answered_at)}</span>
        </li>
    }
}
