//! An on-off setting: a native checkbox that looks like a switch.

use leptos::prelude::*;

/// The switch with its label and a line of explanation.
#[component]
pub fn Switch(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// A line under the label.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Name for tests.
    test: &'static str,
) -> impl IntoView {
    view! {
        <label class="switch-row">
            <span class="switch-words">
                <span class="label">{label}</span>
                {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            </span>
            <input
                type="checkbox"
                role="switch"
                class="switch"
                data-test=test
                prop:checked=move || on.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
        </label>
    }
}
