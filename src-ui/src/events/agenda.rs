//! The agenda as a quiet timeline.

use crate::{fmt, t};
use enishi_bridge::EventPart;
use leptos::prelude::*;

/// The parts in their order; nothing without parts.
#[component]
pub fn Agenda(
    #[prop(into)] parts: Signal<Vec<EventPart>>,
    #[prop(into)] zone: Signal<String>,
) -> impl IntoView {
    let rows = move || {
        parts
            .get()
            .into_iter()
            .map(|part| {
                let starts = part.starts;
                view! {
                    <li>
                        <span class="agenda-time">{move || fmt::time_in(starts, &zone.get())}</span>
                        <span class="agenda-words" lang="ja">
                            <span class="agenda-title">{part.title}</span>
                            <span class="agenda-speaker">{part.speaker}</span>
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || !parts.with(Vec::is_empty)>
            <section class="section" aria-labelledby="event-agenda">
                <h2 id="event-agenda">{t!("event-agenda")}</h2>
                <ol class="agenda">{rows}</ol>
            </section>
        </Show>
    }
}
