//! A rest from every notification, for an hour, until the morning, or for a week.

use crate::{
    clock,
    components::{Icon, icons},
    dates, fmt,
    state::Save,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::settings::PlaceSettings;
use leptos::prelude::*;

/// An hour, ms.
const HOUR: i64 = 3_600_000;
/// When the morning begins.
const MORNING: &str = "8:00";

/// How long a rest may be: name for tests and key.
const RESTS: [&str; 3] = ["rest-hour", "rest-morning", "rest-week"];

/// When a rest that begins now ends, ms UTC.
fn until(rest: &str, now: i64) -> i64 {
    match rest {
        "rest-hour" => now.saturating_add(HOUR),
        "rest-week" => now.saturating_add(7 * 24 * HOUR),
        _ => morning(now).unwrap_or(now.saturating_add(12 * HOUR)),
    }
}

/// The next morning on this device.
fn morning(now: i64) -> Option<i64> {
    let this = fmt::instant(fmt::today()?, dates::time(MORNING)?)?;
    Some(if this > now { this } else { this.saturating_add(24 * HOUR) })
}

/// What rests, or the ways to rest.
#[component]
pub fn Rest(save: Save<PlaceSettings>) -> impl IntoView {
    let settings = save.draft;
    let resting = Memo::new(move |_| {
        settings.with(|settings| settings.muted_until).filter(|until| *until > clock::now_shown())
    });
    let set = move |until: Option<i64>| save.change(|settings| settings.muted_until = until);
    view! {
        <div class="rest" data-test="rest">
            {move || match resting.get() {
                Some(until) => {
                    view! {
                        <p class="fact" role="status">
                            <Icon path=icons::BELL_OFF />
                            <span>{tr_with("rest-until", &[("time", fmt::date_time(until).into())])}</span>
                        </p>
                        <button type="button" class="button" data-test="rest-end" on:click=move |_| set(None)>
                            {t!("rest-end")}
                        </button>
                    }
                        .into_any()
                }
                None => {
                    let ways = RESTS
                        .into_iter()
                        .map(|rest| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-test=rest
                                    on:click=move |_| set(Some(until(rest, clock::now())))
                                >
                                    {move || tr(rest)}
                                </button>
                            }
                        })
                        .collect_view();
                    view! {
                        <p class="label" id="rest-label">{t!("rest-title")}</p>
                        <div class="rest-ways" role="group" aria-labelledby="rest-label">{ways}</div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}
