//! The JSON of every type on the wire. A changed snapshot is a changed contract: fields may be added with a
//! default, nothing else may move.

#![expect(clippy::expect_used, reason = "a test ends by panicking")]

use enishi_wire::{
    access::AccessRow,
    blob::Blob,
    changes::{Change, Row},
    errors::{ApiCode, ApiError},
    events::{Answer, EventKind, EventPart, EventPlan, EventRow, RsvpRow, TallyRow},
    hidden::HiddenRow,
    ids::{AccountId, ChallengeId, EventId, MemberId, MessageId, MutationId, NetworkId, PostId, SessionId},
    marks::SeenRow,
    members::{Class, Duty, Entry, KnownDuty, MemberRow, MemberState, MembershipRow},
    mutations::{Action, Mutation},
    networks::{NetworkKind, NetworkRow},
    posts::{Audience, PostKind, PostRow},
    reports::{
        Decision, DecisionRow, MyReportRow, ProvedMessage, ReportReason, ReportRow, ReportedMessage, Subject,
    },
    scopes::Scope,
    sessions::{Session, Sessions},
    sign_in::{CodeAnswer, CodeRequest, CodeRequested, Me, Place, SessionStarted},
    stay::{Leaving, Pause},
    sync::{Poke, PullLine, PullRequest, PushOutcome, PushReply, PushRequest, PushResult},
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
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

fn entry() -> Entry {
    Entry {
        family_name: "髙橋".into(),
        given_name: "美咲".into(),
        family_kana: "たかはし".into(),
        given_kana: "みさき".into(),
        former_name: Some("佐藤".into()),
        department: "大阪支社 営業部".into(),
        joined_year: Some(2008),
        left_year: Some(2023),
        headline: "京都で本屋をしています。".into(),
    }
}

fn plan() -> EventPlan {
    EventPlan {
        kind: EventKind::Reunion,
        title: "アルムナイ総会".into(),
        text: "お待ちしています。".into(),
        starts: AT,
        ends: AT + 7_200_000,
        zone: "Asia/Tokyo".into(),
        place: "東京本社".into(),
        capacity: Some(80),
        answer_by: Some(AT - 86_400_000),
        audience: Audience::Everyone,
        parts: vec![EventPart { starts: AT, title: "ご挨拶".into(), speaker: "大森 結希".into() }],
    }
}

#[test]
fn rows() {
    check(
        "network_row",
        &NetworkRow {
            name: "結城谷製作所アルムナイ".into(),
            kind: NetworkKind::Company,
            charter: "ゆるく、つながり続けるために。".into(),
            terms: BTreeMap::from([("alumni".to_owned(), "OB会".to_owned())]),
        },
    );
    check("member_row", &MemberRow { class: Class::Alumni, entry: entry() });
    check(
        "membership_row",
        &MembershipRow {
            member: MemberId(id(1)),
            class: Class::Staff,
            state: MemberState::Active,
            duties: vec![KnownDuty::Known(Duty::Posts), KnownDuty::Unknown],
            entry: entry(),
            confirmed_at: Some(AT),
            pause: None,
            leaving: None,
        },
    );
    check(
        "post_row",
        &PostRow {
            kind: PostKind::WhatsNew,
            title: "新工場が動きます".into(),
            text: "来月から。".into(),
            audience: Audience::Alumni,
            author: Some(MemberId(id(1))),
            source: "事務局".into(),
            published_at: AT,
            life: None,
        },
    );
    check(
        "event_row",
        &EventRow {
            plan: plan(),
            organiser: Some(MemberId(id(1))),
            source: "事務局".into(),
            published_at: AT,
            cancelled_at: None,
        },
    );
    check(
        "rsvp_row",
        &RsvpRow { event: EventId(id(2)), member: MemberId(id(1)), answer: Answer::Maybe, answered_at: AT },
    );
    check("tally_row", &TallyRow { yes: 12, maybe: 3, no: 5 });
    check("seen_row", &SeenRow { seen_at: AT });
    check("access_row", &AccessRow { name: "佐藤 次郎".into(), seen_at: AT });
    check("pause", &Pause { until: Some(AT), by_self: true });
    check("leaving", &Leaving { until: AT, receipt: "K7QM-3XRD-9PTA".into() });
    check(
        "hidden_row",
        &HiddenRow { family_name: "山田".into(), given_name: "太郎".into(), block: true, hidden_at: AT },
    );
    let subject = Subject::Post { post: PostId(id(3)) };
    check(
        "report_row",
        &ReportRow {
            subject,
            about: Some(MemberId(id(4))),
            label: "忘年会".into(),
            reason: ReportReason::PrivateData,
            text: "電話番号が載っています。".into(),
            messages: vec![ReportedMessage {
                message: MessageId(id(8)),
                from: Some(MemberId(id(4))),
                text: "ひどい言葉".to_owned(),
                sent_at: AT,
            }],
            reporter: None,
            reported_at: AT,
            decision: Some(Decision::PostRemoved),
        },
    );
    check(
        "decision_row",
        &DecisionRow {
            report: id(5),
            decision: Decision::PostRemoved,
            why: "電話番号".into(),
            by: Some(MemberId(id(1))),
            decided_at: AT,
        },
    );
    check(
        "my_report_row",
        &MyReportRow {
            subject,
            label: "忘年会".into(),
            reason: ReportReason::PrivateData,
            text: String::new(),
            reported_at: AT,
            decided_at: Some(AT),
            acted: true,
        },
    );
}

#[test]
fn mutations() {
    let actions = [
        ("set_entry", Action::SetEntry { entry: entry() }),
        ("set_rsvp", Action::SetRsvp { event: EventId(id(2)), answer: Answer::Yes }),
        (
            "create_post",
            Action::CreatePost {
                post_kind: PostKind::Newsletter,
                title: "社内報".into(),
                text: "第12号".into(),
                audience: Audience::Staff,
            },
        ),
        (
            "edit_post",
            Action::EditPost {
                post: PostId(id(3)),
                title: "訂正".into(),
                text: "会場が変わりました。".into(),
                audience: Audience::Staff,
            },
        ),
        ("hide_from", Action::HideFrom { member: MemberId(id(4)), block: false }),
        ("block", Action::HideFrom { member: MemberId(id(4)), block: true }),
        ("show_to", Action::ShowTo { member: MemberId(id(4)) }),
        ("remove_post", Action::RemovePost { post: PostId(id(3)) }),
        ("create_event", Action::CreateEvent { plan: plan() }),
        ("cancel_event", Action::CancelEvent { event: EventId(id(2)) }),
        ("mark_seen", Action::MarkSeen { items: vec![id(3)] }),
        (
            "report",
            Action::Report {
                subject: Subject::Member { member: MemberId(id(4)) },
                reason: ReportReason::Spam,
                text: "毎週、保険を勧められます。".into(),
                messages: vec![ProvedMessage {
                    letter: Blob(vec![1; 9]),
                    key: Blob(vec![2; 32]),
                    sent_at: AT,
                    mark: Blob(vec![3; 32]),
                }],
                named: false,
            },
        ),
        (
            "decide_report",
            Action::DecideReport {
                report: id(5), decision: Decision::MemberPaused, why: "規約第3条".into()
            },
        ),
        ("pause", Action::Pause { until: AT }),
        ("resume", Action::Resume),
        ("leave", Action::Leave),
        ("stay", Action::Stay),
        ("note_access", Action::NoteAccess { member: MemberId(id(4)) }),
    ];
    for (name, action) in actions {
        let mutation = Mutation { id: MutationId(id(9)), network: NetworkId(id(0)), made_at: AT, action };
        check(&format!("mutation_{name}"), &mutation);
    }
}

#[test]
fn sync() {
    let cursors = BTreeMap::from([(Scope::Members, 41), (Scope::Me(MemberId(id(1))), 7)]);
    check(
        "pull_request",
        &PullRequest {
            network: NetworkId(id(0)),
            epoch: Some("e1".into()),
            cursors: cursors.clone(),
            opened: BTreeMap::from([(Scope::Alumni, 9)]),
            rows: Some(4_000),
        },
    );
    let row = Change {
        scope: Scope::Desk(Duty::Events),
        seq: 42,
        kind: "tally".into(),
        id: id(2),
        body: Some(serde_json::json!({"yes": 1, "maybe": 0, "no": 0})),
    };
    check(
        "pull_lines",
        &vec![
            PullLine::ScopeOpen { scope: Scope::Alumni, at: 9 },
            PullLine::Unchanged { server_time: 7 },
            PullLine::ScopeDrop { scope: Scope::Staff },
            PullLine::Row(row.clone()),
            PullLine::Row(Change { body: None, ..row.clone() }),
            PullLine::PageEnd { epoch: "e1".into(), cursors, more: false, server_time: AT },
            PullLine::Reset { epoch: "e2".into() },
        ],
    );
    check(
        "push_request",
        &PushRequest { mutations: vec![], epochs: BTreeMap::from([(NetworkId(id(0)), "e1".into())]) },
    );
    let error = ApiError {
        code: ApiCode::EventFull,
        message: "No seat is left.".into(),
        field: None,
        retry_after_ms: None,
    };
    check(
        "push_reply",
        &PushReply {
            outcomes: [
                PushResult::Applied { rows: vec![row] },
                PushResult::Rejected { error },
                PushResult::Retry { after_ms: 500 },
                PushResult::Failed { after_ms: 30_000 },
            ]
            .into_iter()
            .map(|result| PushOutcome { id: MutationId(id(9)), result })
            .collect(),
            epoch: Some("e1".into()),
        },
    );
    check("poke", &Poke { network: NetworkId(id(0)), seq: 42 });
}

#[test]
fn accounts() {
    check(
        "code_request",
        &CodeRequest {
            email: "misaki@example.jp".into(),
            login_secret_hash: "00".repeat(32),
            locale: "ja".into(),
            device_name: "電話".into(),
        },
    );
    check("code_requested", &CodeRequested { challenge: ChallengeId(id(4)), expires_in_ms: 600_000 });
    check(
        "code_answer",
        &CodeAnswer {
            challenge: ChallengeId(id(4)),
            login_secret: "00".repeat(32),
            code: "ABCD-EFGH".into(),
            device_name: "電話".into(),
            platform: "android".into(),
        },
    );
    let me = Me {
        account: AccountId(id(5)),
        email: "misaki@example.jp".into(),
        places: vec![Place {
            network: NetworkId(id(0)),
            member: MemberId(id(1)),
            name: "縁の会".into(),
            kind: NetworkKind::School,
            charter: String::new(),
            state: MemberState::Invited,
        }],
    };
    check("session_started", &SessionStarted { token: "00".repeat(32), session: SessionId(id(6)), me });
    check(
        "sessions",
        &Sessions {
            items: vec![Session {
                id: SessionId(id(6)),
                device_name: "電話".into(),
                platform: "android".into(),
                created_at: AT,
                last_seen_at: AT,
                current: true,
            }],
        },
    );
    check(
        "api_error",
        &ApiError {
            code: ApiCode::TooManyRequests,
            message: "Too many requests.".into(),
            field: Some("email".into()),
            retry_after_ms: Some(60_000),
        },
    );
}

#[test]
fn what_a_newer_server_says_is_kept_or_passed_over_and_never_fails() {
    let change = r#"{"scope":"galaxy/7","seq":1,"kind":"poll","id":"01900000-0000-7000-8000-000000000000","body":{"x":1},"later":true}"#;
    let change: Change = serde_json::from_str(change).expect("reads");
    assert_eq!(change.body, Some(serde_json::json!({"x": 1})), "the body is kept raw");
    assert_eq!(change.row::<PostRow>(), None);
    let line: PullLine = serde_json::from_str(r#"{"line":"hologram","x":1}"#).expect("reads");
    assert_eq!(line, PullLine::Unknown);
    let post =
        r#"{"kind":"video","title":"t","text":"x","audience":"martians","published_at":1,"later":[1]}"#;
    let post: PostRow = serde_json::from_str(post).expect("reads");
    assert_eq!((post.kind, post.audience), (PostKind::Unknown, Audience::Unknown));
    let result: PushResult = serde_json::from_str(r#"{"outcome":"queued","place":3}"#).expect("reads");
    assert_eq!(result, PushResult::Unknown);
}

#[test]
fn what_an_older_app_left_in_its_outbox_is_still_read() {
    let oldest = r#"{"id":"01900000-0000-7000-8000-000000000009","network":"01900000-0000-7000-8000-000000000000",
        "made_at":1,"action":{"kind":"create_post","post_kind":"whats_new","title":"t","text":"x"}}"#;
    let mutation: Mutation = serde_json::from_str(oldest).expect("reads");
    assert!(matches!(mutation.action, Action::CreatePost { audience: Audience::Everyone, .. }));
    assert_eq!(PostRow::KIND, "post");
}
