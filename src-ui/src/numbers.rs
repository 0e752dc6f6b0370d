//! Numbers between JavaScript, which has only floating point, and Rust.

/// The whole part of a number of JavaScript. Out of range and NaN saturate, as `as` does.
#[expect(clippy::cast_possible_truncation, reason = "saturating is what is wanted here")]
pub fn whole(number: f64) -> i64 {
    number.floor() as i64
}

/// A whole number for JavaScript; exact up to 2^53, which is far beyond every time and count here.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
pub fn float(number: i64) -> f64 {
    number as f64
}

/// A number of JavaScript as a count; negative is zero.
pub fn count(number: f64) -> u32 {
    u32::try_from(whole(number).max(0)).unwrap_or(u32::MAX)
}

/// Reads a number as people type it: full-width digits and spaces around it are fine.
pub fn typed(text: &str) -> Option<u32> {
    let plain = half_width(text);
    let plain = plain.trim();
    if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    plain.parse().ok()
}

/// Full-width ASCII (`０`, `：`, `／`, `－`) and the ideographic space as their narrow forms.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            'ー' | '−' | '‐' => '-',
            _ => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_are_numbers() {
        assert_eq!(typed(" ２０１２ "), Some(2012));
        assert_eq!(typed("40"), Some(40));
    }

    #[test]
    fn words_signs_and_nothing_are_no_numbers() {
        for text in ["", " ", "-3", "4.5", "四十", "99999999999"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_of_javascript_saturate() {
        assert_eq!(whole(f64::NAN), 0);
        assert_eq!(whole(-0.5), -1);
        assert_eq!(count(-3.0), 0);
        assert_eq!(count(f64::INFINITY), u32::MAX);
    }
}
