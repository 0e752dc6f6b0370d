//! The own devices that take part in messages: which they are, what they are called, and how one is taken off.

use crate::{
    bridge::commands,
    components::{Confirm, Failure, Field, Header, Icon, PageTitle, Pane, icons, whole},
    fmt,
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    DeviceId,
    notices::Tag,
    talk::{NameDeviceForm, TalkDevice, TalkDevices},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn TalkDevicesPage() -> impl IntoView {
    let devices = use_read(&[Tag::Talk, Tag::Outbox], commands::talk_devices);
    view! {
        <article class="page narrow" data-test="talk-devices-page">
            <Header back="/talk" back_key="nav-talk" />
            <PageTitle text=Signal::derive(t!("talk-devices")) />
            <p>{t!("talk-devices-lead")}</p>
            <Pane read=devices let:devices>
                <Rows devices />
            </Pane>
        </article>
    }
}

#[component]
fn Rows(devices: Signal<TalkDevices>) -> impl IntoView {
    let may_change = Memo::new(move |_| devices.with(|devices| devices.may_change));
    view! {
        <ul class="cards">
            <For each=move || devices.with(|devices| devices.items.clone()) key=whole let:device>
                <Row device may_change />
            </For>
        </ul>
    }
}

/// What a device without a name is called.
fn called(name: &str) -> String {
    if name.is_empty() { tr("talk-device-unnamed") } else { name.to_owned() }
}

#[component]
fn Row(device: TalkDevice, may_change: Memo<bool>) -> impl IntoView {
    let TalkDevice { id, name, added_at, here, new } = device;
    let (naming, removing) = (RwSignal::new(false), RwSignal::new(false));
    let know = use_act(commands::know_device, |()| {});
    let remove = use_act(commands::remove_device, move |()| announce(tr("talk-device-removed")));
    let shown = called(&name);
    let title = shown.clone();
    view! {
        <li class="device" data-test="talk-device" data-id=id.to_string()>
            <Icon path=icons::DEVICES />
            <div class="device-words">
                <p class="name">{shown}</p>
                {here.then(|| view! { <p class="chip here">{t!("device-this")}</p> })}
                <p class="soft">{move || tr_with("talk-device-since", &[("time", fmt::date_time(added_at).into())])}</p>
                {new
                    .then(|| {
                        view! {
                            <p class="talk-note" role="status">{t!("talk-device-new")}</p>
                            <button
                                type="button"
                                class="button"
                                data-test="talk-device-know"
                                on:click=move |_| know.start(id)
                            >
                                {t!("talk-device-know")}
                            </button>
                        }
                    })}
                <Show when=move || naming.get()>
                    <Name id name=name.clone() open=naming />
                </Show>
                <Failure error=remove.failure />
            </div>
            <div class="device-deeds">
                <Show when=move || !naming.get()>
                    <button
                        type="button"
                        class="button quiet"
                        data-test="talk-device-rename"
                        on:click=move |_| naming.set(true)
                    >
                        <Icon path=icons::PEN />
                        <span>{t!("talk-device-rename")}</span>
                    </button>
                </Show>
                <Show when=move || !here && may_change.get()>
                    <button
                        type="button"
                        class="button danger-quiet"
                        data-test="talk-device-remove"
                        on:click=move |_| removing.set(true)
                    >
                        {t!("talk-device-remove")}
                    </button>
                </Show>
            </div>
            <Confirm
                open=removing
                title=Signal::derive(move || tr_with("talk-device-remove-title", &[("name", title.clone().into())]))
                body=Signal::derive(t!("talk-device-remove-body"))
                action=Signal::derive(t!("talk-device-remove"))
                on_confirm=move |()| remove.start(id)
                test="talk-device-remove-dialog"
            />
        </li>
    }
}

#[component]
fn Name(id: DeviceId, name: String, open: RwSignal<bool>) -> impl IntoView {
    let value = RwSignal::new(name);
    let save = use_act(commands::name_device, move |_wish| {
        let _ = open.try_set(false);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.start(NameDeviceForm { device: id, name: value.get_untracked() });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <Field label=Signal::derive(t!("talk-device-name")) value test="talk-device-name" longest=80 />
            <Failure error=save.failure />
            <div class="entry-buttons">
                <button type="submit" class="button primary" data-test="talk-device-save">{t!("action-save")}</button>
                <button type="button" class="button" on:click=move |_| open.set(false)>{t!("action-cancel")}</button>
            </div>
        </form>
    }
}
