//! One wish of the outbox.

use crate::{
    bridge::commands,
    components::{Confirm, DeliveryLine, Failure, Icon, icons},
    fmt,
    life_events::kind_words,
    members::{TwoValues, label_of},
    state::use_act,
    status::reaction_words,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    Answer,
    delivery::Delivery,
    errors::AppCode,
    outbox::{OutboxEntry, OutboxWhat},
};
use leptos::prelude::*;

/// What was wanted, since when, where it stands, and what can be done.
#[component]
pub fn Entry(entry: OutboxEntry) -> impl IntoView {
    let OutboxEntry { id, what, made_at, delivery, attempts } = entry;
    let open = RwSignal::new(false);
    let retry = use_act(commands::retry_outbox, |()| {});
    let discard = use_act(commands::discard_outbox, |()| crate::state::announce(tr("outbox-discarded")));
    let failed = matches!(delivery, Delivery::Failed { .. });
    // Sending the same once more would be refused once more: the person chooses which of the two stays.
    let to_choose = match &what {
        OutboxWhat::Field { field, own, value, audience, said }
            if delivery == (Delivery::Failed { code: AppCode::ChangedMeanwhile }) =>
        {
            let said = said.clone().map(|said| (said.value, said.audience));
            let wanted = (value.clone(), audience.clone());
            Some(
                view! { <TwoValues field=field.clone() own=own.as_deref().cloned() me=None wish=id wanted said /> },
            )
        }
        _ => None,
    };
    let again = delivery != Delivery::Sending && to_choose.is_none();
    view! {
        <li class="outbox-entry" data-test="outbox-entry" data-id=id.to_string()>
            <p class="outbox-what">{move || words(&what)}</p>
            <p class="meta">
                <span>{move || fmt::moment(made_at)}</span>
                {(attempts > 1).then(|| view! { <span>{t!("outbox-attempts", "count" => attempts)}</span> })}
            </p>
            <DeliveryLine delivery=Signal::stored(delivery) test="outbox-state" />
            <Failure error=retry.failure />
            <Failure error=discard.failure />
            {to_choose}
            <div class="entry-buttons">
                {again
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                class:primary=failed
                                data-test="outbox-retry"
                                on:click=move |_| retry.start(id)
                            >
                                <Icon path=icons::RETRY />
                                <span>{t!("outbox-retry")}</span>
                            </button>
                        }
                    })}
                <button
                    type="button"
                    class="button danger-quiet"
                    data-test="outbox-discard"
                    on:click=move |_| open.set(true)
                >
                    <Icon path=icons::TRASH />
                    <span>{t!("outbox-discard")}</span>
                </button>
            </div>
            <Confirm
                open
                title=Signal::derive(t!("outbox-discard-title"))
                body=Signal::derive(t!("outbox-discard-body"))
                action=Signal::derive(t!("outbox-discard"))
                on_confirm=move |()| discard.start(id)
                test="outbox-discard-dialog"
            />
        </li>
    }
}

/// What was wanted, as a sentence.
fn words(what: &OutboxWhat) -> String {
    let titled = |key: &str, title: &str| {
        // The device may not know the title of what it once answered.
        let title = if title.is_empty() { tr("outbox-no-title") } else { title.to_owned() };
        tr_with(key, &[("title", title.into())])
    };
    let named = |key: &str, name: &str| {
        let name = if name.is_empty() { tr("member-left") } else { name.to_owned() };
        tr_with(key, &[("name", name.into())])
    };
    match what {
        OutboxWhat::Rsvp { title, answer, .. } => titled(rsvp_key(*answer), title),
        OutboxWhat::Post { title, .. } => titled("outbox-post", title),
        OutboxWhat::RemovePost { title } => titled("outbox-remove-post", title),
        OutboxWhat::Event { title, .. } => titled("outbox-event", title),
        OutboxWhat::CancelEvent { title } => titled("outbox-cancel-event", title),
        OutboxWhat::Entry => tr("outbox-entry"),
        OutboxWhat::Field { field, own, .. } => {
            tr_with("outbox-field", &[("field", label_of(field, own.as_deref()).into())])
        }
        OutboxWhat::Message { name, .. } => named("outbox-message", name),
        OutboxWhat::DeskLetter { name: None, .. } => tr("outbox-desk-letter"),
        OutboxWhat::DeskLetter { name: Some(name), .. } => named("outbox-desk-answer", name),
        OutboxWhat::Unsend { name } => named("outbox-unsend", name),
        OutboxWhat::AnswerRequest { name, accept: true } => named("outbox-accept", name),
        OutboxWhat::AnswerRequest { name, accept: false } => named("outbox-decline", name),
        OutboxWhat::Status { mark: None, .. } => tr("outbox-status-clear"),
        OutboxWhat::Status { .. } => tr("outbox-status"),
        OutboxWhat::Reaction { reaction: Some(reaction) } => {
            tr_with("outbox-reaction", &[("what", reaction_words(reaction).into())])
        }
        OutboxWhat::Reaction { reaction: None } => tr("outbox-reaction-clear"),
        OutboxWhat::Follow { name, following } => {
            named(if *following { "outbox-follow" } else { "outbox-unfollow" }, name)
        }
        OutboxWhat::LifeEvent { kind: Some(kind) } => titled("outbox-life", &kind_words(kind)),
        OutboxWhat::LifeEvent { kind: None } => tr("outbox-life-change"),
        OutboxWhat::Naming { agree } => tr(if *agree { "outbox-naming-yes" } else { "outbox-naming-no" }),
        OutboxWhat::Choice => tr("outbox-choice"),
        OutboxWhat::Hide { name, block } => named(if *block { "outbox-block" } else { "outbox-hide" }, name),
        OutboxWhat::Show { name } => named("outbox-show", name),
        OutboxWhat::Report { label } => named("outbox-report", label),
        OutboxWhat::Decide { label } => named("outbox-decide", label),
        OutboxWhat::Pause { until } => tr_with("outbox-pause", &[("time", fmt::date_time(*until).into())]),
        OutboxWhat::Resume => tr("outbox-resume"),
        OutboxWhat::Leave => tr("outbox-leave"),
        OutboxWhat::Stay => tr("outbox-stay"),
        OutboxWhat::FieldKind { .. } => tr("outbox-field-kind"),
        OutboxWhat::Other => tr("outbox-other"),
    }
}

const fn rsvp_key(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "outbox-rsvp-yes",
        Answer::Maybe | Answer::Unknown => "outbox-rsvp-maybe",
        Answer::No => "outbox-rsvp-no",
    }
}
