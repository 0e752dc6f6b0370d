//! The JSON of a profile: what each field looks like on the wire, and that what a newer program wrote survives.

#![expect(clippy::expect_used, reason = "a test ends by panicking")]

use enishi_wire::{
    ids::{MutationId, NetworkId},
    mutations::{Action, Mutation},
    profile::{
        Asks, Choice, FacetRow, FieldAudience, FieldKey, FieldKindRow, FieldValue, Gap, Link, OwnField,
        Photo, PhotoId, Posting, ProfileField, ProfileRow, Purpose, Role, Step, Work, facets,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

fn wish(last: u128) -> MutationId {
    MutationId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + last))
}

/// Compares with the snapshot and reads the JSON back.
fn check<T: Serialize + DeserializeOwned>(name: &str, value: &T) {
    insta::assert_json_snapshot!(name, value);
    let json = serde_json::to_value(value).expect("serialises");
    let again: T = serde_json::from_value(json.clone()).expect("reads back");
    assert_eq!(serde_json::to_value(again).expect("serialises"), json, "{name} survives a round trip");
}

fn month(text: &str) -> Option<enishi_wire::profile::Month> {
    Some(text.parse().expect("a month"))
}

fn values() -> Vec<(FieldKey, FieldAudience, FieldValue)> {
    let work = Work {
        organisation: "結城谷製作所".into(),
        title: "営業".into(),
        from: month("2008-04"),
        to: month("2023-03"),
        ..Work::default()
    };
    let gap = Gap { text: "育児".into(), from: month("2014"), to: month("2016"), ..Gap::default() };
    let role = Role {
        organisation: "三日月書店".into(),
        title: "店主".into(),
        since: month("2023-05"),
        ..Role::default()
    };
    let posting = Posting {
        department: "営業部".into(),
        place: "大阪支社".into(),
        from: month("2014"),
        to: month("2016"),
        ..Posting::default()
    };
    let link = Link { label: "本屋".into(), url: "https://example.jp/".into(), ..Link::default() };
    vec![
        (FieldKey::Romaji, FieldAudience::Everyone, FieldValue::Text("Misaki Takahashi".into())),
        (FieldKey::Roles, FieldAudience::Alumni, FieldValue::Roles(vec![role])),
        (FieldKey::Resting, FieldAudience::OnlyMe, FieldValue::Flag(true)),
        (FieldKey::Career, FieldAudience::Alumni, FieldValue::Career(vec![Step::Work(work), Step::Gap(gap)])),
        (FieldKey::Postings, FieldAudience::Everyone, FieldValue::Postings(vec![posting])),
        (FieldKey::Skills, FieldAudience::Staff, FieldValue::Tags(vec!["仕入れ".into()])),
        (
            FieldKey::Purposes,
            FieldAudience::Secretariat,
            FieldValue::Purposes(vec![Purpose::Business, Purpose::ComeBack]),
        ),
        (FieldKey::Links, FieldAudience::Alumni, FieldValue::Links(vec![link])),
        (FieldKey::Prefecture, FieldAudience::Secretariat, FieldValue::Prefecture(26)),
    ]
}

#[test]
fn rows() {
    let mut fields: BTreeMap<FieldKey, ProfileField> = values()
        .into_iter()
        .map(|(key, audience, value)| (key, ProfileField { value: Some(value), audience, version: wish(1) }))
        .collect();
    let taken_away = ProfileField { value: None, audience: FieldAudience::Alumni, version: wish(2) };
    fields.insert(FieldKey::LookingFor, taken_away);
    let all: BTreeMap<String, FacetRow> =
        facets(&fields).into_iter().map(|(scope, facet)| (scope.to_string(), facet)).collect();
    check("profile_row", &ProfileRow { fields });
    check("facet_rows", &all);
}

