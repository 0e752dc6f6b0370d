//! A choice among a few, on the native element.

use crate::text::tr;
use leptos::prelude::*;

/// A select. Each choice is a word (its value) and the key of its text.
#[component]
pub fn Select(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The word that is chosen.
    #[prop(into)]
    chosen: Signal<&'static str>,
    /// The choices: word and key.
    choices: &'static [(&'static str, &'static str)],
    /// Called with the word.
    #[prop(into)]
    on_choose: Callback<String>,
    /// Name for tests, also the id.
    test: &'static str,
) -> impl IntoView {
    let options = choices
        .iter()
        .map(|(word, key)| {
            view! {
                <option value=*word selected=move || chosen.get() == *word>
                    {move || tr(key)}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=test>
                <span class="label">{label}</span>
            </label>
            <select
                id=test
                data-test=test
                prop:value=move || chosen.get()
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
}
