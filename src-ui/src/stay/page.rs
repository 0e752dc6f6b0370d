//! 「休む・退会する」: pausing for some months, and leaving in two taps.

use super::pause::PauseForm;
use crate::{
    bridge::commands,
    components::{Confirm, Failure, Header, Icon, icons},
    state::{use_act, use_app},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::Duty;
use leptos::prelude::*;

/// The page.
#[component]
pub fn StayPage() -> impl IntoView {
    view! {
        <div class="page narrow" data-test="stay-page">
            <Header title=Signal::derive(t!("stay-title")) back="/me" back_key="nav-me" />
            <PauseForm />
            <Leave />
        </div>
    }
}

#[component]
fn Leave() -> impl IntoView {
    let open = RwSignal::new(false);
    let leave = use_act(|()| commands::leave(), |_wish| {});
    let network = crate::state::place_name();
    let app = use_app();
    let holds_duties = move || app.with(|app| app.duties.contains(&Duty::Duties));
    view! {
        <section class="group" aria-labelledby="leave-title">
            <h2 id="leave-title">{t!("leave-section")}</h2>
            <p class="lead">{t!("leave-lead")}</p>
            <Show when=holds_duties>
                <p class="hint">{t!("leave-duties")}</p>
            </Show>
            <Failure error=leave.failure test="leave-error" />
            <button type="button" class="button danger-quiet wide" data-test="leave" on:click=move |_| open.set(true)>
                <Icon path=icons::SIGN_OUT />
                <span>{t!("leave")}</span>
            </button>
            <Confirm
                open
                title=Signal::derive(move || tr_with("leave-title", &[("network", network.get().into())]))
                body=Signal::derive(move || tr("leave-body"))
                action=Signal::derive(t!("leave"))
                on_confirm=move |()| leave.start(())
                test="leave-dialog"
            />
        </section>
    }
}
