//! What a line of text may be, for both ends: a device says it at the field, a server refuses it.
//!
//! Names are what people say they are: any script, emoji, marks that combine. Refused is only what is no text (control
//! characters) and what makes a text look like another one (characters that turn the direction of what follows).

use unicode_normalization::UnicodeNormalization;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// NUL, another control character, or one that turns the direction of the text.
    Control,
    /// More characters than allowed.
    TooLong,
}

/// One trimmed line of at most `max` characters, with marks composed; empty if nobody would see anything of it.
///
/// # Errors
/// [`BadText`].
pub fn line(text: &str, max: usize) -> Result<String, BadText> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || turns(c)) {
        return Err(BadText::Control);
    }
    if text.chars().count() > max {
        return Err(BadText::TooLong);
    }
    Ok(if text.chars().all(is_blank) { String::new() } else { composed(text) })
}

/// Embeddings, overrides and isolates. Letters that are written from right to left need none of them.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that take no ink.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
    ) || c.is_whitespace()
}

/// NFC for everything but the compatibility ideographs: it would write 﨔 and 都 as other characters, and people insist
/// on theirs.
fn composed(text: &str) -> String {
    let is_own = |c: char| matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}');
    let mut composed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(is_own) {
        let (before, from) = rest.split_at(place);
        composed.extend(before.nfc());
        let length = from.chars().next().map_or(0, char::len_utf8);
        let (own, after) = from.split_at(length);
        composed.push_str(own);
        rest = after;
    }
    composed.extend(rest.nfc());
    composed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind_stay_as_people_write_them() {
        for name in [
            "髙橋",
            "𠮷田",
            "神\u{fa19}\u{fa26}",
            "邊\u{e0101}",
            "Nguyễn Thị Lan",
            "👩‍👩‍👧‍👦",
            "محمد",
            "アンダーソン",
            "O’Brien",
        ] {
            assert_eq!(line(name, 80).as_deref(), Ok(name), "{name}");
        }
    }

    #[test]
    fn marks_are_composed_so_that_one_name_is_one_text() {
        assert_eq!(line("か\u{3099}", 80).as_deref(), Ok("が"));
        assert_eq!(line("Je\u{301}ro\u{302}me", 80).as_deref(), Ok("Jérôme"));
        assert_eq!(line("\u{fa26}か\u{3099}", 80).as_deref(), Ok("\u{fa26}が"));
    }

    #[test]
    fn what_is_no_text_or_looks_like_another_one_is_refused() {
        for text in ["a\0b", "a\nb", "\u{1b}[31m", "山\u{202e}田", "\u{2066}x", "x\u{2069}"] {
            assert_eq!(line(text, 80), Err(BadText::Control), "{text:?}");
        }
        assert_eq!(line(&"縁".repeat(10_000), 80), Err(BadText::TooLong));
        assert_eq!(line(&"e\u{301}".repeat(5_000), 80), Err(BadText::TooLong));
    }

    #[test]
    fn a_text_without_ink_says_nothing() {
        for text in ["", "  ", "\u{200b}", "\u{3164}\u{200d}", "\u{2060} \u{fe0f}", "　"] {
            assert_eq!(line(text, 80).as_deref(), Ok(""), "{text:?}");
        }
    }
}
