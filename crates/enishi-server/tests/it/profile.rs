//! The profile: who reads which field by which way, and what two devices of one person do to it.

use crate::{
    hidden::compared,
    on_both, photos,
    support::{
        Device, World,
        device::{Cache, applied, mutation, pushed},
        world::MINUTE,
    },
};
use enishi_server::{
    db::{members, write::Turn},
    domain::members::{set_class, set_state},
};
use enishi_wire::{
    digest::Comparison,
    ids::{MemberId, MutationId, NetworkId},
    members::{Class, Duty, MemberState},
    mutations::{Action, Mutation},
    profile::{
        FacetRow, FieldAudience, FieldKey, FieldKindRow, FieldValue, PhotoId, PhotoSize, ProfileRow, Role,
        joined,
    },
    scopes::Scope,
    sync::PullRequest,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A value for a field. Where it can, it says a word that is nowhere else.
fn value(key: &FieldKey, word: &str) -> FieldValue {
    let json = match key {
        FieldKey::Romaji => json!({"type": "text", "value": word}),
        FieldKey::Resting => json!({"type": "flag", "value": true}),
        FieldKey::Roles => json!({"type": "roles", "value": [{"organisation": word}]}),
        FieldKey::Career => json!({"type": "career", "value": [{"step": "gap", "text": word}]}),
        FieldKey::Postings => json!({"type": "postings", "value": [{"department": word, "from": "2014-04"}]}),
        FieldKey::Purposes => json!({"type": "purposes", "value": ["come_back"]}),
        FieldKey::Links => json!({"type": "links", "value": [{"url": format!("https://{word}.example.jp")}]}),
        FieldKey::Prefecture => json!({"type": "prefecture", "value": 27}),
        FieldKey::Photo => return photos::photo(word),
        _ => json!({"type": "tags", "value": [word]}),
    };
    serde_json::from_value(json).expect("a value")
}

fn tags(word: &str) -> Option<FieldValue> {
    Some(FieldValue::Tags(vec![word.to_owned()]))
}

pub fn set(field: FieldKey, value: Option<FieldValue>, audience: FieldAudience) -> Action {
    Action::SetField { field, value, audience, seen: Vec::new() }
}

/// A wish for 「相談に乗れます」 that builds on these versions.
fn can_help(network: NetworkId, word: &str, seen: &[MutationId]) -> Mutation {
    let (field, audience, seen) = (FieldKey::CanHelp, FieldAudience::Alumni, seen.to_vec());
    mutation(network, Action::SetField { field, value: tags(word), audience, seen })
}

async fn change(
    world: &World,
    network: NetworkId,
    email: &str,
    how: impl AsyncFnOnce(&mut Turn, members::Member),
) {
    let write = world.database().await.write().await.expect("a write");
    let mut turn = write.take_turn(network, world.now()).await.expect("a turn");
    let member = members::of_email(turn.conn(), network, email).await.expect("a read").expect("a member");
    how(&mut turn, member).await;
    turn.commit().await.expect("a commit");
}

pub async fn of_class(world: &World, network: NetworkId, email: &str, class: Class) -> Device {
    let device = world.member(network, email).await;
    change(world, network, email, async |turn, member| {
        set_class(turn, member, class).await.expect("a class")
    })
    .await;
    device
}

pub async fn state(world: &World, network: NetworkId, email: &str, state: MemberState) {
    change(world, network, email, async |turn, member| {
        set_state(turn, member, state).await.expect("a state");
    })
    .await;
}

/// The facets of a member on a device, put together.
fn facet(held: &Cache, member: MemberId) -> FacetRow {
    let mut rows = held.in_scopes("facet", member.0);
    rows.sort_by_key(|row| row.seq);
    joined(rows.into_iter().map(|row| row.row().expect("a facet")))
}

fn profile(held: &Cache, member: MemberId) -> ProfileRow {
    held.row(member.0).unwrap_or_default()
}

/// A viewer, and the audiences whose fields it reads: written down by hand, not asked of the code under test.
struct Viewer {
    name: &'static str,
    device: Device,
    reads: &'static [FieldAudience],
    held: Cache,
}

async fn viewers(world: &World, network: NetworkId, owner: &Device) -> Vec<Viewer> {
    use FieldAudience::{Alumni, Everyone, Secretariat, Staff};
    let others: Vec<Duty> = Duty::ALL.into_iter().filter(|duty| *duty != Duty::Roster).collect();
    let mut viewers = Vec::new();
    let mut add = |name, device, reads| viewers.push(Viewer { name, device, reads, held: Cache::default() });
    add(
        "a fellow alumna",
        of_class(world, network, "alumna@example.jp", Class::Alumni).await,
        &[Alumni, Everyone],
    );
    add("staff", of_class(world, network, "staff@example.jp", Class::Staff).await, &[Staff, Everyone]);
    add("a fan", of_class(world, network, "fan@example.jp", Class::Fan).await, &[Everyone]);
    for (name, email, class, duties, reads) in [
        (
            "the roster desk",
            "roster@example.jp",
            Class::Staff,
            &[Duty::Roster][..],
            &[Secretariat, Staff, Everyone][..],
        ),
        ("other desks", "desks@example.jp", Class::Staff, &others, &[Staff, Everyone]),
        (
            "an alumna at the roster desk",
            "both@example.jp",
            Class::Alumni,
            &[Duty::Roster],
            &[Secretariat, Alumni, Everyone],
        ),
        ("somebody hidden", "hidden@example.jp", Class::Alumni, &Duty::ALL, &[]),
    ] {
        let device = of_class(world, network, email, class).await;
        world.grant(network, email, duties).await;
        add(name, device, reads);
    }
    for (name, email, after) in [
        ("somebody who pauses", "paused@example.jp", MemberState::Paused),
        ("somebody removed", "removed@example.jp", MemberState::Removed),
    ] {
        let device = world.member(network, email).await;
        state(world, network, email, after).await;
        add(name, device, &[]);
    }
    world.invite(network, "invited@example.jp").await;
    add("somebody invited", world.sign_in("invited@example.jp").await, &[]);
    let elsewhere = world.network().await;
    add("a stranger", world.desk(elsewhere, "stranger@example.jp", &Duty::ALL).await, &[]);
    let hidden = viewers
        .iter()
        .find(|viewer| viewer.name == "somebody hidden")
        .expect("one of them")
        .device
        .member(network);
    let hide = mutation(network, Action::HideFrom { member: hidden, block: false });
    pushed(owner, &hide).await;
    viewers
}

/// What a device gets when it asks for a network from nothing, as the text that travels; `None`: it is refused.
async fn pulled(device: &Device, network: NetworkId) -> Option<String> {
    let (cursors, opened) = (BTreeMap::new(), BTreeMap::new());
    let request = PullRequest { network, epoch: None, cursors, opened, rows: Some(20_000) };
    let answer = device.post("/v1/sync/pull", &json!(request)).await;
    (answer.status == 200)
        .then(|| answer.body.as_str().map_or_else(|| answer.body.to_string(), ToOwned::to_owned))
}

on_both! {
    async fn no_field_is_read_by_anybody_but_its_audience_whatever_the_way(world: &World) {
        world.relax_limits().await;
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let me = owner.member(network);
        let mut viewers = viewers(world, network, &owner).await;
        let mut versions: BTreeMap<FieldKey, MutationId> = BTreeMap::new();
        // In five rounds every field has every audience once, and moves from one to the next.
        for round in 0..FieldAudience::ALL.len() {
            // A device compares a few times a minute.
            world.pass(MINUTE);
            let audience_of = |place: usize| &FieldAudience::ALL[(place + round) % FieldAudience::ALL.len()];
            let word = |place: usize| format!("canary{}", char::from(b"abcdefghijkl"[place])).repeat(1 + round);
            for (place, key) in FieldKey::ALL.iter().enumerate() {
                let seen = versions.get(key).copied().into_iter().collect();
                if *key == FieldKey::Photo {
                    let file = photos::picture(&word(place));
                    photos::send(&owner, network, PhotoId::of(&file), file).await;
                }
                let value = Some(value(key, &word(place)));
                let wish = mutation(network, Action::SetField { field: key.clone(), value, audience: audience_of(place).clone(), seen });
                let answer = pushed(&owner, &wish).await;
                for row in answer["rows"].as_array().expect("rows") {
                    let scope = row["scope"].as_str().expect("a scope");
                    assert!(["members", "alumni", &format!("me/{me}")].contains(&scope), "the owner gets rows of her own scopes: {row}");
                }
                versions.insert(key.clone(), wish.id);
            }
            for viewer in &mut viewers {
                let (name, reads, device) = (viewer.name, viewer.reads, &viewer.device);
                let seen = |place: usize| reads.contains(audience_of(place));
                let all = FieldKey::ALL.iter().enumerate();
                let fields = all.filter(|(place, _)| seen(*place)).map(|(place, key)| (key.clone(), value(key, &word(place))));
                let expected = FacetRow { fields: fields.collect() };
                // From nothing, and nowhere in what travels is a word of another field.
                let Some(text) = pulled(device, network).await else {
                    assert!(reads.is_empty(), "{name} is refused");
                    continue;
                };
                for (place, key) in FieldKey::ALL.iter().enumerate() {
                    let says = serde_json::to_string(&value(key, &word(place))).expect("JSON").contains(&word(place));
                    let travels = text.contains(&format!("{}\"", word(place))) || text.contains(&format!("{}.example.jp", word(place)));
                    assert_eq!(travels, says && seen(place), "{name} and {key} for {}", audience_of(place));
                }
                assert_eq!(facet(&device.everything(network).await, me), expected, "{name}, from nothing");
                // The picture behind the photo.
                let photo = FieldKey::ALL.iter().position(|key| *key == FieldKey::Photo).expect("a field");
                for size in PhotoSize::ALL {
                    let id = PhotoId::of(&photos::picture(&word(photo)));
                    let shown = photos::shown(device, network, me, id, size).await;
                    assert_eq!(shown.is_ok(), seen(photo), "{name} and the picture for {}", audience_of(photo));
                }
                // Step by step.
                viewer.held.sync(device, network).await;
                assert_eq!(facet(&viewer.held, me), expected, "{name}, step by step");
                assert_eq!(viewer.held.row::<ProfileRow>(me.0), None, "{name}");
                // What is compared, what is answered to wishes, what is probed for.
                let compared = compared(device, &viewer.held, network).await;
                assert!(compared.values().all(|found| *found == Comparison::Same), "{name}: {compared:?}");
                let probe = device.wish(network, Action::MarkSeen { items: vec![me.0] }).await;
                assert!(probe["rows"].as_array().is_none_or(Vec::is_empty), "{name}: {probe}");
            }
            let own = owner.everything(network).await;
            let said: BTreeMap<_, _> = profile(&own, me).fields.into_iter().map(|(key, field)| (key, (field.audience, field.version))).collect();
            let wanted = FieldKey::ALL.iter().enumerate().map(|(place, key)| (key.clone(), (audience_of(place).clone(), versions[key])));
            assert_eq!(said, wanted.collect(), "the owner reads everything");
        }
        // A wish of one who reads nothing answers with nothing either.
        let hidden = viewers.iter().find(|viewer| viewer.name == "somebody hidden").expect("one of them");
        let answer = hidden.device.push(&mutation(network, Action::HideFrom { member: me, block: false })).await;
        assert_eq!(answer["error"]["code"], "not_found");
    }

    async fn a_field_that_gets_another_audience_is_gone_and_there_by_one_commit(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let (me, alumna) = (owner.member(network), world.member(network, "alumna@example.jp").await);
        let staff = of_class(world, network, "staff@example.jp", Class::Staff).await;
        let first = mutation(network, set(FieldKey::Skills, tags("経理"), FieldAudience::Alumni));
        pushed(&owner, &first).await;
        let (mut hers, mut theirs) = (alumna.everything(network).await, staff.everything(network).await);
        assert_eq!((facet(&hers, me).fields.len(), facet(&theirs, me).fields.len()), (1, 0));

        let action = Action::SetField { field: FieldKey::Skills, value: tags("経理"), audience: FieldAudience::Staff, seen: vec![first.id] };
        applied(&owner, network, action).await;
        hers.sync(&alumna, network).await;
        theirs.sync(&staff, network).await;
        assert_eq!((facet(&hers, me).fields.len(), facet(&theirs, me).fields.len()), (0, 1));
        let tombstone = &hers.rows[&(Scope::Alumni, "facet".to_owned(), me.0)];
        assert_eq!(tombstone.body, None, "an empty facet is none");
        let moved = &theirs.rows[&(Scope::Staff, "facet".to_owned(), me.0)];
        let fresh = alumna.everything(network).await;
        assert!(fresh.rows.keys().all(|(_, kind, _)| kind != "facet"), "who never had it hears nothing of it");
        assert!(tombstone.seq.abs_diff(moved.seq) <= 2, "both are of one commit");
    }

    async fn who_is_not_listed_shows_no_field_and_keeps_them(world: &World) {
        let network = world.network().await;
        let (owner, alumna) = (world.member(network, "owner@example.jp").await, world.member(network, "alumna@example.jp").await);
        let me = owner.member(network);
        applied(&owner, network, set(FieldKey::Skills, tags("経理"), FieldAudience::Alumni)).await;
        applied(&owner, network, set(FieldKey::LookingFor, tags("本棚"), FieldAudience::Everyone)).await;
        let mut held = alumna.everything(network).await;
        assert_eq!(facet(&held, me).fields.len(), 2);
        for after in [MemberState::Paused, MemberState::Active, MemberState::Left, MemberState::Active, MemberState::Removed] {
            world.pass(MINUTE);
            state(world, network, "owner@example.jp", after).await;
            held.sync(&alumna, network).await;
            let (fields, anew) = (facet(&held, me).fields.len(), facet(&alumna.everything(network).await, me).fields.len());
            let shown = if after == MemberState::Active { 2 } else { 0 };
            assert_eq!((fields, anew), (shown, shown), "{after:?}");
            assert!(compared(&alumna, &held, network).await.values().all(|found| *found == Comparison::Same));
            if matches!(after, MemberState::Paused | MemberState::Active) {
                assert_eq!(profile(&owner.everything(network).await, me).fields.len(), 2, "the owner keeps them");
            }
            let wish = mutation(network, set(FieldKey::Links, None, FieldAudience::Everyone));
            let fate = owner.push(&wish).await;
            assert_eq!(fate["outcome"] == "applied", after == MemberState::Active, "{after:?}: {fate}");
        }
    }

    async fn two_devices_that_edit_one_field_do_not_overwrite_each_other(world: &World) {
        let network = world.network().await;
        let phone = world.member(network, "owner@example.jp").await;
        let desktop = world.sign_in("owner@example.jp").await;
        let me = phone.member(network);
        let first = can_help(network, "経理", &[]);
        pushed(&phone, &first).await;
        let said = async |device: &Device| profile(&device.everything(network).await, me).fields[&FieldKey::CanHelp].clone();

        let (on_phone, on_desktop) = (can_help(network, "採用", &[first.id]), can_help(network, "法務", &[first.id]));
        pushed(&phone, &on_phone).await;
        for _ in 0..2 {
            let refused = desktop.push(&on_desktop).await;
            assert_eq!(refused["error"]["code"], "changed_meanwhile", "{refused}");
        }
        assert_eq!((said(&desktop).await.value, said(&desktop).await.version), (tags("採用"), on_phone.id), "nothing is lost");
        let blind = can_help(network, "法務", &[]);
        assert_eq!(desktop.push(&blind).await["error"]["code"], "changed_meanwhile", "who saw nothing overwrites nothing");

        // The person was asked, and wants the one of the desktop.
        let decided = can_help(network, "法務", &[first.id, on_phone.id]);
        pushed(&desktop, &decided).await;
        assert_eq!(said(&phone).await.value, tags("法務"));
        // Taken away on one device is changed for the other one, too.
        let taken = mutation(network, Action::SetField { field: FieldKey::CanHelp, value: None, audience: FieldAudience::Alumni, seen: vec![decided.id] });
        pushed(&phone, &taken).await;
        let late = can_help(network, "総務", &[decided.id]);
        assert_eq!(desktop.push(&late).await["error"]["code"], "changed_meanwhile");
        assert_eq!((said(&phone).await.value, said(&phone).await.version), (None, taken.id));
    }

    async fn what_both_devices_want_is_no_conflict(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "owner@example.jp").await;
        let (one, other) = (can_help(network, "経理", &[]), can_help(network, "経理", &[]));
        pushed(&device, &one).await;
        let answer = pushed(&device, &other).await;
        let kinds: Vec<_> = answer["rows"].as_array().expect("rows").iter().map(|row| row["kind"].clone()).collect();
        assert_eq!(kinds, ["profile"], "nobody else hears of it");
        pushed(&device, &can_help(network, "採用", &[other.id])).await;
    }

    async fn a_wish_builds_on_one_that_has_no_answer_yet_in_either_life_of_the_database(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "owner@example.jp").await;
        let me = device.member(network);
        let file = world.folder().join("backup.enishi");
        enishi_server::domain::backup::backup(&world.database().await, &file, world.now()).await.expect("a backup");
        let first = can_help(network, "経理", &[]);
        let second = can_help(network, "採用", &[first.id]);
        let third = can_help(network, "法務", &[first.id, second.id]);
        for wish in [&first, &second, &third] {
            pushed(&device, wish).await;
        }
        enishi_server::domain::backup::restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        for wish in [&first, &second, &third] {
            pushed(&device, wish).await;
        }
        let fields = profile(&device.everything(network).await, me).fields;
        assert_eq!((&fields[&FieldKey::CanHelp].value, fields[&FieldKey::CanHelp].version), (&tags("法務"), third.id));
    }

    async fn a_field_that_breaks_a_rule_is_refused_by_its_part(world: &World) {
        let quiet = |audience: FieldAudience| {
            FieldValue::Roles(vec![Role { title: "店主".to_owned(), audience: Some(audience), ..Role::default() }])
        };
        let network = world.network().await;
        let device = world.member(network, "owner@example.jp").await;
        let link = FieldValue::Links(vec![serde_json::from_value(json!({"url": "http://example.jp"})).expect("a link")]);
        let many = Action::SetField {
            field: FieldKey::Skills, value: tags("x"), audience: FieldAudience::Alumni,
            seen: vec![MutationId(enishi_server::ids::new_id()); 101],
        };
        let role = FieldValue::Roles(vec![serde_json::from_value(json!({"title": "店主", "logo": "x"})).expect("a role")]);
        let newer = || FieldKey::Other("pronouns".to_owned());
        for (action, part) in [
            (set(FieldKey::Links, Some(link), FieldAudience::Alumni), "url"),
            (set(FieldKey::Skills, tags("a\u{0}"), FieldAudience::Alumni), "value"),
            (set(FieldKey::Skills, Some(FieldValue::Prefecture(1)), FieldAudience::Alumni), "value"),
            (set(FieldKey::Skills, tags("x"), FieldAudience::Other("neighbours".to_owned())), "audience"),
            (set(FieldKey::Roles, Some(role), FieldAudience::Alumni), "value"),
            (set(newer(), tags("x"), FieldAudience::Alumni), "field"),
            (set(newer(), None, FieldAudience::Alumni), "field"),
            (set(FieldKey::of_network(enishi_server::ids::new_id()), tags("x"), FieldAudience::Alumni), "field"),
            (set(FieldKey::Roles, Some(quiet(FieldAudience::Staff)), FieldAudience::Alumni), "audience"),
            (set(FieldKey::Roles, Some(quiet(FieldAudience::Everyone)), FieldAudience::OnlyMe), "audience"),
            (many, "seen"),
        ] {
            let refused = device.wish(network, action.clone()).await;
            assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("invalid"), &json!(part)), "{action:?}");
        }
        let held = device.everything(network).await;
        let kinds: BTreeSet<_> = held.rows.keys().map(|(_, kind, _)| kind.as_str()).collect();
        assert!(!kinds.contains("profile") && !kinds.contains("facet"), "{kinds:?}");
    }

    async fn of_three_roles_each_is_read_by_its_own_audience_and_by_nobody_else(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let me = owner.member(network);
        let mut viewers = viewers(world, network, &owner).await;
        let words = ["canaryopen", "canaryalumni", "canarymine"];
        let roles = json!({"type": "roles", "value": [
            {"title": words[0]}, {"title": words[1], "audience": "alumni"}, {"title": words[2], "audience": "only_me"},
        ]});
        let value: FieldValue = serde_json::from_value(roles).expect("roles");
        applied(&owner, network, set(FieldKey::Roles, Some(value), FieldAudience::Everyone)).await;
        for viewer in &mut viewers {
            let Some(text) = pulled(&viewer.device, network).await else { continue };
            let reads = |audience| viewer.reads.contains(&audience);
            let expected = [reads(FieldAudience::Everyone), reads(FieldAudience::Alumni), false];
            assert_eq!(words.map(|word| text.contains(word)), expected, "{}", viewer.name);
            viewer.held.sync(&viewer.device, network).await;
            let read = facet(&viewer.held, me).fields.remove(&FieldKey::Roles);
            let said = serde_json::to_string(&read).expect("JSON");
            assert_eq!(words.map(|word| said.contains(word)), expected, "{}", viewer.name);
            assert!(!said.contains("only_me") && !said.contains("audience"), "nobody learns of audiences: {said}");
        }
        let own = serde_json::to_string(&profile(&owner.everything(network).await, me)).expect("JSON");
        assert!(words.iter().all(|word| own.contains(word)), "{own}");
    }

    async fn a_network_adds_a_field_that_people_answer_and_that_ends_without_taking_their_answers(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Roster]).await;
        let owner = world.member(network, "owner@example.jp").await;
        let (me, alumna) = (owner.member(network), world.member(network, "alumna@example.jp").await);
        let field = FieldKey::of_network(enishi_server::ids::new_id());
        let decide = |own: Value| {
            let row = json!({"field": field, "audience": "alumni", "own": own});
            Action::SetFieldKind { decision: serde_json::from_value(row).expect("a decision") }
        };
        let year = json!({"name": {"ja": "卒業年"}, "asks": "year"});
        assert_eq!(owner.wish(network, decide(year.clone())).await["error"]["code"], "not_permitted");
        applied(&desk, network, decide(year.clone())).await;
        let kinds = alumna.everything(network).await;
        let kind: FieldKindRow = kinds.row(field.row_id()).expect("everybody hears of it");
        assert_eq!(kind.audience, FieldAudience::Alumni);
        let answer = |value: Value| Some(serde_json::from_value::<FieldValue>(value).expect("a value"));
        for (value, part) in [
            (json!({"type": "text", "value": "昭和57年"}), "value"),
            (json!({"type": "number", "value": 99_999}), "value"),
            (json!({"type": "hologram", "value": 1}), "value"),
        ] {
            let refused = owner.wish(network, set(field.clone(), answer(value), FieldAudience::Alumni)).await;
            assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("invalid"), &json!(part)));
        }
        let first = mutation(network, set(field.clone(), answer(json!({"type": "number", "value": 1982})), FieldAudience::Alumni));
        pushed(&owner, &first).await;
        assert!(facet(&alumna.everything(network).await, me).fields.contains_key(&field));
        for (own, part) in [
            (json!({"name": {"ja": "卒業年"}, "asks": "text"}), "asks"),
            (json!({"name": {"ja": " "}, "asks": "year"}), "name"),
            (json!({"name": {"ja": "a\u{0}b"}, "asks": "year"}), "name"),
            (json!({"name": {"ja": "あ".repeat(10_000)}, "asks": "year"}), "name"),
        ] {
            let refused = desk.wish(network, decide(own)).await;
            assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("invalid"), &json!(part)));
        }
        applied(&desk, network, decide(json!({"name": {"ja": "卒業年"}, "asks": "year", "retired": true}))).await;
        let late = Action::SetField { field: field.clone(), value: answer(json!({"type": "number", "value": 1983})), audience: FieldAudience::Alumni, seen: vec![first.id] };
        assert_eq!(owner.wish(network, late).await["error"]["field"], "field", "it is not asked any more");
        assert!(profile(&owner.everything(network).await, me).fields[&field].value.is_some(), "what was answered stays");
        let gone = Action::SetField { field: field.clone(), value: None, audience: FieldAudience::Alumni, seen: vec![first.id] };
        applied(&owner, network, gone).await;
        assert!(!facet(&alumna.everything(network).await, me).fields.contains_key(&field));
    }

    async fn a_proposal_of_the_network_touches_nothing_that_people_have_chosen(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Roster]).await;
        let (owner, staff) = (world.member(network, "owner@example.jp").await, of_class(world, network, "staff@example.jp", Class::Staff).await);
        let me = owner.member(network);
        applied(&owner, network, set(FieldKey::Skills, tags("経理"), FieldAudience::Alumni)).await;
        let proposal = json!({"field": "skills", "audience": "everyone"});
        let decision = serde_json::from_value(proposal).expect("a decision");
        applied(&desk, network, Action::SetFieldKind { decision }).await;
        assert_eq!(facet(&staff.everything(network).await, me).fields.len(), 0);
        assert_eq!(profile(&owner.everything(network).await, me).fields[&FieldKey::Skills].audience, FieldAudience::Alumni);
    }
}
