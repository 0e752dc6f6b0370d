//! Japanese names as keys: folded for search, read for order, sorted into the letters of the rail.
//!
//! Keys only: what is shown is always what the person wrote.

use enishi_wire::members::Entry;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The common form of a character that people do not tell apart from others when they search (異体字).
const fn common(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '嵜' => '崎',
        '邉' | '邊' => '辺',
        '齋' | '齊' | '斉' => '斎',
        '澤' => '沢',
        '濵' | '濱' => '浜',
        '德' => '徳',
        '廣' => '広',
        '櫻' => '桜',
        '眞' => '真',
        '嶋' | '嶌' => '島',
        '冨' => '富',
        '舘' => '館',
        '惠' => '恵',
        '國' => '国',
        '龍' => '竜',
        '瀧' => '滝',
        '澁' => '渋',
        '藪' => '薮',
        '桒' => '桑',
        '栁' => '柳',
        '槇' => '槙',
        '萬' => '万',
        '與' => '与',
        '圓' => '円',
        '學' => '学',
        '榮' => '栄',
        '鷗' => '鴎',
        '條' => '条',
        '增' => '増',
        '黑' => '黒',
        '淸' => '清',
        '靜' => '静',
        '敎' => '教',
        '羽' => '羽',
        '祐' => '祐',
        '\u{20BB7}' => '吉',
        '塚' => '塚',
        '彌' => '弥',
        '﨟' => '臈',
        c => c,
    }
}

/// Folds text for comparison: width, kana script, case, 異体字, variation selectors, wave and long-vowel marks.
/// Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    // Most text is in this form already, and asking is four times as fast as making it.
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes { folded(text.chars()) } else { folded(text.nfkc()) }
}

fn folded(normal: impl Iterator<Item = char>) -> String {
    normal
        .filter(
            |c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200B}'..='\u{200F}'),
        )
        .map(|c| hiragana(common(c)))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '‐' | '‑' | '–' | '—' | '―' | '−' | '~' | '〜' | 'ー' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// Katakana as hiragana; everything else as it is.
fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    }
}

/// The folded words of a query.
pub fn words(query: &str) -> Vec<String> {
    fold(query).split_whitespace().map(str::to_owned).collect()
}

/// The whole name, family name first.
pub fn full_name(entry: &Entry) -> String {
    join(&entry.family_name, &entry.given_name)
}

/// The whole reading, family name first.
pub fn kana(entry: &Entry) -> String {
    join(&entry.family_kana, &entry.given_kana)
}

fn join(family: &str, given: &str) -> String {
    if given.is_empty() { family.to_owned() } else { format!("{family} {given}") }
}

/// How a person is listed and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The place in the directory: readings first in 五十音 order, then Latin names, then the rest.
    pub sort: String,
    /// Everything that a search for this person may match, folded, a line for each field. Words of a query hold
    /// no spaces, so names stand here glued.
    pub fold: String,
}

impl Keys {
    /// The keys of an entry.
    pub fn of(entry: &Entry) -> Self {
        let (family, given) = (fold(&entry.family_name), fold(&entry.given_name));
        let (family_kana, given_kana) = (fold(&entry.family_kana), fold(&entry.given_kana));
        let former = entry.former_name.as_deref().unwrap_or_default();
        let (name, reading) = (format!("{family}{given}"), format!("{family_kana}{given_kana}"));
        let sort = if reading.chars().next().is_some_and(is_hiragana) {
            format!("1{}", join(&family_kana, &given_kana))
        } else if name.chars().next().is_some_and(|c| c.is_ascii_alphabetic()) {
            format!("2{}", join(&family, &given))
        } else {
            format!("3{}", join(&family, &given))
        };
        let mut text = format!("{name}\n{reading}");
        for field in [former, &entry.department, &entry.headline] {
            if !field.is_empty() {
                text.push('\n');
                text.push_str(&fold(field));
            }
        }
        Self { sort, fold: text }
    }
}

/// The letter of the rail for the beginning of a sort key: `あ` … `わ`, `A`, `他`.
pub fn rail(sort: &str) -> &'static str {
    let mut chars = sort.chars();
    match chars.next() {
        Some('1') => chars.next().map_or("他", row_of),
        Some('2') => "A",
        _ => "他",
    }
}

const fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

const fn row_of(c: char) -> &'static str {
    match c {
        'ぁ'..='お' | 'ゔ' => "あ",
        'か'..='ご' | 'ゕ' | 'ゖ' => "か",
        'さ'..='ぞ' => "さ",
        'た'..='ど' => "た",
        'な'..='の' => "な",
        'は'..='ぽ' => "は",
        'ま'..='も' => "ま",
        'ゃ'..='よ' => "や",
        'ら'..='ろ' => "ら",
        _ => "わ",
    }
}

/// The first grapheme of the family name, for the avatar.
pub fn initial(entry: &Entry) -> String {
    let mut chars = entry.family_name.trim().chars();
    let Some(first) = chars.next() else {
        return "・".to_owned();
    };
    let mut initial = String::from(first);
    // A variation selector or a combining mark belongs to the character before it.
    initial.extend(chars.take_while(|c| {
        matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
            || unicode_normalization::char::is_combining_mark(*c)
    }));
    initial
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(family: &str, given: &str, family_kana: &str, given_kana: &str) -> Entry {
        Entry {
            family_name: family.into(),
            given_name: given.into(),
            family_kana: family_kana.into(),
            given_kana: given_kana.into(),
            ..Entry::default()
        }
    }

    #[test]
    fn forms_that_people_do_not_tell_apart_fold_to_one() {
        for (one, other) in [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("渡邉", "渡辺"),
            ("渡邊", "渡辺"),
            ("齋藤", "斉藤"),
            ("ﾀﾅｶ", "たなか"),
            ("タナカ", "たなか"),
            ("ＡＢＣ", "abc"),
            ("葛\u{E0100}城", "葛城"),
            ("\u{20BB7}田", "吉田"),
            ("コーヒー", "こ-ひ-"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_person_is_found_by_any_writing_of_the_name() {
        let text = Keys::of(&entry("髙橋", "健太", "たかはし", "けんた")).fold;
        for query in ["高橋", "髙橋健太", "たかはし", "タカハシ", "ﾀｶﾊｼ", "けんた", "高橋　健太", "健"]
        {
            assert!(words(query).iter().all(|word| text.contains(word.as_str())), "{query}");
        }
        assert!(!text.contains(&fold("田中")));
    }

    #[test]
    fn the_rail_follows_the_reading() {
        let letter = |family: &str, kana: &str| rail(&Keys::of(&entry(family, "", kana, "")).sort);
        assert_eq!(letter("後藤", "ごとう"), "か");
        assert_eq!(letter("渡辺", "わたなべ"), "わ");
        assert_eq!(letter("Schäfer", ""), "A");
        assert_eq!(letter("李", ""), "他");
    }

    #[test]
    fn the_initial_keeps_what_belongs_to_its_character() {
        assert_eq!(initial(&entry("葛\u{E0100}城", "", "", "")), "葛\u{E0100}");
        assert_eq!(initial(&entry("", "", "", "")), "・");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
