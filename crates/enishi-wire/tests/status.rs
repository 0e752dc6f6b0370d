//! The JSON of 近況, reactions, life events, following and small choices, and that what a newer app says survives.

#![expect(clippy::expect_used, reason = "a test ends by panicking")]

use enishi_wire::{
    choices::ChoicesRow,
    follows::FollowRow,
    ids::{MemberId, MutationId, NetworkId, PostId, StatusId},
    life_events::{DraftState, Life, LifeDraftRow, LifeEvent, LifeKind, NamedRow, NamingRow},
    mutations::{Action, Mutation},
    posts::{Audience, PostKind, PostRow},
    reactions::{MyReactionRow, Reaction, ReactionRow, reaction_id},
    status::{Mark, NewStatus, StatusRow},
    suggestions::SuggestionRow,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;

const AT: i64 = 1_763_600_000_000;

fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + last)
}

/// Compares with the snapshot and reads the JSON back.
fn check<T: Serialize + DeserializeOwned>(name: &str, value: &T) {
    insta::assert_json_snapshot!(name, value);
    let json = serde_json::to_value(value).expect("serialises");
    let again: T = serde_json::from_value(json.clone()).expect("reads back");
    assert_eq!(serde_json::to_value(again).expect("serialises"), json, "{name} survives a round trip");
}

fn said() -> NewStatus {
    NewStatus {
        mark: Mark::Recharging,
        text: "京都で本屋の準備をしています".into(),
        audience: Audience::Alumni,
    }
}

fn event() -> LifeEvent {
    LifeEvent {
        life: Life { kind: LifeKind::Marriage, date: Some("2026-11".parse().expect("a month")) },
        text: "春から一緒に暮らします。".into(),
        audience: Audience::Alumni,
        named: Some(MemberId(id(4))),
    }
}

#[test]
fn rows() {
    check("status_row", &StatusRow { status: StatusId(id(5)), said: said(), said_at: AT });
    let reaction = Reaction::Cheering;
    check("my_reaction_row", &MyReactionRow { reaction: reaction.clone() });
    check("reaction_row", &ReactionRow { item: id(5), member: MemberId(id(1)), reaction, reacted_at: AT });
    check("follow_row", &FollowRow { since: AT });
    check("suggestion_row", &SuggestionRow { week: 2_916, dismissed: true });
    check("named_row", &NamedRow { member: MemberId(id(4)) });
    check("life_draft_row", &LifeDraftRow { event: event(), state: DraftState::Asked, asked_at: AT });
    check(
        "naming_row",
        &NamingRow { author: MemberId(id(1)), event: event(), asked_at: AT, agreed_at: Some(AT) },
    );
    check(
        "choices_row",
        &ChoicesRow {
            status_audience: Some(Audience::Alumni),
            checked_at: Some(AT),
            put_off_at: None,
            no_suggestions: false,
            reactions_seen_at: Some(AT),
            receipts: false,
        },
    );
    check(
        "life_post_row",
        &PostRow {
            kind: PostKind::LifeEvent,
            title: String::new(),
            text: event().text,
            audience: Audience::Alumni,
            author: Some(MemberId(id(1))),
            source: String::new(),
            published_at: AT,
            life: Some(event().life),
        },
    );
}

#[test]
fn mutations() {
    let (member, post) = (MemberId(id(4)), PostId(id(3)));
    let actions = [
        ("set_status", Action::SetStatus { status: Some(said()) }),
        ("clear_status", Action::SetStatus { status: None }),
        ("react", Action::React { item: id(5), reaction: Some(Reaction::MissYou) }),
        ("follow", Action::Follow { member, following: true }),
        ("share_life_event", Action::ShareLifeEvent { event: event() }),
        ("publish_unnamed", Action::PublishUnnamed { post }),
        ("remove_life_event", Action::RemoveLifeEvent { post }),
        ("answer_naming", Action::AnswerNaming { post, agree: true }),
        ("confirm_profile", Action::ConfirmProfile),
        ("put_off_check", Action::PutOffCheck),
        ("note_suggestion", Action::NoteSuggestion { member, week: 2_916, dismissed: false }),
        ("set_suggestions", Action::SetSuggestions { wanted: false }),
        ("saw_reactions", Action::SawReactions),
    ];
    for (name, action) in actions {
        let mutation = Mutation { id: MutationId(id(9)), network: NetworkId(id(0)), made_at: AT, action };
        check(&format!("mutation_{name}"), &mutation);
    }
}

#[test]
fn what_a_newer_app_says_is_kept_as_it_was() {
    let newer = json!({"status": id(5), "mark": "dancing", "text": "", "audience": "alumni", "said_at": AT});
    let row: StatusRow = serde_json::from_value(newer.clone()).expect("reads");
    assert_eq!(row.said.mark, Mark::Other("dancing".to_owned()));
    assert_eq!(serde_json::to_value(row).expect("serialises"), newer);
    let life: Life = serde_json::from_value(json!({"kind": "adopted_a_cat"})).expect("reads");
    assert_eq!(life.kind, LifeKind::Other("adopted_a_cat".to_owned()));
}

#[test]
fn a_person_has_one_reaction_to_an_item_on_every_device() {
    let (one, other) = (MemberId(id(1)), MemberId(id(2)));
    assert_eq!(reaction_id(id(5), one), reaction_id(id(5), one));
    assert_ne!(reaction_id(id(5), one), reaction_id(id(5), other));
    assert_ne!(reaction_id(id(5), one), reaction_id(id(6), one));
}

#[test]
fn the_last_wish_of_a_kind_makes_the_earlier_one_void_and_no_other() {
    let wish =
        |last, action| Mutation { id: MutationId(id(last)), network: NetworkId(id(0)), made_at: AT, action };
    let set = wish(1, Action::SetStatus { status: Some(said()) });
    let clear = wish(2, Action::SetStatus { status: None });
    assert!(clear.makes_void(&set));
    let react = |item| wish(3, Action::React { item, reaction: None });
    assert!(react(id(5)).makes_void(&react(id(5))) && !react(id(5)).makes_void(&react(id(6))));
    let follow = |last, following| wish(4, Action::Follow { member: MemberId(id(last)), following });
    assert!(follow(1, false).makes_void(&follow(1, true)) && !follow(1, false).makes_void(&follow(2, true)));
    let later = wish(5, Action::PutOffCheck);
    assert!(!later.makes_void(&wish(6, Action::ConfirmProfile)), "a yes stays a yes");
}
