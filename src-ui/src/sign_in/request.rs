//! The first form: which server, which mail address.

use super::welcome::Welcome;
use crate::{
    bridge::commands,
    components::{Failure, Field, PageTitle},
    state::{use_act, use_app},
    t,
    text::tr,
};
use enishi_bridge::{app::Phase, errors::AppCode, sign_in::SignInForm};
use leptos::prelude::*;

/// Asks for the code that is mailed.
#[component]
pub fn SignInPage() -> impl IntoView {
    let app = use_app();
    let (named, can_cancel) = app.with_untracked(|app| match &app.phase {
        Phase::SignedOut { server, can_cancel } => (server.clone(), *can_cancel),
        Phase::AwaitingCode { .. }
        | Phase::Confirming { .. }
        | Phase::Ready
        | Phase::Paused { .. }
        | Phase::Leaving { .. } => (None, false),
    });
    let server = RwSignal::new(named.unwrap_or_default());
    let email = RwSignal::new(String::new());
    // What the core does next shows as another phase of the app.
    let ask = use_act(commands::request_code, |()| {});
    let cancel = use_act(|()| commands::cancel_sign_in(), |()| {});
    let wrong = move |code: AppCode| {
        Signal::derive(move || {
            ask.failure
                .with(|failure| failure.as_ref().is_some_and(|failure| failure.code == code))
                .then(|| tr(&code.message_key()))
        })
    };
    // What belongs to a field is said at the field, everything else above the button.
    let general = Signal::derive(move || {
        ask.failure
            .get()
            .filter(|failure| !matches!(failure.code, AppCode::InvalidServer | AppCode::InvalidEmail))
    });
    view! {
        <Welcome>
            <PageTitle text=Signal::derive(t!("sign-in-title")) />
            <p class="lead">{t!("sign-in-lead")}</p>
            <form
                novalidate
                data-test="sign-in-form"
                on:submit=move |event| {
                    event.prevent_default();
                    ask.start(SignInForm { server: server.get_untracked(), email: email.get_untracked() });
                }
            >
                <Field
                    label=Signal::derive(t!("sign-in-server"))
                    hint=Signal::derive(t!("sign-in-server-hint"))
                    value=server
                    test="sign-in-server"
                    keyboard="url"
                    autocomplete="url"
                    wrong=wrong(AppCode::InvalidServer)
                    needed=true
                />
                <Field
                    label=Signal::derive(t!("sign-in-email"))
                    hint=Signal::derive(t!("sign-in-email-hint"))
                    value=email
                    test="sign-in-email"
                    keyboard="email"
                    autocomplete="email"
                    longest=254
                    wrong=wrong(AppCode::InvalidEmail)
                    needed=true
                />
                <Failure error=general test="sign-in-error" />
                <div class="form-buttons">
                    <button
                        type="submit"
                        class="button primary wide"
                        data-test="sign-in-submit"
                        aria-busy=move || ask.busy.get().then_some("true")
                    >
                        {t!("sign-in-submit")}
                    </button>
                    {can_cancel
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button quiet wide"
                                    data-test="sign-in-cancel"
                                    on:click=move |_| cancel.start(())
                                >
                                    {t!("action-cancel")}
                                </button>
                            }
                        })}
                </div>
            </form>
        </Welcome>
    }
}
