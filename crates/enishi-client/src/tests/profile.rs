//! The profile on a device: what shows at once, what two devices do to each other, what others are shown.

use super::{
    pulls,
    server::{ME, Server},
};
use crate::Client;
use enishi_bridge::{
    FieldAudience, FieldKey, FieldValue,
    delivery::Delivery,
    errors::{AppCode, AppError},
    outbox::{FieldSaid, OutboxWhat},
    profile::{FieldForm, MyField, Onlooker, ShownField, ViewAsForm},
};
use enishi_wire::{
    errors::ApiCode,
    ids::{MemberId, MutationId},
    mutations::Action,
    scopes::Scope,
};
use serde_json::{Value, json};
use uuid::Uuid;

const THEM: u128 = 100;

fn version(last: u128) -> MutationId {
    MutationId(Uuid::from_u128(last))
}

fn tags(word: &str) -> Option<FieldValue> {
    Some(FieldValue::Tags(vec![word.to_owned()]))
}

fn form(word: &str, audience: FieldAudience) -> FieldForm {
    FieldForm { field: FieldKey::Skills, value: tags(word), audience }
}

/// What the server says of the own field 「できること」.
fn say(server: &Server, word: &str, audience: &str, last: u128) {
    let field =
        json!({"value": {"type": "tags", "value": [word]}, "audience": audience, "version": version(last)});
    put(server, json!({"skills": field}));
}

fn put(server: &Server, fields: Value) {
    server.model().put(Scope::Me(ME), "profile", ME.0.as_u128(), Some(json!({"fields": fields})));
}

async fn skills(client: &Client) -> MyField {
    let fields = client.my_profile().await.unwrap().fields;
    fields.into_iter().find(|field| field.field == FieldKey::Skills).unwrap()
}

/// What the last wish said that it builds on.
fn seen(server: &Server) -> Vec<MutationId> {
    match &server.model().pushed.last().unwrap().action {
        Action::SetField { seen, .. } => seen.clone(),
        other => panic!("{other:?}"),
    }
}

/// A device that wished something which has not been answered.
async fn wished(server: &Server, home: &tempfile::TempDir, word: &str) -> (Client, MutationId) {
    let client = server.device(home.path()).await;
    client.settle().await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let wish = client.set_field(form(word, FieldAudience::Alumni)).await.unwrap();
    client.settle().await;
    (client, wish)
}

#[tokio::test]
async fn a_field_shows_at_once_and_says_when_the_server_has_it() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let (client, wish) = wished(&server, &home, "溶接").await;
    let shown = skills(&client).await;
    assert_eq!(
        (shown.value, shown.audience, shown.delivery),
        (tags("溶接"), FieldAudience::Alumni, Delivery::Waiting)
    );

    server.model().refuse.clear();
    say(&server, "溶接", "alumni", wish.0.as_u128());
    client.settle().await;
    let shown = skills(&client).await;
    assert_eq!((shown.value, shown.delivery, shown.refused), (tags("溶接"), Delivery::Delivered, None));
    client.set_field(form("経理", FieldAudience::Alumni)).await.unwrap();
    client.settle().await;
    assert_eq!(seen(&server), [wish], "the next one builds on it");
}

#[tokio::test]
async fn what_was_never_set_is_there_to_be_set_for_the_few() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let fields = client.my_profile().await.unwrap().fields;
    let keys: Vec<_> = fields.iter().map(|field| field.field.clone()).collect();
    assert_eq!(keys, FieldKey::ALL);
    assert!(
        fields.iter().all(|field| field.value.is_none() && field.audience == field.field.proposed_audience())
    );
    let wide: Vec<_> = fields
        .iter()
        .filter(|field| field.audience == FieldAudience::Everyone)
        .map(|field| &field.field)
        .collect();
    assert_eq!(wide, [&FieldKey::Romaji], "nothing else is proposed for everybody");
}

