//! What went wrong, in the person's language.

use super::{Icon, icons};
use crate::{t, text::tr};
use enishi_bridge::errors::AppError;
use leptos::prelude::*;

/// A page that could not be read: the sentence and a button to try again.
#[component]
pub fn ErrorPanel(
    /// Why.
    error: AppError,
    /// Tries again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let code = error.code;
    view! {
        <div class="error-panel" role="alert" data-test="error-panel" data-code=code.as_str()>
            <Icon path=icons::FAILED />
            <p>{move || tr(&code.message_key())}</p>
            <button type="button" class="button" data-test="retry" on:click=move |_| retry.run(())>
                {t!("action-retry")}
            </button>
            <p class="code">{t!("error-code", "code" => code.as_str())}</p>
        </div>
    }
}

/// Why an action failed, beside its button.
#[component]
pub fn Failure(
    /// Why, if it failed.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// Name for tests.
    #[prop(default = "failure")]
    test: &'static str,
) -> impl IntoView {
    // An alert that comes into the page is read out; an empty one would only take room.
    move || {
        error.get().map(|error| {
            view! {
                <p class="failure" role="alert" data-test=test data-code=error.code.as_str()>
                    <Icon path=icons::FAILED />
                    <span>{tr(&error.code.message_key())}</span>
                </p>
            }
        })
    }
}
