//! How messages are written on this device, and whether others are told what was read.

use crate::{
    bridge::commands,
    components::{Failure, Pane, Switch},
    state::{Save, use_act, use_read},
    t,
};
use enishi_bridge::{notices::Tag, settings::DeviceSettings, talk::ReceiptsForm};
use leptos::prelude::*;

/// The group.
#[component]
pub fn Talk(save: Save<DeviceSettings>) -> impl IntoView {
    let settings = save.draft;
    view! {
        <section class="group" aria-labelledby="settings-talk">
            <h2 id="settings-talk">{t!("nav-talk")}</h2>
            <Switch
                label=Signal::derive(t!("enter-sends"))
                hint=Signal::derive(t!("enter-sends-hint"))
                on=Signal::derive(move || settings.get().enter_sends)
                on_change=move |on| save.change(|settings| settings.enter_sends = on)
                test="enter-sends"
            />
            <Receipts />
        </section>
    }
}

/// Whether others are told what was read, which needs that both wish it; it counts on all devices.
#[component]
fn Receipts() -> impl IntoView {
    let wanted = use_read(&[Tag::Talk, Tag::Settings, Tag::Outbox], commands::receipts);
    let set = use_act(commands::set_receipts, |_wish| {});
    view! {
        <Pane read=wanted let:form>
            <Switch
                label=Signal::derive(t!("receipts-wanted"))
                hint=Signal::derive(t!("receipts-wanted-hint"))
                on=Signal::derive(move || form.with(|form| form.wanted))
                on_change=move |wanted| set.start(ReceiptsForm { wanted })
                test="receipts-wanted"
            />
            <Failure error=set.failure />
        </Pane>
    }
}
