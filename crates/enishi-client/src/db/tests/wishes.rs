//! Wishes wait, are replaced, set aside and sent again.

use super::*;

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
