//! The whole core against a server that does what a test says.

mod damage;
mod directory;
mod export;
mod letters;
mod lists;
mod profile;
mod restore;
mod server;
mod status;

use crate::{Client, Lifetime, account::Account, clock, db, lease::LEASE};
use enishi_bridge::{
    Answer, Audience, PostKind,
    app::Phase,
    errors::AppCode,
    events::RsvpForm,
    members::DirectoryForm,
    posts::{PostEditForm, PostForm, PostsForm},
    storage::VerifyResult,
};
use enishi_wire::{
    errors::ApiCode,
    ids::{EventId, MutationId, PostId},
    scopes::Scope,
};
use serde_json::{Value, json};
use server::{ME, NETWORK, Server};
use std::sync::Arc;
use uuid::Uuid;

const DAY: i64 = 24 * 3_600_000;

fn person(name: &str) -> Option<Value> {
    Some(json!({"class": "alumni", "family_name": name}))
}

async fn names(client: &Client) -> Vec<String> {
    let form = DirectoryForm { query: String::new(), offset: 0, limit: 200, ..DirectoryForm::default() };
    client.directory(form).await.unwrap().items.into_iter().map(|card| card.family_name).collect()
}

async fn account(client: &Client) -> Arc<Account> {
    client.inner.accounts.read().await.values().next().unwrap().clone()
}

async fn execute(client: &Client, statement: &'static str) {
    let account = account(client).await;
    let mut tx = account.db.begin().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn post(title: &str) -> PostForm {
    PostForm {
        kind: PostKind::WhatsNew,
        title: title.into(),
        text: "本文".into(),
        audience: Audience::Everyone,
    }
}

/// The pulls that a server was asked for since the last time.
fn pulls(server: &Server) -> Vec<Value> {
    let requests = std::mem::take(&mut server.model().requests);
    let pulls = requests.iter().filter_map(|request| request.strip_prefix("/v1/sync/pull "));
    pulls.map(|body| serde_json::from_str(body).unwrap()).collect()
}

#[tokio::test]
async fn a_large_network_arrives_whole_in_growing_pages_and_then_nothing_is_asked_twice() {
    let server = Server::start().await;
    for id in 100..6_100 {
        server.model().put(Scope::Members, "member", id, person("佐藤"));
    }
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, None);
    let form = DirectoryForm { query: "佐藤".into(), offset: 0, limit: 1, ..DirectoryForm::default() };
    let page = client.directory(form).await.unwrap();
    assert_eq!((page.total, page.complete), (6_000, true));
    let first = pulls(&server);
    // How large the first one is depends on how soon this machine answers.
    assert!([None, Some(4_000)].contains(&first[0].get("rows").and_then(Value::as_u64)), "{first:?}");
    assert!(first.iter().any(|pull| pull["rows"].as_u64() > Some(500)), "pages grow: {first:?}");
    assert!(
        first.iter().any(|pull| pull.get("opened").is_some()),
        "where a scope was opened is named until it is read"
    );
    assert_eq!(client.settle().await, None);
    let last = pulls(&server).pop().unwrap();
    assert_eq!(last.get("opened"), None);
    assert!(last["cursors"].as_object().unwrap().values().all(|seq| *seq == server.model().seq));
}

#[tokio::test]
async fn after_a_cut_the_smallest_page_is_asked_for_and_nothing_of_the_cut_one_stays() {
    let server = Server::start().await;
    for id in 100..900 {
        server.model().put(Scope::Members, "member", id, person("佐藤"));
    }
    server.model().cut = Some(20_000);
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, Some(AppCode::ServerUnreachable));
    assert_eq!(names(&client).await, Vec::<String>::new());
    pulls(&server);
    server.model().cut = None;
    assert_eq!(client.settle().await, None);
    assert_eq!(pulls(&server)[0]["rows"], 100);
    assert_eq!(names(&client).await.len(), 200);
}

