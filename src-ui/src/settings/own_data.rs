//! What a person can do with the data on this device: check it against the server, and take the own things along.

use crate::{
    bridge::commands,
    components::{Failure, Icon, icons},
    fmt,
    state::use_act,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::storage::{ExportView, VerifyResult, VerifyView};
use leptos::prelude::*;

/// Both buttons, each with one clear sentence of what came of it.
#[component]
pub fn OwnData() -> impl IntoView {
    view! {
        <section class="group" aria-labelledby="own-data-title">
            <h2 id="own-data-title">{t!("own-data-title")}</h2>
            <Verify />
            <Export />
        </section>
    }
}

#[component]
fn Verify() -> impl IntoView {
    let result = RwSignal::new(None::<VerifyResult>);
    let verify = use_act(
        |()| commands::verify(),
        move |view: VerifyView| {
            let _ = result.try_set(Some(view.result()));
        },
    );
    view! {
        <p class="lead">{t!("verify-lead")}</p>
        <button
            type="button"
            class="button wide"
            data-test="verify"
            aria-busy=move || verify.busy.get().then_some("true")
            on:click=move |_| {
                result.set(None);
                verify.start(());
            }
        >
            <Icon path=icons::CHECK />
            <span>{move || tr(if verify.busy.get() { "verify-running" } else { "verify" })}</span>
        </button>
        <p role="status" data-test="verify-result" data-state=move || result.get().map(VerifyResult::as_str)>
            {move || result.get().map(|result| tr(result_key(result)))}
        </p>
        <Failure error=verify.failure test="verify-error" />
    }
}

const fn result_key(result: VerifyResult) -> &'static str {
    match result {
        VerifyResult::Same => "verify-same",
        VerifyResult::Repaired => "verify-repaired",
        VerifyResult::Moved => "verify-moved",
        VerifyResult::Differs => "verify-differs",
    }
}

/// Writes the own things into the folder of downloads, and says where and until when.
#[component]
pub fn Export() -> impl IntoView {
    let written = RwSignal::new(None::<ExportView>);
    let export = use_act(
        |()| commands::export(),
        move |view: ExportView| {
            let _ = written.try_set(Some(view));
        },
    );
    let until = move || {
        let at = written.get().and_then(|view| view.erased_at)?;
        Some(tr_with("export-until", &[("time", fmt::date_time(at).into())]))
    };
    view! {
        <p class="lead">{t!("export-lead")}</p>
        <button
            type="button"
            class="button wide"
            data-test="export"
            aria-busy=move || export.busy.get().then_some("true")
            on:click=move |_| {
                written.set(None);
                export.start(());
            }
        >
            <Icon path=icons::STORAGE />
            <span>{move || tr(if export.busy.get() { "export-running" } else { "export" })}</span>
        </button>
        <p role="status" data-test="export-result">
            {move || written.get().map(|view| tr_with("export-done", &[("path", view.path.into())]))}
            {move || until().map(|until| view! { <span class="hint">" "{until}</span> })}
        </p>
        <Failure error=export.failure test="export-error" />
    }
}
