//! The server's own sentences in Japanese and English, from `assets/locales`.

use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::sync::LazyLock;
use unic_langid::{LanguageIdentifier, langid};

type Bundle = FluentBundle<FluentResource>;

static JAPANESE: LazyLock<Bundle> =
    LazyLock::new(|| bundle(langid!("ja"), include_str!("../../../assets/locales/ja/server.ftl")));
static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle(langid!("en"), include_str!("../../../assets/locales/en/server.ftl")));

fn bundle(language: LanguageIdentifier, source: &str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // The marks around arguments confuse mail programs and mean nothing in our sentences.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A language that the server writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 日本語.
    Japanese,
    /// English.
    English,
}

impl Language {
    /// The language of a stored locale; Japanese unless it is `en`.
    pub fn of_locale(locale: &str) -> Self {
        if locale == "en" { Self::English } else { Self::Japanese }
    }

    /// The language that a browser prefers, by its Accept-Language; Japanese where it names neither.
    pub fn of_header(header: &str) -> Self {
        let mut best = (0.0, Self::Japanese);
        for part in header.split(',').take(20) {
            let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
            let quality: f32 = quality.trim().parse().unwrap_or(0.0);
            let language = match tag.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
                Some("ja") => Self::Japanese,
                Some("en") => Self::English,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }

    /// The tag for `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// A sentence by its key. A missing key is logged and shows as itself.
    pub fn say(self, key: &str, values: &[(&'static str, &str)]) -> String {
        let bundle: &Bundle = match self {
            Self::Japanese => &JAPANESE,
            Self::English => &ENGLISH,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "A sentence is missing.");
            return key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, *value);
        }
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(source: &str) -> Vec<&str> {
        source.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences_and_all_are_readable() {
        let japanese = keys(include_str!("../../../assets/locales/ja/server.ftl"));
        assert_eq!(japanese, keys(include_str!("../../../assets/locales/en/server.ftl")));
        for key in japanese {
            for language in [Language::Japanese, Language::English] {
                assert_ne!(
                    language.say(key, &[("network", "N"), ("name", "M"), ("device", "D"), ("url", "U")]),
                    key
                );
            }
        }
    }

    #[test]
    fn the_language_is_the_one_that_the_browser_likes_best() {
        assert_eq!(Language::of_header("en-GB,en;q=0.9,ja;q=0.8"), Language::English);
        assert_eq!(Language::of_header("fr, ja;q=0.7, en;q=0.3"), Language::Japanese);
        assert_eq!(Language::of_header("fr"), Language::Japanese);
        assert_eq!(Language::of_header("é;q=x,,;"), Language::Japanese);
    }
}
