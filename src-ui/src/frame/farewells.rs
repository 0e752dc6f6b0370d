//! A place that is gone from this device: said once, in words.

use crate::{
    components::{Icon, icons},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::app::{AppView, Farewell};
use leptos::prelude::*;

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
    move || {
        next().map(|Farewell { name, code }| {
            view! {
                <div class="farewell" role="alertdialog" aria-labelledby="farewell-title" data-test="farewell">
                    <div class="farewell-card">
                        <Icon path=icons::SIGN_OUT />
                        <h2 id="farewell-title">{tr_with("farewell-title", &[("name", name.into())])}</h2>
                        <p>{tr(&code.message_key())}</p>
                        <p>{t!("farewell-erased")}</p>
                        <button
                            type="button"
                            class="button primary"
                            data-test="farewell-close"
                            on:click=move |_| put_away.update(|number| *number += 1)
                        >
                            {t!("action-understood")}
                        </button>
                    </div>
                </div>
            }
        })
    }
}