#[test]
fn photos_items_for_fewer_people_and_what_a_network_decides() {
    let photo = FieldValue::Photo(Photo::new(PhotoId::of(b"picture")));
    check("photo", &photo);
    let quiet =
        Role { title: "町内会 会計".into(), audience: Some(FieldAudience::OnlyMe), ..Role::default() };
    let open = Role { title: "店主".into(), ..Role::default() };
    check("roles_with_audiences", &FieldValue::Roles(vec![open, quiet]));
    let said = |ja: &str, en: &str| {
        BTreeMap::from([("ja".to_owned(), ja.to_owned()), ("en".to_owned(), en.to_owned())])
    };
    let choice = |word: &str, ja: &str, en: &str| Choice { word: word.into(), name: said(ja, en) };
    let own = OwnField {
        name: said("出身の寮", "Dormitory"),
        hint: BTreeMap::from([("ja".to_owned(), "入社したころの寮".to_owned())]),
        asks: Asks::Choice,
        choices: vec![choice("north", "北寮", "North"), choice("south", "南寮", "South")],
        place: 1,
        retired: false,
    };
    let field = FieldKey::of_network(Uuid::from_u128(7));
    let decision = FieldKindRow { field, audience: FieldAudience::Alumni, own: Some(own) };
    check("field_kind_own", &decision);
    let proposed = FieldKindRow { field: FieldKey::Roles, audience: FieldAudience::Secretariat, own: None };
    check("field_kind_proposed", &proposed);
    let action = Action::SetFieldKind { decision };
    check("set_field_kind", &Mutation { id: wish(9), network: NetworkId(Uuid::nil()), made_at: 0, action });
    for (name, value) in [
        ("number", FieldValue::Number(-42)),
        ("choice", FieldValue::Choice("north".into())),
        ("date", FieldValue::Date("2014-04-01".parse().expect("a day"))),
    ] {
        check(name, &value);
    }
}

#[test]
fn mutations() {
    for (name, value) in [("set", Some(FieldValue::Tags(vec!["経理".into()]))), ("take_away", None)] {
        let action = Action::SetField {
            field: FieldKey::CanHelp,
            value,
            audience: FieldAudience::Alumni,
            seen: vec![wish(1), wish(2)],
        };
        check(name, &Mutation { id: wish(9), network: NetworkId(Uuid::nil()), made_at: 0, action });
    }
}

/// Reads as a type of today and writes again.
fn through<T: Serialize + DeserializeOwned>(json: &Value) -> Value {
    let read: T = serde_json::from_value(json.clone()).expect("reads");
    serde_json::to_value(read).expect("serialises")
}

#[test]
fn what_a_newer_program_wrote_survives() {
    let id = wish(1);
    let field = |value: Value, audience: &str| json!({"value": value, "audience": audience, "version": id});
    let role = json!({"organisation": "a", "title": "b", "since": null, "logo": {"px": 64}});
    let work =
        json!({"step": "work", "organisation": "a", "title": "", "from": null, "to": null, "mood": "fine"});
    let sabbatical = json!({"step": "sabbatical", "where": "Lisboa"});
    let row = json!({"fields": {
        "pronouns": field(json!({"type": "text", "value": "she"}), "everyone"),
        "roles": field(json!({"type": "roles", "value": [role]}), "neighbours"),
        "career": field(json!({"type": "career", "value": [work, sabbatical]}), "alumni"),
        "purposes": field(json!({"type": "purposes", "value": ["mars", "help"]}), "alumni"),
        "links": field(json!({"type": "hologram", "value": [1], "depth": 3}), "alumni"),
        "postings": field(json!({"type": "postings", "value": [{"department": "x", "from": "Heisei 3"}]}), "alumni"),
    }});
    assert_eq!(through::<ProfileRow>(&row), row);
    let facet =
        json!({"fields": {"pronouns": {"type": "text", "value": "she"}, "links": {"type": "hologram"}}});
    assert_eq!(through::<FacetRow>(&facet), facet);
    let action = json!({"kind": "set_field", "field": "pronouns", "value": {"type": "hologram", "value": 1},
        "audience": "neighbours", "seen": [id]});
    assert_eq!(through::<Action>(&action), action);
}

#[test]
fn a_later_form_of_the_same_field_makes_an_earlier_one_void_and_waits_for_no_other() {
    let set = |network: u128, field| Mutation {
        id: wish(1),
        network: NetworkId(Uuid::from_u128(network)),
        made_at: 0,
        action: Action::SetField { field, value: None, audience: FieldAudience::OnlyMe, seen: Vec::new() },
    };
    assert!(set(1, FieldKey::Skills).makes_void(&set(1, FieldKey::Skills)));
    assert!(!set(1, FieldKey::Skills).makes_void(&set(1, FieldKey::Links)));
    assert!(!set(1, FieldKey::Skills).makes_void(&set(2, FieldKey::Skills)));
    assert_ne!(set(1, FieldKey::Skills).lane(), set(1, FieldKey::Links).lane());
    assert_ne!(set(1, FieldKey::Skills).lane(), set(2, FieldKey::Skills).lane());
}
