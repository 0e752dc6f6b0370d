//! Checking somebody's card: the text that a scanner reads out of its QR code, looked at without a network.

use super::page::Words;
use crate::{
    bridge::commands,
    components::{Header, Icon, TextArea, icons},
    state::use_act,
    t,
    text::tr,
};
use enishi_bridge::{
    card::{CheckCardForm, CheckedCard},
    errors::{AppCode, AppError},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn CheckCardPage() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<CheckedCard>);
    let check = use_act(commands::check_card, move |card: CheckedCard| {
        let _ = found.try_set(Some(card));
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        found.set(None);
        check.start(CheckCardForm { text: text.get_untracked() });
    };
    view! {
        <div class="page narrow" data-test="card-check-page">
            <Header title=Signal::derive(t!("card-check-title")) back="/me/card" back_key="card-title" />
            <form class="form" novalidate on:submit=submit>
                <TextArea
                    label=Signal::derive(t!("card-check-text"))
                    value=text
                    test="card-check-text"
                    longest=2000
                    rows=4
                    needed=true
                />
                <button type="submit" class="button primary" data-test="card-check" aria-busy=move || check.busy.get().then_some("true")>
                    {t!("card-check")}
                </button>
            </form>
            {move || {
                check
                    .failure
                    .get()
                    .map(|error| {
                        let key = why(&error);
                        view! {
                            <p class="failure" role="alert" data-test="card-refused">
                                <Icon path=icons::FAILED />
                                <span>{tr(&key)}</span>
                            </p>
                        }
                    })
            }}
            {move || found.get().map(|card| view! { <Found card /> })}
        </div>
    }
}

#[component]
fn Found(card: CheckedCard) -> impl IntoView {
    let CheckedCard { says, member, listed } = card;
    view! {
        <article class="member-card checked" data-test="card-checked" role="status">
            <p class="card-good">
                <Icon path=icons::DELIVERED />
                <span>{t!("card-good")}</span>
            </p>
            <Words says />
            {if listed {
                view! { <a class="button" href=format!("/members/{member}")>{t!("card-person")}</a> }.into_any()
            } else {
                view! { <p class="notice" data-test="card-not-listed">{t!("card-not-listed")}</p> }.into_any()
            }}
        </article>
    }
}

fn why(error: &AppError) -> String {
    match (error.code, error.detail.as_deref()) {
        (AppCode::Invalid, Some("card-other")) => "card-wrong".to_owned(),
        (AppCode::Invalid, _) => "card-no-card".to_owned(),
        (code, _) => code.message_key(),
    }
}
