mod end;

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

fn rsvp(answer: Answer) -> Wish {
    let action = Action::SetRsvp { event: EventId(Uuid::from_u128(3)), answer };
    let mutation = Mutation { id: ids::mutation(), network: NETWORK, made_at: 0, action };
    Wish::new(mutation, serde_json::Map::new()).unwrap()
}

#[tokio::test]
async fn a_place_comes_with_its_wishes_in_their_order_or_with_none() {
    let (_home, db) = fresh().await;
    let (place, outbox) = db.place_and_outbox(NETWORK).await.unwrap().unwrap();
    assert_eq!((place.about.name.as_str(), outbox.len()), ("縁の会", 0));
    let wishes = [rsvp(Answer::Yes), rsvp(Answer::No)];
    let mut tx = db.begin().await.unwrap();
    for wish in &wishes {
        outbox::insert(&mut tx, wish).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (_, outbox) = db.place_and_outbox(NETWORK).await.unwrap().unwrap();
    let ids: Vec<_> = outbox.iter().map(|pending| pending.mutation.id).collect();
    assert_eq!(ids, wishes.map(|wish| wish.id()));
    assert!(db.place_and_outbox(NetworkId(Uuid::from_u128(99))).await.unwrap().is_none());
}

#[tokio::test]
async fn a_database_of_a_newer_app_is_not_opened_and_not_touched() {
    let (home, db) = fresh().await;
    sqlx::raw_sql("PRAGMA user_version = 99").execute(&db.writer).await.unwrap();
    db.close().await;
    let path = home.path().join("account.db");
    let before = std::fs::read(&path).unwrap();
    let error = Db::open(&path, KEY).await.err().unwrap();
    assert_eq!(error.code(), AppCode::DatabaseNewer);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn what_is_no_database_is_set_aside_and_not_thrown_away() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("account.db");
    std::fs::write(&path, "this is no database, and it is long enough to look like one".repeat(200)).unwrap();
    Db::open(&path, KEY).await.unwrap().close().await;
    let aside = std::fs::read_dir(home.path()).unwrap().flatten();
    let aside: Vec<_> =
        aside.filter(|file| file.file_name().to_string_lossy().contains("set-aside")).collect();
    assert_eq!(aside.len(), 1);
}

#[tokio::test]
async fn the_file_holds_nothing_in_the_clear() {
    let (home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("canary-in-a-name"))).await;
    db.close().await;
    let bytes = std::fs::read(home.path().join("account.db")).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"canary"));
    assert!(!bytes.starts_with(b"SQLite format 3"));
}

