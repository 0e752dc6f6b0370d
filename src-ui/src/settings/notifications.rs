//! Which news are notified of in the current place, and when not.

use super::quiet::Quiet;
use crate::{
    bridge::commands,
    components::{Failure, Switch},
    state::use_save,
    t,
    text::tr,
};
use enishi_bridge::settings::PlaceSettings;
use leptos::prelude::*;

/// A switch: name for tests, key, how it is read and written.
type Kind = (&'static str, &'static str, fn(&PlaceSettings) -> bool, fn(&mut PlaceSettings, bool));

const KINDS: [Kind; 4] = [
    ("notify-whats-new", "notify-whats-new", |place| place.whats_new, |place, on| place.whats_new = on),
    (
        "notify-other-posts",
        "notify-other-posts",
        |place| place.other_posts,
        |place, on| place.other_posts = on,
    ),
    ("notify-events", "notify-events", |place| place.events, |place, on| place.events = on),
    ("notify-pitches", "notify-pitches", |place| place.pitches, |place, on| place.pitches = on),
];

/// The group.
#[component]
pub fn Notifications(place: Memo<Option<PlaceSettings>>) -> impl IntoView {
    let save = use_save(place.get_untracked().unwrap_or_default(), commands::save_place_settings);
    let settings = save.draft;
    let switches = KINDS.map(|(test, key, read, write)| {
        view! {
            <Switch
                label=Signal::derive(move || tr(key))
                on=Signal::derive(move || read(&settings.get()))
                on_change=move |on| save.change(|settings| write(settings, on))
                test
            />
        }
    });
    view! {
        <section class="group" aria-labelledby="settings-notifications">
            <h2 id="settings-notifications">{t!("settings-notifications")}</h2>
            {switches}
            <Quiet save />
            <Switch
                label=Signal::derive(t!("hide-content"))
                hint=Signal::derive(t!("hide-content-hint"))
                on=Signal::derive(move || settings.get().hide_content)
                on_change=move |on| save.change(|settings| settings.hide_content = on)
                test="hide-content"
            />
            <Failure error=save.failure test="notify-error" />
        </section>
    }
}
