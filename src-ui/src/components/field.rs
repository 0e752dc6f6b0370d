//! A field with its label above, whether it is needed, a hint, and what is wrong with it.

use crate::t;
use leptos::prelude::*;

/// A field of one line.
#[component]
pub fn Field(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The text.
    value: RwSignal<String>,
    /// Name for tests, also the id.
    test: &'static str,
    /// What to type, under the label.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Option<Signal<Option<String>>>,
    /// Whether the form cannot be sent without it.
    #[prop(optional)]
    needed: bool,
    /// Kind of keyboard.
    #[prop(default = "text")]
    keyboard: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Longest text.
    #[prop(default = 200)]
    longest: usize,
    /// Width of the text in characters, for short ones.
    #[prop(default = "")]
    width: &'static str,
) -> impl IntoView {
    let hint_id = format!("{test}-hint");
    let wrong_id = format!("{test}-wrong");
    let wrong = wrong.unwrap_or_else(|| Signal::stored(None));
    let described = format!("{hint_id} {wrong_id}");
    view! {
        <div class=format!("field {width}")>
            <label for=test>
                <span class="label">{label}</span>
                {needed.then(|| view! { <span class="needed">{t!("field-needed")}</span> })}
            </label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
            <input
                id=test
                data-test=test
                type="text"
                inputmode=keyboard
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                maxlength=longest.to_string()
                aria-describedby=described
                aria-required=needed.then_some("true")
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="wrong" id=wrong_id role="alert">{move || wrong.get()}</p>
        </div>
    }
}

/// A field of many lines.
#[component]
pub fn TextArea(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The text.
    value: RwSignal<String>,
    /// Name for tests, also the id.
    test: &'static str,
    /// Longest text.
    longest: usize,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Option<Signal<Option<String>>>,
    /// Whether the form cannot be sent without it.
    #[prop(optional)]
    needed: bool,
    /// Lines that are seen at once.
    #[prop(default = 8)]
    rows: u8,
) -> impl IntoView {
    let wrong = wrong.unwrap_or_else(|| Signal::stored(None));
    let wrong_id = format!("{test}-wrong");
    view! {
        <div class="field">
            <label for=test>
                <span class="label">{label}</span>
                {needed.then(|| view! { <span class="needed">{t!("field-needed")}</span> })}
            </label>
            <textarea
                id=test
                data-test=test
                rows=rows.to_string()
                maxlength=longest.to_string()
                aria-describedby=wrong_id.clone()
                aria-required=needed.then_some("true")
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <p class="wrong" id=wrong_id role="alert">{move || wrong.get()}</p>
        </div>
    }
}
