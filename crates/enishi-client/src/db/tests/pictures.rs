//! Pictures stay while something names them.

use super::*;

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