#[tokio::test]
async fn a_scope_that_was_taken_away_leaves_no_trace_of_its_rows() {
    let server = Server::start().await;
    server.model().scopes.insert(Scope::Alumni);
    server.model().put(Scope::Members, "member", 100, person("残る人"));
    server.model().put(Scope::Alumni, "member", 101, person("canary 去る人"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    // What comes after the first sync is news, and is planned to be announced.
    let body = json!({"kind": "whats_new", "title": "canary", "text": "canary", "published_at": 5});
    server.model().put(Scope::Alumni, "post", 102, Some(body));
    client.settle().await;
    let held = plain(&client).await;
    assert_eq!(held.matches("canary").count(), 3, "body of the person, title and text of the post");
    let db = &account(&client).await.db;
    let listed = async || format!("{:?}", db.read_directory(NETWORK).await.unwrap());
    db.keep_directory(NETWORK).await.unwrap();
    assert!(listed().await.contains("canary"), "the packed directory");
    let planned = "00000000-0000-0000-0000-000000000066";
    assert!(plain(&client).await.contains(planned), "the announcement");

    server.model().scopes.remove(&Scope::Alumni);
    client.settle().await;
    assert!(!listed().await.contains("canary"), "the packed directory");
    let plain = plain(&client).await;
    assert!(!plain.contains("canary") && !plain.contains(planned), "{plain}");
    assert_eq!(names(&client).await, ["残る人"]);
    assert_no_file_is_left_behind(&client).await;
}

/// Every value of every table, as this device could read it.
async fn plain(client: &Client) -> String {
    use sqlx::{Column, Row, TypeInfo, ValueRef};
    let account = account(client).await;
    let mut tx = account.db.begin().await.unwrap();
    let tables =
        sqlx::query("SELECT name FROM sqlite_schema WHERE type = 'table'").fetch_all(&mut *tx).await.unwrap();
    let mut all = String::new();
    for table in tables {
        let text = format!("SELECT * FROM {}", table.get::<String, _>(0));
        for row in sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&mut *tx).await.unwrap() {
            for column in row.columns() {
                let value = row.try_get_raw(column.ordinal()).unwrap();
                if value.type_info().name() == "TEXT" {
                    all.push_str(row.get::<&str, _>(column.ordinal()));
                    all.push('\n');
                }
            }
        }
    }
    all
}

/// What was erased is overwritten in the file, and the rollback journal holds nothing of it.
async fn assert_no_file_is_left_behind(client: &Client) {
    use sqlx::Row;
    let account = account(client).await;
    let mut tx = account.db.begin().await.unwrap();
    let secure = sqlx::query("PRAGMA secure_delete").fetch_one(&mut *tx).await.unwrap().get::<i64, _>(0);
    drop(tx);
    assert_eq!(secure, 1, "freed pages are overwritten");
    let folder = account.db.path().parent().unwrap();
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        let known =
            ["account.db", "account.db-journal", "outbox.journal", "outbox.journal-lock", "places.sealed"]
                .contains(&name.as_str());
        assert!(known, "{name}");
        if name == "account.db-journal" {
            assert_eq!(file.metadata().unwrap().len(), 0, "the rollback journal is empty after a commit");
        }
    }
}

#[tokio::test]
async fn a_membership_that_ended_leaves_nothing_and_says_what_was_not_delivered() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("canary"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let folder = account(&client).await.db.path().parent().unwrap().to_owned();
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.publish_post(post("canary")).await.unwrap();
    let mut notices = client.notices();
    server.model().refuse.insert("/v1/sync/pull", (403, ApiCode::NotPermitted));
    client.settle().await;
    let view = loop {
        let view = client.app().await.unwrap();
        if !view.farewells.is_empty() {
            break view;
        }
        notices.recv().await.unwrap();
    };
    assert_eq!((view.farewells[0].name.as_str(), view.farewells[0].undelivered), ("縁の会", 1));
    assert!(view.current.is_none() && !folder.exists(), "who hears of it sees that nothing is left");
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().flatten().map(|file| file.path()).collect();
    assert!(!left.iter().any(|path| path.join(folder.file_name().unwrap()).exists()), "{left:?}");
}

