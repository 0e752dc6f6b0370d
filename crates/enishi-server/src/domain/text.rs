//! What a text may be: its length in characters, no control characters, readings in hiragana.

use crate::failure::Failure;
use enishi_wire::text;
use unicode_normalization::UnicodeNormalization;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// NUL or another control character.
    Control,
    /// More characters than allowed.
    TooLong,
    /// Not a reading in kana.
    NotKana,
}

impl BadText {
    /// The sentence for a field.
    pub fn of(self, field: &str) -> Failure {
        Failure::invalid(
            field,
            match self {
                Self::Control => "The text holds a control character.",
                Self::TooLong => "The text is too long.",
                Self::NotKana => "A reading is written in hiragana or katakana.",
            },
        )
    }
}

/// One trimmed line of at most `max` characters.
pub fn line(text: &str, max: usize) -> Result<String, BadText> {
    text::line(text, max).map_err(|bad| match bad {
        text::BadText::Control => BadText::Control,
        text::BadText::TooLong => BadText::TooLong,
    })
}

/// Plain text with line breaks, of at most `max` characters.
pub fn paragraphs(text: &str, max: usize) -> Result<String, BadText> {
    let text = text.replace("\r\n", "\n");
    let trimmed = text.trim();
    if trimmed.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(BadText::Control);
    }
    if trimmed.chars().count() > max {
        return Err(BadText::TooLong);
    }
    Ok(trimmed.to_owned())
}

/// A reading as hiragana, whether it was written in hiragana, katakana or half-width katakana.
pub fn kana(text: &str, max: usize) -> Result<String, BadText> {
    let reading: String = line(text, max)?.nfkc().map(hiragana).collect();
    let is_kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ー' | '・' | ' ');
    if reading.chars().all(is_kana) { line(&reading, max) } else { Err(BadText::NotKana) }
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(c).saturating_sub(0x60)).unwrap_or(c),
        // The hyphens that people type for the long vowel.
        '-' | '‐' | '－' => 'ー',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_become_hiragana_however_they_were_typed() {
        for text in ["やまだ", "ヤマダ", "ﾔﾏﾀﾞ", "　ヤマダ "] {
            assert_eq!(kana(text, 80).as_deref(), Ok("やまだ"), "{text}");
        }
        assert_eq!(kana("マリア・ルイーザ", 80).as_deref(), Ok("まりあ・るいーざ"));
        assert_eq!(kana("", 80).as_deref(), Ok(""));
    }

    #[test]
    fn a_reading_in_kanji_or_latin_letters_is_refused() {
        assert_eq!(kana("山田", 80), Err(BadText::NotKana));
        assert_eq!(kana("Yamada", 80), Err(BadText::NotKana));
    }

    #[test]
    fn control_characters_are_refused_and_line_breaks_only_in_lines() {
        assert_eq!(line("a\0b", 80), Err(BadText::Control));
        assert_eq!(line("a\nb", 80), Err(BadText::Control));
        assert_eq!(paragraphs("a\r\nb", 80).as_deref(), Ok("a\nb"));
        assert_eq!(paragraphs("a\u{1b}[31m", 80), Err(BadText::Control));
    }

    #[test]
    fn lengths_count_characters_and_not_bytes() {
        assert_eq!(line("縁縁縁", 3).as_deref(), Ok("縁縁縁"));
        assert_eq!(line("縁縁縁縁", 3), Err(BadText::TooLong));
    }
}
