//! The own entry as a vCard 3.0 (RFC 2426), which the address books of phones read: with readings, so that a Japanese
//! one sorts it where it belongs.

use super::lines::Lines;
use base64::{Engine, prelude::BASE64_STANDARD};

/// A person, as a vCard tells it. Every text may be empty.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// What is the same in the next export.
    pub uid: String,
    /// 姓.
    pub family_name: String,
    /// 名.
    pub given_name: String,
    /// Reading of the family name.
    pub family_kana: String,
    /// Reading of the given name.
    pub given_kana: String,
    /// 旧姓.
    pub former_name: String,
    /// Where the person works.
    pub organisation: String,
    /// As what.
    pub title: String,
    /// The address.
    pub email: String,
    /// Pages.
    pub links: Vec<String>,
    /// 都道府県.
    pub region: String,
    /// A line of the person's own.
    pub note: String,
    /// The photo, JPEG.
    pub photo: Option<Vec<u8>>,
}

/// The card of a person.
pub fn card(person: &Person) -> String {
    let spaced = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    let name = spaced(&person.family_name, &person.given_name);
    let mut lines = Lines::default();
    lines.line("BEGIN", "VCARD");
    lines.line("VERSION", "3.0");
    lines.line("PRODID", "-//Enishi//Export//EN");
    lines.line("UID", &person.uid);
    lines.parts("N", &[&person.family_name, &person.given_name, "", "", ""]);
    // No reader takes a card without it.
    lines.text("FN", if name.is_empty() { &person.email } else { &name });
    lines.text_if_any("X-PHONETIC-LAST-NAME", &person.family_kana);
    lines.text_if_any("X-PHONETIC-FIRST-NAME", &person.given_kana);
    lines.text_if_any("SORT-STRING", &spaced(&person.family_kana, &person.given_kana));
    lines.text_if_any("X-MAIDENNAME", &person.former_name);
    lines.text_if_any("ORG", &person.organisation);
    lines.text_if_any("TITLE", &person.title);
    lines.text_if_any("EMAIL;TYPE=INTERNET", &person.email);
    if !person.region.is_empty() {
        lines.parts("ADR;TYPE=HOME", &["", "", "", "", &person.region, "", ""]);
    }
    for link in &person.links {
        lines.line("URL", link);
    }
    lines.text_if_any("NOTE", &person.note);
    if let Some(photo) = &person.photo {
        lines.line("PHOTO;ENCODING=b;TYPE=JPEG", &BASE64_STANDARD.encode(photo));
    }
    lines.line("END", "VCARD");
    lines.end()
}

#[cfg(test)]
mod tests {
    use super::{super::lines::tests::unfolded, *};

    fn person() -> Person {
        Person {
            uid: "urn:uuid:00000000-0000-0000-0000-000000000001".into(),
            family_name: "三崎".into(),
            given_name: "花子".into(),
            family_kana: "みさき".into(),
            given_kana: "はなこ".into(),
            former_name: "山田".into(),
            organisation: "縁商事; 第二, 営業部".into(),
            title: "課長".into(),
            email: "hanako@example.jp".into(),
            links: vec!["https://example.jp/?a=1,2;b".into()],
            region: "東京都".into(),
            note: "元気です。\n猫と暮らしています".into(),
            photo: None,
        }
    }

    #[test]
    fn a_card_has_names_readings_work_address_and_pages() {
        let text = card(&person());
        assert_eq!(
            unfolded(&text),
            [
                "BEGIN:VCARD",
                "VERSION:3.0",
                "PRODID:-//Enishi//Export//EN",
                "UID:urn:uuid:00000000-0000-0000-0000-000000000001",
                "N:三崎;花子;;;",
                "FN:三崎 花子",
                "X-PHONETIC-LAST-NAME:みさき",
                "X-PHONETIC-FIRST-NAME:はなこ",
                "SORT-STRING:みさき はなこ",
                "X-MAIDENNAME:山田",
                "ORG:縁商事\\; 第二\\, 営業部",
                "TITLE:課長",
                "EMAIL;TYPE=INTERNET:hanako@example.jp",
                "ADR;TYPE=HOME:;;;;東京都;;",
                "URL:https://example.jp/?a=1,2;b",
                "NOTE:元気です。\\n猫と暮らしています",
                "END:VCARD",
            ]
        );
    }

    #[test]
    fn every_name_stays_one_name_whatever_is_in_it() {
        let long = "ながいよみがな".repeat(20);
        for (family, given, n, full) in [
            ("", "マドンナ", "N:;マドンナ;;;", "FN:マドンナ"),
            ("", "", "N:;;;;", "FN:hanako@example.jp"),
            ("👩‍👩‍👧‍👦", "é", "N:👩‍👩‍👧‍👦;é;;;", "FN:👩‍👩‍👧‍👦 é"),
            ("A;B", "C,D", "N:A\\;B;C\\,D;;;", "FN:A\\;B C\\,D"),
            ("後\nEND:VCARD", "\\", "N:後\\nEND:VCARD;\\\\;;;", "FN:後\\nEND:VCARD \\\\"),
            (&long, "𠮷", &format!("N:{long};𠮷;;;"), &format!("FN:{long} 𠮷")),
        ] {
            let text = card(&Person { family_name: family.into(), given_name: given.into(), ..person() });
            let lines = unfolded(&text);
            assert_eq!((lines[4].as_str(), lines[5].as_str()), (n, full));
            assert_eq!(lines.iter().filter(|line| *line == "END:VCARD").count(), 1);
            assert!(text.split_terminator("\r\n").all(|line| line.len() <= 75));
        }
    }

    #[test]
    fn the_photo_comes_back_byte_for_byte() {
        let photo: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        let text = card(&Person { photo: Some(photo.clone()), ..Person::default() });
        let lines = unfolded(&text);
        let line = lines.iter().find_map(|line| line.strip_prefix("PHOTO;ENCODING=b;TYPE=JPEG:")).unwrap();
        assert_eq!(BASE64_STANDARD.decode(line).unwrap(), photo);
    }

    #[test]
    fn what_nobody_said_is_not_there() {
        let lines = unfolded(&card(&Person { email: "x@example.jp".into(), ..Person::default() }));
        let names: Vec<_> = lines.iter().filter_map(|line| line.split([':', ';']).next()).collect();
        assert_eq!(names, ["BEGIN", "VERSION", "PRODID", "UID", "N", "FN", "EMAIL", "END"]);
    }
}
