//! The directory on a device: what a row says, who was there with me, and what was looked for last.

use super::{
    account, names, person,
    server::{ME, NETWORK, Server},
};
use crate::{Client, db, directory::APART};
use enishi_bridge::members::{DirectoryForm, Filter, Now, SearchForm, TogetherAt};
use enishi_wire::{ids::MemberId, mutations::Action, profile::FieldKey, scopes::Scope};
use serde_json::{Value, json};
use uuid::Uuid;

fn posting(place: &str, from: &str, to: &str) -> Value {
    json!({"type": "postings", "value": [{"place": place, "from": from, "to": to}]})
}

async fn listed(client: &Client, query: &str, filters: Vec<Filter>) -> Vec<(String, Now)> {
    let form = DirectoryForm { query: query.to_owned(), offset: 0, limit: 50, filters };
    let items = client.directory(form).await.unwrap().items;
    items.into_iter().map(|card| (card.family_name, card.now)).collect()
}

#[tokio::test]
async fn a_row_says_what_somebody_does_now_and_a_page_when_we_were_together() {
    let server = Server::start().await;
    server.model().scopes.insert(Scope::Alumni);
    let mine = json!({"postings": {
        "value": posting("大阪支社", "2012", "2018"), "audience": "only_me", "version": Uuid::from_u128(5)}});
    server.model().put(Scope::Me(ME), "profile", ME.0.as_u128(), Some(json!({"fields": mine})));
    for (id, name) in [(100, "佐藤"), (101, "鈴木"), (102, "田中")] {
        server.model().put(Scope::Members, "member", id, person(name));
    }
    let role = json!({"type": "roles", "value": [{"organisation": "結城谷製作所", "title": "開発"}]});
    let resting = json!({"type": "flag", "value": true});
    let fields = json!({"fields": {
        "roles": role, "resting": resting, "postings": posting("大阪支社", "2014-04", "2016-03")}});
    server.model().put(Scope::Alumni, "facet", 100, Some(fields));
    server.model().put(Scope::Members, "facet", 101, Some(json!({"fields": {"resting": resting}})));
    let longer = json!({"fields": {"postings": posting("大阪支社", "2010-04", "2017-03")}});
    server.model().put(Scope::Alumni, "facet", 102, Some(longer));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, None);

    let role = Now::Role { company: "結城谷製作所".to_owned(), title: "開発".to_owned() };
    assert_eq!(listed(&client, "結城谷", vec![]).await, [("佐藤".to_owned(), role.clone())]);
    let everybody = listed(&client, "", vec![]).await;
    assert!(everybody.contains(&("鈴木".to_owned(), Now::Resting)), "{everybody:?}");
    assert!(everybody.contains(&("田中".to_owned(), Now::Unsaid)), "{everybody:?}");
    let together = listed(&client, "", vec![Filter::Together]).await;
    let names: Vec<&str> = together.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["田中", "佐藤"], "the longest first");
    let profile = client.member_profile(MemberId(Uuid::from_u128(100))).await.unwrap();
    assert_eq!(profile.card.now, role);
    assert_eq!(profile.together, [TogetherAt { at: "大阪支社".to_owned(), from: 2014, to: Some(2016) }]);

    // The scope goes, and with it what it said.
    server.model().scopes.remove(&Scope::Alumni);
    client.settle().await;
    assert_eq!(listed(&client, "結城谷", vec![]).await, []);
    assert_eq!(listed(&client, "", vec![Filter::Together]).await, []);
}

#[tokio::test]
async fn the_last_searches_stay_on_this_device_until_they_are_forgotten_and_go_with_the_network() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let note = async |text: &str| client.note_search(SearchForm { text: text.to_owned() }).await.unwrap();
    for text in ["佐藤", "  ", "大阪  支社", "佐藤"] {
        note(text).await;
    }
    assert_eq!(client.recent_searches().await.unwrap(), ["佐藤", "大阪 支社"]);
    client.forget_search(SearchForm { text: "佐藤".to_owned() }).await.unwrap();
    assert_eq!(client.recent_searches().await.unwrap(), ["大阪 支社"]);
    for number in 0..20 {
        note(&number.to_string()).await;
    }
    assert_eq!(client.recent_searches().await.unwrap().len(), 8, "the last few");
    client.forget_searches().await.unwrap();
    assert_eq!(client.recent_searches().await.unwrap(), [] as [String; 0]);
    note("canary").await;
    assert_eq!(names(&client).await, [] as [String; 0]);
    let account = account(&client).await;
    let place = account.db.place(NETWORK).await.unwrap().unwrap();
    let mut tx = account.db.begin().await.unwrap();
    db::places::erase(&mut tx, &place).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(account.db.fact(&db::facts::searches(NETWORK)).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_for_the_secretariat_alone_is_on_the_persons_page_and_in_no_list_and_opening_it_is_noted() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    server.model().scopes.insert(APART);
    server.model().put(Scope::Members, "member", 10, person("佐藤"));
    let photo = json!({"type": "photo", "value": {"id": Uuid::from_u128(5)}});
    let role = json!({"type": "roles", "value": [{"organisation": "極秘商事", "title": "部長"}]});
    let facet =
        json!({"fields": {"photo": photo, "roles": role, "skills": {"type": "tags", "value": ["速記"]}}});
    server.model().put(APART, "facet", 10, Some(facet));
    let client = server.device(home.path()).await;
    client.settle().await;
    assert_eq!(listed(&client, "速記", Vec::new()).await, []);
    assert_eq!(listed(&client, "極秘", Vec::new()).await, []);
    assert_eq!(listed(&client, "佐藤", Vec::new()).await, [("佐藤".to_owned(), Now::Unsaid)]);
    let form = DirectoryForm { limit: 50, ..DirectoryForm::default() };
    assert_eq!(client.directory(form).await.unwrap().items[0].photo, None);
    let noted = || {
        let server = server.model();
        server.pushed.iter().filter(|wish| matches!(wish.action, Action::NoteAccess { .. })).count()
    };
    client.settle().await;
    assert_eq!(noted(), 0, "a list has shown nothing of it");
    let page = client.member_profile(MemberId(Uuid::from_u128(10))).await.unwrap();
    assert!(page.fields.iter().any(|field| field.field == FieldKey::Skills), "{page:?}");
    client.settle().await;
    assert_eq!(noted(), 1);
}
