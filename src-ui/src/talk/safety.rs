//! The number that two people compare, to be sure that nobody stands between them.

use crate::{
    bridge::commands,
    card::Qr,
    components::{ErrorPanel, Failure, Field, Header, Icon, PageTitle, Pane, icons},
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    MemberId,
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{SafetyView, TrustForm, TrustState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of the person in the URL.
#[component]
pub fn SafetyPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        {move || match id.get() {
            Some(id) => view! { <Safety id /> }.into_any(),
            None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
        }}
    }
}

const fn trust_word(trust: TrustState) -> &'static str {
    match trust {
        TrustState::New => "safety-new",
        TrustState::Pinned => "safety-pinned",
        TrustState::Verified => "safety-verified",
        TrustState::Changed => "talk-trust-changed",
        TrustState::Broken => "talk-trust-broken",
    }
}

#[component]
fn Safety(id: MemberId) -> impl IntoView {
    let safety = use_read(&[Tag::Talk], move || commands::safety(id));
    view! {
        <article class="page narrow" data-test="safety-page">
            <Header back=format!("/talk/{id}") back_key="nav-talk" />
            <PageTitle text=Signal::derive(t!("talk-safety")) />
            <Pane read=safety let:safety>
                <Number id safety />
            </Pane>
        </article>
    }
}

#[component]
fn Number(id: MemberId, safety: Signal<SafetyView>) -> impl IntoView {
    let set = use_act(commands::set_trust, move |()| announce(tr("safety-done")));
    let known = Memo::new(move |_| safety.with(|safety| !safety.number.is_empty()));
    let trust = Memo::new(move |_| safety.with(|safety| safety.trust));
    let devices = Memo::new(move |_| safety.with(|safety| safety.devices));
    view! {
        <p class="lead" role="status" data-test="safety-trust">{move || tr(trust_word(trust.get()))}</p>
        <Show when=move || safety.with(|safety| safety.doubt)>
            <p class="talk-note" role="alert" data-test="safety-doubt">{t!("safety-doubt")}</p>
        </Show>
        <Show when=move || known.get()>
            <p>{t!("safety-how")}</p>
            <p class="safety-number" data-test="safety-number">
                {move || safety.with(|safety| safety.number.iter().map(|group| view! { <span>{group.clone()}</span> }).collect_view())}
            </p>
            {move || safety.with(|safety| view! { <Qr text=digits(&safety.number.concat()) /> })}
            <Read id safety />
            <p class="soft">{move || tr_with("safety-devices", &[("count", devices.get().into())])}</p>
            <Failure error=set.failure />
            <div class="entry-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-test="safety-compared"
                    disabled=move || trust.get() == TrustState::Verified
                    on:click=move |_| set.start(TrustForm { member: id, compared: true })
                >
                    <Icon path=icons::CHECK />
                    <span>{t!("safety-same")}</span>
                </button>
                <Show when=move || matches!(trust.get(), TrustState::Broken | TrustState::Changed)>
                    <button
                        type="button"
                        class="button"
                        data-test="safety-accept"
                        on:click=move |_| set.start(TrustForm { member: id, compared: false })
                    >
                        {t!("safety-accept")}
                    </button>
                </Show>
            </div>
        </Show>
    }
}

/// The digits of a number, however it is written.
fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|letter| letter.to_digit(10))
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect()
}

/// What a camera read from the other one's screen is compared here: sixty digits are long for two eyes.
#[component]
fn Read(id: MemberId, safety: Signal<SafetyView>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let set = use_act(commands::set_trust, move |()| announce(tr("safety-done")));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let same =
            digits(&text.get_untracked()) == safety.with_untracked(|safety| digits(&safety.number.concat()));
        wrong.set(!same);
        if same {
            set.start(TrustForm { member: id, compared: true });
        }
    };
    view! {
        <form novalidate class="recovery-sheet" on:submit=submit>
            <Field label=Signal::derive(t!("safety-read")) value=text test="safety-read" longest=120 />
            <Show when=move || wrong.get()>
                <p class="failure" role="alert" data-test="safety-differs">{t!("safety-differs")}</p>
            </Show>
            <Failure error=set.failure />
            <button type="submit" class="button" data-test="safety-compare">{t!("safety-compare")}</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert_eq!(digits("12345 67890"), "1234567890");
        assert_eq!(digits("１２３"), "");
        assert_eq!(digits("x"), "");
    }
}
