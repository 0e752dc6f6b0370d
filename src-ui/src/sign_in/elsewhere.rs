//! The ways out of the confirmation: another place, or signing out. Nobody is held at a form.

use crate::{
    bridge::commands,
    components::{Failure, whole},
    settings::SignOut,
    state::{use_act, use_app},
    text::tr,
};
use leptos::prelude::*;

/// The ways, folded away under the form.
#[component]
pub fn Elsewhere(
    /// Key of the line that opens them.
    #[prop(default = "confirm-elsewhere")]
    summary: &'static str,
    /// Key of what they mean.
    #[prop(default = "confirm-elsewhere-text")]
    text: &'static str,
) -> impl IntoView {
    let app = use_app();
    let choose = use_act(commands::choose_place, |()| {});
    let others = move || {
        app.with(|app| {
            app.places.iter().filter(|place| app.current != Some(place.key)).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <details class="help" data-test="confirm-elsewhere">
            <summary>{move || tr(summary)}</summary>
            <div class="form-buttons">
                <p class="soft">{move || tr(text)}</p>
                <Failure error=choose.failure />
                <For each=others key=whole let:place>
                    <button
                        type="button"
                        class="button wide"
                        lang="ja"
                        data-test="place"
                        data-id=place.key.network.to_string()
                        on:click=move |_| choose.start(place.key)
                    >
                        {place.name.clone()}
                    </button>
                </For>
                <SignOut />
            </div>
        </details>
    }
}
