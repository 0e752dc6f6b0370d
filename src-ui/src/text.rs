//! The words on the screen: assets/locales/{ja,en}/ui.ftl through Fluent. Reading a text inside a view
//! depends on the language, so switching it takes effect at once.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use leptos::{prelude::*, reactive::graph::Observer};
use std::sync::LazyLock;
use unic_langid::{LanguageIdentifier, langid};

/// A language of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Locale {
    /// 日本語.
    Ja,
    /// English.
    En,
}

impl Locale {
    /// The tag for `lang` attributes and for Intl.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Japanese where the tag says so, else English.
    pub fn of_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("ja") { Self::Ja } else { Self::En }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Ja => include_str!("../../assets/locales/ja/ui.ftl"),
            Self::En => include_str!("../../assets/locales/en/ui.ftl"),
        }
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Ja => langid!("ja"),
            Self::En => langid!("en"),
        }
    }

    fn bundle(self) -> FluentBundle<FluentResource> {
        // What a broken line leaves readable is used; the test below fails for the line.
        let resource = match FluentResource::try_new(self.source().to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new(vec![self.identifier()]);
        // The marks that isolate arguments show as boxes in some fonts, and break copies of dates.
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(resource);
        bundle
    }
}

thread_local! {
    static JA: FluentBundle<FluentResource> = Locale::Ja.bundle();
    static EN: FluentBundle<FluentResource> = Locale::En.bundle();
}

// One webview, one language: global, so that event handlers, which have no owner, can read it too.
static LOCALE: LazyLock<ArcRwSignal<Locale>> = LazyLock::new(|| ArcRwSignal::new(Locale::Ja));

/// The language of the screen, reactive.
pub fn locale() -> Locale {
    // Event handlers read texts too; there is nothing to react there, and nothing to warn of.
    if Observer::get().is_some() { LOCALE.get() } else { LOCALE.get_untracked() }
}

/// Switches the language of the screen.
pub fn set_locale(locale: Locale) {
    if LOCALE.get_untracked() != locale {
        LOCALE.set(locale);
    }
}

/// The text of a key in the language of the screen.
pub fn tr(key: &str) -> String {
    tr_with(key, &[])
}

/// The text of a key with its arguments filled in.
pub fn tr_with(key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    text_in(locale(), key, arguments)
}

fn text_in(locale: Locale, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    let format = |bundle: &FluentBundle<FluentResource>| {
        let pattern = bundle.get_message(key)?.value()?;
        let mut filled = FluentArgs::new();
        for (name, value) in arguments {
            filled.set((*name).to_owned(), value.clone());
        }
        Some(bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into_owned())
    };
    match locale {
        Locale::Ja => JA.with(format),
        Locale::En => EN.with(format),
    }
    .unwrap_or_else(|| key.to_owned())
}

/// A text of the locale files, reactive: `t!("key")`, `t!("key", "count" => n)`.
#[macro_export]
macro_rules! t {
    ($key:expr) => {
        move || $crate::text::tr($key)
    };
    ($key:expr, $($name:literal => $value:expr),+ $(,)?) => {
        move || $crate::text::tr_with($key, &[$(($name, fluent_bundle::FluentValue::from($value))),+])
    };
}

#[cfg(test)]
mod tests;
