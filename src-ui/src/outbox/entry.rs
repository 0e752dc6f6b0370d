//! One wish of the outbox.

use crate::{
    bridge::commands,
    components::{Confirm, DeliveryLine, Failure, Icon, icons},
    fmt,
    members::{TwoValues, label},
    state::use_act,
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
        OutboxWhat::Field { field, value, audience, said }
            if delivery == (Delivery::Failed { code: AppCode::ChangedMeanwhile }) =>
        {
            let said = said.clone().map(|said| (said.value, said.audience));
            let wanted = (value.clone(), audience.clone());
            Some(view! { <TwoValues field=field.clone() wish=id wanted said /> })
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
    match what {
        OutboxWhat::Rsvp { title, answer, .. } => titled(rsvp_key(*answer), title),
        OutboxWhat::Post { title, .. } => titled("outbox-post", title),
        OutboxWhat::RemovePost { title } => titled("outbox-remove-post", title),
        OutboxWhat::Event { title, .. } => titled("outbox-event", title),
        OutboxWhat::CancelEvent { title } => titled("outbox-cancel-event", title),
        OutboxWhat::Entry => tr("outbox-entry"),
        OutboxWhat::Field { field, .. } => tr_with("outbox-field", &[("field", label(field).into())]),
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
