//! The directory follows the rows, in memory and as it is kept.

use super::*;

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
