//! The own things as a ZIP: whole, readable by other programs, without anything of others, and not for ever.

use super::server::{ME, Server, config};
use crate::{Client, Lifetime};
use enishi_bridge::{Answer, FieldAudience, events::RsvpForm};
use enishi_wire::{ids::EventId, scopes::Scope};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    path::Path,
};
use uuid::Uuid;

const CANARY: &str = "kanariya77f0";
/// Another person.
const THEM: u128 = 100;
/// The smallest picture.
const PIXEL: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn put(server: &Server, scope: Scope, kind: &str, id: u128, body: Value) {
    server.model().put(scope, kind, id, Some(body));
}

fn event(title: &str) -> Value {
    json!({
        "kind": "reunion", "title": title, "text": "会費：5,000円", "starts": 4_000_000_000_000_i64,
        "ends": 4_000_003_600_000_i64, "zone": "Asia/Tokyo", "published_at": 5, "source": "事務局",
    })
}

/// A device of somebody of whom there is something of everything, among others.
async fn lived_in(home: &Path) -> (Server, Client) {
    let server = Server::start().await;
    let (me, them) = (Scope::Me(ME), Uuid::from_u128(THEM));
    let entry = json!({
        "family_name": "三崎", "given_name": "花子", "family_kana": "みさき", "given_kana": "はなこ", "headline": "元気です",
    });
    let membership = json!({
        "member": ME, "class": "alumni", "state": "active", "duties": [], "entry": entry, "confirmed_at": 1,
    });
    put(&server, me.clone(), "membership", 1, membership);
    let field = |kind: &str, value: Value| json!({"value": {"type": kind, "value": value}, "audience": "alumni", "version": Uuid::from_u128(9)});
    let fields = json!({
        "roles": field("roles", json!([{"organisation": "縁商事", "title": "課長"}])),
        "links": field("links", json!([{"url": "https://example.jp/misaki"}])),
        "prefecture": field("prefecture", json!(13)),
    });
    put(&server, me.clone(), "profile", 1, json!({"fields": fields}));
    put(&server, Scope::Members, "event", 101, event("総会"));
    put(&server, Scope::Members, "event", 102, event("ピッチ"));
    put(&server, Scope::Members, "event", 103, event("返事なし"));
    let rsvp = json!({"event": Uuid::from_u128(101), "member": ME, "answer": "yes", "answered_at": 6});
    put(&server, me.clone(), "rsvp", 201, rsvp);
    let mine =
        json!({"kind": "story", "title": "わたしの話", "text": "本文", "author": ME, "published_at": 5});
    put(&server, Scope::Members, "post", 104, mine);
    put(&server, me.clone(), "follow", THEM, json!({"since": 7}));
    // What is there of others, too.
    let theirs = json!({"kind": "story", "title": CANARY, "text": CANARY, "author": them, "published_at": 5});
    put(&server, Scope::Members, "post", 105, theirs);
    put(&server, Scope::Members, "member", THEM, json!({"class": "alumni", "family_name": CANARY}));
    put(&server, me.clone(), "hidden", THEM, json!({"family_name": CANARY, "block": true, "hidden_at": 8}));
    let report = json!({
        "subject": {"of": "member", "member": them}, "label": CANARY, "reason": "spam", "text": "売り込み", "reported_at": 8,
    });
    put(&server, me.clone(), "my_report", 106, report);
    put(&server, me, "access", 107, json!({"name": CANARY, "seen_at": 9}));
    let client = server.device(home).await;
    assert_eq!(client.settle().await, None);
    (server, client)
}

