//! The calm screens of somebody who pauses or leaves: until when, and the one button that ends it.

use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, PageTitle},
    fmt,
    settings::Export,
    sign_in::{Elsewhere, Welcome},
    state::{place_name, use_act, use_app},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{app::Phase, delivery::Delivery};
use leptos::prelude::*;

/// While a pause lasts.
#[component]
pub fn PausedScreen() -> impl IntoView {
    let app = use_app();
    let state = Memo::new(move |_| {
        app.with(|app| match app.phase {
            Phase::Paused { until, by_self, waiting } => (until, by_self, waiting),
            _ => (None, false, false),
        })
    });
    let resume = use_act(|()| commands::resume(), |_wish| {});
    let network = place_name();
    let when = move || match state.get() {
        (Some(until), ..) => tr_with("paused-until", &[("time", fmt::date(until).into())]),
        (None, ..) => tr("paused-by-secretariat"),
    };
    view! {
        <Welcome>
            <div class="confirm-waiting" data-test="paused">
                <PageTitle text=Signal::derive(move || tr_with("paused-title", &[("network", network.get().into())])) />
                <p data-test="paused-until">{when}</p>
                <p class="soft">{t!("paused-text")}</p>
                <Show when=move || state.get().2>
                    <DeliveryLine delivery=Signal::stored(Delivery::Waiting) test="stay-state" />
                </Show>
                <Failure error=resume.failure test="resume-error" />
                <Show when=move || state.get().1>
                    <button type="button" class="button primary wide" data-test="resume" on:click=move |_| resume.start(())>
                        {t!("resume")}
                    </button>
                </Show>
            </div>
            <Export />
            <Elsewhere summary="stay-elsewhere" text="stay-elsewhere-text" />
        </Welcome>
    }
}

/// In the days in which leaving can be taken back.
#[component]
pub fn LeavingScreen() -> impl IntoView {
    let app = use_app();
    let state = Memo::new(move |_| {
        app.with(|app| match &app.phase {
            Phase::Leaving { until, receipt, waiting } => (*until, receipt.clone(), *waiting),
            _ => (None, String::new(), false),
        })
    });
    let stay = use_act(|()| commands::stay(), |_wish| {});
    let network = place_name();
    let when = move || match state.with(|state| state.0) {
        Some(until) => tr_with("leaving-until", &[("time", fmt::date_time(until).into())]),
        None => tr("leaving-soon"),
    };
    view! {
        <Welcome>
            <div class="confirm-waiting" data-test="leaving">
                <PageTitle text=Signal::derive(move || tr_with("leaving-title", &[("network", network.get().into())])) />
                <p data-test="leaving-until">{when}</p>
                <p class="soft">{t!("leaving-text")}</p>
                <Show when=move || state.with(|state| state.2)>
                    <DeliveryLine delivery=Signal::stored(Delivery::Waiting) test="stay-state" />
                </Show>
                <Show when=move || state.with(|state| !state.1.is_empty())>
                    <dl class="facts receipt">
                        <div>
                            <dt>{t!("leaving-receipt")}</dt>
                            <dd data-test="receipt">{move || state.with(|state| state.1.clone())}</dd>
                        </div>
                    </dl>
                    <p class="hint">{t!("leaving-receipt-hint")}</p>
                </Show>
                <Failure error=stay.failure test="stay-error" />
                <button type="button" class="button primary wide" data-test="stay" on:click=move |_| stay.start(())>
                    {t!("leave-undo")}
                </button>
            </div>
            <Export />
            <Elsewhere summary="stay-elsewhere" text="stay-elsewhere-text" />
        </Welcome>
    }
}
