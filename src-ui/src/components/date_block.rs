//! The date of an event as a block: month small, the day large, the weekday under it.

use crate::fmt;
use leptos::prelude::*;

/// The block; the full date is read from the line beside it.
#[component]
pub fn DateBlock(
    /// The moment, ms UTC.
    #[prop(into)]
    at: Signal<i64>,
    /// The zone of the event.
    #[prop(into)]
    zone: Signal<String>,
) -> impl IntoView {
    let part = move |index: usize| {
        move || fmt::date_block(at.get(), &zone.get()).into_iter().nth(index).unwrap_or_default()
    };
    view! {
        <span class="date-block" aria-hidden="true">
            <span class="date-block-month">{part(0)}</span>
            <span class="date-block-day">{part(1)}</span>
            <span class="date-block-weekday">{part(2)}</span>
        </span>
    }
}
