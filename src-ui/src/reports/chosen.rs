//! Which messages go along with a report. Their proof goes along too, so that nothing can be made up, and nobody reads
//! any other message.

use crate::{bridge::commands, components::Pane, fmt, state::use_read, t};
use enishi_bridge::{
    MemberId, MessageId,
    notices::Tag,
    talk::{Body, MessageCard, ThreadDetail, ThreadForm},
};
use leptos::prelude::*;

/// Messages that one report may hold, as in `enishi_wire::limits`.
const MOST: usize = 20;
/// Messages that are offered: the last ones of the thread.
const OFFERED: u32 = 40;

/// The last messages of a thread, each to be chosen.
#[component]
pub fn Chosen(member: MemberId, chosen: RwSignal<Vec<MessageId>>) -> impl IntoView {
    let thread =
        use_read(&[Tag::Talk], move || commands::thread(ThreadForm { member, count: Some(OFFERED) }));
    view! {
        <Pane read=thread let:thread>
            <Choices thread chosen />
        </Pane>
    }
}

/// Whether a message can be reported: its words are here, and the server has passed it on.
fn can_be(message: &MessageCard) -> bool {
    message.body == Body::Text && message.delivery == enishi_bridge::delivery::Delivery::Delivered
}

#[component]
fn Choices(thread: Signal<ThreadDetail>, chosen: RwSignal<Vec<MessageId>>) -> impl IntoView {
    let messages = move || {
        thread.with(|thread| {
            thread.messages.iter().rev().filter(|each| can_be(each)).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <fieldset class="choices reported" data-test="reported-messages">
            <legend>{t!("report-messages")}</legend>
            <p class="hint">{t!("report-messages-hint")}</p>
            <For each=messages key=|message| message.id let:message>
                <Choice message chosen />
            </For>
        </fieldset>
    }
}

#[component]
fn Choice(message: MessageCard, chosen: RwSignal<Vec<MessageId>>) -> impl IntoView {
    let MessageCard { id, text, mine, at, .. } = message;
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&id));
    let full = move || chosen.with(|chosen| chosen.len() >= MOST) && !is_chosen();
    view! {
        <label class="choice">
            <input
                type="checkbox"
                data-test="reported-message"
                prop:checked=is_chosen
                disabled=full
                on:change=move |event| {
                    let wanted = event_target_checked(&event);
                    chosen
                        .update(|chosen| {
                            chosen.retain(|known| *known != id);
                            if wanted {
                                chosen.push(id);
                            }
                        });
                }
            />
            <span class="reported-words">
                <span class="soft">
                    {move || crate::text::tr(if mine { "talk-you" } else { "talk-they" })}
                    {move || fmt::time_or_date(at)}
                </span>
                <span>{text}</span>
            </span>
        </label>
    }
}
