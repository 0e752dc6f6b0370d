//! A question before something that cannot be taken back.

use crate::t;
use leptos::{html, prelude::*};

/// A dialog on the native element: the page behind is inert, Esc and 「戻る」 close it.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    body: Signal<String>,
    /// The verb on the button that does it.
    #[prop(into)]
    action: Signal<String>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Name for tests; the button gets `-confirm` after it.
    test: &'static str,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if !open.get() {
            dialog.close();
        } else if !dialog.open() {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    let title_id = format!("{test}-title");
    let labelled_by = title_id.clone();
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            aria-labelledby=labelled_by
            data-test=test
            on:close=move |_| {
                let _ = open.try_set(false);
            }
        >
            <h2 id=title_id>{title}</h2>
            <p>{body}</p>
            <div class="dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t!("action-keep")}
                </button>
                <button
                    type="button"
                    class="button danger"
                    data-test=format!("{test}-confirm")
                    on:click=move |_| {
                        open.set(false);
                        on_confirm.run(());
                    }
                >
                    {action}
                </button>
            </div>
        </dialog>
    }
}
