//! Text folded for comparison, so that a name is found however it was written and however it is typed.
//!
//! Width and compatibility forms (NFKC, Unicode Standard Annex 15), kana script, case, 異体字 (`variants.rs`),
//! iteration marks (佐々木 as 佐佐木, すゞ as すず), variation selectors and what has no width, wave, dash and
//! long-vowel marks, spaces. Small kana stay small, except ヵ and ヶ (茅ヶ崎 as 茅ケ崎), whose size says nothing.
//! Keys only: what is shown is always what the person wrote. Folding twice changes nothing more.

use super::variants::VARIANTS;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The folded form of a text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

/// Appends the folded form of a text; what stands in `out` before has no part in it.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    out.reserve(text.len());
    let mut last = START;
    for c in text.chars() {
        let Some(c) = plain(c) else {
            out.truncate(start);
            return fold_any_into(text, out);
        };
        last = folded(c, last);
        out.push(last);
    }
}

/// What stands before the first character: nothing that an iteration mark could repeat.
const START: char = '\0';

/// The NFKC form of a character of the text that most names are made of. Such characters compose with nothing but
/// marks that are not among them, so a text of them alone is in NFKC, character for character.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7F'
        | '、'..='〇'
        | '〈'..='】'
        | 'ぁ'..='ゖ'
        | 'ゝ'
        | 'ゞ'
        | 'ァ'..='ヶ'
        | '・'..='ヾ'
        | '\u{3400}'..='\u{4DBF}'
        | IDEOGRAPHS_START..='\u{9FFF}'
        | '﨑'
        | '\u{20000}'..='\u{2A6DF}' => Some(c),
        '　' => Some(' '),
        '！'..='～' => shifted(c, FULL_WIDTH),
        _ => None,
    }
}

/// The way of all other text: through NFKC, and once more if lower case or kana script brought a letter and its mark
/// together that had no common form before (J̌ and ǰ).
fn fold_any_into(text: &str, out: &mut String) {
    let start = out.len();
    let mut last = START;
    let seen = text.chars().filter(|c| !is_unseen(*c)).map(|c| match c {
        // As in half width, a mark behind its kana belongs to it; NFKC would put a space between.
        '゛' => '\u{3099}',
        '゜' => '\u{309A}',
        c => c,
    });
    let mut push = |c: char| {
        for c in c.to_lowercase() {
            last = folded(c, last);
            out.push(last);
        }
    };
    // Asking is faster than making.
    if is_nfkc_quick(seen.clone()) == IsNormalized::Yes {
        seen.for_each(&mut push);
    } else {
        seen.nfkc().for_each(push);
    }
    if out.get(start..).is_some_and(|tail| is_nfkc_quick(tail.chars()) != IsNormalized::Yes) {
        let tail = out.split_off(start);
        let composed: String = tail.nfkc().collect();
        if composed == tail {
            out.push_str(&tail);
        } else {
            fold_any_into(&composed, out);
        }
    }
}

/// Selectors of a glyph, what has no width, and what turns the direction of writing.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// One character of NFKC folded, behind the folded character `last`.
fn folded(c: char, last: char) -> char {
    match c {
        IDEOGRAPHS_START.. if is_ideograph(c) => common(c),
        'ゕ' | 'ヵ' => 'か',
        'ゖ' | 'ヶ' => 'け',
        'ァ'..='ヴ' => shifted(c, KATAKANA).unwrap_or(c),
        '々' | '〻' if is_ideograph(last) => last,
        'ゝ' | 'ヽ' if is_hiragana(last) => last,
        'ゞ' | 'ヾ' if is_hiragana(last) => voiced(last),
        'ヽ' => 'ゝ',
        'ヾ' => 'ゞ',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '~' | '〜' | 'ー' => '-',
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_lowercase(),
    }
}

/// How far full-width forms stand above ASCII.
const FULL_WIDTH: u32 = 0xFEE0;
/// How far katakana stand above hiragana.
const KATAKANA: u32 = 0x60;

fn shifted(c: char, down: u32) -> Option<char> {
    u32::from(c).checked_sub(down).and_then(char::from_u32)
}

const fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゔ')
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A kana with the voicing mark, if there is such a kana.
const fn voiced(c: char) -> char {
    match c {
        'う' => 'ゔ',
        'か' => 'が',
        'き' => 'ぎ',
        'く' => 'ぐ',
        'け' => 'げ',
        'こ' => 'ご',
        'さ' => 'ざ',
        'し' => 'じ',
        'す' => 'ず',
        'せ' => 'ぜ',
        'そ' => 'ぞ',
        'た' => 'だ',
        'ち' => 'ぢ',
        'つ' => 'づ',
        'て' => 'で',
        'と' => 'ど',
        'は' => 'ば',
        'ひ' => 'び',
        'ふ' => 'ぶ',
        'へ' => 'べ',
        'ほ' => 'ぼ',
        c => c,
    }
}

/// The common form of an ideograph.
fn common(c: char) -> char {
    if !may_vary(c) {
        return c;
    }
    let found = VARIANTS.binary_search_by_key(&c, |(form, _)| *form).ok();
    found.and_then(|at| VARIANTS.get(at)).map_or(c, |(_, common)| *common)
}

/// Where the block of the ideographs of nearly all names begins.
const IDEOGRAPHS_START: char = '\u{4E00}';

/// A bit for each character of that block: whether it has another common form. Most have none, and asking here
/// is a few times as fast as the search in the table.
static VARY: [u64; 328] = vary();

/// Whether an ideograph may have another common form; surely so outside the block.
fn may_vary(c: char) -> bool {
    let at = u32::from(c).wrapping_sub(u32::from(IDEOGRAPHS_START));
    let word = usize::try_from(at / u64::BITS).ok().and_then(|word| VARY.get(word));
    word.is_none_or(|word| word >> (at % u64::BITS) & 1 == 1)
}

/// Walks the block and the sorted table side by side.
const fn vary() -> [u64; 328] {
    let mut bits = [0; 328];
    let mut words: &mut [u64] = &mut bits;
    let mut forms = VARIANTS;
    let mut code = 0x4E00;
    while let [word, later_words @ ..] = words {
        let mut bit = 0;
        while bit < u64::BITS {
            if let (Some(c), [(form, _), later @ ..]) = (char::from_u32(code), forms)
                && *form == c
            {
                *word |= 1 << bit;
                forms = later;
            }
            code += 1;
            bit += 1;
        }
        words = later_words;
    }
    bits
}

#[cfg(test)]
mod tests;
