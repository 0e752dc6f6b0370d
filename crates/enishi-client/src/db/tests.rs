mod end;
mod finding;
mod opened;
mod pictures;
mod wishes;

use super::*;
use crate::{
    directory::{Mine, Query, Word, together},
    error::Error,
    ids, outcomes,
    page::PageRow,
    wish::Wish,
};
use enishi_bridge::{
    errors::AppCode,
    members::{Filter, FilterBy},
};
use enishi_sync::{machine::Fate, overlay::PendingState};
use enishi_wire::{
    changes::Change,
    errors::ApiCode,
    events::Answer,
    ids::{EventId, MemberId, MutationId, NetworkId},
    members::{MemberRow, MemberState},
    mutations::{Action, Mutation},
    networks::NetworkKind,
    profile::{FieldAudience, FieldKey, FieldValue, Photo, PhotoId, PhotoSize},
    scopes::Scope,
    sign_in::Place,
    sync::{PushOutcome, PushReply, PushResult},
};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const NETWORK: NetworkId = NetworkId(Uuid::from_u128(7));

async fn fresh() -> (tempfile::TempDir, Db) {
    let home = tempfile::tempdir().unwrap();
    let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    let place = Place {
        network: NETWORK,
        member: MemberId(Uuid::from_u128(1)),
        name: "縁の会".into(),
        kind: NetworkKind::Club,
        charter: String::new(),
        state: MemberState::Active,
    };
    let mut tx = db.begin().await.unwrap();
    places::put_place(&mut tx, &place, 0).await.unwrap();
    tx.commit().await.unwrap();
    (home, db)
}

fn member(scope: Scope, id: u128, seq: i64, name: Option<&str>) -> Change {
    let body = name.map(|name| json!({"class": "alumni", "family_name": name}));
    Change { scope, seq, kind: "member".into(), id: Uuid::from_u128(id), body }
}

fn query(words: Vec<Word>, filters: Vec<Filter>) -> Query {
    let within = together::Within { joined: 0, left: 0, now: 0 };
    Query { words, filters, mine: Mine { me: Uuid::nil(), stays: Vec::new(), within } }
}

impl Db {
    /// A window of the directory as it is now, and how many there are in all.
    async fn directory(
        &self,
        network: NetworkId,
        words: Vec<Word>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<(Uuid, MemberRow)>, usize), Error> {
        let version = self.directory_version(network).await?;
        let window = self.directory_at(network, version, &query(words, Vec::new()), (offset, limit)).await?;
        Ok((window.found.into_iter().map(|found| (found.id, found.row)).collect(), window.total))
    }
}

async fn place(db: &Db) -> i64 {
    db.place(NETWORK).await.unwrap().unwrap().nr
}

