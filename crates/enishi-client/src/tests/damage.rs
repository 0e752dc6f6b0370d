//! A database that is damaged: it is replaced, and the app still knows who it is and what the person wished.

use super::{
    account, names, person, post,
    server::{Server, config},
};
use crate::Client;
use enishi_bridge::{app::Phase, errors::AppCode};
use enishi_wire::{errors::ApiCode, scopes::Scope};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Notify;

/// A device with a synced network and a post that waits, which is then closed.
async fn with_a_waiting_post(home: &Path) -> Server {
    let server = Server::start().await;
    server.model().put(Scope::Members, "member", 100, person("佐藤"));
    let client = server.device(home).await;
    client.settle().await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.publish_post(post("残る")).await.unwrap();
    client.shutdown().await;
    server.model().refuse.clear();
    server
}

/// Overwrites the database of the only account.
fn damage(home: &Path) {
    let database = folder(home).join("account.db");
    let length = std::fs::read(&database).unwrap().len();
    std::fs::write(&database, vec![b'x'; length]).unwrap();
}

/// Removes the second copy of its networks.
fn forget_networks(home: &Path) {
    std::fs::remove_file(folder(home).join("places.sealed")).unwrap();
}

fn folder(home: &Path) -> PathBuf {
    std::fs::read_dir(home.join("accounts")).unwrap().next().unwrap().unwrap().path()
}

#[tokio::test]
async fn a_device_whose_database_was_damaged_knows_its_networks_without_a_line() {
    let home = tempfile::tempdir().unwrap();
    let _server = with_a_waiting_post(home.path()).await;
    damage(home.path());
    let client = Client::open(config(home.path(), true)).await.unwrap();
    let view = client.app().await.unwrap();
    assert_eq!((view.phase, view.places.len(), view.sync.waiting), (Phase::Ready, 1, 1));
    assert_eq!(view.sync.last_sync_at, None, "nothing of it is here yet, and that is said");
    assert_eq!(client.outbox().await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_sync_is_over_when_the_networks_of_the_account_are_known_again() {
    let home = tempfile::tempdir().unwrap();
    let server = with_a_waiting_post(home.path()).await;
    damage(home.path());
    forget_networks(home.path());
    // The wish of the journal is answered before the question for the networks.
    server.model().me_waits = Some(Arc::new(Notify::new()));
    let client = Client::open(config(home.path(), false)).await.unwrap();
    assert_eq!(client.settle().await, None);
    assert_eq!(server.model().pushed.len(), 1);
    assert_eq!(names(&client).await, ["佐藤"]);
}

#[tokio::test]
async fn a_device_that_cannot_ask_for_its_networks_says_so_and_asks_again_with_the_next_sync() {
    let home = tempfile::tempdir().unwrap();
    let server = with_a_waiting_post(home.path()).await;
    damage(home.path());
    forget_networks(home.path());
    server.model().refuse.insert("/v1/me", (503, ApiCode::Unavailable));
    let client = Client::open(config(home.path(), false)).await.unwrap();
    assert_eq!(client.settle().await, Some(AppCode::ServerFault));
    server.model().refuse.clear();
    assert_eq!(client.settle().await, None);
    assert_eq!(names(&client).await, ["佐藤"]);
}

#[tokio::test]
async fn who_asks_while_a_damaged_database_is_replaced_waits_for_the_new_one() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let client = server.device(home.path()).await;
    client.settle().await;
    damage(home.path());
    let (mended, answers) = tokio::join!(client.mend(), async {
        let mut answers = Vec::new();
        for _ in 0..200 {
            answers.push(client.app().await.map(|view| view.phase).map_err(|error| error.code));
            tokio::task::yield_now().await;
        }
        answers
    });
    assert!(mended);
    // What the damage itself is told as is no sign-in either.
    let known = [Ok(Phase::Ready), Err(AppCode::DatabaseCorrupt)];
    assert!(answers.iter().all(|answer| known.contains(answer)), "{answers:?}");
    assert_eq!(answers.last(), Some(&Ok(Phase::Ready)));
}

#[tokio::test]
async fn a_database_that_is_damaged_while_the_app_runs_is_replaced_and_the_outbox_kept() {
    let server = Server::start().await;
    for id in 100..400 {
        server.model().put(Scope::Members, "member", id, person("佐藤"));
    }
    let home = tempfile::tempdir().unwrap();
    let client = server.device(home.path()).await;
    client.settle().await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.publish_post(post("残る")).await.unwrap();
    let path = account(&client).await.db.path().to_owned();
    let bytes = std::fs::read(&path).unwrap();
    let damaged: Vec<u8> =
        bytes.iter().enumerate().map(|(at, byte)| if at < 8_192 { *byte } else { byte ^ 0x55 }).collect();
    std::fs::write(&path, damaged).unwrap();
    assert!(client.mend().await);
    server.model().refuse.clear();
    assert_eq!(client.settle().await, None);
    assert_eq!(names(&client).await.len(), 200);
    assert_eq!(server.model().pushed.len(), 1, "the wish came back from its journal");
    assert_eq!(client.storage().await.unwrap().set_aside, 1);
}
