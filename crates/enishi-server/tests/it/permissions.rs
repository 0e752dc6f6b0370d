//! Who may do what: every route and every wish for every kind of caller (acceptance ).

use crate::{
    life_events::share,
    on_both,
    profile::{set, state},
    push::{plan, post},
    status::{react, say},
    support::{
        Device, World,
        device::{applied, http, mutation},
        world::{Answer, DAY},
    },
    talk,
};
use enishi_wire::{
    blob::Blob,
    events,
    ids::{DeviceId, EventId, MemberId, MessageId, NetworkId, PostId},
    life_events::LifeKind,
    members::{Duty, Entry, MemberState},
    mutations::Action,
    posts::Audience,
    profile::{FieldAudience, FieldKey, FieldKindRow, FieldValue},
    reports::{Decision, ReportReason, Subject},
    sync::PullRequest,
    talk::LinkStep,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The callers, in the order of the columns below.
const CALLERS: [&str; 8] =
    ["anonymous", "stranger", "invited", "paused", "active", "desk", "left", "removed"];

/// Every route with the status for each caller. `stranger` is active in another network only.
const ROUTES: &[(&str, &str, [u16; 8])] = &[
    ("get", "/healthz", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/openapi.json", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/welcome/{network}", [200, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/v1/sign-in/request", [202, 202, 202, 202, 202, 202, 202, 202]),
    ("post", "/v1/sign-in/verify", [422, 422, 422, 422, 422, 422, 422, 422]),
    ("get", "/v1/me", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/v1/sessions", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("delete", "/v1/sessions/{id}", [401, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/v1/sync/pull", [401, 404, 200, 200, 200, 200, 403, 403]),
    ("post", "/v1/sync/push", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/v1/sync/digest", [401, 404, 200, 200, 200, 200, 403, 403]),
    ("get", "/v1/networks/{network}/card", [401, 404, 403, 403, 200, 200, 403, 403]),
    ("put", "/v1/networks/{network}/attachments/{attachment}", [401, 404, 403, 403, 200, 200, 403, 403]),
    (
        "put",
        "/v1/networks/{network}/attachments/{attachment}/{part}",
        [401, 404, 403, 403, 404, 404, 403, 403],
    ),
    (
        "get",
        "/v1/networks/{network}/attachments/{attachment}/{part}",
        [401, 404, 403, 403, 404, 404, 403, 403],
    ),
    ("put", "/v1/networks/{network}/photos/{photo}", [401, 404, 403, 403, 422, 422, 403, 403]),
    (
        "get",
        "/v1/networks/{network}/members/{member}/photos/{photo}/{size}",
        [401, 404, 404, 404, 404, 404, 403, 403],
    ),
    ("put", "/v1/networks/{network}/devices", [401, 404, 403, 403, 204, 204, 403, 403]),
    ("put", "/v1/networks/{network}/devices/{device}/keys", [401, 404, 403, 403, 404, 404, 403, 403]),
    ("put", "/v1/networks/{network}/recovery", [401, 404, 403, 403, 204, 204, 403, 403]),
    ("post", "/v1/networks/{network}/members/{member}/keys", [401, 404, 403, 403, 404, 404, 403, 403]),
    ("get", "/v1/sync/live", [401, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/v1/sign-out", [401, 204, 204, 204, 204, 204, 204, 204]),
];

/// Every wish with its fate for each caller but the anonymous one.
const WISHES: &[(&str, [&str; 7])] = &[
    (
        "set_entry",
        ["not_found", "applied", "not_permitted", "applied", "applied", "not_permitted", "not_permitted"],
    ),
    (
        "set_field",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "set_rsvp",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "create_post",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "edit_post",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "remove_post",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "create_event",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "cancel_event",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "mark_seen",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "hide_from",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "show_to",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "set_status",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "react",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "follow",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "share_life_event",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "remove_life_event",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "confirm_profile",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "put_off_check",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "note_suggestion",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "set_suggestions",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "saw_reactions",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "publish_unnamed",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "answer_naming",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "set_field_kind",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "block",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "report",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "decide_report",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "note_access",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "send_message",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "stale_devices",
            "stale_devices",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "send_repair",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "answer_request",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "unsend",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "read_thread",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "write_to_desk",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "nobody_reads",
            "nobody_reads",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "answer_for_desk",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "mute_thread",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "name_device",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "not_found",
            "not_found",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "link_device",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "set_receipts",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "pause",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    (
        "resume",
        [
            "not_found",
            "not_permitted",
            "not_permitted",
            "applied",
            "applied",
            "not_permitted",
            "not_permitted",
        ],
    ),
    ("stay", ["not_found", "applied", "applied", "applied", "applied", "not_permitted", "not_permitted"]),
    ("leave", ["not_found", "applied", "applied", "applied", "applied", "not_permitted", "not_permitted"]),
    ("unknown", ["invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid"]),
];

fn report_of(member: MemberId) -> Action {
    let subject = Subject::Member { member };
    Action::Report {
        subject,
        reason: ReportReason::Spam,
        text: String::new(),
        named: false,
        messages: Vec::new(),
    }
}

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

async fn status(world: &World, device: Option<&Device>, method: &str, path: &str, network: NetworkId) -> u16 {
    let path = path
        .replace("{network}", &network.to_string())
        .replace("{photo}", &"0".repeat(64))
        .replace("{size}", "small")
        .replace("{attachment}", &enishi_server::ids::secret_id().to_string())
        .replace("{part}", "0")
        .replace("{member}", &enishi_server::ids::secret_id().to_string())
        .replace("{device}", &enishi_server::ids::secret_id().to_string())
        .replace("{id}", &enishi_server::ids::secret_id().to_string());
    let url = world.url(&path).await;
    let request = match method {
        "get" => http().get(url),
        "put" => http().put(url),
        "delete" => http().delete(url),
        _ => http().post(url),
    };
    let body = match path.as_str() {
        "/v1/sync/pull" => Some(json!(PullRequest {
            network,
            epoch: None,
            cursors: BTreeMap::new(),
            opened: BTreeMap::new(),
            rows: None
        })),
        "/v1/sync/digest" => Some(json!({ "network": network, "epoch": "x", "scopes": {} })),
        "/v1/sync/push" => Some(json!({ "mutations": [] })),
        "/v1/sign-in/request" => {
            Some(json!({ "email": "a@example.jp", "login_secret_hash": "0".repeat(64) }))
        }
        "/v1/sign-in/verify" => {
            Some(json!({ "challenge": network, "login_secret": "0".repeat(64), "code": "2222-2222" }))
        }
        path if path.contains("/attachments/") && !path.ends_with("/0") => Some(json!({ "bytes": 9 })),
        path if path.ends_with("/devices") => Some(json!({ "chain": [] })),
        path if path.ends_with("/keys") || path.ends_with("/recovery") => Some(json!({})),
        _ => None,
    };
    let request = match device {
        Some(device) => request.bearer_auth(&device.token),
        None => request,
    };
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    // Only the head: the live stream has no end.
    request.send().await.expect("an answer").status().as_u16()
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
                let action = match *wish {
                    "set_entry" => Action::SetEntry { entry: Entry { family_name: "山田".to_owned(), ..Entry::default() } },
                    "set_field" => set(FieldKey::Resting, Some(FieldValue::Flag(true)), FieldAudience::Everyone),
                    "set_rsvp" => Action::SetRsvp { event: EventId(an_event.id.0), answer: events::Answer::Yes },
                    "create_post" => post("お知らせ"),
                    "edit_post" => Action::EditPost {
                        post: PostId(a_post.id.0),
                        title: "訂正".to_owned(),
                        text: String::new(),
                        audience: Audience::Alumni,
                    },
                    "hide_from" => Action::HideFrom { member: other, block: false },
                    "block" => Action::HideFrom { member: another, block: true },
                    "report" => report_of(other),
                    "decide_report" => Action::DecideReport { report: a_report.id.0, decision: Decision::NoAction, why: "確認済み".to_owned() },
                    "note_access" => Action::NoteAccess { member: other },
                    "send_message" => Action::SendMessage { to: other, message: talk::sealed(DeviceId(enishi_server::ids::secret_id()), &[]) },
                    "send_repair" => Action::SendRepair { to: other, message: talk::sealed(DeviceId(enishi_server::ids::secret_id()), &[]) },
                    "answer_request" => Action::AnswerRequest { member: other, accept: true },
                    "unsend" => Action::Unsend { message: MessageId(enishi_server::ids::secret_id()), to: other },
                    "read_thread" => Action::ReadThread { member: other, upto: world.now() },
                    "write_to_desk" => Action::WriteToDesk { member: None, text: "教えてください".to_owned() },
                    "answer_for_desk" => Action::WriteToDesk { member: Some(other), text: "はい".to_owned() },
                    "mute_thread" => Action::MuteThread { member: other, muted: true },
                    "name_device" => Action::NameDevice { device: DeviceId(enishi_server::ids::secret_id()), name: "電話".to_owned() },
                    "link_device" => Action::LinkDevice { link: a_post.id.0, step: LinkStep::Ask { name: "電話".to_owned(), commitment: Blob(vec![1; 32]) } },
                    "set_receipts" => Action::SetReceipts { wanted: true },
                    "pause" => Action::Pause { until: world.now() + 30 * DAY },
                    "resume" => Action::Resume,
                    "stay" => Action::Stay,
                    "leave" => Action::Leave,
                    "show_to" => Action::ShowTo { member: other },
                    "set_field_kind" => Action::SetFieldKind {
                        decision: FieldKindRow { field: FieldKey::Roles, audience: FieldAudience::Alumni, own: None },
                    },
                    "remove_post" => Action::RemovePost { post: PostId(a_post.id.0) },
                    "create_event" => Action::CreateEvent { plan: plan() },
                    "cancel_event" => Action::CancelEvent { event: EventId(an_event.id.0) },
                    "set_status" => say("京都です", Audience::Everyone),
                    "react" => react(said),
                    "follow" => Action::Follow { member: other, following: true },
                    "share_life_event" => share(LifeKind::Moved, Audience::Everyone, None),
                    "remove_life_event" => Action::RemoveLifeEvent { post: PostId(a_post.id.0) },
                    "publish_unnamed" => Action::PublishUnnamed { post: PostId(a_post.id.0) },
                    "answer_naming" => Action::AnswerNaming { post: PostId(a_post.id.0), agree: true },
                    "confirm_profile" => Action::ConfirmProfile,
                    "put_off_check" => Action::PutOffCheck,
                    "note_suggestion" => Action::NoteSuggestion { member: other, week: 1, dismissed: false },
                    "set_suggestions" => Action::SetSuggestions { wanted: false },
                    "saw_reactions" => Action::SawReactions,
                    "mark_seen" => Action::MarkSeen { items: vec![a_post.id.0] },
                    _ => Action::Unknown,
                };
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