#[tokio::test]
async fn a_conflict_keeps_both_values_readable_until_the_person_decides() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    say(&server, "経理", "alumni", 50);
    let (client, wish) = wished(&server, &home, "溶接").await;
    server.model().refuse.clear();
    server.model().refused.insert(wish, ApiCode::ChangedMeanwhile);
    say(&server, "採用", "staff", 51);
    client.settle().await;
    assert_eq!(seen(&server), [version(50)]);

    let shown = skills(&client).await;
    assert_eq!((&shown.value, &shown.audience), (&tags("採用"), &FieldAudience::Staff), "what counts");
    assert_eq!(shown.delivery, Delivery::Failed { code: AppCode::ChangedMeanwhile });
    let refused = shown.refused.unwrap();
    assert_eq!((refused.wish, refused.value, refused.audience), (wish, tags("溶接"), FieldAudience::Alumni));
    let outbox = client.outbox().await.unwrap().items;
    let what = OutboxWhat::Field {
        own: None,
        field: FieldKey::Skills,
        value: tags("溶接"),
        audience: FieldAudience::Alumni,
        said: Some(FieldSaid { value: tags("採用"), audience: FieldAudience::Staff }),
    };
    assert_eq!((outbox.len(), &outbox[0].what), (1, &what));

    // The own one, after all: it builds on what the other device said, and takes the place of the refused wish.
    let again = client.set_field(form("溶接", FieldAudience::Alumni)).await.unwrap();
    say(&server, "溶接", "alumni", again.0.as_u128());
    client.settle().await;
    assert!(seen(&server).contains(&version(51)));
    assert_eq!(client.outbox().await.unwrap().items.len(), 0);
    assert_eq!((skills(&client).await.value, skills(&client).await.refused), (tags("溶接"), None));
}

#[tokio::test]
async fn a_wish_that_goes_again_after_a_restore_waits_for_the_version_it_builds_on() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let before = server.model().seq;
    let wish = client.set_field(form("溶接", FieldAudience::Alumni)).await.unwrap();
    client.settle().await;
    server.model().restore("second", before);
    server.model().refused.insert(wish, ApiCode::ChangedMeanwhile);
    client.settle().await;
    assert_eq!(skills(&client).await.delivery, Delivery::Waiting, "another device may bring it back");
}

#[tokio::test]
async fn another_person_is_the_entry_and_what_that_person_lets_this_device_hold() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let facet = |fields: Value| Some(json!({"fields": fields}));
    let text = |text: &str| json!({"type": "text", "value": text});
    server.model().scopes.insert(Scope::Alumni);
    server.model().put(Scope::Members, "member", THEM, super::person("佐藤"));
    server.model().put(
        Scope::Alumni,
        "facet",
        THEM,
        facet(json!({"romaji": text("Sato"), "skills": {"type": "tags", "value": ["溶接"]}})),
    );
    // While a field moves both facets say something of it: the newer one is right.
    server.model().put(
        Scope::Members,
        "facet",
        THEM,
        facet(json!({"romaji": text("Satoh"), "pronouns": text("she")})),
    );
    let client = server.device(home.path()).await;
    client.settle().await;
    let fields = async || client.member_profile(MemberId(Uuid::from_u128(THEM))).await.unwrap().fields;
    let shown = |field, value| ShownField { field, own: None, value };
    let skill = shown(FieldKey::Skills, tags("溶接").unwrap());
    let others = [
        shown(FieldKey::Romaji, FieldValue::Text("Satoh".into())),
        shown(FieldKey::Other("pronouns".into()), FieldValue::Text("she".into())),
    ];
    assert_eq!(fields().await, [others[0].clone(), skill, others[1].clone()]);
    server.model().scopes.remove(&Scope::Alumni);
    client.settle().await;
    assert_eq!(fields().await, others);
    let nobody = client.member_profile(MemberId(Uuid::from_u128(101))).await;
    assert_eq!(nobody, Err(AppError::new(AppCode::NotFound)));
}

