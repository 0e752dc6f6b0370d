//! The あかさたな rail at the right edge: one tap brings the letter's first row up.

use crate::{t, text::tr_with};
use enishi_bridge::members::RailMark;
use leptos::prelude::*;

/// The letters that have somebody.
#[component]
pub fn Rail(marks: Memo<Vec<RailMark>>, #[prop(into)] on_jump: Callback<u32>) -> impl IntoView {
    view! {
        <Show when=move || marks.with(|marks| marks.len() > 1)>
            <nav class="rail" data-test="directory-rail" aria-label=t!("directory-rail")>
                <For each=move || marks.get() key=|mark| (mark.label.clone(), mark.offset) let:mark>
                    <button
                        type="button"
                        lang="ja"
                        aria-label={
                            let label = mark.label.clone();
                            move || tr_with("directory-rail-go", &[("letter", label.clone().into())])
                        }
                        on:click=move |_| on_jump.run(mark.offset)
                    >
                        {mark.label.clone()}
                    </button>
                </For>
            </nav>
        </Show>
    }
}