#[tokio::test]
async fn the_key_is_in_no_log_however_much_is_asked_for() {
    #[derive(Clone, Default)]
    struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    // For the whole process, because sqlx logs on a thread of its own.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let (_home, db) = fresh().await;
    db.places().await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains(KEY), "{text}");
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
async fn an_answer_that_was_never_sent_is_replaced_and_one_under_way_is_not() {
    let (_home, db) = fresh().await;
    let (first, second, third) = (rsvp(Answer::Yes), rsvp(Answer::No), rsvp(Answer::Maybe));
    let mut tx = db.begin().await.unwrap();
    outbox::add(&mut tx, &first).await.unwrap();
    assert_eq!(outbox::add(&mut tx, &second).await.unwrap(), [first.id()], "the first was never sent");
    outbox::take(&mut tx, &[second.id()]).await.unwrap();
    outbox::put_back(&mut tx, &[second.id()]).await.unwrap();
    let kept: Vec<MutationId> = outbox::add(&mut tx, &third).await.unwrap();
    assert_eq!(kept, [], "whether the second arrived is unknown");
    tx.commit().await.unwrap();
    let left: Vec<_> = db.outbox().await.unwrap().into_iter().map(|pending| pending.mutation.id).collect();
    assert_eq!(left, [second.id(), third.id()]);
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

#[tokio::test]
async fn quotes_and_wildcards_in_a_search_mean_themselves() {
    let (_home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("50% \"off\" NEAR(x) _"))).await;
    apply(&db, &member(Scope::Members, 2, 2, Some("ほか"))).await;
    for (query, found) in
        [("%", 1), ("\"off\"", 1), ("near(", 1), ("_", 1), ("'); drop table rows; --", 0), ("x*", 0)]
    {
        let words = Word::all(query);
        assert_eq!(db.directory(NETWORK, words, 0, 10).await.unwrap().1, found, "{query}");
    }
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

#[tokio::test]
async fn a_database_of_the_first_schema_keeps_everything_it_held() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("account.db");
    let db = Db::open(&path, KEY).await.unwrap();
    for table in [
        "places",
        "scopes",
        "rows",
        "directory",
        "directory_changed",
        "outbox",
        "notifications",
        "sent_log",
        "facts",
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP TABLE {table}"))).execute(&db.writer).await.unwrap();
    }
    sqlx::raw_sql(include_str!("schema_1.sql")).execute(&db.writer).await.unwrap();
    db.close().await;

    let db = Db::open(&path, KEY).await.unwrap();
    let place = db.place(NETWORK).await.unwrap().unwrap();
    assert_eq!((place.synced_at, place.about.name.as_str()), (Some(50), "縁の会"));
    assert!(!place.settings.events, "what the person set");
    let held = db.held(NETWORK).await.unwrap();
    assert_eq!(held.cursors, BTreeMap::from([(Scope::Members, 9)]));
    assert_eq!(
        db.directory(NETWORK, Word::all("さとう"), 0, 9).await.unwrap().1,
        1,
        "the directory is derived anew"
    );
    assert_eq!(db.count(NETWORK, "comet").await.unwrap(), 1, "a kind that nobody knew");
    assert_eq!(db.outbox().await.unwrap().len(), 1);
    assert_eq!(db.next_notification().await.unwrap(), Some(70));
}

#[tokio::test]
async fn sessions_of_an_older_schema_open_and_seal_as_before() {
    use devices::{SessionRow, put_session, session_to_seal_with};
    let (home, db) = fresh().await;
    let device = enishi_wire::ids::DeviceId(Uuid::from_u128(9));
    let session = SessionRow { id: "one".into(), pickle: zeroize::Zeroizing::new("{}".into()) };
    let mut tx = db.begin().await.unwrap();
    put_session(&mut tx, NETWORK, device, &session).await.unwrap();
    tx.commit().await.unwrap();
    let older =
        "ALTER TABLE talk_sessions DROP COLUMN given_up; ALTER TABLE talk_sessions DROP COLUMN begun_at;
        PRAGMA user_version = 6";
    sqlx::raw_sql(older).execute(&db.writer).await.unwrap();
    db.close().await;

    let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    assert!(session_to_seal_with(&mut tx, NETWORK, device).await.unwrap().is_some());
}

#[test]
fn while_a_scope_is_fetched_for_the_first_time_an_answer_brings_only_what_is_newer_than_its_opening() {
    let members = |seq| BTreeMap::from([(Scope::Members, seq)]);
    let held = Held { epoch: None, cursors: members(5), opened: members(9) };
    assert!(!held.may_store(&Scope::Members, 7), "a pull may have brought its removal already");
    assert!(held.may_store(&Scope::Members, 10));
}

#[tokio::test]
async fn a_program_of_another_version_derives_the_directory_anew() {
    let (home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("佐藤"))).await;
    let mut tx = db.begin().await.unwrap();
    facts::put(&mut tx, facts::DERIVED_BY, "0.0.1").await.unwrap();
    tx.commit().await.unwrap();
    sqlx::raw_sql("UPDATE directory SET body = x'00'").execute(&db.writer).await.unwrap();
    db.close().await;
    let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    assert_eq!(db.directory(NETWORK, Word::all("佐藤"), 0, 9).await.unwrap().1, 1);
}