#[tokio::test]
async fn a_row_that_was_lost_or_changed_here_is_found_and_repaired() {
    let server = Server::start().await;
    for id in 100..110 {
        server.model().put(Scope::Members, "member", id, person(&format!("人{id}")));
    }
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    assert_eq!(client.verify().await.unwrap().result(), VerifyResult::Same);
    execute(&client, "DELETE FROM rows WHERE nr = (SELECT max(nr) FROM rows WHERE kind = 'member');
                      UPDATE rows SET seq = seq - 1 WHERE nr = (SELECT min(nr) FROM rows WHERE kind = 'member')").await;
    let view = client.verify().await.unwrap();
    let of = |scope: &str| view.items.iter().find(|item| item.scope == scope).unwrap().result;
    assert_eq!((of("members"), of(&Scope::Me(ME).to_string())), (VerifyResult::Repaired, VerifyResult::Same));
    assert_eq!(names(&client).await.len(), 10);
    assert_eq!(client.verify().await.unwrap().result(), VerifyResult::Same);
}

#[tokio::test]
async fn once_a_day_a_device_compares_by_itself_and_repairs() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let digests =
        || server.model().requests.iter().filter(|request| request.starts_with("/v1/sync/digest")).count();
    assert_eq!(digests(), 0, "rows that have just come whole are not compared");
    execute(&client, "DELETE FROM rows WHERE kind = 'member'").await;
    client.settle().await;
    assert_eq!((digests(), names(&client).await.len()), (0, 0), "nor again on the same day");
    execute(&client, "UPDATE places SET verified_at = verified_at - 86400000").await;
    client.settle().await;
    assert_eq!((digests(), names(&client).await.len()), (1, 1));
}

#[tokio::test]
async fn a_server_that_cannot_compare_disturbs_no_sync() {
    let server = Server::start().await;
    server.model().refuse.insert("/v1/sync/digest", (404, ApiCode::NotFound));
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, None);
    assert_eq!(names(&client).await, ["佐藤"]);
}

#[tokio::test]
async fn people_are_locked_after_two_weeks_without_contact_and_open_with_the_next_one() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    assert_eq!(names(&client).await, ["佐藤"]);
    let account_of_client = account(&client).await;
    // Fifteen days have passed: the clock was noted, and then turned back to what it is.
    let mut tx = account_of_client.db.begin().await.unwrap();
    db::facts::advance_clock(&mut tx, clock::now() + LEASE + DAY, 0).await.unwrap();
    tx.commit().await.unwrap();
    let form = DirectoryForm { query: "佐".into(), offset: 0, limit: 1, ..DirectoryForm::default() };
    assert_eq!(client.directory(form).await.unwrap_err().code, AppCode::DirectoryLocked);
    let one = enishi_bridge::MemberId(Uuid::from_u128(100));
    assert_eq!(client.member(one).await.unwrap_err().code, AppCode::DirectoryLocked);
    assert_eq!(client.my_page().await.unwrap().entry.family_name, "三崎", "the own entry stays readable");
    client.home().await.unwrap();

    client.settle().await;
    assert_eq!(names(&client).await, ["佐藤"]);
}