#[tokio::test]
async fn what_others_see_is_told_of_what_the_server_has_and_not_of_what_waits() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let words = ["only_me", "secretariat", "alumni", "staff", "everyone", "neighbours"];
    let fields: serde_json::Map<String, Value> = words
        .iter()
        .map(|word| {
            let field =
                json!({"value": {"type": "text", "value": word}, "audience": word, "version": version(1)});
            (format!("field-{word}"), field)
        })
        .collect();
    put(&server, Value::Object(fields));
    let client = server.device(home.path()).await;
    client.settle().await;
    let view = async |who| client.view_as(ViewAsForm { who }).await.unwrap();
    let mut read = Vec::new();
    for who in Onlooker::ALL {
        let shown = view(who).await;
        assert!(shown.card.is_some() && !shown.changing);
        let words = shown.fields.into_iter().map(|field| match field.value {
            FieldValue::Text(word) => word,
            other => panic!("{other:?}"),
        });
        read.push(words.collect::<Vec<_>>());
    }
    assert_eq!(
        read,
        [vec!["alumni", "everyone"], vec!["everyone", "staff"], vec!["everyone", "secretariat", "staff"]]
    );

    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.set_field(form("溶接", FieldAudience::Everyone)).await.unwrap();
    let shown = view(Onlooker::Staff).await;
    assert_eq!((shown.fields.len(), shown.changing), (2, true), "nobody sees what has not arrived");
}

#[tokio::test]
async fn what_a_newer_program_added_to_an_item_survives_a_correction() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let role = json!({"organisation": "三日月書店", "title": "店主", "since": null, "logo": {"px": 64}});
    let field =
        json!({"value": {"type": "roles", "value": [role]}, "audience": "alumni", "version": version(1)});
    let pronouns = json!({"value": {"type": "hologram"}, "audience": "neighbours", "version": version(2)});
    put(&server, json!({"roles": field, "pronouns": pronouns}));
    let client = server.device(home.path()).await;
    client.settle().await;
    let fields = client.my_profile().await.unwrap().fields;
    assert_eq!(fields.last().unwrap().field, FieldKey::Other("pronouns".into()), "it is there");
    let mut roles = fields.into_iter().find(|field| field.field == FieldKey::Roles).unwrap();
    let Some(FieldValue::Roles(list)) = &mut roles.value else { panic!("{roles:?}") };
    list[0].title = " 店長 ".into();
    pulls(&server);
    client
        .set_field(FieldForm { field: roles.field, value: roles.value, audience: roles.audience })
        .await
        .unwrap();
    client.settle().await;
    let requests = std::mem::take(&mut server.model().requests);
    let push = requests.iter().find_map(|request| request.strip_prefix("/v1/sync/push ")).unwrap();
    let push: Value = serde_json::from_str(push).unwrap();
    let sent = &push["mutations"][0]["action"]["value"]["value"][0];
    assert_eq!((&sent["title"], &sent["logo"]), (&json!("店長"), &json!({"px": 64})));
}

#[tokio::test]
async fn a_field_that_breaks_a_rule_is_refused_before_it_is_wished() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let refused = async |form| client.set_field(form).await.unwrap_err();
    assert_eq!(refused(form("a\u{0}", FieldAudience::Alumni)).await, AppError::invalid("value"));
    assert_eq!(refused(form("a", FieldAudience::Other("x".into()))).await, AppError::invalid("audience"));
    let membership =
        json!({"member": ME, "class": "alumni", "state": "paused", "entry": {"family_name": "三崎"}});
    server.model().put(Scope::Me(ME), "membership", ME.0.as_u128(), Some(membership));
    client.settle().await;
    assert_eq!(refused(form("a", FieldAudience::Alumni)).await, AppError::new(AppCode::NotPermitted));
    assert_eq!(
        client.view_as(ViewAsForm { who: Onlooker::Staff }).await.unwrap().card,
        None,
        "nobody sees who pauses"
    );
    assert_eq!(client.outbox().await.unwrap().items.len(), 0);
}