async fn apply(db: &Db, change: &Change) {
    let place = place(db).await;
    let mut tx = db.begin().await.unwrap();
    store::rows(&mut tx, place, &change.scope, &mut [PageRow::of(change).unwrap()]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn losing_a_scope_erases_its_rows_and_its_people() {
    let (_home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("残る"))).await;
    apply(&db, &member(Scope::Alumni, 2, 2, Some("去る"))).await;
    let place = place(&db).await;
    let mut tx = db.begin().await.unwrap();
    scopes::erase(&mut tx, place, &Scope::Alumni).await.unwrap();
    tx.commit().await.unwrap();
    let (found, total) = db.directory(NETWORK, Vec::new(), 0, 10).await.unwrap();
    let found: Vec<Uuid> = found.into_iter().map(|(id, _)| id).collect();
    assert_eq!((found, total), (vec![Uuid::from_u128(1)], 1));
    assert_eq!(db.directory(NETWORK, Word::all("去る"), 0, 10).await.unwrap().1, 0);
}

#[tokio::test]
async fn a_notification_is_taken_once() {
    let (_home, db) = fresh().await;
    let row = NotificationRow {
        network: NETWORK,
        item: Uuid::from_u128(5),
        kind: "post".into(),
        due_at: 100,
        quiet: false,
    };
    let mut tx = db.begin().await.unwrap();
    notifications::plan(&mut tx, &row).await.unwrap();
    assert_eq!(notifications::take_due(&mut tx, 99).await.unwrap(), []);
    assert_eq!(notifications::take_due(&mut tx, 100).await.unwrap(), std::slice::from_ref(&row));
    notifications::plan(&mut tx, &row).await.unwrap();
    assert_eq!(notifications::take_due(&mut tx, i64::MAX).await.unwrap(), [], "an item is announced once");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Rows may come twice, late, or in any order: the highest version of each row is what stays (I14).
    #[test]
    fn the_newest_version_of_each_row_stays_whatever_the_order(
        changes in prop::collection::vec((0_u128..4, 1_i64..30, prop::option::of("[a-z]{1,5}")), 0..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_home, db) = fresh().await;
            let mut model: BTreeMap<u128, (i64, Option<String>)> = BTreeMap::new();
            let mut used = std::collections::BTreeSet::new();
            for (id, seq, name) in changes {
                // A version of a row is written once.
                if !used.insert((id, seq)) {
                    continue;
                }
                apply(&db, &member(Scope::Members, id, seq, name.as_deref())).await;
                // A tombstone leaves no row behind, so what comes late after it is put by its own version.
                let known = model.get(&id).filter(|(_, name)| name.is_some()).map_or(0, |(seq, _)| *seq);
                if seq >= known {
                    model.insert(id, (seq, name));
                }
            }
            let rows: BTreeMap<u128, String> = db
                .all::<enishi_wire::members::MemberRow>(NETWORK)
                .await
                .unwrap()
                .into_iter()
                .map(|(id, row)| (id.as_u128(), row.entry.family_name))
                .collect();
            let expected = model.into_iter().filter_map(|(id, (_, name))| Some((id, name?))).collect();
            assert_eq!(rows, expected);
            let (_, listed) = db.directory(NETWORK, Vec::new(), 0, 1).await.unwrap();
            assert_eq!(listed, rows.len(), "the directory follows the rows");
        });
    }
}

#[tokio::test]
async fn of_two_versions_in_one_page_the_newer_stays_and_hundreds_of_rows_are_stored_at_once() {
    let (_home, db) = fresh().await;
    let place = place(&db).await;
    let mut page: Vec<PageRow> = (1..=700_u128)
        .map(|id| PageRow::of(&member(Scope::Members, id, 10, Some("一度目"))).unwrap())
        .collect();
    page.push(PageRow::of(&member(Scope::Members, 3, 12, Some("二度目"))).unwrap());
    page.push(PageRow::of(&member(Scope::Members, 4, 13, None)).unwrap());
    page.push(PageRow::of(&member(Scope::Members, 5, 9, Some("昔"))).unwrap());
    let mut tx = db.begin().await.unwrap();
    store::rows(&mut tx, place, &Scope::Members, &mut page).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.directory(NETWORK, Vec::new(), 0, 1).await.unwrap().1, 699);
    let found = async |name: &str| db.directory(NETWORK, Word::all(name), 0, 9).await.unwrap().1;
    assert_eq!((found("二度目").await, found("一度目").await, found("昔").await), (1, 698, 0));
}

#[test]
fn while_a_scope_is_fetched_for_the_first_time_an_answer_brings_only_what_is_newer_than_its_opening() {
    let members = |seq| BTreeMap::from([(Scope::Members, seq)]);
    let held = Held { epoch: None, cursors: members(5), opened: members(9) };
    assert!(!held.may_store(&Scope::Members, 7), "a pull may have brought its removal already");
    assert!(held.may_store(&Scope::Members, 10));
}

async fn stored(db: &Db, changes: &[Change]) {
    let place = place(db).await;
    let mut rows: Vec<PageRow> = changes.iter().map(|change| PageRow::of(change).unwrap()).collect();
    let mut tx = db.begin().await.unwrap();
    store::rows(&mut tx, place, &Scope::Members, &mut rows).await.unwrap();
    tx.commit().await.unwrap();
}
