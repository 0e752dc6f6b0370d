//! What happens when the server comes back from an older backup, with another life of its database.

use super::{
    DAY, account, execute, post, pulls,
    server::{NETWORK, Server},
};
use crate::{Client, db};
use enishi_bridge::{
    Answer, Audience,
    events::RsvpForm,
    posts::{PostEditForm, PostsForm},
};
use enishi_wire::{
    changes::Change,
    errors::ApiCode,
    ids::{EventId, MutationId, PostId},
    mutations::Action,
    scopes::Scope,
};
use serde_json::json;
use uuid::Uuid;

const POST: u128 = 102;
const EVENT: u128 = 103;

/// A device of which the server has a post and an event.
async fn begin(server: &Server, home: &tempfile::TempDir) -> Client {
    let body = json!({"kind": "story", "title": "題", "text": "本文", "published_at": 5});
    server.model().put(Scope::Members, "post", POST, Some(body));
    let event = json!({
        "kind": "reunion", "title": "総会", "text": "", "starts": 4_000_000_000_000_i64, "ends": 4_000_003_600_000_i64,
        "zone": "Asia/Tokyo", "published_at": 5, "source": "事務局",
    });
    server.model().put(Scope::Members, "event", EVENT, Some(event));
    let client = server.device(home.path()).await;
    assert_eq!(client.settle().await, None);
    client
}

async fn edit(client: &Client, title: &str) -> MutationId {
    let post = PostId(Uuid::from_u128(POST));
    let form =
        PostEditForm { post, title: title.into(), text: "本文".into(), audience: Audience::Everyone };
    client.edit_post(form).await.unwrap()
}

async fn answer(client: &Client, answer: Answer) -> MutationId {
    let event = EventId(Uuid::from_u128(EVENT));
    client.set_rsvp(RsvpForm { event, answer }).await.unwrap()
}

fn pushed(server: &Server) -> Vec<MutationId> {
    server.model().pushed.iter().map(|wish| wish.id).collect()
}

async fn sent_log(client: &Client) -> usize {
    let account = account(client).await;
    let mut tx = account.db.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM sent_log").fetch_all(&mut *tx).await.unwrap().len()
}

async fn waiting(client: &Client) -> Vec<MutationId> {
    let outbox = account(client).await.db.outbox().await.unwrap();
    outbox.into_iter().map(|pending| pending.mutation.id).collect()
}

#[tokio::test]
async fn after_a_restore_what_was_applied_is_sent_again_in_its_order_and_in_its_bytes() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    let before = server.model().seq;
    for title in ["一つ目", "二つ目", "三つ目"] {
        client.publish_post(post(title)).await.unwrap();
        assert_eq!(client.settle().await, None);
    }
    let sent = server.model().pushed.clone();
    assert_eq!(sent.len(), 3);

    server.model().reset = true;
    client.settle().await;
    assert_eq!(server.model().pushed.len(), 3, "the same life of the database has them all");

    client.shutdown().await;
    drop(client);
    let client = server.device(home.path()).await;
    server.model().restore("second", before);
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.settle().await;
    let titles: Vec<_> = client.posts(PostsForm::default()).await.unwrap().items;
    assert_eq!(titles.len(), 3, "all are shown as waiting");
    assert_eq!(client.app().await.unwrap().sync.waiting, 3);
    server.model().refuse.clear();
    client.settle().await;
    assert_eq!(server.model().pushed[3..], sent, "ids, order and content are those of the first time");
}

#[tokio::test]
async fn after_a_restore_a_newer_wish_does_not_overtake_the_older_one_that_goes_again() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    let before = server.model().seq;
    let older = edit(&client, "古い").await;
    client.settle().await;
    server.model().restore("second", before);
    // Nobody has told this device: it still believes in the life before.
    let newer = edit(&client, "新しい").await;
    for _ in 0..3 {
        client.settle().await;
    }
    assert_eq!(pushed(&server), [older, older, newer]);
}

