//! Nothing to show: a sentence, a small drawing in one line weight, at most one action.

use leptos::prelude::*;

/// The drawings of empty pages.
#[derive(Clone, Copy)]
pub enum Drawing {
    /// A loose cord: nothing is here yet.
    Cord,
    /// A calendar leaf.
    Leaf,
    /// Two cards.
    Cards,
    /// An empty tray.
    Tray,
}

impl Drawing {
    const fn path(self) -> &'static str {
        match self {
            Self::Cord => "M6 44c14 8 26-2 26-14s-14-14-14-4 18 16 30 12 16-22 6-24-14 16-4 22 20 2 26-4",
            Self::Leaf => "M18 14h44v40H18zM18 24h44M30 8v10M50 8v10M30 36h20M30 44h12",
            Self::Cards => {
                "M14 20h38v30H14zM24 20v-8h42v30H52M22 44c0-10 22-10 22 0M28 32a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"
            }
            Self::Tray => "M12 36l10-20h36l10 20v16H12zM12 36h18c0 12 20 12 20 0h18",
        }
    }
}

/// The empty state.
#[component]
pub fn Empty(
    /// The drawing.
    drawing: Drawing,
    /// What it means that nothing is here.
    #[prop(into)]
    text: Signal<String>,
    /// Name for tests.
    test: &'static str,
    /// The one action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-test=test>
            <svg class="drawing" viewBox="0 0 80 60" aria-hidden="true" focusable="false">
                <path d=drawing.path() />
            </svg>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
