//! The page of settings, in groups.

use super::{
    appearance::Appearance, key_store::key_store_key, notifications::Notifications, privacy::Privacy,
    sign_out::SignOut, talk::Talk,
};
use crate::{
    bridge::commands,
    components::{Header, Icon, Pane, icons},
    state::{use_read, use_save},
    t,
    text::tr,
};
use enishi_bridge::{notices::Tag, settings::SettingsView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let settings = use_read(&[Tag::Settings, Tag::App], commands::settings);
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("settings-title")) back="/me" back_key="nav-me" />
            <Pane read=settings let:settings>
                <Groups settings />
            </Pane>
        </div>
    }
}

#[component]
fn Groups(settings: Signal<SettingsView>) -> impl IntoView {
    let place = Memo::new(move |_| settings.with(|settings| settings.place));
    // One draft for both groups, so that neither takes back what the other has saved.
    let save = use_save(settings.with_untracked(|settings| settings.device), commands::save_device_settings);
    view! {
        <Appearance save />
        {move || place.get().is_some().then(|| view! { <Notifications place /> })}
        {move || place.get().is_some().then(|| view! { <Talk save /> })}
        {move || place.get().is_some().then(|| view! { <Privacy /> })}
        <section class="group" aria-labelledby="settings-this-device">
            <h2 id="settings-this-device">{t!("settings-this-device")}</h2>
            <ul class="ways">
                <li>
                    <a class="way" href="/settings/devices">
                        <Icon path=icons::DEVICES />
                        <span>{t!("devices-title")}</span>
                        <Icon path=icons::FORWARD />
                    </a>
                </li>
                <li>
                    <a class="way" href="/settings/storage">
                        <Icon path=icons::STORAGE />
                        <span>{t!("storage-title")}</span>
                        <Icon path=icons::FORWARD />
                    </a>
                </li>
            </ul>
            <p class="fact">
                <Icon path=icons::KEY />
                <span>{move || tr(key_store_key(settings.with(|settings| settings.key_store)))}</span>
            </p>
            <SignOut />
        </section>
    }
}