#[tokio::test]
async fn the_new_life_is_known_at_once_and_one_reset_is_enough() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    let before = server.model().seq;
    server.model().restore("second", before);
    pulls(&server);
    client.settle().await;
    let asked = pulls(&server);
    assert_eq!((asked[0]["epoch"].as_str(), asked[1]["epoch"].as_str()), (Some("first"), Some("second")));
    assert_eq!(asked[1]["cursors"], json!({}), "what is here is forgotten");
    assert!(!asked[2..].iter().any(|pull| pull["cursors"] == json!({})), "and only once: {asked:?}");
}

#[tokio::test]
async fn a_wish_behind_one_that_goes_again_is_kept_back_whatever_the_queue_believes() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let (older, other) = (edit(&client, "古い").await, answer(&client, Answer::No).await);
    execute(
        &client,
        "UPDATE outbox SET again = 0, attempts = 1 WHERE position = (SELECT min(position) FROM outbox)",
    )
    .await;
    let newer = edit(&client, "新しい").await;
    let account = account(&client).await;
    let mut tx = account.db.begin().await.unwrap();
    let turn = db::again::turn(&mut tx, &[newer, other]).await.unwrap();
    assert_eq!((turn.go, turn.wait), (vec![other], vec![newer]));
    assert_eq!(turn.before.iter().map(|queued| queued.id).collect::<Vec<_>>(), [older]);
    let turn = db::again::turn(&mut tx, &[older, other]).await.unwrap();
    assert_eq!((turn.go, turn.wait, turn.before), (vec![older, other], vec![], vec![]));
}

#[tokio::test]
async fn what_goes_again_is_in_the_journal_before_what_was_wished_since_until_it_is_answered() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    let before = server.model().seq;
    let older = edit(&client, "古い").await;
    client.settle().await;
    server.model().restore("second", before);
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let newer = answer(&client, Answer::Yes).await;
    client.settle().await;
    let journal = account(&client).await.journal.clone();
    let open = || journal.open_wishes().unwrap().iter().map(|wish| wish.id()).collect::<Vec<_>>();
    assert_eq!((open(), waiting(&client).await), (vec![older, newer], vec![older, newer]));
    server.model().refuse.clear();
    client.settle().await;
    assert_eq!(open(), []);
}

#[tokio::test]
async fn an_answer_from_another_life_of_the_database_is_no_answer() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    let row = Change {
        scope: Scope::Members,
        seq: server.model().seq + 9,
        kind: "post".into(),
        id: Uuid::from_u128(104),
        body: Some(json!({"kind": "story", "title": "canary", "text": "", "published_at": 5})),
    };
    server.model().answer_rows = vec![row];
    server.model().answering_life = Some("zeroth".into());
    pulls(&server);
    let wish = edit(&client, "題").await;
    client.settle().await;
    assert_eq!(waiting(&client).await, [wish], "it waits");
    assert_eq!(sent_log(&client).await, 0);
    assert!(!super::plain(&client).await.contains("canary"), "and its rows are not believed");
    server.model().answering_life = None;
    client.settle().await;
    assert_eq!(waiting(&client).await, []);
    assert!(super::plain(&client).await.contains("canary"));
}

#[tokio::test]
async fn a_wish_that_goes_again_waits_for_what_it_builds_on_but_not_for_ever() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    server.model().time = 100 * DAY;
    let client = begin(&server, &home).await;
    let before = server.model().seq;
    let wish = answer(&client, Answer::Yes).await;
    client.settle().await;
    server.model().restore("second", before);
    server.model().refused.insert(wish, ApiCode::NotFound);
    for day in [100, 101, 107] {
        server.model().time = day * DAY;
        client.settle().await;
        let outbox = account(&client).await.db.outbox().await.unwrap();
        assert_eq!(outbox[0].state, enishi_sync::overlay::PendingState::Waiting, "day {day}");
    }
    server.model().time = 108 * DAY;
    for _ in 0..2 {
        client.settle().await;
    }
    let outbox = account(&client).await.db.outbox().await.unwrap();
    assert_eq!(outbox[0].state, enishi_sync::overlay::PendingState::Failed(ApiCode::NotFound));
}

