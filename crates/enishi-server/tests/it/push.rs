//! Push: at most one effect for every wish, and the rules of each wish.

use crate::{
    on_both,
    support::{
        Device, World,
        device::mutation,
        world::{Answer as HttpAnswer, DAY, HOUR, START},
    },
};
use enishi_server::{
    db::{
        members,
        mutations::{NewAnswer, keep},
    },
    domain::members::set_state,
};
use enishi_wire::{
    events::{Answer, EventKind, EventPlan, EventRow, RsvpRow, TallyRow},
    ids::{EventId, MutationId, NetworkId},
    marks::SeenRow,
    members::{Duty, Entry, MemberRow, MemberState, MembershipRow},
    mutations::{Action, Mutation},
    posts::{Audience, PostKind, PostRow},
    scopes::Scope,
    sync::PushResult,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

pub fn post(title: &str) -> Action {
    Action::CreatePost {
        post_kind: PostKind::WhatsNew,
        title: title.to_owned(),
        text: "本文".to_owned(),
        audience: Audience::Everyone,
    }
}

pub fn plan() -> EventPlan {
    EventPlan {
        kind: EventKind::Reunion,
        title: "同窓会".to_owned(),
        text: String::new(),
        starts: START + 10 * DAY,
        ends: START + 10 * DAY + 2 * HOUR,
        zone: "Asia/Tokyo".to_owned(),
        place: "東京".to_owned(),
        capacity: None,
        answer_by: None,
        audience: Audience::Everyone,
        parts: Vec::new(),
    }
}

async fn event(world: &World, network: NetworkId, plan: EventPlan) -> EventId {
    let desk = world.desk(network, "desk@example.jp", &[Duty::Events]).await;
    let made = mutation(network, Action::CreateEvent { plan });
    assert_eq!(desk.push(&made).await["outcome"], "applied");
    EventId(made.id.0)
}

fn refused(result: &Value) -> &str {
    assert_eq!(result["outcome"], "rejected", "{result}");
    result["error"]["code"].as_str().expect("a code")
}

/// What a wish is answered that was applied before.
fn repeated() -> Value {
    json!({ "outcome": "applied", "rows": [] })
}

async fn answer_to(device: &Device, wishes: &[&Mutation], epochs: &Value) -> HttpAnswer {
    device.post("/v1/sync/push", &json!({ "mutations": wishes, "epochs": epochs })).await
}

fn rsvp(event: EventId, answer: Answer) -> Action {
    Action::SetRsvp { event, answer }
}

on_both! {
    async fn nobody_is_listed_before_confirming(world: &World) {
        let network = world.network().await;
        let other = world.member(network, "other@example.jp").await;
        world.invite(network, "hanako@example.jp").await;
        let hanako = world.sign_in("hanako@example.jp").await;
        let me = hanako.member(network);
        assert_eq!(other.everything(network).await.row::<MemberRow>(me.0), None);

        let proposed = hanako.everything(network).await.row::<MembershipRow>(me.0).expect("the membership");
        assert_eq!(proposed.entry.family_name, "山田", "the roster's words are proposed");
        let entry = Entry { headline: "元気です".to_owned(), family_kana: "ﾔﾏﾀﾞ".to_owned(), ..proposed.entry };
        let applied = hanako.wish(network, Action::SetEntry { entry }).await;
        assert_eq!(applied["rows"].as_array().map(Vec::len), Some(2), "the rows that show it come with the answer");

        let listed = other.everything(network).await.row::<MemberRow>(me.0).expect("listed");
        assert_eq!((listed.entry.headline.as_str(), listed.entry.family_kana.as_str()), ("元気です", "やまだ"));
        let confirmed = hanako.everything(network).await.row::<MembershipRow>(me.0).expect("the membership");
        assert_eq!(confirmed.confirmed_at, Some(world.now()));
    }

    async fn a_repeated_push_is_applied_once_and_its_rows_are_left_to_the_next_pull(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let wish = mutation(network, post("お知らせ"));
        let first = desk.push(&wish).await;
        assert_eq!((&first["outcome"], first["rows"].as_array().map(Vec::len)), (&json!("applied"), Some(2)));
        world.pass(DAY);
        world.restart().await;
        let desk = desk.at(world).await;
        assert_eq!(desk.push(&wish).await, repeated(), "the same fate, and no rows of long ago");
        let everything = desk.everything(network).await;
        assert_eq!(everything.ids(&Scope::Members, "post").len(), 1);
        assert_eq!(everything.row::<PostRow>(wish.id.0).expect("the post").published_at, START);
    }

    async fn the_same_wish_sent_at_once_from_sixteen_places_happens_once(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let before = desk.everything(network).await.cursors.values().copied().max();
        let wish = mutation(network, post("お知らせ"));
        let results = join_all((0..16).map(|_| desk.push(&wish))).await;
        let first = |result: &&Value| result["rows"].as_array().map(Vec::len) == Some(2);
        assert_eq!(results.iter().filter(first).count(), 1, "{results:?}");
        let others = results.iter().filter(|result| !first(result));
        assert!(others.clone().all(|result| *result == repeated() || result["outcome"] == "retry"), "{results:?}");
        let after = desk.everything(network).await.cursors.values().copied().max();
        assert_eq!(after, before.map(|seq| seq + 2), "one row in each of two scopes");
    }

    async fn an_id_is_not_used_for_another_wish_or_by_another_member(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let other = world.desk(network, "other@example.jp", &[Duty::Posts]).await;
        let wish = mutation(network, post("お知らせ"));
        assert_eq!(desk.push(&wish).await["outcome"], "applied");
        assert_eq!(refused(&desk.push(&Mutation { action: post("別のお知らせ"), ..wish.clone() }).await), "id_reused");
        assert_eq!(refused(&other.push(&wish).await), "id_reused");
    }

    async fn a_refusal_is_repeated_even_when_its_reason_has_passed(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "hanako@example.jp").await;
        let wish = mutation(network, post("お知らせ"));
        assert_eq!(refused(&member.push(&wish).await), "not_permitted");
        world.grant(network, "hanako@example.jp", &[Duty::Posts]).await;
        assert_eq!(refused(&member.push(&wish).await), "not_permitted");
        assert_eq!(member.wish(network, post("お知らせ")).await["outcome"], "applied", "a new wish counts anew");
    }

    async fn what_was_not_there_is_looked_for_again_when_the_same_wish_comes_again(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Events]).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let made = mutation(network, Action::CreateEvent { plan: plan() });
        let wish = mutation(network, rsvp(EventId(made.id.0), Answer::Yes));
        for _ in 0..2 {
            assert_eq!(refused(&hanako.push(&wish).await), "not_found");
        }
        assert_eq!(desk.push(&made).await["outcome"], "applied");
        assert_eq!(hanako.push(&wish).await["outcome"], "applied");
        let tally = hanako.everything(network).await.row::<TallyRow>(made.id.0);
        assert_eq!(tally, Some(TallyRow { yes: 1, maybe: 0, no: 0 }));
    }

    async fn rows_of_a_scope_that_was_lost_since_are_not_told_to_who_repeats_a_push(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let wish = mutation(network, post("お知らせ"));
        assert_eq!(desk.push(&wish).await["outcome"], "applied");
        let mut turn = world.database().await.write().await.expect("a write").take_turn(network, world.now()).await.expect("a turn");
        let member = members::of_email(turn.conn(), network, "desk@example.jp").await.expect("a read").expect("a member");
        set_state(&mut turn, member, MemberState::Paused).await.expect("paused");
        turn.commit().await.expect("a commit");
        assert_eq!(desk.push(&wish).await, repeated());
    }

    async fn what_an_older_server_kept_with_rows_is_answered_without_them(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let wish = mutation(network, post("お知らせ"));
        let first = desk.push(&wish).await;
        let mut write = world.database().await.write().await.expect("a write");
        let kept: String = sqlx::query_scalar("SELECT outcome FROM mutations WHERE id = $1").bind(wish.id.to_string()).fetch_one(write.conn()).await.expect("kept");
        assert_eq!(serde_json::from_str::<Value>(&kept).expect("JSON"), repeated(), "rows are not kept");
        sqlx::query("UPDATE mutations SET outcome = $2 WHERE id = $1").bind(wish.id.to_string()).bind(first.to_string()).execute(write.conn()).await.expect("as it was");
        write.commit().await.expect("a commit");
        assert_eq!(desk.push(&wish).await, repeated());
    }

    async fn a_wish_for_another_life_of_the_database_waits_and_leaves_nothing(world: &World) {
        let network = world.network().await;
        let other_network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        world.desk(other_network, "desk@example.jp", &[Duty::Posts]).await;
        let life = desk.everything(network).await.epoch.expect("an epoch");
        let (here, there) = (mutation(network, post("お知らせ")), mutation(other_network, post("お知らせ")));
        let nowhere = mutation(NetworkId(enishi_server::ids::new_id()), post("お知らせ"));
        let later = json!({ "outcome": "retry", "after_ms": 1_000 });

        let old = json!({ network.to_string(): "an older life", nowhere.network.to_string(): "an older life" });
        let body = json!({ "mutations": [here, there, nowhere], "epochs": old });
        let answer = desk.post("/v1/sync/push", &body).await;
        assert_eq!((answer.status, &answer.body["epoch"]), (200, &json!(life)));
        let result = |answer: &HttpAnswer, place: usize| answer.body["outcomes"][place]["result"].clone();
        assert_eq!((result(&answer, 0), result(&answer, 2)), (later.clone(), later.clone()));
        assert_eq!(result(&answer, 1)["outcome"], "applied", "the device names no life of that network");
        assert!(desk.everything(network).await.ids(&Scope::Members, "post").is_empty());
        assert_eq!(desk.everything(other_network).await.ids(&Scope::Members, "post").len(), 1);

        let mut lost = answer_to(&desk, &[&here, &there], &json!({ network.to_string(): life, other_network.to_string(): life })).await;
        assert_eq!(result(&lost, 0)["outcome"], "applied", "nothing was kept of it");
        assert_eq!(result(&lost, 1), repeated());
        lost = answer_to(&desk, &[&here, &nowhere], &old).await;
        assert_eq!((result(&lost, 0), result(&lost, 1)), (later.clone(), later), "what was kept is of another life too");
        lost = answer_to(&desk, &[&nowhere], &json!({})).await;
        assert_eq!((refused(&result(&lost, 0)), &lost.body["epoch"]), ("not_found", &json!(life)));
    }

    async fn an_answer_that_was_decided_in_another_life_of_the_database_is_not_kept(world: &World) {
        let network = world.network().await;
        world.member(network, "hanako@example.jp").await;
        let mut write = world.database().await.write().await.expect("a write");
        let member = members::of_email(write.conn(), network, "hanako@example.jp").await.expect("a read").expect("a member");
        let epoch = enishi_server::db::meta::epoch(write.conn()).await.expect("an epoch");
        let outcome = PushResult::Rejected { error: serde_json::from_value(json!({ "code": "not_permitted", "message": "" })).expect("an error") };
        let answer = NewAnswer { id: MutationId(enishi_server::ids::new_id()), member: &member, digest: "", epoch: "an older life", outcome: &outcome };
        assert!(!keep(write.conn(), &answer, 0).await.expect("asked"));
        assert!(keep(write.conn(), &NewAnswer { epoch: &epoch, ..answer }, 0).await.expect("asked"));
        write.roll_back().await;
    }

    async fn one_wish_that_is_not_readable_does_not_stop_the_others(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let good = mutation(network, post("お知らせ"));
        let wishes = json!([
            { "id": MutationId(enishi_server::ids::new_id()), "network": network, "made_at": "x", "action": {} },
            { "id": MutationId(enishi_server::ids::new_id()), "network": network, "made_at": 0, "action": { "kind": "teleport" } },
            good,
        ]);
        let answer = desk.post("/v1/sync/push", &json!({ "mutations": wishes })).await;
        let outcomes = answer.body["outcomes"].as_array().expect("outcomes");
        assert_eq!(refused(&outcomes[0]["result"]), "invalid");
        assert_eq!(refused(&outcomes[1]["result"]), "invalid");
        assert_eq!(outcomes[2]["result"]["outcome"], "applied");
        let too_many: Vec<&Mutation> = std::iter::repeat_n(&good, 101).collect();
        assert_eq!(desk.post("/v1/sync/push", &json!({ "mutations": too_many })).await.status, 422);
    }

    async fn an_answer_is_counted_once_and_the_last_one_counts(world: &World) {
        let network = world.network().await;
        let event = event(world, network, plan()).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let me = hanako.member(network);
        for answer in [Answer::Yes, Answer::Yes, Answer::Maybe] {
            assert_eq!(hanako.wish(network, rsvp(event, answer)).await["outcome"], "applied");
        }
        let held = hanako.everything(network).await;
        assert_eq!(held.row::<TallyRow>(event.0), Some(TallyRow { yes: 0, maybe: 1, no: 0 }));
        let row: RsvpRow = held.row(enishi_server::ids::rsvp_row(event, me)).expect("the answer");
        assert_eq!((row.member, row.answer), (me, Answer::Maybe));
        let other = world.member(network, "other@example.jp").await.everything(network).await;
        assert!(other.in_scopes("rsvp", enishi_server::ids::rsvp_row(event, me)).is_empty(), "others see the count only");
        let desk = world.sign_in("desk@example.jp").await.everything(network).await;
        assert_eq!(desk.ids(&Scope::Desk(Duty::Events), "rsvp").len(), 1);
    }

    async fn a_full_event_takes_no_more_yes_and_the_last_seat_is_given_once(world: &World) {
        let network = world.network().await;
        let event = event(world, network, EventPlan { capacity: Some(1), ..plan() }).await;
        let mut people = Vec::new();
        for who in ["a@example.jp", "b@example.jp", "c@example.jp"] {
            people.push(world.member(network, who).await);
        }
        let results = join_all(people.iter().map(|device| device.wish(network, rsvp(event, Answer::Yes)))).await;
        assert_eq!(results.iter().filter(|result| result["outcome"] == "applied").count(), 1, "{results:?}");
        let winner = results.iter().position(|result| result["outcome"] == "applied").expect("one");
        assert_eq!(people[winner].wish(network, rsvp(event, Answer::Yes)).await["outcome"], "applied", "the own seat is not taken by oneself");
        let loser = &people[(winner + 1) % 3];
        assert_eq!(refused(&loser.wish(network, rsvp(event, Answer::Yes)).await), "event_full");
        assert_eq!(loser.wish(network, rsvp(event, Answer::No)).await["outcome"], "applied");
    }

    async fn answers_are_taken_until_the_deadline_and_not_after_the_start(world: &World) {
        let network = world.network().await;
        let open = event(world, network, plan()).await;
        let desk = world.sign_in("desk@example.jp").await;
        let early = mutation(network, Action::CreateEvent { plan: EventPlan { answer_by: Some(START + DAY), ..plan() } });
        desk.push(&early).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        world.pass(2 * DAY);
        assert_eq!(refused(&hanako.wish(network, rsvp(EventId(early.id.0), Answer::Yes)).await), "event_closed");
        assert_eq!(hanako.wish(network, rsvp(open, Answer::Yes)).await["outcome"], "applied");
        world.pass(9 * DAY);
        assert_eq!(refused(&hanako.wish(network, rsvp(open, Answer::No)).await), "event_closed");
    }

    async fn an_event_that_was_called_off_stays_visible_and_takes_no_answers(world: &World) {
        let network = world.network().await;
        let event = event(world, network, plan()).await;
        let desk = world.sign_in("desk@example.jp").await;
        let hanako = world.member(network, "hanako@example.jp").await;
        assert_eq!(refused(&hanako.wish(network, Action::CancelEvent { event }).await), "not_permitted");
        assert_eq!(desk.wish(network, Action::CancelEvent { event }).await["outcome"], "applied");
        assert_eq!(refused(&hanako.wish(network, rsvp(event, Answer::Yes)).await), "event_cancelled");
        let row: EventRow = hanako.everything(network).await.row(event.0).expect("visible");
        assert_eq!(row.cancelled_at, Some(world.now()));
    }

    async fn an_event_of_another_audience_does_not_exist_for_a_member(world: &World) {
        let network = world.network().await;
        let event = event(world, network, EventPlan { audience: Audience::Staff, ..plan() }).await;
        let alumna = world.member(network, "hanako@example.jp").await;
        let theirs = alumna.wish(network, rsvp(event, Answer::Yes)).await;
        let nobodys = alumna.wish(network, rsvp(EventId(enishi_server::ids::new_id()), Answer::Yes)).await;
        assert_eq!(refused(&theirs), "not_found");
        assert_eq!(theirs, nobodys);
        assert!(alumna.everything(network).await.in_scopes("event", event.0).is_empty());
    }

    async fn a_post_that_was_taken_back_is_gone_from_every_device(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let wish = mutation(network, post("お知らせ"));
        desk.push(&wish).await;
        let mut held = hanako.everything(network).await;
        assert_eq!(held.in_scopes("post", wish.id.0).len(), 1);
        let remove = Action::RemovePost { post: enishi_wire::ids::PostId(wish.id.0) };
        assert_eq!(desk.wish(network, remove).await["outcome"], "applied");
        held.sync(&hanako, network).await;
        assert!(held.in_scopes("post", wish.id.0).is_empty());
        assert!(hanako.everything(network).await.in_scopes("post", wish.id.0).is_empty());
    }

    async fn what_was_seen_on_one_device_is_seen_on_the_others(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let wish = mutation(network, post("お知らせ"));
        desk.push(&wish).await;
        let stranger = enishi_server::ids::new_id();
        let seen = Action::MarkSeen { items: vec![wish.id.0, stranger] };
        assert_eq!(hanako.wish(network, seen.clone()).await["rows"].as_array().map(Vec::len), Some(1));
        assert_eq!(hanako.wish(network, seen).await["rows"].as_array().map(Vec::len), Some(0));
        let laptop = world.sign_in("hanako@example.jp").await.everything(network).await;
        assert_eq!(laptop.row::<SeenRow>(wish.id.0), Some(SeenRow { seen_at: world.now() }));
        let too_many = Action::MarkSeen { items: vec![stranger; 101] };
        assert_eq!(refused(&hanako.wish(network, too_many).await), "invalid");
    }

    async fn wishes_that_break_a_rule_are_refused_by_field(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts, Duty::Events]).await;
        let mut refused = Vec::new();
        let entry = Entry { family_name: "山\0田".to_owned(), ..Entry::default() };
        for action in [
            Action::SetEntry { entry },
            post(&"あ".repeat(121)),
            post("  "),
            Action::CreateEvent { plan: EventPlan { ends: START, ..plan() } },
            Action::CreateEvent { plan: EventPlan { capacity: Some(0), ..plan() } },
            Action::CreateEvent { plan: EventPlan { zone: "東京".to_owned(), ..plan() } },
        ] {
            let result = desk.wish(network, action).await;
            refused.push(result["error"]["field"].as_str().unwrap_or_default().to_owned());
        }
        assert_eq!(refused, ["family_name", "title", "title", "ends", "capacity", "zone"]);
    }

    async fn a_wish_over_which_the_server_fails_is_told_apart_from_one_that_must_wait_and_goes_well_later(world: &World) {
        let network = world.network().await;
        let event = event(world, network, plan()).await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let (wish, other) = (mutation(network, rsvp(event, Answer::Yes)), mutation(network, Action::MarkSeen { items: vec![] }));
        let damage = |plan: String| async move {
            let mut write = world.database().await.write().await.expect("a write");
            sqlx::query("UPDATE events SET plan = $1").bind(plan).execute(write.conn()).await.expect("changed");
            write.commit().await.expect("committed");
        };
        damage("not JSON".to_owned()).await;
        let answer = answer_to(&hanako, &[&wish, &other], &json!({})).await;
        let results = &answer.body["outcomes"];
        assert_eq!(results[0]["result"], json!({ "outcome": "failed", "after_ms": 30_000 }), "its own fault");
        assert_eq!(results[1]["result"]["outcome"], "applied", "and nobody else's");
        damage(serde_json::to_string(&plan()).expect("a plan")).await;
        assert_eq!(hanako.push(&wish).await["outcome"], "applied", "the same wish, once the server is mended");
    }
}
