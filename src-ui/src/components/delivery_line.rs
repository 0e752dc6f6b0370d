//! The honest state of something the person did, in words and a drawing.

use super::{Icon, icons};
use crate::text::tr;
use enishi_bridge::delivery::Delivery;
use leptos::prelude::*;

/// One line: 送信待ち, 送信中, 送信済み, 送れませんでした with the reason.
#[component]
pub fn DeliveryLine(
    /// Where it stands.
    #[prop(into)]
    delivery: Signal<Delivery>,
    /// Name for tests.
    test: &'static str,
) -> impl IntoView {
    let state = move || delivery.get().as_str();
    let path = Signal::derive(move || match delivery.get() {
        Delivery::Waiting => icons::WAITING,
        Delivery::Sending => icons::SEND,
        Delivery::Delivered => icons::DELIVERED,
        Delivery::Failed { .. } => icons::FAILED,
    });
    let reason = move || match delivery.get() {
        Delivery::Failed { code } => {
            Some(view! { <span class="delivery-reason">{tr(&code.message_key())}</span> })
        }
        _ => None,
    };
    view! {
        <p class="delivery" role="status" data-test=test data-state=state>
            <Icon path />
            <span>{move || tr(&format!("delivery-{}", state()))}</span>
            {reason}
        </p>
    }
}
