//! The few texts that the shell itself shows, in the person's language: assets/locales/*/shell.ftl.

use enishi_bridge::settings::Language;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

#[expect(clippy::disallowed_types, reason = "the macro's own code; nothing of it can be seen")]
mod loaded {
    super::static_loader! {
        pub(super) static LOCALES = {
            locales: "assets/locales",
            fallback_language: "en",
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

/// Looks texts up in one language.
#[derive(Clone)]
pub struct Texts(LanguageIdentifier);

impl Texts {
    /// The language that the person chose, or the system's; English where the system's is neither.
    pub fn new(chosen: Language, system: &str) -> Self {
        let japanese = match chosen {
            Language::Ja => true,
            Language::En => false,
            Language::System => system.to_ascii_lowercase().starts_with("ja"),
        };
        Self(if japanese { langid!("ja") } else { langid!("en") })
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> String {
        loaded::LOCALES.lookup(&self.0, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_decides_only_while_the_person_has_not() {
        let quit = |chosen, system| Texts::new(chosen, system).get("tray-quit");
        assert_eq!(quit(Language::System, "ja-JP"), quit(Language::Ja, "en-US"));
        assert_eq!(quit(Language::System, "de-DE"), quit(Language::En, "ja-JP"));
        assert_ne!(quit(Language::Ja, ""), quit(Language::En, ""));
    }
}
