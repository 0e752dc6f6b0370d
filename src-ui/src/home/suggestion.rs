//! The person of this week, with the reason in one line. Putting it away needs no reason.

use crate::{
    bridge::commands,
    components::{Avatar, Failure},
    members::{full_name, then_line},
    state::use_act,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::suggestions::{DismissForm, Reason, SuggestionCard as Suggestion};
use leptos::prelude::*;

/// The card.
#[component]
pub fn SuggestionCard(card: Suggestion) -> impl IntoView {
    let Suggestion { person, reason } = card;
    let member = person.id;
    let dismiss = use_act(commands::dismiss_suggestion, |()| {});
    let then = then_line(&person);
    view! {
        <section class="card suggestion" data-test="suggestion" data-id=member.to_string() aria-labelledby="suggestion-title">
            <h2 id="suggestion-title">{t!("suggestion-title")}</h2>
            <a class="status-person" href=format!("/members/{member}") lang="ja" data-test="suggestion-person">
                <Avatar card=person.clone() />
                <span class="member-words">
                    <span class="name">{full_name(&person)}</span>
                    <span class="then">{then}</span>
                </span>
            </a>
            <p data-test="suggestion-reason">{move || words(&reason)}</p>
            <Failure error=dismiss.failure />
            <div class="entry-buttons">
                <button
                    type="button"
                    class="button"
                    data-test="suggestion-dismiss"
                    on:click=move |_| dismiss.start(DismissForm { member, for_good: false })
                >
                    {t!("suggestion-dismiss")}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    data-test="suggestion-never"
                    on:click=move |_| dismiss.start(DismissForm { member, for_good: true })
                >
                    {t!("suggestion-never")}
                </button>
            </div>
        </section>
    }
}

fn words(reason: &Reason) -> String {
    let with = |key: &str, what: String| tr_with(key, &[("what", what.into())]);
    match reason {
        Reason::CanHelp(tag) => with("reason-can-help", tag.clone()),
        Reason::SameSkill(tag) => with("reason-same-skill", tag.clone()),
        Reason::SameYear(year) => with("reason-same-year", year.to_string()),
        Reason::SameDepartment(department) => with("reason-same-department", department.clone()),
        Reason::SamePurpose(purpose) => {
            with("reason-same-purpose", tr(&format!("purpose-{}", purpose.as_str().replace('_', "-"))))
        }
        Reason::SamePrefecture(code) => with("reason-same-prefecture", tr(&format!("prefecture-{code}"))),
        Reason::Unknown => tr("reason-unknown"),
    }
}
