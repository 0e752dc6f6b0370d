//! Which news are notified of in the current place, and when not.

use super::{quiet::Quiet, rest::Rest};
use crate::{
    bridge::commands,
    components::{Failure, Pane, Switch},
    state::{use_act, use_read, use_save},
    t,
    text::tr,
};
use enishi_bridge::{notices::Tag, settings::PlaceSettings, suggestions::SuggestionsForm};
use leptos::prelude::*;

/// A switch: name for tests, key, how it is read and written.
type Kind = (&'static str, &'static str, fn(&PlaceSettings) -> bool, fn(&mut PlaceSettings, bool));

const KINDS: [Kind; 7] = [
    ("notify-messages", "notify-messages", |place| place.messages, |place, on| place.messages = on),
    ("notify-whats-new", "notify-whats-new", |place| place.whats_new, |place, on| place.whats_new = on),
    (
        "notify-other-posts",
        "notify-other-posts",
        |place| place.other_posts,
        |place, on| place.other_posts = on,
    ),
    ("notify-events", "notify-events", |place| place.events, |place, on| place.events = on),
    ("notify-pitches", "notify-pitches", |place| place.pitches, |place, on| place.pitches = on),
    ("notify-followed", "notify-followed", |place| place.followed, |place, on| place.followed = on),
    ("notify-reactions", "notify-reactions", |place| place.reactions, |place, on| place.reactions = on),
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
            <Rest save />
            {switches}
            <Switch
                label=Signal::derive(t!("notify-message-text"))
                hint=Signal::derive(t!("notify-message-text-hint"))
                on=Signal::derive(move || settings.get().message_text)
                on_change=move |on| save.change(|settings| settings.message_text = on)
                test="notify-message-text"
            />
            <Quiet save />
            <Switch
                label=Signal::derive(t!("hide-content"))
                hint=Signal::derive(t!("hide-content-hint"))
                on=Signal::derive(move || settings.get().hide_content)
                on_change=move |on| save.change(|settings| settings.hide_content = on)
                test="hide-content"
            />
            <Failure error=save.failure test="notify-error" />
            <Suggestions />
        </section>
    }
}

/// Whether people are suggested; it counts on all devices.
#[component]
fn Suggestions() -> impl IntoView {
    let wanted = use_read(&[Tag::Status], commands::suggestions_wanted);
    let set = use_act(commands::set_suggestions, |()| {});
    view! {
        <Pane read=wanted let:form>
            <Switch
                label=Signal::derive(t!("suggestions-wanted"))
                hint=Signal::derive(t!("suggestions-wanted-hint"))
                on=Signal::derive(move || form.with(|form| form.wanted))
                on_change=move |wanted| set.start(SuggestionsForm { wanted })
                test="suggestions-wanted"
            />
            <Failure error=set.failure />
        </Pane>
    }
}
