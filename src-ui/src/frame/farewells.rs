//! A place that is gone from this device: said once, in words.

use crate::{
    t,
    text::{tr, tr_with},
};
use enishi_bridge::app::{AppView, Farewell};
use leptos::{html, prelude::*};

/// The notices that the person has not yet put away. The core says each only once, so they are gathered.
#[component]
pub fn Farewells(app: Signal<AppView>) -> impl IntoView {
    let said = Memo::new(move |before: Option<&Vec<Farewell>>| {
        let mut all = before.cloned().unwrap_or_default();
        app.with(|app| all.extend(app.farewells.iter().cloned()));
        all
    });
    let put_away = RwSignal::new(0_usize);
    let next = move || said.with(|said| said.get(put_away.get()).cloned());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if next().is_none() {
            dialog.close();
        } else if !dialog.open() {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    let words = move || {
        next().map(|Farewell { name, code, undelivered }| {
            view! {
                <h2 id="farewell-title">{tr_with("farewell-title", &[("name", name.into())])}</h2>
                <p>{tr(&code.message_key())}</p>
                {(undelivered > 0)
                    .then(|| {
                        view! {
                            <p data-test="farewell-undelivered">
                                {tr_with("farewell-undelivered", &[("count", undelivered.into())])}
                            </p>
                        }
                    })}
                <p>{t!("farewell-erased")}</p>
            }
        })
    };
    // Esc puts it away as the button does.
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            aria-labelledby="farewell-title"
            data-test="farewell"
            on:close=move |_| {
                let _ = put_away.try_update(|number| *number += 1);
            }
        >
            {words}
            <div class="dialog-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-test="farewell-close"
                    on:click=move |_| {
                        if let Some(dialog) = dialog.get_untracked() {
                            dialog.close();
                        }
                    }
                >
                    {t!("action-understood")}
                </button>
            </div>
        </dialog>
    }
}
