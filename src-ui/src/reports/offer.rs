//! The quiet button under a post or an event that opens the report.

use super::ReportForm;
use crate::{
    components::{Icon, icons},
    t,
};
use enishi_bridge::Subject;
use leptos::prelude::*;

/// The button with its dialog.
#[component]
pub fn ReportThing(
    /// What.
    subject: Subject,
    /// Its title.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <p class="report-offer">
            <button type="button" class="button quiet" data-test="report-thing" on:click=move |_| open.set(true)>
                <Icon path=icons::FLAG />
                <span>{t!("report")}</span>
            </button>
        </p>
        {move || {
            open.get()
                .then(|| {
                    view! {
                        <ReportForm
                            subject
                            label
                            can_block=false
                            on_close=move |_blocked: bool| {
                                let _ = open.try_set(false);
                            }
                        />
                    }
                })
        }}
    }
}
