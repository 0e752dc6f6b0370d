//! Language, theme and text size of the document, from the settings of the device.

use crate::text::{self, Locale, Terms};
use enishi_bridge::{
    NetworkKind,
    app::AppView,
    settings::{DeviceSettings, Language, TextSize, Theme},
};
use leptos::prelude::*;

/// Keeps the document's root in step with the settings.
pub fn follow(settings: Signal<DeviceSettings>) {
    Effect::new(move |_| {
        let settings = settings.get();
        let locale = locale_of(settings.language);
        text::set_locale(locale);
        if let Some(root) = document().document_element() {
            // Setting an attribute of the root does not fail.
            let _ = root.set_attribute("lang", locale.tag());
            let _ = root.set_attribute("data-theme", theme(settings.theme));
            let _ = root.set_attribute("data-text", text_size(settings.text_size));
        }
    });
}

/// Calls those who left as the network that is shown calls them.
pub fn call(app: Signal<AppView>) {
    Effect::new(move |_| {
        let terms = app.with(|app| {
            let shown = app.places.iter().find(|place| app.current == Some(place.key));
            Terms::new(shown.map_or(NetworkKind::Company, |place| place.kind), app.terms.clone())
        });
        text::set_terms(terms);
    });
}

/// The language of the screen before the settings are known.
pub fn begin() {
    let locale = locale_of(Language::System);
    text::set_locale(locale);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", locale.tag());
    }
}

fn locale_of(language: Language) -> Locale {
    match language {
        Language::Ja => Locale::Ja,
        Language::En => Locale::En,
        Language::System => Locale::of_tag(&window().navigator().language().unwrap_or_default()),
    }
}

const fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

const fn text_size(size: TextSize) -> &'static str {
    match size {
        TextSize::Small => "small",
        TextSize::Standard => "standard",
        TextSize::Large => "large",
        TextSize::ExtraLarge => "extra_large",
    }
}
