//! Single cases of what the run does at random.

use super::{Dice, NETWORK, PEOPLE, Seen, model::Model, node::Node};
use crate::{
    apply::{self, Fetched},
    clock,
    db::{self, Held, letters::LetterState},
    page::{End, Page, PageRow},
    talk::{own, repair, tend},
};
use enishi_wire::{
    changes::{Change, Row as _},
    scopes::Scope,
    talk::DevicesRow,
};
use std::collections::BTreeMap;

/// Two people, the first with a second device of which the other one has not heard, and what that device wrote.
async fn unheard_of() -> (Vec<Node>, Model) {
    let (mut model, mut dice, mut seen) = (Model::default(), Dice(7), Seen::default());
    let (anna, bert) = (Node::new(PEOPLE[0]).await, Node::new(PEOPLE[1]).await);
    for node in [&anna, &bert] {
        node.first_device(&mut model).await;
        node.offer(&mut model).await;
    }
    let mut second = Node::new(PEOPLE[0]).await;
    second.another_device(&anna, &mut model).await;
    second.offer(&mut model).await;
    second.pull(&model, &mut dice, false, &mut seen).await;
    second.write("新しい端末から").await;
    second.send_all(&mut model, &mut dice, &mut seen).await;
    (vec![anna, bert, second], model)
}

/// Everything that the server has for a member as one page, in the order in which `sort` puts it.
async fn one_page(node: &Node, model: &Model, sort: impl Fn(&str) -> u8) {
    let scope = Scope::Me(node.member);
    let log = &model.logs[&node.member];
    let mut rows = Vec::new();
    for (seq, (kind, id, body)) in (1..).zip(log) {
        let change =
            Change { scope: scope.clone(), seq, kind: (*kind).into(), id: *id, body: Some(body.clone()) };
        rows.push(PageRow::of(&change).unwrap());
    }
    rows.sort_by_key(|row| sort(&row.kind));
    let end = End::Complete {
        epoch: "epoch".to_owned(),
        cursors: BTreeMap::from([(scope.clone(), i64::try_from(log.len()).unwrap())]),
        more: false,
        server_time: model.time,
    };
    let page = Page { opened: Vec::new(), dropped: Vec::new(), rows: BTreeMap::from([(scope, rows)]), end };
    let fetched = Fetched { page, asked: Held::default() };
    assert!(apply::pages(&node.db, NETWORK, vec![fetched]).await.unwrap().is_some());
}

async fn states(node: &Node) -> Vec<LetterState> {
    node.db.all_letters(NETWORK).await.unwrap().into_iter().map(|letter| letter.state).collect()
}

#[tokio::test]
async fn what_a_device_wrote_is_opened_also_where_the_list_that_names_it_stands_behind() {
    let (nodes, model) = unheard_of().await;
    one_page(&nodes[1], &model, |kind| u8::from(kind == DevicesRow::KIND)).await;
    assert_eq!(states(&nodes[1]).await, [LetterState::Here]);
}

#[tokio::test]
async fn who_asks_soon_again_asks_over_the_session_that_was_begun_for_the_first_question() {
    let (mut model, mut dice, mut seen) = (Model::default(), Dice(7), Seen::default());
    let (mut anna, mut bert) = (Node::new(PEOPLE[0]).await, Node::new(PEOPLE[1]).await);
    for node in [&mut anna, &mut bert] {
        node.first_device(&mut model).await;
        node.offer(&mut model).await;
    }
    anna.pull(&model, &mut dice, false, &mut seen).await;
    anna.write("開けない便り").await;
    anna.send_all(&mut model, &mut dice, &mut seen).await;
    // What it would be opened with is lost.
    let mut tx = bert.db.begin().await.unwrap();
    let mut own = db::devices::own(&mut tx, NETWORK).await.unwrap().unwrap();
    own.account = serde_json::to_string(&vodozemac::olm::Account::new().pickle()).unwrap().into();
    db::devices::put_own(&mut tx, NETWORK, &own).await.unwrap();
    tx.commit().await.unwrap();
    bert.cursor = 0;
    while bert.cursor < model.logs[&bert.member].len() {
        bert.pull(&model, &mut dice, false, &mut seen).await;
    }
    assert_eq!(states(&bert).await, [LetterState::Closed]);

    let begins = async |bert: &Node, model: &mut Model, now: i64| {
        let asked = repair::to_ask(&bert.db, NETWORK, bert.member, now).await.unwrap();
        let (member, known) = asked.into_iter().next().expect("somebody is to be asked");
        let claimed = model.claim(member, &known);
        let begun = claimed.keys.len();
        let claimed = (member, claimed);
        tend::begin_sessions(&bert.db, NETWORK, bert.member, claimed, now).await.unwrap();
        repair::write_asks(&bert.db, NETWORK, member, now).await.unwrap();
        begun
    };
    let (now, minute) = (clock::now(), 60_000);
    assert_eq!(begins(&bert, &mut model, now).await, 1, "the old one is what does not fit");
    assert_eq!(begins(&bert, &mut model, now + minute).await, 0, "too soon");
    assert_eq!(begins(&bert, &mut model, now + 11 * minute).await, 1, "that one did not help");
}

#[tokio::test]
async fn what_was_written_to_a_device_before_it_was_taken_off_the_own_list_is_opened_in_the_same_page() {
    let (nodes, mut model) = unheard_of().await;
    let (bert, mut tx) = (&nodes[1], nodes[1].db.begin().await.unwrap());
    // Another device of his begins anew, which takes this one off.
    let before = db::devices::peer(&mut tx, NETWORK, bert.member).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    let elsewhere = Node::new(bert.member).await;
    let mut tx = elsewhere.db.begin().await.unwrap();
    own::make(&mut tx, NETWORK, bert.member, Some(&before)).await.unwrap();
    elsewhere.publish(&mut tx, &mut model).await;
    tx.commit().await.unwrap();
    one_page(bert, &model, |_| 0).await;
    assert_eq!(states(bert).await, [LetterState::Here]);
    let mut tx = bert.db.begin().await.unwrap();
    assert!(db::devices::own(&mut tx, NETWORK).await.unwrap().is_none(), "and then it is out");
}
