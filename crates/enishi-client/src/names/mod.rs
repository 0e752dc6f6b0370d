//! Japanese names as keys: folded for search, read for order, sorted into the letters of the rail.
//!
//! Keys only: what is shown is always what the person wrote.

mod fold;
mod romaji;
mod syllables;
mod variants;

pub use fold::{fold, fold_into};

use enishi_wire::members::{Entry, WrittenMember};

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

/// How a person is listed and found. Words of a query hold no spaces, so names stand here glued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The place in the directory: readings first in 五十音 order, then Latin names, then the rest.
    pub sort: String,
    /// What the person is called, folded: name, reading and former name, a line each.
    pub names: String,
    /// The department of the entry, as it was written.
    pub department: String,
    /// Year of joining; 0: not told.
    pub joined: u16,
    /// Year of leaving; 0: not told.
    pub left: u16,
}

impl Keys {
    /// The keys of a member.
    pub fn of(member: &WrittenMember<'_>) -> Self {
        let mut names = String::new();
        fold_into(&member.family_name, &mut names);
        let family = names.len();
        fold_into(&member.given_name, &mut names);
        let mut kana = String::new();
        fold_into(&member.family_kana, &mut kana);
        let family_kana = kana.len();
        fold_into(&member.given_kana, &mut kana);
        let sort = if kana.chars().next().is_some_and(is_hiragana) {
            sorted('1', kana.split_at(family_kana))
        } else if names.chars().next().is_some_and(|c| c.is_ascii_alphabetic()) {
            sorted('2', names.split_at(family))
        } else {
            sorted('3', names.split_at(family))
        };
        // Folding leaves no line break inside a field.
        if !kana.is_empty() {
            names.push('\n');
            names.push_str(&kana);
        }
        if let Some(former) = member.former_name.as_deref().filter(|former| !former.is_empty()) {
            names.push('\n');
            fold_into(former, &mut names);
        }
        // The headline is not searched: it would be four fifths of everything that is.
        let year = |year: Option<i32>| year.and_then(|year| u16::try_from(year).ok()).unwrap_or(0);
        let (joined, left) = (year(member.joined_year), year(member.left_year));
        Self { sort, names, department: member.department.trim().to_owned(), joined, left }
    }

    /// The keys of a member with this entry.
    #[cfg(test)]
    pub fn of_entry(entry: &Entry) -> Self {
        Self::of(&WrittenMember::of(enishi_wire::members::Class::Alumni, entry))
    }
}

fn sorted(group: char, (family, given): (&str, &str)) -> String {
    let mut sort = String::with_capacity(family.len() + given.len() + 2);
    sort.push(group);
    sort.push_str(family);
    if !given.is_empty() {
        sort.push(' ');
        sort.push_str(given);
    }
    sort
}

/// The reading in Latin letters of who has this place in the directory; empty where the reading is not known.
pub fn romaji_of(sort: &str) -> String {
    sort.strip_prefix('1').map(romaji::of_kana).unwrap_or_default()
}

/// A reading in Latin letters.
pub fn romaji_of_kana(kana: &str) -> String {
    romaji::of_kana(kana)
}

/// How a reading is searched for a folded word in Latin letters; `None` for every other word.
pub fn typed_romaji(word: &str) -> Option<String> {
    let typed = word.chars().all(romaji::is_typed).then(|| romaji::typed(word));
    typed.filter(|typed| !typed.is_empty())
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

/// Marks that stay with a character: Vietnamese and Thai have two. Some names are written with dozens, which would
/// tower over the rows beside them.
const MARKS: usize = 4;

/// The first grapheme of the family name, for the avatar.
pub fn initial(entry: &Entry) -> String {
    let mut chars = entry.family_name.trim().chars();
    let Some(first) = chars.next() else {
        return "・".to_owned();
    };
    let mut initial = String::from(first);
    // A variation selector or a combining mark belongs to the character before it.
    let belongs = |c: &char| {
        matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
            || unicode_normalization::char::is_combining_mark(*c)
    };
    initial.extend(chars.take_while(belongs).take(MARKS));
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
        let text = Keys::of_entry(&entry("髙橋", "健太", "たかはし", "けんた")).names;
        for query in ["高橋", "髙橋健太", "たかはし", "タカハシ", "ﾀｶﾊｼ", "けんた", "高橋　健太", "健"]
        {
            assert!(words(query).iter().all(|word| text.contains(word.as_str())), "{query}");
        }
        assert!(!text.contains(&fold("田中")));
    }

    #[test]
    fn the_rail_follows_the_reading() {
        let letter = |family: &str, kana: &str| rail(&Keys::of_entry(&entry(family, "", kana, "")).sort);
        assert_eq!(letter("後藤", "ごとう"), "か");
        assert_eq!(letter("渡辺", "わたなべ"), "わ");
        assert_eq!(letter("Schäfer", ""), "A");
        assert_eq!(letter("李", ""), "他");
    }

    #[test]
    fn the_initial_keeps_what_belongs_to_its_character() {
        assert_eq!(initial(&entry("葛\u{E0100}城", "", "", "")), "葛\u{E0100}");
        assert_eq!(initial(&entry("", "", "", "")), "・");
        assert_eq!(initial(&entry(&format!("か{}", "\u{0301}".repeat(50)), "", "", "")).chars().count(), 5);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
