//! Language, theme and text size; each takes effect at once.

use crate::{
    components::{Failure, Select},
    state::Save,
    t,
};
use enishi_bridge::settings::{DeviceSettings, Language, TextSize, Theme};
use leptos::prelude::*;

// Languages are named in themselves, so that a person finds hers back.
const LANGUAGES: &[(&str, &str)] =
    &[("system", "language-system"), ("ja", "language-ja"), ("en", "language-en")];
const THEMES: &[(&str, &str)] =
    &[("system", "theme-system"), ("light", "theme-light"), ("dark", "theme-dark")];
const SIZES: &[(&str, &str)] = &[
    ("small", "text-size-small"),
    ("standard", "text-size-standard"),
    ("large", "text-size-large"),
    ("extra_large", "text-size-extra-large"),
];

/// The group.
#[component]
pub fn Appearance(save: Save<DeviceSettings>) -> impl IntoView {
    let device = save.draft;
    view! {
        <section class="group" aria-labelledby="settings-look">
            <h2 id="settings-look">{t!("settings-look")}</h2>
            <Select
                label=Signal::derive(t!("settings-language"))
                chosen=Signal::derive(move || language_word(device.get().language))
                choices=LANGUAGES
                on_choose=move |word: String| save.change(|settings| settings.language = language_of(&word))
                test="settings-language"
            />
            <Select
                label=Signal::derive(t!("settings-theme"))
                chosen=Signal::derive(move || theme_word(device.get().theme))
                choices=THEMES
                on_choose=move |word: String| save.change(|settings| settings.theme = theme_of(&word))
                test="settings-theme"
            />
            <Select
                label=Signal::derive(t!("settings-text-size"))
                chosen=Signal::derive(move || size_word(device.get().text_size))
                choices=SIZES
                on_choose=move |word: String| save.change(|settings| settings.text_size = size_of(&word))
                test="settings-text-size"
            />
            <Failure error=save.failure test="settings-error" />
        </section>
    }
}

fn language_of(word: &str) -> Language {
    match word {
        "ja" => Language::Ja,
        "en" => Language::En,
        _ => Language::System,
    }
}

const fn language_word(language: Language) -> &'static str {
    match language {
        Language::System => "system",
        Language::Ja => "ja",
        Language::En => "en",
    }
}

fn theme_of(word: &str) -> Theme {
    match word {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::System,
    }
}

const fn theme_word(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn size_of(word: &str) -> TextSize {
    match word {
        "small" => TextSize::Small,
        "large" => TextSize::Large,
        "extra_large" => TextSize::ExtraLarge,
        _ => TextSize::Standard,
    }
}

const fn size_word(size: TextSize) -> &'static str {
    match size {
        TextSize::Small => "small",
        TextSize::Standard => "standard",
        TextSize::Large => "large",
        TextSize::ExtraLarge => "extra_large",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_read_back_as_it_was_written() {
        for (word, _) in LANGUAGES {
            assert_eq!(language_word(language_of(word)), *word);
        }
        for (word, _) in THEMES {
            assert_eq!(theme_word(theme_of(word)), *word);
        }
        for (word, _) in SIZES {
            assert_eq!(size_word(size_of(word)), *word);
        }
    }
}
