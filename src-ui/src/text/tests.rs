//! Both languages are complete, and every key that the pages name exists.

use super::*;
use enishi_bridge::errors::AppCode;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn company() -> Terms {
    Terms::new(NetworkKind::Company, BTreeMap::new())
}

#[test]
fn a_network_of_a_town_asks_for_the_home_town_where_a_company_asks_for_the_department() {
    let region = Terms::new(NetworkKind::Region, BTreeMap::new());
    assert_eq!(text_in(Locale::Ja, &region, "entry-department", &[]), "出身地");
    assert_eq!(text_in(Locale::Ja, &company(), "entry-department", &[]), "部署");
    assert_eq!(text_in(Locale::En, &region, "entry-department", &[]), "Home town");
    assert_eq!(text_in(Locale::En, &region, "status-filter-same-department", &[]), "Same home town");
}

#[test]
fn those_who_left_are_called_as_the_network_calls_them() {
    let word = |locale, terms: &Terms| text_in(locale, terms, "audience-alumni", &[]);
    assert_eq!(word(Locale::Ja, &company()), "アルムナイのみ");
    assert_eq!(word(Locale::En, &company()), "Alumni only");
    assert_eq!(word(Locale::Ja, &Terms::new(NetworkKind::School, BTreeMap::new())), "卒業生のみ");
    let own = BTreeMap::from([("alumni".to_owned(), "OB会員".to_owned())]);
    let own = Terms::new(NetworkKind::Company, own);
    assert_eq!(word(Locale::Ja, &own), "OB会員のみ");
    assert_eq!(word(Locale::En, &own), "Alumni only", "a Japanese word is no English one");
}

/// The names of the messages of a locale with the arguments each uses.
fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in locale.source().lines() {
        if let Some((name, _)) = line.split_once(" =")
            && !name.starts_with([' ', '#', '-'])
        {
            current = name.to_owned();
            assert!(messages.insert(current.clone(), BTreeSet::new()).is_none(), "{current} is there twice");
        }
        for piece in line.split('$').skip(1) {
            let argument: String =
                piece.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
            messages.entry(current.clone()).or_default().insert(argument);
        }
    }
    messages
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// Every text in quotes that looks like a key, words joined by hyphens, where the pages name keys: in `t!`
/// and `tr`, as a `…key` property, and in the arms of functions that choose a key.
fn keys_in(source: &str) -> Vec<String> {
    [" t!(\"", "=t!(\"", "(t!(\"", "{t!(\"", "tr(\"", "tr_with(\"", "key=\"", "key = \"", "=> \""]
        .iter()
        .flat_map(|opening| source.split(opening).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|text| {
            text.contains('-') && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase())
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn both_languages_parse_without_a_broken_line() {
    for locale in [Locale::Ja, Locale::En] {
        if let Err((_, errors)) = FluentResource::try_new(locale.source().to_owned()) {
            panic!("{}: {errors:?}", locale.tag());
        }
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    assert_eq!(messages(Locale::Ja), messages(Locale::En));
}

#[test]
fn every_failure_has_a_sentence_that_says_more_than_its_code() {
    for locale in [Locale::Ja, Locale::En] {
        for code in AppCode::ALL {
            let key = code.message_key();
            let text = text_in(locale, &company(), &key, &[]);
            assert_ne!(text, key, "{} in {}", key, locale.tag());
            assert!(!text.contains(['!', '！']), "{key} shouts in {}", locale.tag());
        }
    }
}

#[test]
fn every_key_that_the_pages_name_is_there() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let known = messages(Locale::Ja);
    let missing: BTreeSet<String> =
        files.iter().flat_map(|source| keys_in(source)).filter(|key| !known.contains_key(key)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn arguments_are_not_wrapped_in_marks() {
    let text = text_in(Locale::Ja, &company(), "event-deadline-days", &[("count", FluentValue::from(3))]);
    assert_eq!(text, "締切まで3日");
}
