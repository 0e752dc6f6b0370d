//! The dialog that reports something: a reason, own words if wished, and the offers to block and to be named.

use super::{chosen::Chosen, words::REASONS};
use crate::{
    bridge::commands,
    components::{Failure, Switch, TextArea},
    state::{announce, use_act},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{MessageId, ReportReason, Subject, reports::ReportForm as Form};
use leptos::{html, prelude::*};

/// The dialog; it is there while it is open. The first reason is chosen, so that two taps send it.
#[component]
pub fn ReportForm(
    /// What is reported.
    subject: Subject,
    /// Its name or title.
    #[prop(into)]
    label: Signal<String>,
    /// The message from which the report began, for messages: it is chosen, and others may be.
    #[prop(optional)]
    message: Option<MessageId>,
    /// Whether blocking is offered.
    can_block: bool,
    /// Called when it closes, with whether the person was blocked.
    #[prop(into)]
    on_close: Callback<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    let blocked = StoredValue::new(false);
    let close = move || match dialog.get_untracked() {
        Some(dialog) => dialog.close(),
        None => on_close.run(blocked.get_value()),
    };
    let reason = RwSignal::new(ReportReason::Harassment);
    let text = RwSignal::new(String::new());
    let messages = RwSignal::new(message.into_iter().collect::<Vec<_>>());
    let (block, named) = (RwSignal::new(false), RwSignal::new(false));
    let send = use_act(commands::report, move |_wish| {
        announce(tr("report-done"));
        let _ = blocked.try_set_value(block.try_get_untracked().unwrap_or(false));
        close();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.start(Form {
            subject,
            reason: reason.get_untracked(),
            text: text.get_untracked(),
            named: named.get_untracked(),
            block: block.get_untracked(),
            messages: messages.get_untracked(),
        });
    };
    view! {
        <dialog
            node_ref=dialog
            class="dialog editor"
            aria-labelledby="report-form-title"
            data-test="report-form"
            on:close=move |_| on_close.run(blocked.get_value())
        >
            <form class="form" novalidate on:submit=submit>
                <h2 id="report-form-title">
                    {move || tr_with("report-title", &[("name", label.get().into())])}
                </h2>
                <p>{t!("report-lead")}</p>
                {match subject {
                    Subject::Messages { member } => view! { <Chosen member chosen=messages /> }.into_any(),
                    _ => ().into_any(),
                }}
                <Reasons reason />
                <TextArea label=Signal::derive(t!("report-text")) value=text test="report-text" longest=1000 rows=4 />
                {can_block
                    .then(|| {
                        view! {
                            <Switch
                                label=Signal::derive(t!("report-block"))
                                hint=Signal::derive(t!("report-block-hint"))
                                on=block
                                on_change=move |on| block.set(on)
                                test="report-block"
                            />
                        }
                    })}
                <Switch
                    label=Signal::derive(t!("report-named"))
                    hint=Signal::derive(t!("report-named-hint"))
                    on=named
                    on_change=move |on| named.set(on)
                    test="report-named"
                />
                <Failure error=send.failure test="report-error" />
                <div class="dialog-buttons">
                    <button type="button" class="button" on:click=move |_| close()>
                        {t!("action-keep")}
                    </button>
                    <button
                        type="submit"
                        class="button primary"
                        data-test="report-send"
                        aria-busy=move || send.busy.get().then_some("true")
                    >
                        {t!("report-send")}
                    </button>
                </div>
            </form>
        </dialog>
    }
}

#[component]
fn Reasons(reason: RwSignal<ReportReason>) -> impl IntoView {
    let each = REASONS
        .into_iter()
        .map(|(one, key)| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="report-reason"
                        data-test=key
                        prop:checked=move || reason.get() == one
                        on:change=move |_| reason.set(one)
                    />
                    <span>{move || tr(key)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend>{t!("report-reason")}</legend>
            {each}
        </fieldset>
    }
}
