//! What the folding unites and what it leaves apart.

use super::*;
use proptest::prelude::*;

#[test]
fn the_table_is_sorted_and_no_common_form_folds_further() {
    assert!(VARIANTS.len() >= 250);
    assert!(VARIANTS.is_sorted_by(|(one, _), (next, _)| one < next), "sorted, each form once");
    for (form, common) in VARIANTS {
        assert!(VARIANTS.binary_search_by_key(common, |(form, _)| *form).is_err(), "{common} of {form}");
        assert!([form, common].into_iter().all(|c| c.nfkc().eq([*c])), "NFKC has done {form} already");
        assert_eq!(fold(&form.to_string()), common.to_string());
    }
}

#[test]
fn forms_that_people_do_not_tell_apart_fold_to_one() {
    for (one, other) in [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("山嵜", "山崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("齋藤", "斉藤"),
        ("齊藤", "斎藤"),
        ("澤田", "沢田"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("廣瀨", "広瀬"),
        ("冨樫", "富樫"),
        ("中嶋", "中島"),
        ("中嶌", "中島"),
        ("大舘", "大館"),
        ("櫻井", "桜井"),
        ("眞鍋", "真鍋"),
        ("德川", "徳川"),
        ("瀧澤", "滝沢"),
        ("龍﨑", "竜崎"),
        ("澁谷", "渋谷"),
        ("藪内", "薮内"),
        ("薗田", "園田"),
        ("栁田", "柳田"),
        ("桒原", "桑原"),
        ("惠美", "恵美"),
        ("國枝", "国枝"),
        ("小栁", "小柳"),
        ("大𣘺", "大橋"),
        ("\u{20BB7}田", "吉田"),
        ("髙栁", "高柳"),
        ("曾根", "曽根"),
        ("賴朝", "頼朝"),
        ("穐山", "秋山"),
        ("靏田", "鶴田"),
        ("蘆田", "芦田"),
        ("檜山", "桧山"),
        ("渕上", "淵上"),
        ("埜口", "野口"),
        ("杤木", "栃木"),
        ("德永 榮", "徳永 栄"),
        ("福\u{FA1B}", "福福"),
        ("葛\u{E0100}城", "葛城"),
        ("辻\u{FE00}", "辻"),
        ("佐々木", "佐佐木"),
        ("代々木", "代代木"),
        ("澤々", "沢沢"),
        ("邉\u{E0101}々", "辺辺"),
        ("すゞ", "すず"),
        ("ミスヾ", "みすず"),
        ("こゝろ", "こころ"),
        ("茅ヶ崎", "茅ケ崎"),
        ("一ヵ月", "一カ月"),
        ("ヴィラ", "ゔぃら"),
        ("ｳﾞｨﾗ", "ヴィラ"),
        ("ﾀﾅｶ", "たなか"),
        ("タナカ", "たなか"),
        ("カ゛ト゛", "がど"),
        ("ﾊﾟﾊﾞ", "ぱば"),
        ("ＡＢＣ　ｘ", "abc x"),
        ("コーヒー", "こ-ひ-"),
        ("ｺｰﾋｰ", "こ-ひ-"),
        ("ŌNO", "ōno"),
        ("Scha\u{308}fer", "schäfer"),
        ("田\u{202E}中\u{200B}", "田中"),
    ] {
        assert_eq!(fold(one), fold(other), "{one} and {other}");
    }
}

#[test]
fn names_that_people_tell_apart_stay_apart() {
    for (one, other) in [
        ("渡部", "渡辺"),
        ("阿部", "安部"),
        ("安倍", "安部"),
        ("大阪", "大坂"),
        ("畑中", "畠中"),
        ("太田", "大田"),
        ("庄司", "荘司"),
        ("尾碕", "尾崎"),
        ("伊藤", "伊東"),
        ("工藤", "公藤"),
        ("埼", "崎"),
        ("渚", "緒"),
        ("花", "華"),
        ("修", "脩"),
        ("小笠原", "小笹原"),
        ("きょうこ", "きようこ"),
        ("はった", "はつた"),
        ("かき", "がき"),
        ("かな", "かんな"),
        ("おの", "おおの"),
        ("茅ヶ崎", "茅が崎"),
        ("一", "ー"),
    ] {
        assert_ne!(fold(one), fold(other), "{one} and {other}");
    }
}

#[test]
fn an_iteration_mark_with_nothing_to_repeat_stays() {
    assert_eq!(fold("々木"), "々木");
    assert_eq!(fold("aゝ"), "aゝ");
    let mut line = String::from("佐");
    fold_into("々木", &mut line);
    assert_eq!(line, "佐々木", "what stood before is another text");
}

#[test]
fn what_folding_brings_together_is_folded_too() {
    for (text, folded) in [
        ("J\u{30C}", "\u{1F0}"),
        ("か\u{200B}\u{3099}", "が"),
        ("ヵ゛ヽ", "がが"),
        ("は\u{309D}\u{309A}", "はぱ"),
    ] {
        assert_eq!(fold(text), folded);
        assert_eq!(fold(folded), folded);
    }
}

/// Text in which forms, marks and kana meet as they never do in names.
fn crowded() -> impl Strategy<Value = String> {
    let chars = prop_oneof![
        8 => proptest::char::range('\u{3041}', '\u{30FF}'),
        4 => proptest::sample::select(VARIANTS).prop_map(|(form, _)| form),
        4 => proptest::char::range('\u{FF01}', '\u{FFEE}'),
        4 => proptest::sample::select("々〻ゝゞヽヾ゛゜\u{3099}\u{309A}\u{30C}\u{331}\u{200B}\u{FE00}\u{E0100}".chars().collect::<Vec<_>>()),
        2 => proptest::sample::select("JHTWYaİßϴςÅΩＡ ー－~".chars().collect::<Vec<_>>()),
        2 => proptest::char::range('\u{F900}', '\u{FAFF}'),
        2 => proptest::char::range('\u{1100}', '\u{11FF}'),
        1 => any::<char>(),
    ];
    proptest::collection::vec(chars, 0..12).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn folding_twice_changes_nothing_more(text in prop_oneof![crowded(), "\\PC{0,40}".boxed()]) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn the_quick_way_says_what_the_long_way_says(text in crowded()) {
        let quick: String = text.chars().filter(|c| plain(*c).is_some()).collect();
        for text in [quick, text] {
            let mut long = String::new();
            fold_any_into(&text, &mut long);
            prop_assert_eq!(fold(&text), long);
        }
    }

    #[test]
    fn forms_among_other_text_fold_like_their_common_form(text in crowded()) {
        let common: String = text
            .chars()
            .map(|c| VARIANTS.iter().find(|(form, _)| *form == c).map_or(c, |(_, common)| *common))
            .collect();
        prop_assert_eq!(fold(&text), fold(&common));
    }
}
