//! The devices of the account. The server knows them, so this page needs a connection and says so.

use crate::{
    bridge::commands,
    components::{Confirm, Failure, Header, Icon, Pane, icons, whole},
    fmt,
    state::{announce, use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    notices::Tag,
    sessions::{Device, DeviceList},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let devices = use_read(&[Tag::Settings], commands::devices);
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("devices-title")) back="/settings" back_key="settings-title" />
            <p class="lead">{t!("devices-lead")}</p>
            <Pane read=devices let:list>
                <Rows list on_gone=move |()| devices.retry() />
            </Pane>
        </div>
    }
}

#[component]
fn Rows(list: Signal<DeviceList>, #[prop(into)] on_gone: Callback<()>) -> impl IntoView {
    view! {
        <ul class="cards">
            <For each=move || list.with(|list| list.items.clone()) key=whole let:device>
                <Row device on_gone />
            </For>
        </ul>
    }
}

#[component]
fn Row(device: Device, on_gone: Callback<()>) -> impl IntoView {
    let Device { id, name, platform, created_at, last_seen_at, current } = device;
    let open = RwSignal::new(false);
    let sign_out = use_act(commands::sign_out_device, move |()| {
        announce(tr("device-signed-out"));
        on_gone.try_run(());
    });
    view! {
        <li class="device" data-test="device-row" data-id=id.to_string()>
            <Icon path=platform_icon(&platform) />
            <div class="device-words">
                <p class="name">{name}</p>
                {current.then(|| view! { <p class="chip here">{t!("device-this")}</p> })}
                <p class="soft">{move || crate::text::tr_with("device-seen", &[("time", fmt::moment(last_seen_at).into())])}</p>
                <p class="soft">{move || crate::text::tr_with("device-since", &[("time", fmt::date_time(created_at).into())])}</p>
                <Failure error=sign_out.failure />
            </div>
            {(!current)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button danger-quiet"
                            data-test="device-sign-out"
                            on:click=move |_| open.set(true)
                        >
                            {t!("device-sign-out")}
                        </button>
                        <Confirm
                            open
                            title=Signal::derive(t!("device-sign-out-title"))
                            body=Signal::derive(t!("device-sign-out-body"))
                            action=Signal::derive(t!("device-sign-out"))
                            on_confirm=move |()| sign_out.start(id)
                            test="device-sign-out-dialog"
                        />
                    }
                })}
        </li>
    }
}

fn platform_icon(platform: &str) -> &'static str {
    match platform {
        "android" | "ios" => icons::PHONE,
        "cli" => icons::TERMINAL,
        _ => icons::LAPTOP,
    }
}
