//! The rules of each field, by what breaks them.

use super::*;
use serde_json::{Value, json};

fn value(json: Value) -> FieldValue {
    serde_json::from_value(json).unwrap()
}

fn refused(key: &FieldKey, json: Value) -> &'static str {
    key.checked(&value(json)).expect_err("a rule is broken").part
}

fn kept(key: &FieldKey, json: Value) -> Option<Value> {
    key.checked(&value(json)).expect("no rule is broken").map(|value| serde_json::to_value(value).unwrap())
}

#[test]
fn texts_are_trimmed_and_nothing_is_kept_twice() {
    let roles = json!({"type": "roles", "value": [{"organisation": " 三日月書店 ", "title": "店主", "since": "2023-05"}]});
    let tidy = json!({"type": "roles", "value": [{"organisation": "三日月書店", "title": "店主", "since": "2023-05"}]});
    assert_eq!(kept(&FieldKey::Roles, roles), Some(tidy));
    let tags = json!({"type": "tags", "value": ["溶接", " 溶接", "", "経理"]});
    assert_eq!(kept(&FieldKey::Skills, tags), Some(json!({"type": "tags", "value": ["溶接", "経理"]})));
    let purposes = json!({"type": "purposes", "value": ["help", "business", "help"]});
    let each = json!({"type": "purposes", "value": ["business", "help"]});
    assert_eq!(kept(&FieldKey::Purposes, purposes), Some(each));
}

#[test]
fn what_says_nothing_takes_the_field_away() {
    for (key, json) in [
        (FieldKey::Romaji, json!({"type": "text", "value": " "})),
        (FieldKey::Resting, json!({"type": "flag", "value": false})),
        (FieldKey::Roles, json!({"type": "roles", "value": []})),
        (FieldKey::LookingFor, json!({"type": "tags", "value": [" "]})),
        (FieldKey::Purposes, json!({"type": "purposes", "value": []})),
    ] {
        assert_eq!(kept(&key, json), None, "{key}");
    }
}

#[test]
fn a_field_is_refused_by_the_part_that_breaks_a_rule() {
    let role = |role: Value| json!({"type": "roles", "value": [role]});
    assert_eq!(refused(&FieldKey::Roles, role(json!({}))), "organisation");
    assert_eq!(refused(&FieldKey::Roles, role(json!({"organisation": "a\u{0}b"}))), "organisation");
    assert_eq!(refused(&FieldKey::Roles, role(json!({"title": "\u{202e}長社"}))), "title");
    assert_eq!(refused(&FieldKey::Roles, role(json!({"title": "あ".repeat(201)}))), "title");
    assert_eq!(
        refused(&FieldKey::Roles, json!({"type": "roles", "value": vec![json!({"title": "x"}); 21]})),
        "value"
    );
    let work = json!({"step": "work", "title": "x", "from": "2014-04", "to": "2014-03"});
    assert_eq!(refused(&FieldKey::Career, json!({"type": "career", "value": [work]})), "to");
    let posting = json!({"department": "", "place": " "});
    assert_eq!(refused(&FieldKey::Postings, json!({"type": "postings", "value": [posting]})), "department");
    assert_eq!(refused(&FieldKey::Prefecture, json!({"type": "prefecture", "value": 48})), "value");
    assert_eq!(refused(&FieldKey::Romaji, json!({"type": "text", "value": "美咲"})), "value");
    assert_eq!(refused(&FieldKey::Skills, json!({"type": "tags", "value": ["あ".repeat(41)]})), "value");
    assert_eq!(refused(&FieldKey::Romaji, json!({"type": "flag", "value": true})), "value", "another type");
}

#[test]
fn only_addresses_of_https_with_a_plain_host_are_links() {
    let link = |url: &str| json!({"type": "links", "value": [{"label": "店", "url": url}]});
    for url in ["https://example.jp", "https://example.jp:8443/a?b#c", "https://例え.jp/本"] {
        assert!(kept(&FieldKey::Links, link(url)).is_some(), "{url}");
    }
    for url in [
        "",
        "http://example.jp",
        "javascript:alert(1)",
        "https://",
        "https:///example.jp",
        "https://example.jp@evil.example/",
        "https://example.jp\\@evil.example/",
        "https://example.jp/a b",
        "https://example.jp/\u{202e}",
    ] {
        assert_eq!(refused(&FieldKey::Links, link(url)), "url", "{url}");
    }
}

#[test]
fn a_gap_needs_no_words_and_no_dates() {
    let gap = json!({"type": "career", "value": [{"step": "gap"}]});
    let bare = json!({"type": "career", "value": [{"step": "gap", "text": "", "from": null, "to": null}]});
    assert_eq!(kept(&FieldKey::Career, gap), Some(bare));
}

#[test]
fn a_year_alone_is_all_of_its_months() {
    let work = |from: &str, to: &str| json!({"type": "career", "value": [{"step": "work", "title": "x", "from": from, "to": to}]});
    assert!(kept(&FieldKey::Career, work("2014-04", "2014")).is_some());
    assert!(kept(&FieldKey::Career, work("2014", "2014-01")).is_some());
    assert_eq!(refused(&FieldKey::Career, work("2014", "2013-12")), "to");
}

#[test]
fn what_a_newer_program_added_stays_here_and_is_nothing_that_a_server_believes() {
    let role = json!({"organisation": "", "title": "店主", "since": null, "logo": "x"});
    for (key, json) in [
        (FieldKey::Roles, json!({"type": "roles", "value": [role]})),
        (FieldKey::Career, json!({"type": "career", "value": [{"step": "sabbatical"}]})),
        (FieldKey::Purposes, json!({"type": "purposes", "value": ["help", "mars"]})),
    ] {
        assert_eq!(kept(&key, json.clone()), Some(json.clone()), "{key}");
        assert_eq!(value(json).known().expect_err("unknown").part, "value", "{key}");
    }
    assert_eq!(refused(&FieldKey::Roles, json!({"type": "hologram", "value": 1})), "value");
    let pronouns = FieldKey::Other("pronouns".to_owned());
    assert_eq!(refused(&pronouns, json!({"type": "text", "value": "she"})), "field");
    assert_eq!(FieldAudience::Other("neighbours".to_owned()).known().expect_err("unknown").part, "audience");
}

#[test]
fn only_months_of_our_days_are_months() {
    for text in ["2014-04", "2014", "1868-01", "2200-12"] {
        assert_eq!(text.parse::<Month>().map(|month| month.to_string()).as_deref(), Ok(text));
    }
    for text in ["", "14", "2014-4", "2014-13", "2014-00", "1867", "2201", "+201", "2014-04-01", "２０１４"]
    {
        assert!(text.parse::<Month>().is_err(), "{text}");
    }
}
