//! Signing this device out, after a question.

use crate::{
    bridge::commands,
    components::{Confirm, Failure, Icon, icons},
    state::{use_act, use_app},
    t,
    text::{tr, tr_with},
};
use leptos::prelude::*;

/// The button. What still waits to be sent would be lost, so the question says so.
#[component]
pub fn SignOut() -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let sign_out = use_act(|()| commands::sign_out(), |()| {});
    let body = move || {
        let waiting = app.with(|app| app.sync.waiting + app.sync.failed);
        if waiting > 0 {
            tr_with("sign-out-body-waiting", &[("count", waiting.into())])
        } else {
            tr("sign-out-body")
        }
    };
    view! {
        <Failure error=sign_out.failure test="sign-out-error" />
        <button type="button" class="button danger-quiet wide" data-test="sign-out" on:click=move |_| open.set(true)>
            <Icon path=icons::SIGN_OUT />
            <span>{t!("sign-out")}</span>
        </button>
        <Confirm
            open
            title=Signal::derive(t!("sign-out-title"))
            body=Signal::derive(body)
            action=Signal::derive(t!("sign-out"))
            on_confirm=move |()| sign_out.start(())
            test="sign-out-dialog"
        />
    }
}
