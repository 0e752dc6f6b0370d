//! Who may do what: every route and every wish for every kind of caller (acceptance ).

mod routes;
mod wishes;

use self::{
    routes::{ROUTES, status},
    wishes::{Around, WISHES, action},
};
use crate::{
    on_both,
    profile::state,
    push::{plan, post},
    status::say,
    support::{
        Device, World,
        device::{applied, http, mutation},
        world::Answer,
    },
};
use enishi_wire::{
    ids::{NetworkId, PostId},
    members::{Duty, MemberState},
    mutations::Action,
    posts::Audience,
    reports::{ReportReason, Subject},
    sync::PullRequest,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The callers, in the order of the columns below.
const CALLERS: [&str; 8] =
    ["anonymous", "stranger", "invited", "paused", "active", "desk", "left", "removed"];

/// A device of a member who was active and is now in another state.
async fn in_state(world: &World, network: NetworkId, email: &str, to: MemberState) -> Device {
    let device = world.member(network, email).await;
    state(world, network, email, to).await;
    device
}

/// One device for each caller that has one.
async fn devices(world: &World, network: NetworkId) -> Vec<Device> {
    let elsewhere = world.network().await;
    let stranger = world.desk(elsewhere, "stranger@example.jp", &Duty::ALL).await;
    world.invite(network, "invited@example.jp").await;
    let invited = world.sign_in("invited@example.jp").await;
    vec![
        stranger,
        invited,
        in_state(world, network, "paused@example.jp", MemberState::Paused).await,
        world.member(network, "active@example.jp").await,
        world
            .desk(network, "desk@example.jp", &[Duty::Posts, Duty::Events, Duty::Moderation, Duty::Roster])
            .await,
        in_state(world, network, "left@example.jp", MemberState::Left).await,
        in_state(world, network, "removed@example.jp", MemberState::Removed).await,
    ]
}

on_both! {
    async fn every_route_answers_every_caller_as_the_matrix_says(world: &World) {
        world.relax_limits().await;
        let network = world.network().await;
        let devices = devices(world, network).await;
        for (method, path, expected) in ROUTES {
            let mut found = [status(world, None, method, path, network).await, 0, 0, 0, 0, 0, 0, 0];
            for (place, device) in devices.iter().enumerate() {
                found[place + 1] = status(world, Some(device), method, path, network).await;
            }
            assert_eq!(&found, expected, "{method} {path} for {CALLERS:?}");
        }
    }

    async fn every_wish_of_every_caller_has_the_fate_that_the_matrix_says(world: &World) {
        let network = world.network().await;
        let devices = devices(world, network).await;
        let desk = &devices[4];
        let other = world.member(network, "other@example.jp").await;
        let said = applied(&other, network, say("大阪です", Audience::Everyone)).await;
        let other = other.member(network);
        let another = world.member(network, "another@example.jp").await.member(network);
        let third = world.member(network, "third@example.jp").await;
        for (wish, expected) in WISHES {
            let mut found = Vec::new();
            for device in &devices {
                let (a_post, an_event) = (mutation(network, post("お知らせ")), mutation(network, Action::CreateEvent { plan: plan() }));
                if matches!(*wish, "set_rsvp" | "edit_post" | "remove_post" | "cancel_event" | "mark_seen") {
                    desk.push(&a_post).await;
                    desk.push(&an_event).await;
                }
                let subject = Subject::Post { post: PostId(a_post.id.0) };
                let a_report = mutation(network, Action::Report { subject, reason: ReportReason::Spam, text: String::new(), named: false, messages: Vec::new() });
                if *wish == "decide_report" {
                    third.push(&a_report).await;
                }
                let around = Around {
                    post: a_post.id.0,
                    event: an_event.id.0,
                    report: a_report.id.0,
                    other,
                    another,
                    said,
                    now: world.now(),
                };
                let action = action(wish, &around);
                // The invited stay invited: the one wish they may have is tried last, on another person.
                let result = if *wish == "set_entry" && std::ptr::eq(device, &raw const devices[1]) {
                    world.invite(network, "invited2@example.jp").await;
                    world.sign_in("invited2@example.jp").await.wish(network, action).await
                } else {
                    device.wish(network, action).await
                };
                let fate = result["error"]["code"].as_str().or(result["outcome"].as_str()).unwrap_or_default().to_owned();
                found.push(fate);
            }
            assert_eq!(found, expected, "{wish} for {:?}", &CALLERS[1..]);
        }
    }

    async fn a_network_that_one_is_not_in_and_one_that_does_not_exist_answer_alike(world: &World) {
        let (mine, theirs) = (world.network().await, world.network().await);
        let device = world.member(mine, "hanako@example.jp").await;
        let pull = |network: NetworkId| json!(PullRequest { network, epoch: None, cursors: BTreeMap::new(), opened: BTreeMap::new(), rows: None });
        let foreign = device.post("/v1/sync/pull", &pull(theirs)).await;
        let nowhere = device.post("/v1/sync/pull", &pull(NetworkId(enishi_server::ids::new_id()))).await;
        assert_eq!((foreign.status, &foreign.body), (404, &nowhere.body));
        assert_eq!(device.wish(theirs, post("x")).await, device.wish(NetworkId(enishi_server::ids::new_id()), post("x")).await);
    }

    async fn who_left_is_told_of_no_place_and_no_poke(world: &World) {
        let network = world.network().await;
        let device = in_state(world, network, "left@example.jp", MemberState::Left).await;
        assert_eq!(device.get("/v1/me").await.body["places"], json!([]));
        let asked = world.ask("left@example.jp").await;
        assert_eq!(asked.answer.status, 202);
        world.mail_is_quiet().await;
        assert_eq!(asked.answer(world, "2222-2222").await.code(), "code_wrong");
    }

    async fn fields_that_a_request_does_not_have_are_refused(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let body = json!({ "network": network, "role": "admin" });
        assert_eq!(device.post("/v1/sync/pull", &body).await.status, 422);
        let body = json!({ "mutations": [], "member": device.member(network) });
        assert_eq!(device.post("/v1/sync/push", &body).await.status, 422);
    }
}

#[tokio::test]
async fn no_route_is_missing_from_the_matrix() {
    let world = World::sqlite().await;
    let document = Answer::of(http().get(world.url("/openapi.json").await)).await.body;
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            described.insert((method.clone(), path.clone()));
        }
    }
    let matrix: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, matrix);

    let source = include_str!("../../src/router.rs");
    let routed: BTreeSet<&str> =
        source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let described: BTreeSet<&str> = described.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(routed, described, "a route that the description does not know");
    world.stop().await;
}
