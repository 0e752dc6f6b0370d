//! The second form: the code from the mail, and help when it does not come.

use super::welcome::Welcome;
use crate::{
    bridge::commands,
    clock,
    components::{Failure, Field, PageTitle},
    state::{use_act, use_app},
    t,
};
use enishi_bridge::{
    app::Phase,
    sign_in::{CodeForm, SignInForm},
};
use leptos::prelude::*;
use std::time::Duration;

/// Takes the code as it is typed or pasted; the core folds full-width letters, spaces and hyphens.
#[component]
pub fn CodePage() -> impl IntoView {
    let app = use_app();
    let asked = Memo::new(move |previous: Option<&(String, String, i64)>| {
        app.with(|app| match &app.phase {
            Phase::AwaitingCode { server, email, resend_at, .. } => {
                (server.clone(), email.clone(), *resend_at)
            }
            Phase::SignedOut { .. }
            | Phase::Confirming { .. }
            | Phase::Ready
            | Phase::Paused { .. }
            | Phase::Leaving { .. } => previous.cloned().unwrap_or_default(),
        })
    });
    let code = RwSignal::new(String::new());
    let verify = use_act(commands::verify_code, |()| {});
    let cancel = use_act(|()| commands::cancel_sign_in(), |()| {});
    view! {
        <Welcome>
            <PageTitle text=Signal::derive(t!("code-title")) />
            <p class="lead">{t!("code-lead", "email" => asked.with(|(_, email, _)| email.clone()))}</p>
            <form
                novalidate
                data-test="code-form"
                on:submit=move |event| {
                    event.prevent_default();
                    verify.start(CodeForm { code: code.get_untracked() });
                }
            >
                <div class="code-field">
                    <Field
                        label=Signal::derive(t!("code-label"))
                        hint=Signal::derive(t!("code-hint"))
                        value=code
                        test="code-input"
                        autocomplete="one-time-code"
                        longest=40
                        needed=true
                    />
                </div>
                <Failure error=verify.failure test="code-error" />
                <div class="form-buttons">
                    <button
                        type="submit"
                        class="button primary wide"
                        data-test="code-submit"
                        aria-busy=move || verify.busy.get().then_some("true")
                    >
                        {t!("code-submit")}
                    </button>
                    <Resend asked />
                    <button
                        type="button"
                        class="button quiet wide"
                        data-test="sign-in-cancel"
                        on:click=move |_| cancel.start(())
                    >
                        {t!("code-other-address")}
                    </button>
                </div>
            </form>
            <details class="help">
                <summary>{t!("code-help-title")}</summary>
                <ul>
                    <li>{t!("code-help-spam")}</li>
                    <li>{t!("code-help-domain")}</li>
                    <li>{t!("code-help-address")}</li>
                    <li>{t!("code-help-office")}</li>
                </ul>
            </details>
        </Welcome>
    }
}

/// Asks for a new code, once the time for it has come.
#[component]
fn Resend(asked: Memo<(String, String, i64)>) -> impl IntoView {
    let now = RwSignal::new(clock::now());
    if let Ok(timer) = set_interval_with_handle(
        move || {
            let _ = now.try_set(clock::now());
        },
        Duration::from_secs(1),
    ) {
        on_cleanup(move || timer.clear());
    }
    let seconds = Memo::new(move |_| seconds_left(asked.with(|(_, _, at)| *at), now.get()));
    let again = use_act(commands::request_code, |()| crate::state::announce(crate::text::tr("code-resent")));
    view! {
        <Failure error=again.failure />
        <button
            type="button"
            class="button wide"
            data-test="code-resend"
            disabled=move || seconds.get().is_some()
            on:click=move |_| {
                let (server, email, _) = asked.get_untracked();
                again.start(SignInForm { server, email });
            }
        >
            {move || match seconds.get() {
                Some(left) => crate::text::tr_with("code-resend-in", &[("count", left.into())]),
                None => crate::text::tr("code-resend"),
            }}
        </button>
    }
}

/// Whole seconds until a moment, rounded up; `None` once it has come.
fn seconds_left(at: i64, now: i64) -> Option<i64> {
    (at > now).then(|| (at - now + 999) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_rounded_up_and_ends() {
        assert_eq!(seconds_left(10_500, 10_000), Some(1));
        assert_eq!(seconds_left(70_000, 10_000), Some(60));
        assert_eq!(seconds_left(10_000, 10_000), None);
    }
}
