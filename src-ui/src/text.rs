//! The words on the screen: assets/locales/{ja,en}/ui.ftl through Fluent. Reading a text inside a view
//! depends on the language, so switching it takes effect at once.

use enishi_bridge::{NetworkKind, TERMS};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use leptos::{prelude::*, reactive::graph::Observer};
use std::{collections::BTreeMap, sync::LazyLock};
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

/// The words of a network, for what differs between a company, a town, a school and a club.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    kind: NetworkKind,
    own: BTreeMap<String, String>,
}

impl Terms {
    /// The words of a network: its own, and those of its kind for the rest.
    pub const fn new(kind: NetworkKind, own: BTreeMap<String, String>) -> Self {
        Self { kind, own }
    }

    /// The key of the word of its kind.
    fn key(&self, term: &str) -> String {
        let kind = match self.kind {
            NetworkKind::Unknown => NetworkKind::Company,
            known => known,
        };
        format!("term-{term}-{}", kind.as_str())
    }

    /// The word of its own, if it has one in this language.
    fn own(&self, term: &str, locale: Locale) -> Option<&String> {
        match locale {
            Locale::Ja => self.own.get(term),
            Locale::En => self.own.get(&format!("{term}-en")),
        }
    }
}

// Global for the same reason as the language.
static WORDS: LazyLock<ArcRwSignal<Terms>> =
    LazyLock::new(|| ArcRwSignal::new(Terms::new(NetworkKind::Company, BTreeMap::new())));

/// Uses the words of the network that is shown.
pub fn set_terms(terms: Terms) {
    if WORDS.get_untracked() != terms {
        WORDS.set(terms);
    }
}

fn with_terms<T>(read: impl FnOnce(&Terms) -> T) -> T {
    if Observer::get().is_some() { WORDS.with(read) } else { WORDS.with_untracked(read) }
}

/// A word as it stands at the beginning of a phrase.
fn at_beginning(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text of a key in the language of the screen.
pub fn tr(key: &str) -> String {
    tr_with(key, &[])
}

/// The text of a key with its arguments filled in.
pub fn tr_with(key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    let locale = locale();
    with_terms(|terms| text_in(locale, terms, key, arguments))
}

fn text_in(locale: Locale, terms: &Terms, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    let format = |bundle: &FluentBundle<FluentResource>| {
        let pattern = bundle.get_message(key)?.value()?;
        let given: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        // Few texts hold a word of the network, and those words are texts themselves.
        let mut missing = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&given), &mut missing);
        if missing.is_empty() {
            return Some(text.into_owned());
        }
        let mut filled = FluentArgs::new();
        for term in TERMS {
            let word = match terms.own(term, locale) {
                Some(own) => own.clone(),
                None => {
                    let default = bundle.get_message(&terms.key(term)).and_then(|message| message.value())?;
                    bundle.format_pattern(default, None, &mut Vec::new()).into_owned()
                }
            };
            filled.set(at_beginning(term), at_beginning(&word));
            filled.set(term, word);
        }
        for (name, value) in given.iter() {
            filled.set(name.to_owned(), value.clone());
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
