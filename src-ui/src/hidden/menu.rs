//! The quiet menu 「…」 on a person's page: hide, block, report. Each asks once and says in plain words what will happen.

use crate::{
    bridge::commands,
    components::{Confirm, Failure, Icon, icons},
    frame::use_go,
    reports::ReportForm,
    state::{announce, use_act},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{MemberId, Subject, hidden::HideForm};
use leptos::prelude::*;

/// The menu.
#[component]
pub fn PersonMenu(
    /// The person.
    id: MemberId,
    /// Her name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let (hide, block) = (RwSignal::new(false), RwSignal::new(false));
    let report = RwSignal::new(false);
    let go = use_go();
    let set = use_act(commands::set_hidden, move |_wish| {
        announce(tr("hide-done"));
        go.to("/members");
    });
    let about = move |key: &str| tr_with(key, &[("name", name.get().into())]);
    let form = move |block| HideForm { member: id, hidden: true, block };
    view! {
        <details class="more" data-test="person-menu">
            <summary class="more-button" aria-label=t!("person-menu")>
                <Icon path=icons::MORE />
            </summary>
            <ul class="more-list">
                <li>
                    <button type="button" class="more-item" data-test="person-hide" on:click=move |_| hide.set(true)>
                        <Icon path=icons::EYE_OFF />
                        <span>{t!("hide-from")}</span>
                    </button>
                </li>
                <li>
                    <button type="button" class="more-item" data-test="person-block" on:click=move |_| block.set(true)>
                        <Icon path=icons::BAN />
                        <span>{t!("block")}</span>
                    </button>
                </li>
                <li>
                    <button type="button" class="more-item" data-test="person-report" on:click=move |_| report.set(true)>
                        <Icon path=icons::FLAG />
                        <span>{t!("report")}</span>
                    </button>
                </li>
            </ul>
        </details>
        <Failure error=set.failure test="person-menu-error" />
        <Confirm
            open=hide
            title=Signal::derive(move || about("hide-title"))
            body=Signal::derive(t!("hide-body"))
            action=Signal::derive(t!("hide-action"))
            on_confirm=move |()| set.start(form(false))
            test="person-hide-dialog"
        />
        <Confirm
            open=block
            title=Signal::derive(move || about("block-title"))
            body=Signal::derive(t!("block-body"))
            action=Signal::derive(t!("block"))
            on_confirm=move |()| set.start(form(true))
            test="person-block-dialog"
        />
        {move || {
            report
                .get()
                .then(|| {
                    view! {
                        <ReportForm
                            subject=Subject::Member { member: id }
                            label=name
                            can_block=true
                            on_close=move |blocked: bool| {
                                let _ = report.try_set(false);
                                if blocked {
                                    go.to("/members");
                                }
                            }
                        />
                    }
                })
        }}
    }
}
