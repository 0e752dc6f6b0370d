//! Text of a person with its links found by the core; a link opens in the system's browser.

use super::{Icon, icons};
use enishi_bridge::posts::Span;
use leptos::prelude::*;

/// The text. Line breaks are kept by the style sheet.
#[component]
pub fn Spans(
    /// The pieces.
    #[prop(into)]
    text: Signal<Vec<Span>>,
    /// Opens an address.
    #[prop(into)]
    on_link: Callback<String>,
    /// Name for tests.
    test: &'static str,
) -> impl IntoView {
    let piece = move |span: Span| match span {
        Span::Plain(text) => view! { <span>{text}</span> }.into_any(),
        Span::Link(address) => {
            let shown = address.clone();
            view! {
                <button type="button" class="text-link" on:click=move |_| on_link.run(address.clone())>
                    {shown}
                    <Icon path=icons::LINK />
                </button>
            }
            .into_any()
        }
    };
    view! {
        <div class="prose" data-test=test>
            {move || text.get().into_iter().map(piece).collect_view()}
        </div>
    }
}