#[tokio::test]
async fn an_app_that_is_too_old_still_reads_and_exports_the_own_things_and_nothing_of_others() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("canary"));
    server.model().put(Scope::Members, "member", ME.0.as_u128(), person("三崎"));
    let event = json!({
        "kind": "reunion", "title": "総会", "text": "", "starts": 4_000_000_000_000_i64, "ends": 4_000_003_600_000_i64,
        "zone": "Asia/Tokyo", "published_at": 5, "source": "事務局",
    });
    server.model().put(Scope::Members, "event", 101, Some(event));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    for route in ["/v1/sync/pull", "/v1/sync/push"] {
        server.model().refuse.insert(route, (426, ApiCode::TooOld));
    }
    assert_eq!(client.settle().await, Some(AppCode::TooOld));
    assert_eq!(client.app().await.unwrap().phase, Phase::Ready);
    assert_eq!(names(&client).await.len(), 2, "reading goes on");
    let answer = RsvpForm { event: EventId(Uuid::from_u128(101)), answer: Answer::Yes };
    client.set_rsvp(answer).await.unwrap();
    let file = client.export(home.path(), Lifetime::OneDay).await.unwrap().path;
    let text = String::from_utf8(export::unpacked(&file).remove("enishi.json").unwrap()).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let place = &all["places"][0];
    assert_eq!(place["membership"]["entry"]["family_name"], "三崎");
    assert_eq!(place["outbox"][0]["wish"]["action"]["answer"], "yes");
    assert!(!text.contains("canary"), "other people's data is not ours to take along");
}

#[tokio::test]
async fn what_a_newer_server_says_is_kept_and_a_correction_of_the_entry_takes_nothing_of_it_away() {
    let server = Server::start().await;
    let membership = json!({
        "member": ME, "class": "comet", "state": "active", "duties": ["stargazing"], "orbit": 7,
        "entry": {"family_name": "三崎", "pronouns": "she"}, "confirmed_at": 1,
    });
    server.model().put(Scope::Me(ME), "membership", ME.0.as_u128(), Some(membership));
    server.model().put(Scope::Members, "comet", 100, Some(json!({"tail": 7})));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, None);
    let entry =
        enishi_bridge::Entry { headline: "元気です".into(), ..client.my_page().await.unwrap().entry };
    client.set_entry(entry).await.unwrap();
    client.settle().await;
    let pushed = server
        .model()
        .requests
        .iter()
        .find_map(|request| request.strip_prefix("/v1/sync/push ").map(str::to_owned));
    let pushed: Value = serde_json::from_str(&pushed.unwrap()).unwrap();
    let entry = &pushed["mutations"][0]["action"]["entry"];
    assert_eq!((&entry["pronouns"], &entry["headline"]), (&json!("she"), &json!("元気です")));
    assert!(plain(&client).await.contains("\"tail\":7"), "a kind that nobody knows is kept");
}

#[tokio::test]
async fn a_correction_of_a_post_shows_at_once_and_travels_as_one_wish() {
    let server = Server::start().await;
    let body = json!({"kind": "story", "title": "誤", "text": "本文", "published_at": 5});
    server.model().put(Scope::Members, "post", 102, Some(body));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let post = PostId(Uuid::from_u128(102));
    let mut last = None::<MutationId>;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    for title in ["訂正", "正"] {
        let form =
            PostEditForm { post, title: title.into(), text: "本文".into(), audience: Audience::Everyone };
        last = Some(client.edit_post(form).await.unwrap());
    }
    let shown = client.post(post).await.unwrap();
    assert_eq!((shown.card.title.as_str(), shown.can_edit), ("正", true));
    server.model().refuse.clear();
    client.settle().await;
    assert_eq!(server.model().pushed.last().map(|wish| wish.id), last);
    assert_eq!(client.post(post).await.unwrap().card.title, "誤", "the server alone says what it became");
}

#[tokio::test]
async fn an_account_that_cannot_be_opened_is_named_and_the_others_work() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let second = crate::vault::VaultAccount {
        account: enishi_bridge::AccountId(Uuid::from_u128(99)),
        email: "second@example.jp".into(),
        ..client.inner.vault().accounts[0].clone()
    };
    client.inner.change_vault(|vault| vault.accounts.push(second.clone())).unwrap();
    client.shutdown().await;
    drop(client);
    // A folder stands where its database should be.
    let folder = crate::account::folder(home.path(), second.account);
    std::fs::create_dir_all(folder.join("account.db")).unwrap();
    let view = server.device(home.path()).await.app().await.unwrap();
    assert_eq!(view.unopened.len(), 1);
    assert_eq!(
        (view.unopened[0].email.as_str(), view.unopened[0].code),
        ("second@example.jp", AppCode::ReadOnly)
    );
    assert!(view.current.is_some());
}

