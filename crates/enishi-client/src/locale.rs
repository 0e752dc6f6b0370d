//! Texts of the core: notifications, and the sentences of errors on the command line.

use enishi_bridge::settings::Language;
use fluent_templates::{Loader, fluent_bundle::FluentValue};
use std::{borrow::Cow, collections::BTreeMap};
use unic_langid::{LanguageIdentifier, langid};

use loader::LOCALES;

#[expect(clippy::disallowed_types, reason = "the macro's own map; nothing iterates it")]
mod loader {
    fluent_templates::static_loader! {
        pub static LOCALES = {
            locales: "../../assets/locales",
            fallback_language: "ja",
            // Fluent would wrap arguments in bidi isolates, which notifications show as boxes.
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

const JA: LanguageIdentifier = langid!("ja");
const EN: LanguageIdentifier = langid!("en");

/// Japanese or English, as the person chose or the system says.
pub fn is_japanese(choice: Language, system: &str) -> bool {
    match choice {
        Language::Ja => true,
        Language::En => false,
        Language::System => system.is_empty() || system.to_ascii_lowercase().starts_with("ja"),
    }
}

/// The text of a key, with its arguments.
pub fn text(japanese: bool, key: &str, args: &[(&'static str, String)]) -> String {
    let locale = if japanese { &JA } else { &EN };
    let args: BTreeMap<_, _> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let args =
        args.into_iter().map(|(name, value)| (Cow::Borrowed(name), FluentValue::from(value))).collect();
    LOCALES.lookup_with_args(locale, key, &args)
}

/// The sentence of a failure in a language (BCP 47 or POSIX), for the command line.
pub fn sentence(code: enishi_bridge::errors::AppCode, language: &str) -> String {
    text(is_japanese(Language::System, language), &code.message_key(), &[])
}