#[tokio::test]
async fn a_newer_answer_goes_on_in_the_stead_of_one_that_waits_for_its_event_to_come_back() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    let before = server.model().seq;
    let older = answer(&client, Answer::Yes).await;
    client.settle().await;
    server.model().restore("second", before);
    server.model().refused.insert(older, ApiCode::NotFound);
    client.settle().await;
    let newer = answer(&client, Answer::No).await;
    server.model().refused.insert(newer, ApiCode::NotFound);
    for _ in 0..2 {
        client.settle().await;
    }
    let outbox = account(&client).await.db.outbox().await.unwrap();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].mutation.id, newer);
    assert!(matches!(outbox[0].mutation.action, Action::SetRsvp { answer: Answer::No, .. }));
    assert_eq!(outbox[0].state, enishi_sync::overlay::PendingState::Waiting, "it waits as the older one did");
    server.model().refused.clear();
    client.settle().await;
    assert_eq!(pushed(&server).last(), Some(&newer));
    assert_eq!(waiting(&client).await, []);
}

#[tokio::test]
async fn how_long_an_applied_wish_is_kept_is_counted_by_the_clock_of_the_server() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    // Decades away from the clock of this device.
    server.model().time = 100 * DAY;
    edit(&client, "題").await;
    client.settle().await;
    assert_eq!(sent_log(&client).await, 1);
    for (day, kept) in [(101, 1), (106, 1), (108, 0)] {
        server.model().time = day * DAY;
        client.settle().await;
        assert_eq!(sent_log(&client).await, kept, "day {day}");
    }
}

#[tokio::test]
async fn a_wish_that_was_applied_before_the_first_page_has_no_time_yet_and_is_kept() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    server.model().time = 100 * DAY;
    server.model().refuse.insert("/v1/sync/pull", (503, ApiCode::Unavailable));
    edit(&client, "題").await;
    client.settle().await;
    let account = account(&client).await;
    let mut tx = account.db.begin().await.unwrap();
    let at = async |tx: &mut db::Tx<'_>| -> i64 {
        use sqlx::Row;
        sqlx::query("SELECT sent_at FROM sent_log").fetch_one(&mut **tx).await.unwrap().get(0)
    };
    assert_eq!(at(&mut tx).await, 0);
    db::sent::hear(&mut tx, NETWORK, 100 * DAY).await.unwrap();
    assert_eq!(at(&mut tx).await, 100 * DAY);
}

#[tokio::test]
async fn an_answer_brings_no_row_of_a_scope_that_is_not_here_and_none_that_a_pull_has_passed() {
    let server = Server::start().await;
    let home = tempfile::tempdir().unwrap();
    let client = begin(&server, &home).await;
    server.model().put(Scope::Members, "comet", 109, Some(json!({})));
    client.settle().await;
    let seq = server.model().seq;
    let row = |id: u128, scope: Scope, seq: i64, title: &str| Change {
        scope,
        seq,
        kind: "post".into(),
        id: Uuid::from_u128(id),
        body: Some(json!({"kind": "story", "title": title, "text": "", "published_at": 5})),
    };
    server.model().answer_rows = vec![
        row(110, Scope::Staff, seq + 1, "lost scope"),
        row(111, Scope::Members, seq, "passed"),
        row(112, Scope::Members, seq + 1, "new"),
    ];
    server.model().refuse.insert("/v1/sync/pull", (503, ApiCode::Unavailable));
    edit(&client, "題").await;
    client.settle().await;
    let plain = super::plain(&client).await;
    assert!(!plain.contains("lost scope") && !plain.contains("passed") && plain.contains("new"));
    let held = account(&client).await.db.held(NETWORK).await.unwrap();
    assert!(!held.opened.contains_key(&Scope::Staff));
}
