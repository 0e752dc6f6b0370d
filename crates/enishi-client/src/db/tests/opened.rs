//! What a file holds when it is opened, and what becomes of older ones.

use super::*;

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
    sqlx::raw_sql(include_str!("../schema_1.sql")).execute(&db.writer).await.unwrap();
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