async fn stored(db: &Db, changes: &[Change]) {
    let place = place(db).await;
    let mut rows: Vec<PageRow> = changes.iter().map(|change| PageRow::of(change).unwrap()).collect();
    let mut tx = db.begin().await.unwrap();
    store::rows(&mut tx, place, &Scope::Members, &mut rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(db: &Db, query: &str) -> Vec<u128> {
    let (found, total) = db.directory(NETWORK, Word::all(query), 0, 1_000).await.unwrap();
    assert_eq!(found.len(), total);
    found.into_iter().map(|(id, _)| id.as_u128()).collect()
}

#[tokio::test]
async fn the_packed_directory_with_those_who_changed_since_is_what_the_rows_say() {
    let (home, db) = fresh().await;
    let named = |id, seq, name| member(Scope::Members, id, seq, name);
    let all: Vec<Change> = (1..=300).map(|id| named(id, 1, Some("佐藤"))).collect();
    stored(&db, &all).await;
    db.keep_directory(NETWORK).await.unwrap();
    assert!(!db.directory_wants_keeping(NETWORK, 1).await.unwrap());
    stored(&db, &[named(5, 2, Some("鈴木")), named(6, 2, Some("田中")), named(301, 2, Some("鈴木"))]).await;
    assert!(db.directory_wants_keeping(NETWORK, 3).await.unwrap(), "three have changed");
    db.close().await;
    let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    assert_eq!(found(&db, "鈴木").await, [5, 301]);
    assert_eq!(found(&db, "佐藤").await.len(), 298);
    // The copy alone says what it said: it was not derived anew.
    sqlx::raw_sql("DELETE FROM directory_changed").execute(&db.writer).await.unwrap();
    assert_eq!(db.read_directory(NETWORK).await.unwrap().0.len(), 300);
}

#[tokio::test]
async fn who_is_taken_away_is_in_no_packed_directory_from_that_transaction_on() {
    let (_home, db) = fresh().await;
    stored(&db, &[member(Scope::Members, 1, 1, Some("残る")), member(Scope::Members, 2, 1, Some("去る"))])
        .await;
    db.keep_directory(NETWORK).await.unwrap();
    stored(&db, &[member(Scope::Members, 2, 2, None)]).await;
    let packed = "SELECT body FROM directory ORDER BY part";
    let parts: Vec<Vec<u8>> = sqlx::query_scalar(packed).fetch_all(&db.pool).await.unwrap();
    let listed = crate::directory::unpack(std::io::Cursor::new(parts.concat()))
        .map(|people| format!("{people:?}"))
        .unwrap_or_default();
    assert!(!listed.contains("去る"), "{listed}");
    assert_eq!(found(&db, "").await, [1]);
}

#[tokio::test]
async fn what_another_process_stores_is_found() {
    let (home, db) = fresh().await;
    stored(&db, &[member(Scope::Members, 1, 1, Some("佐藤"))]).await;
    assert_eq!(found(&db, "").await, [1]);
    let other = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    stored(&other, &[member(Scope::Members, 2, 2, Some("鈴木")), member(Scope::Members, 1, 3, None)]).await;
    assert_eq!(found(&db, "").await, [2]);
    assert_eq!(found(&other, "鈴木").await, [2]);
}

#[tokio::test]
async fn pages_are_read_while_a_transaction_stores_rows() {
    let (_home, db) = fresh().await;
    stored(&db, &[member(Scope::Members, 1, 1, Some("佐藤"))]).await;
    let place = place(&db).await;
    let mut tx = db.begin().await.unwrap();
    let row = PageRow::of(&member(Scope::Members, 2, 2, Some("鈴木"))).unwrap();
    store::rows(&mut tx, place, &Scope::Members, &mut [row]).await.unwrap();
    assert_eq!(found(&db, "").await, [1], "what is not committed is not there");
    tx.commit().await.unwrap();
    assert_eq!(found(&db, "").await.len(), 2);
}

#[tokio::test]
async fn those_of_one_year_are_listed_and_searched_alone() {
    let (_home, db) = fresh().await;
    let joined = |id: u128, name: &str, year: Option<i32>| Change {
        body: Some(json!({"class": "alumni", "family_name": name, "joined_year": year})),
        ..member(Scope::Members, id, 1, Some(name))
    };
    stored(
        &db,
        &[joined(1, "佐藤", Some(2014)), joined(2, "鈴木", Some(2015)), joined(3, "鈴木", Some(2014))],
    )
    .await;
    stored(&db, &[joined(4, "田中", None)]).await;
    let of_2014 = async |query: &str| {
        let wanted = self::query(Word::all(query), vec![Filter::JoinedYear(2014)]);
        let version = db.directory_version(NETWORK).await.unwrap();
        let window = db.directory_at(NETWORK, version, &wanted, (0, 9)).await.unwrap();
        (window.found.into_iter().map(|found| found.id.as_u128()).collect::<Vec<_>>(), window.total)
    };
    assert_eq!(of_2014("").await, (vec![1, 3], 2));
    assert_eq!(of_2014("鈴木").await, (vec![3], 1));
    db.keep_directory(NETWORK).await.unwrap();
    assert_eq!(
        db.read_directory(NETWORK).await.unwrap().0.joined,
        [2014, 0, 2015, 2014],
        "in order of reading"
    );
}

#[tokio::test]
async fn a_wish_over_which_the_server_fails_waits_until_it_is_set_aside_and_goes_again_on_request() {
    let (_home, db) = fresh().await;
    let wish = rsvp(Answer::Yes);
    let id = wish.id();
    let mut tx = db.begin().await.unwrap();
    outbox::add(&mut tx, &wish).await.unwrap();
    outbox::take(&mut tx, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    let failed = PushOutcome { id, result: PushResult::Failed { after_ms: 30_000 } };
    let reply = PushReply { outcomes: vec![failed], epoch: None };
    let stored = outcomes::store(&db, std::slice::from_ref(&wish), reply).await.unwrap();
    assert_eq!(stored.fates, [(id, Fate::Failed(30_000))]);
    assert_eq!(db.outbox_state(id).await.unwrap(), Some(PendingState::Waiting));
    outcomes::park(&db, &[id]).await.unwrap();
    assert_eq!(db.outbox_state(id).await.unwrap(), Some(PendingState::Failed(ApiCode::Internal)));
    let mut tx = db.begin().await.unwrap();
    assert!(outbox::retry(&mut tx, id).await.unwrap());
    let again = outbox::take(&mut tx, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        again.iter().map(|wish| wish.text.get()).collect::<Vec<_>>(),
        [wish.text.get()],
        "in its bytes"
    );
}

#[tokio::test]
async fn a_wish_that_no_list_shows_is_not_set_aside_because_nobody_could_send_it_again() {
    let (_home, db) = fresh().await;
    let mark = Action::MarkSeen { items: Vec::new() };
    let mutation = Mutation { action: mark, ..rsvp(Answer::Yes).mutation };
    let wish = Wish::new(mutation, serde_json::Map::new()).unwrap();
    let id = wish.id();
    let mut tx = db.begin().await.unwrap();
    outbox::add(&mut tx, &wish).await.unwrap();
    outbox::take(&mut tx, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    outcomes::park(&db, &[id]).await.unwrap();
    assert_eq!(db.outbox_state(id).await.unwrap(), Some(PendingState::Waiting));
}

fn facet(scope: Scope, id: u128, seq: i64, skill: Option<&str>) -> Change {
    let fields = |skill: &str| json!({"fields": {"skills": {"type": "tags", "value": [skill]}}});
    Change { scope, seq, kind: "facet".into(), id: Uuid::from_u128(id), body: skill.map(fields) }
}

async fn packed(db: &Db) -> String {
    let packed = "SELECT body FROM directory ORDER BY part";
    let parts: Vec<Vec<u8>> = sqlx::query_scalar(packed).fetch_all(&db.pool).await.unwrap();
    crate::directory::unpack(std::io::Cursor::new(parts.concat()))
        .map(|people| format!("{people:?}"))
        .unwrap_or_default()
}

#[tokio::test]
async fn what_somebody_lets_this_device_see_is_found_and_goes_with_its_scope() {
    let (home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("佐藤"))).await;
    apply(&db, &facet(Scope::Alumni, 1, 2, Some("溶接"))).await;
    apply(&db, &facet(Scope::Members, 1, 3, Some("経理"))).await;
    assert_eq!(found(&db, "経理").await, [1]);
    assert_eq!(found(&db, "溶接").await, [], "the newer facet speaks for the field");
    apply(&db, &facet(Scope::Members, 1, 4, None)).await;
    assert_eq!(found(&db, "佐藤 溶接").await, [1]);
    db.keep_directory(NETWORK).await.unwrap();
    db.close().await;
    let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
    assert_eq!(found(&db, "溶接").await, [1], "from the packed copy");
    apply(&db, &facet(Scope::Alumni, 1, 5, Some("採用"))).await;
    assert_eq!(found(&db, "採用").await, [1]);
    let place = place(&db).await;
    let mut tx = db.begin().await.unwrap();
    scopes::erase(&mut tx, place, &Scope::Alumni).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((found(&db, "採用").await, found(&db, "佐藤").await), (vec![], vec![1]));
}

#[tokio::test]
async fn what_is_taken_away_is_in_no_packed_directory_from_that_transaction_on() {
    let (_home, db) = fresh().await;
    apply(&db, &member(Scope::Members, 1, 1, Some("佐藤"))).await;
    apply(&db, &facet(Scope::Alumni, 1, 2, Some("canary"))).await;
    for change in [facet(Scope::Alumni, 1, 4, Some("経理")), facet(Scope::Alumni, 1, 6, None)] {
        apply(&db, &facet(Scope::Alumni, 1, change.seq - 1, Some("canary"))).await;
        db.keep_directory(NETWORK).await.unwrap();
        assert!(packed(&db).await.contains("canary"));
        apply(&db, &change).await;
        assert!(!packed(&db).await.contains("canary"), "{change:?}");
        assert_eq!(found(&db, "canary").await, []);
    }
    apply(&db, &facet(Scope::Alumni, 1, 7, Some("溶接"))).await;
    db.keep_directory(NETWORK).await.unwrap();
    apply(&db, &facet(Scope::Alumni, 1, 8, Some("溶接"))).await;
    assert!(packed(&db).await.contains("溶接"), "who says the same again costs no new copy");
}

#[tokio::test]
async fn filters_are_combined_with_words_and_say_who_is_kept_away_by_which() {
    let (_home, db) = fresh().await;
    let entry = |id: u128, department: &str, joined: i32| Change {
        body: Some(json!({
            "class": "alumni", "family_name": "佐藤", "department": department, "joined_year": joined,
        })),
        ..member(Scope::Members, id, 1, None)
    };
    let places = |id: u128, place: &str, department: &str| Change {
        body: Some(json!({"fields": {"postings": {"type": "postings", "value": [
            {"place": place, "department": department, "from": "2014-04", "to": "2016-03"}]},
            "can_help": {"type": "tags", "value": [if id == 3 { "ＩＴ" } else { "it" }]},
            "purposes": {"type": "purposes", "value": ["help"]}, "prefecture": {"type": "prefecture", "value": 26}}})),
        ..facet(Scope::Alumni, id, 2, None)
    };
    stored(&db, &[entry(1, "大阪支社 営業部", 2004), entry(2, "総務部", 2004), entry(3, "営業部", 2005)])
        .await;
    apply(&db, &places(2, "大阪支社", "人事部")).await;
    apply(&db, &places(3, "福岡支社", "営業部")).await;
    let version = db.directory_version(NETWORK).await.unwrap();
    let list = async |words: &str, filters: Vec<Filter>| {
        let query = self::query(Word::all(words), filters);
        let window = db.directory_at(NETWORK, version, &query, (0, 9)).await.unwrap();
        let found: Vec<u128> = window.found.iter().map(|found| found.id.as_u128()).collect();
        (found, window.without)
    };
    let place = || Filter::Place("大阪支社".to_owned());
    let department = || Filter::Department("営業部".to_owned());
    assert_eq!(list("", vec![place()]).await.0, [1, 2], "of the entry, and of a posting");
    assert_eq!(list("", vec![department()]).await.0, [1, 3]);
    assert_eq!(list("", vec![place(), department()]).await.0, [1]);
    assert_eq!(list("人事", vec![place(), Filter::JoinedYear(2004)]).await.0, [2]);
    assert_eq!(list("", vec![Filter::CanHelp("IT".to_owned())]).await.0, [2, 3], "however it is written");
    assert_eq!(
        list("", vec![Filter::Purpose("help".to_owned().into()), Filter::Prefecture(26)]).await.0,
        [2, 3]
    );
    let nobody = list("", vec![department(), Filter::JoinedYear(2005), place()]).await;
    assert_eq!(nobody, (vec![], vec![0, 1, 1]), "without the year one, without the place one");
    let choices = async |by, filters| {
        let query = query(Vec::new(), filters);
        db.choices_at(NETWORK, version, &query, (by, "")).await.unwrap()
    };
    let pair = |value: &str, count: u32| (value.to_owned(), count);
    assert_eq!(choices(FilterBy::Place, vec![]).await, [pair("大阪支社", 2), pair("福岡支社", 1)]);
    assert_eq!(choices(FilterBy::JoinedYear, vec![place()]).await, [pair("2004", 2)]);
    assert_eq!(choices(FilterBy::CanHelp, vec![]).await.len(), 1, "two writings of one value");
    let departments = choices(FilterBy::Department, vec![]).await;
    assert!(departments.contains(&pair("営業部", 2)) && departments.contains(&pair("大阪支社 営業部", 1)));
}

fn photo_facet(scope: Scope, seq: i64, photo: Option<PhotoId>) -> Change {
    let body = photo.map(|id| json!({"fields": {"photo": {"type": "photo", "value": {"id": id}}}}));
    Change { scope, seq, kind: "facet".into(), id: Uuid::from_u128(5), body }
}

async fn pictures(db: &Db) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM photos").fetch_one(&db.pool).await.unwrap()
}

async fn show(db: &Db, id: PhotoId, body: &[u8]) {
    let named = photos::Named { network: NETWORK, member: MemberId(Uuid::from_u128(5)), id };
    let mut tx = db.begin().await.unwrap();
    photos::put_shown(&mut tx, named, PhotoSize::Small, body, 1).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_picture_goes_in_the_transaction_in_which_the_last_row_goes_that_names_it() {
    let (_home, db) = fresh().await;
    let id = PhotoId::of(b"face");
    show(&db, id, b"canary").await;
    assert_eq!(pictures(&db).await, 0, "what no row names is not kept, however late it comes");
    type Way = fn(i64) -> Change;
    let ways: [(&str, Way); 3] = [
        ("a tombstone", |seq| photo_facet(Scope::Alumni, seq, None)),
        ("another photo", |seq| photo_facet(Scope::Alumni, seq, Some(PhotoId::of(b"other")))),
        ("a facet without one", |seq| Change {
            body: Some(json!({"fields": {}})),
            ..photo_facet(Scope::Alumni, seq, None)
        }),
    ];
    for (seq, (name, way)) in (1_i64..).zip(ways) {
        apply(&db, &photo_facet(Scope::Alumni, seq * 10, Some(id))).await;
        show(&db, id, b"canary").await;
        assert_eq!(pictures(&db).await, 1);
        apply(&db, &way(seq * 10 + 1)).await;
        assert_eq!(pictures(&db).await, 0, "{name}");
    }
    apply(&db, &photo_facet(Scope::Alumni, 100, Some(id))).await;
    apply(&db, &photo_facet(Scope::Members, 101, Some(id))).await;
    show(&db, id, b"canary").await;
    let place = place(&db).await;
    for (scope, left) in [(Scope::Alumni, 1), (Scope::Members, 0)] {
        let mut tx = db.begin().await.unwrap();
        scopes::erase(&mut tx, place, &scope).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(pictures(&db).await, left, "after {scope} was taken away");
    }
}

#[tokio::test]
async fn the_pictures_of_others_fill_their_room_and_the_oldest_go() {
    let (_home, db) = fresh().await;
    let large = vec![7; 5 * 1024 * 1024];
    for count in 0..12_u8 {
        let id = PhotoId::of(&[count]);
        let mut row = photo_facet(Scope::Alumni, i64::from(count) + 1, Some(id));
        row.id = Uuid::from_u128(100 + u128::from(count));
        apply(&db, &row).await;
        let named = photos::Named { network: NETWORK, member: MemberId(row.id), id };
        let mut tx = db.begin().await.unwrap();
        photos::put_shown(&mut tx, named, PhotoSize::Full, &large, i64::from(count)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(pictures(&db).await, 9, "48 MB");
    let oldest: i64 =
        sqlx::query_scalar("SELECT min(used_at) FROM photos").fetch_one(&db.pool).await.unwrap();
    assert_eq!(oldest, 3);
}

#[tokio::test]
async fn an_own_picture_stays_while_a_wish_names_it_and_goes_after() {
    let (_home, db) = fresh().await;
    let id = PhotoId::of(b"me");
    let named = photos::Named { network: NETWORK, member: MemberId(Uuid::from_u128(1)), id };
    let action = Action::SetField {
        field: FieldKey::Photo,
        value: Some(FieldValue::Photo(Photo::new(id))),
        audience: FieldAudience::Alumni,
        seen: Vec::new(),
    };
    let mutation = Mutation { id: ids::mutation(), network: NETWORK, made_at: 0, action };
    let wish = Wish::new(mutation, serde_json::Map::new()).unwrap();
    let mut tx = db.begin().await.unwrap();
    photos::put_mine(&mut tx, named, (b"full", b"small"), 1).await.unwrap();
    outbox::add(&mut tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    apply(&db, &photo_facet(Scope::Alumni, 1, None)).await;
    apply(&db, &photo_facet(Scope::Alumni, 2, Some(PhotoId::of(b"x")))).await;
    assert_eq!(pictures(&db).await, 2);
    assert_eq!(photos::to_send(&db, NETWORK, id).await.unwrap().unwrap().body, b"full");
    let mut tx = db.begin().await.unwrap();
    assert!(photos::sends_again(&mut tx, &wish.mutation).await.unwrap());
    outbox::remove(&mut tx, wish.id()).await.unwrap();
    tx.commit().await.unwrap();
    apply(&db, &photo_facet(Scope::Alumni, 3, Some(PhotoId::of(b"y")))).await;
    assert_eq!(pictures(&db).await, 0);
}

#[tokio::test]
async fn a_session_that_was_given_up_opens_what_comes_and_seals_nothing() {
    use devices::{SessionRow, give_up_sessions, put_session, session_to_seal_with, sessions, with_sessions};
    let (_home, db) = fresh().await;
    let device = enishi_wire::ids::DeviceId(Uuid::from_u128(9));
    let session =
        |id: &str| SessionRow { id: id.to_owned(), pickle: zeroize::Zeroizing::new("{}".to_owned()) };
    let mut tx = db.begin().await.unwrap();
    put_session(&mut tx, NETWORK, device, &session("old")).await.unwrap();
    give_up_sessions(&mut tx, NETWORK).await.unwrap();
    // It opened something: that does not bring it back.
    put_session(&mut tx, NETWORK, device, &session("old")).await.unwrap();
    assert!(session_to_seal_with(&mut tx, NETWORK, device).await.unwrap().is_none());
    assert!(with_sessions(&mut tx, NETWORK).await.unwrap().is_empty(), "a key for a new one is asked for");
    assert_eq!(sessions(&mut tx, NETWORK, device).await.unwrap().len(), 1);
    for number in 0..5 {
        put_session(&mut tx, NETWORK, device, &session(&format!("new {number}"))).await.unwrap();
    }
    let left: Vec<String> =
        sessions(&mut tx, NETWORK, device).await.unwrap().into_iter().map(|row| row.id).collect();
    assert!(!left.contains(&"old".to_owned()) && left.len() == 5, "new ones are kept first: {left:?}");
}
