//! The 47 prefectures with their readings: a profile holds a number, and people type a name.

use crate::names::fold;

/// Name and reading, in order of their numbers in JIS X 0401.
const PREFECTURES: [(&str, &str); 47] = [
    ("北海道", "ほっかいどう"),
    ("青森県", "あおもりけん"),
    ("岩手県", "いわてけん"),
    ("宮城県", "みやぎけん"),
    ("秋田県", "あきたけん"),
    ("山形県", "やまがたけん"),
    ("福島県", "ふくしまけん"),
    ("茨城県", "いばらきけん"),
    ("栃木県", "とちぎけん"),
    ("群馬県", "ぐんまけん"),
    ("埼玉県", "さいたまけん"),
    ("千葉県", "ちばけん"),
    ("東京都", "とうきょうと"),
    ("神奈川県", "かながわけん"),
    ("新潟県", "にいがたけん"),
    ("富山県", "とやまけん"),
    ("石川県", "いしかわけん"),
    ("福井県", "ふくいけん"),
    ("山梨県", "やまなしけん"),
    ("長野県", "ながのけん"),
    ("岐阜県", "ぎふけん"),
    ("静岡県", "しずおかけん"),
    ("愛知県", "あいちけん"),
    ("三重県", "みえけん"),
    ("滋賀県", "しがけん"),
    ("京都府", "きょうとふ"),
    ("大阪府", "おおさかふ"),
    ("兵庫県", "ひょうごけん"),
    ("奈良県", "ならけん"),
    ("和歌山県", "わかやまけん"),
    ("鳥取県", "とっとりけん"),
    ("島根県", "しまねけん"),
    ("岡山県", "おかやまけん"),
    ("広島県", "ひろしまけん"),
    ("山口県", "やまぐちけん"),
    ("徳島県", "とくしまけん"),
    ("香川県", "かがわけん"),
    ("愛媛県", "えひめけん"),
    ("高知県", "こうちけん"),
    ("福岡県", "ふくおかけん"),
    ("佐賀県", "さがけん"),
    ("長崎県", "ながさきけん"),
    ("熊本県", "くまもとけん"),
    ("大分県", "おおいたけん"),
    ("宮崎県", "みやざきけん"),
    ("鹿児島県", "かごしまけん"),
    ("沖縄県", "おきなわけん"),
];

fn of(number: &str) -> Option<&'static (&'static str, &'static str)> {
    let number: usize = number.parse().ok()?;
    PREFECTURES.get(number.checked_sub(1)?)
}

/// What is searched for a prefecture: name and reading, a line each. Empty for a number that is none.
pub fn searched(number: &str) -> String {
    of(number).map(|(name, kana)| format!("{}\n{kana}", fold(name))).unwrap_or_default()
}

/// The name of a prefecture.
pub fn name(number: u8) -> Option<&'static str> {
    of(&number.to_string()).map(|(name, _)| *name)
}

/// The reading of a prefecture.
pub fn reading(number: &str) -> Option<&'static str> {
    of(number).map(|(_, kana)| *kana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_standard() {
        for (number, name) in
            [("1", "北海道"), ("13", "東京都"), ("26", "京都府"), ("27", "大阪府"), ("47", "沖縄県")]
        {
            assert_eq!(of(number).map(|(name, _)| *name), Some(name));
        }
        assert_eq!((of("0"), of("48"), of("-1"), of("x")), (None, None, None, None));
    }

    #[test]
    fn readings_are_folded_already() {
        assert!(PREFECTURES.iter().all(|(_, kana)| fold(kana) == *kana));
    }
}