/// The files of a ZIP.
pub fn unpacked(path: &str) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[tokio::test]
async fn the_zip_has_data_a_card_a_calendar_and_the_photos_and_nothing_of_others_and_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = lived_in(home.path()).await;
    // From here on there is no network: what waits is in it too.
    drop(server);
    let draft = client.open_photo_file(PIXEL.to_vec()).await.unwrap();
    client.save_middle(draft.id, FieldAudience::Alumni).await.unwrap();
    let maybe = RsvpForm { event: EventId(Uuid::from_u128(102)), answer: Answer::Maybe };
    client.set_rsvp(maybe).await.unwrap();

    let written = client.export(home.path(), Lifetime::OneDay).await.unwrap();
    let files = unpacked(&written.path);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let photo = *names.iter().find(|name| name.starts_with("photos/")).unwrap();
    assert_eq!(names, ["README.txt", "enishi.json", "events.ics", "me.vcf", photo]);
    assert!(files[photo].starts_with(&[0xff, 0xd8, 0xff]), "a JPEG");

    let all: Value = serde_json::from_str(&text(&files, "enishi.json")).unwrap();
    let place = &all["places"][0];
    assert_eq!((&all["format"], &place["photos"]), (&json!("enishi-export-2"), &json!([photo])));
    assert_eq!(place["membership"]["entry"]["family_name"], "三崎");
    assert_eq!(place["answers"][0]["title"], "総会");
    assert_eq!(place["posts"][0]["post"]["title"], "わたしの話");
    assert_eq!(place["follows"], json!([{"member": Uuid::from_u128(THEM), "since": 7}]));
    assert_eq!(place["hidden"][0]["block"], true);
    assert_eq!(place["reports"][0]["text"], "売り込み");
    assert_eq!(place["access_log"][0]["seen_at"], 9);
    assert_eq!(place["outbox"].as_array().map(Vec::len), Some(2));

    let card = text(&files, "me.vcf").replace("\r\n ", "");
    for line in [
        "N:三崎;花子;;;",
        "X-PHONETIC-LAST-NAME:みさき",
        "SORT-STRING:みさき はなこ",
        "ORG:縁商事",
        "TITLE:課長",
        "EMAIL;TYPE=INTERNET:misaki@example.jp",
        "ADR;TYPE=HOME:;;;;東京都;;",
        "URL:https://example.jp/misaki",
    ] {
        assert!(card.lines().any(|one| one == line), "{line} in {card}");
    }
    assert!(card.contains("PHOTO;ENCODING=b;TYPE=JPEG:/9j/"), "the photo that waits to be sent");
    let calendar = text(&files, "events.ics").replace("\r\n ", "");
    let said: Vec<&str> = calendar.lines().filter_map(|line| line.strip_prefix("X-ENISHI-ANSWER:")).collect();
    assert_eq!(said, ["yes", "maybe"]);
    assert!(!calendar.contains("返事なし"));
    let about = text(&files, "README.txt");
    assert!(about.contains("アプリが消します") && about.contains("erases it on"), "{about}");

    let vault = client.inner.vault().accounts[0].clone();
    for content in files.values().map(|content| String::from_utf8_lossy(content)) {
        assert!(!content.contains(CANARY), "other people's data is not ours to take along");
        assert!(!content.contains(&vault.token.0) && !content.contains(&vault.database_key.0));
    }
}

#[tokio::test]
async fn the_file_is_erased_a_day_later_also_by_the_next_start_of_the_app() {
    let home = tempfile::tempdir().unwrap();
    let (_server, client) = lived_in(home.path()).await;
    let to = home.path().join("mine.zip");
    let written = client.export(&to, Lifetime::OneDay).await.unwrap();
    let at = written.erased_at.expect("a time that the page tells");
    client.erase_exports(at - 1);
    assert!(to.exists());
    client.erase_exports(at);
    assert!(!to.exists());

    client.export(&to, Lifetime::OneDay).await.unwrap();
    client.shutdown().await;
    drop(client);
    let list = home.path().join("exports.json");
    let mut all: Value = serde_json::from_slice(&std::fs::read(&list).unwrap()).unwrap();
    all[0]["erased_at"] = json!(1);
    std::fs::write(&list, all.to_string()).unwrap();
    let client = Client::open(config(home.path(), true)).await.unwrap();
    assert!(!to.exists(), "its day was over while no app ran");

    let kept = client.export(&to, Lifetime::Kept).await.unwrap();
    assert_eq!(kept.erased_at, None);
    client.erase_exports(i64::MAX);
    assert!(to.exists());
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_said_so_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (_server, client) = lived_in(home.path()).await;
    let nowhere = home.path().join("no such folder").join("mine.zip");
    let refused = client.export(&nowhere, Lifetime::OneDay).await.unwrap_err();
    assert_eq!(refused.code, enishi_bridge::errors::AppCode::ReadOnly);
    let folder = home.path().join("downloads");
    std::fs::create_dir(&folder).unwrap();
    let written = client.export(&folder, Lifetime::OneDay).await.unwrap();
    assert!(written.path.starts_with(folder.to_str().unwrap()), "a folder gets a new file");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "and nothing beside it");
}
