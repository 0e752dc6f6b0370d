//! The values of one filter, with how many people each leaves.

use super::{address::Sought, filters::value_name, map::PrefectureMap, profile::key_of};
use crate::{
    bridge::commands,
    components::{Icon, Pane, icons},
    fmt,
    state::use_read,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    members::{Choice, ChoicesForm, Filter, FilterBy},
    notices::Tag,
};
use leptos::{html, prelude::*};

/// So many values are seen at once; more than that are narrowed by typing.
const MANY: usize = 8;

/// The dialog; it is there while a value is chosen.
#[component]
pub fn Picker(
    /// What is filtered by.
    by: FilterBy,
    /// What is looked for already.
    sought: Memo<Sought>,
    /// Called with what was chosen.
    #[prop(into)]
    on_choose: Callback<Filter>,
    /// Called when it closes.
    #[prop(into)]
    on_close: Callback<()>,
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
    let close = move || match dialog.get_untracked() {
        // Closing it by itself gives the focus back to where it was.
        Some(dialog) => dialog.close(),
        None => on_close.run(()),
    };
    let choose = move |filter: Filter| {
        close();
        on_choose.run(filter);
    };
    let narrow = RwSignal::new(String::new());
    let choices = use_read(&[Tag::Members], move || {
        let Sought { query, filters } = sought.get_untracked();
        commands::directory_choices(ChoicesForm { by, query, filters, narrow: narrow.get() })
    });
    let title = move || tr(&key_of("filter", by.as_str()));
    view! {
        <dialog
            node_ref=dialog
            class="dialog picker"
            aria-labelledby="picker-title"
            data-test="picker"
            on:close=move |_| on_close.run(())
        >
            <header class="picker-head">
                <h2 id="picker-title">{title}</h2>
                <button
                    type="button"
                    class="button quiet icon-only"
                    data-test="picker-close"
                    aria-label=t!("action-close")
                    on:click=move |_| close()
                >
                    <Icon path=icons::CLOSE />
                </button>
            </header>
            <Pane read=choices let:choices>
                <Choices by choices narrow on_choose=choose />
            </Pane>
        </dialog>
    }
}

#[component]
fn Choices(
    by: FilterBy,
    choices: Signal<Vec<Choice>>,
    narrow: RwSignal<String>,
    #[prop(into)] on_choose: Callback<Filter>,
) -> impl IntoView {
    // Whether there were many before something was typed.
    let many = choices.with_untracked(|choices| choices.len() > MANY)
        && !matches!(by, FilterBy::Prefecture | FilterBy::Purpose);
    view! {
        {many
            .then(|| {
                view! {
                    <input
                        type="search"
                        class="picker-narrow"
                        data-test="picker-narrow"
                        aria-label=t!("filter-narrow")
                        placeholder=t!("filter-narrow")
                        autocomplete="off"
                        maxlength="80"
                        prop:value=move || narrow.get()
                        on:input=move |event| narrow.set(event_target_value(&event))
                    />
                }
            })}
        <Show
            when=move || choices.with(|choices| !choices.is_empty())
            fallback=move || view! { <p class="hint" data-test="picker-empty">{t!("filter-none")}</p> }
        >
            {(by == FilterBy::Prefecture)
                .then(|| {
                    let choose = move |value: String| {
                        if let Some(filter) = by.filter(&value) {
                            on_choose.run(filter);
                        }
                    };
                    view! { <PrefectureMap choices on_choose=choose /> }
                })}
            <ul class="picker-list">
                <For each=move || choices.get() key=|choice| (choice.value.clone(), choice.count) let:choice>
                    <li>
                        <Value by choice on_choose />
                    </li>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Value(by: FilterBy, choice: Choice, on_choose: Callback<Filter>) -> impl IntoView {
    let Choice { value, count } = choice;
    let value = StoredValue::new(value);
    view! {
        <button
            type="button"
            class="picker-value"
            data-test="picker-value"
            on:click=move |_| {
                if let Some(filter) = value.with_value(|value| by.filter(value)) {
                    on_choose.run(filter);
                }
            }
        >
            <span lang="ja">{move || value.with_value(|value| value_name(by, value))}</span>
            <span class="picker-count">
                {move || tr_with("directory-count", &[("count", fmt::number(count).into())])}
            </span>
        </button>
    }
}