async fn store_page(
    db: &db::Db,
    asked: &db::Held,
    page: crate::page::Page,
) -> Result<bool, crate::error::Error> {
    let fetched = crate::apply::Fetched { page, asked: asked.clone() };
    Ok(crate::apply::pages(db, NETWORK, vec![fetched]).await?.is_some())
}

#[tokio::test]
async fn a_page_that_continues_nothing_that_is_here_is_not_stored() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let account = account(&client).await;
    // Asked for before the sync, by another process or before a scope was fetched anew; here since then.
    let mut reader = crate::page::Reader::default();
    let late = json!({"line": "row", "scope": "members", "seq": 1, "kind": "member", "id": Uuid::from_u128(101),
        "body": person("もういない人")});
    let end = json!({"line": "page_end", "epoch": "first", "cursors": {"members": 1}, "more": false, "server_time": 0});
    reader.feed(format!("{late}\n{end}\n").as_bytes()).unwrap();
    let stored = store_page(&account.db, &db::Held::default(), reader.finish().unwrap()).await;
    assert!(!stored.unwrap());
    assert_eq!(names(&client).await, ["佐藤"]);
}

#[tokio::test]
async fn a_page_that_was_on_its_way_brings_no_forgotten_cursor_back() {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let account = account(&client).await;
    let asked = account.db.held(NETWORK).await.unwrap();
    // While the page was on its way, a comparison found that rows here differ.
    let mut tx = account.db.begin().await.unwrap();
    db::scopes::forget_cursor(&mut tx, NETWORK, &Scope::Members).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = crate::page::Reader::default();
    let end = json!({"line": "page_end", "epoch": "first", "cursors": asked.cursors, "more": false, "server_time": 0});
    reader.feed(format!("{end}\n").as_bytes()).unwrap();
    let stored = store_page(&account.db, &asked, reader.finish().unwrap()).await;
    assert!(!stored.unwrap());
    assert!(!account.db.held(NETWORK).await.unwrap().cursors.contains_key(&Scope::Members));
}

#[tokio::test]
async fn a_scope_that_is_lost_while_it_is_repaired_leaves_no_row() {
    let server = Server::start().await;
    server.model().scopes.insert(Scope::Alumni);
    server.model().put(Scope::Alumni, "member", 101, person("canary"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let account = account(&client).await;
    let mut tx = account.db.begin().await.unwrap();
    db::scopes::forget_cursor(&mut tx, NETWORK, &Scope::Alumni).await.unwrap();
    tx.commit().await.unwrap();
    server.model().scopes.remove(&Scope::Alumni);
    assert_eq!(client.settle().await, None);
    assert!(!plain(&client).await.contains("canary"));
}

#[tokio::test]
async fn a_pull_that_succeeds_hides_no_trouble_of_a_wish_that_still_waits() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let wish = client.publish_post(post("待つ")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(client.settle().await, Some(AppCode::ServerFault));
    }
    client.discard_outbox(MutationId(wish.0)).await.unwrap();
    assert_eq!(client.settle().await, None, "a wish that was taken back troubles nobody");
}

#[tokio::test]
async fn what_comes_with_a_new_scope_is_read_up_and_only_what_follows_is_announced() {
    let server = Server::start().await;
    let post =
        |title: &str| Some(json!({"kind": "whats_new", "title": title, "text": "", "published_at": 5}));
    server.model().put(Scope::Alumni, "post", 101, post("前からあるもの"));
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    server.model().scopes.insert(Scope::Alumni);
    client.settle().await;
    let account = account(&client).await;
    assert_eq!(client.posts(PostsForm::default()).await.unwrap().items.len(), 1);
    assert_eq!(account.db.next_notification().await.unwrap(), None);
    server.model().put(Scope::Alumni, "post", 102, post("新しいもの"));
    client.settle().await;
    assert!(account.db.next_notification().await.unwrap().is_some());
}
