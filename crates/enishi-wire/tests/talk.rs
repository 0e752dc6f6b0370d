//! The JSON of messages, devices and keys, and that what a newer server says survives.

#![expect(clippy::expect_used, reason = "a test ends by panicking")]

use enishi_wire::{
    blob::Blob,
    choices::ChoicesRow,
    desk::DeskLetterRow,
    ids::{AttachmentId, DeviceId, MemberId, MessageId, MutationId, NetworkId, SessionId},
    mutations::{Action, Mutation},
    talk::{
        AttachmentBegun, BeginAttachment, ClaimKeys, ClaimedKey, ClaimedKeys, DevicesRow, KeyStockRow,
        LinkRow, LinkStep, MessageRow, OfferKeys, OfferedKey, PublishDevices, SealedKey, SealedMessage,
        ThreadRow, ThreadState,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
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

fn keys() -> BTreeMap<DeviceId, SealedKey> {
    let key = |first, byte| SealedKey { first, bytes: Blob(vec![byte; 5]) };
    BTreeMap::from([(DeviceId(id(7)), key(true, 1)), (DeviceId(id(8)), key(false, 2))])
}

fn offered(byte: u8) -> OfferedKey {
    OfferedKey { key: Blob(vec![byte; 32]), signature: Blob(vec![byte; 64]) }
}

#[test]
fn rows() {
    let row = MessageRow {
        from: MemberId(id(1)),
        to: MemberId(id(2)),
        device: DeviceId(id(3)),
        body: Blob(vec![4; 6]),
        commitment: Blob(vec![5; 32]),
        keys: keys(),
        sent_at: AT,
        mark: Blob(vec![6; 32]),
        unsent_at: None,
        repair: false,
        attachments: Vec::new(),
    };
    let more = MessageRow { attachments: vec![AttachmentId(id(12))], repair: true, ..row.clone() };
    check("message_row_with_attachments", &more);
    check("message_row", &row);
    let unsent = MessageRow { body: Blob::default(), keys: BTreeMap::new(), unsent_at: Some(AT), ..row };
    check("unsent_message_row", &unsent);
    let thread = ThreadRow { state: ThreadState::Asks, since: AT, read_upto: 1, seen_upto: 2, muted: false };
    check("thread_row", &thread);
    check("muted_thread_row", &ThreadRow { muted: true, ..thread });
    check("devices_row", &DevicesRow { chain: vec![Blob(vec![1, 2, 3])] });
    check("key_stock_row", &KeyStockRow { left: 9, name: String::new(), session: None });
    let named = KeyStockRow { left: 9, name: "電話".to_owned(), session: Some(SessionId(id(13))) };
    check("named_key_stock_row", &named);
    let letter = DeskLetterRow { member: MemberId(id(1)), by: None, text: "はい".to_owned(), sent_at: AT };
    check("desk_letter_row", &letter);
    let link = LinkRow {
        name: "電話".to_owned(),
        commitment: Blob(vec![1; 32]),
        key: None,
        revealed: Some(Blob(vec![2; 32])),
        sealed: None,
        asked_at: AT,
    };
    check("link_row", &link);
    check("choices_row_with_receipts", &ChoicesRow { receipts: true, ..ChoicesRow::default() });
}

#[test]
fn requests() {
    check("begin_attachment", &BeginAttachment { bytes: 9 });
    check("attachment_begun", &AttachmentBegun { missing: vec![0, 2] });
    check("publish_devices", &PublishDevices { chain: vec![Blob(vec![1, 2, 3])] });
    check(
        "offer_keys",
        &OfferKeys {
            one_time: vec![offered(1)],
            fallback: Some(offered(2)),
            afresh: true,
            name: "電話".to_owned(),
        },
    );
    check("claim_keys", &ClaimKeys { known: vec![DeviceId(id(7))] });
    let claimed = ClaimedKey { offered: offered(3), fallback: true };
    let keys = BTreeMap::from([(DeviceId(id(7)), claimed)]);
    check("claimed_keys", &ClaimedKeys { chain: vec![Blob(vec![1])], keys });
}

#[test]
fn wishes() {
    let wish =
        |action| Mutation { id: MutationId(id(9)), network: NetworkId(Uuid::nil()), made_at: 0, action };
    let message = SealedMessage {
        device: DeviceId(id(3)),
        body: Blob(vec![4; 6]),
        commitment: Blob(vec![5; 32]),
        keys: keys(),
        attachments: vec![AttachmentId(id(12))],
    };
    let member = MemberId(id(2));
    check("mutation_send_message", &wish(Action::SendMessage { to: member, message: message.clone() }));
    check("mutation_send_repair", &wish(Action::SendRepair { to: member, message }));
    check("mutation_answer_request", &wish(Action::AnswerRequest { member, accept: true }));
    check("mutation_unsend", &wish(Action::Unsend { message: MessageId(id(4)), to: member }));
    check("mutation_read_thread", &wish(Action::ReadThread { member, upto: AT }));
    check(
        "mutation_write_to_desk",
        &wish(Action::WriteToDesk { member: Some(member), text: "はい".to_owned() }),
    );
    check("mutation_mute_thread", &wish(Action::MuteThread { member, muted: true }));
    check(
        "mutation_name_device",
        &wish(Action::NameDevice { device: DeviceId(id(3)), name: "電話".to_owned() }),
    );
    for (name, step) in [
        ("ask", LinkStep::Ask { name: "電話".to_owned(), commitment: Blob(vec![1; 32]) }),
        ("answer", LinkStep::Answer { key: Blob(vec![2; 32]) }),
        ("reveal", LinkStep::Reveal { key: Blob(vec![3; 32]) }),
        ("give", LinkStep::Give { sealed: Blob(vec![4; 9]) }),
        ("end", LinkStep::End),
    ] {
        check(&format!("mutation_link_device_{name}"), &wish(Action::LinkDevice { link: id(14), step }));
    }
    check("mutation_set_receipts", &wish(Action::SetReceipts { wanted: true }));
}

#[test]
fn bytes_are_base64_and_never_in_a_log() {
    let blob = Blob(vec![0, 255, 7]);
    assert_eq!(json!(blob), json!("AP8H"));
    assert_eq!(format!("{blob:?}"), "Blob(3 bytes)");
    assert!(serde_json::from_value::<Blob>(json!("not base64!")).is_err());
}

#[test]
fn a_state_of_a_newer_server_lets_nobody_write_and_is_kept_readable() {
    let row: ThreadRow =
        serde_json::from_value(json!({"state": "archived", "since": 1, "new": 2})).expect("reads");
    assert_eq!(row.state, ThreadState::Unknown);
    for state in [ThreadState::Asked, ThreadState::Asks, ThreadState::Open, ThreadState::Declined] {
        assert_eq!(ThreadState::parse(state.as_str()), state);
    }
}

#[test]
fn messages_of_a_thread_keep_their_order_and_the_last_reading_counts() {
    let wish =
        |action| Mutation { id: MutationId(id(9)), network: NetworkId(Uuid::nil()), made_at: 0, action };
    let (one, other) = (MemberId(id(1)), MemberId(id(2)));
    let message = || SealedMessage {
        device: DeviceId(id(3)),
        body: Blob::default(),
        commitment: Blob::default(),
        keys: BTreeMap::new(),
        attachments: Vec::new(),
    };
    let send = |to| wish(Action::SendMessage { to, message: message() });
    assert_eq!(send(one).lane(), send(one).lane());
    assert_ne!(send(one).lane(), send(other).lane());
    assert!(!send(one).makes_void(&send(one)), "every message counts");
    let read = |member, upto| wish(Action::ReadThread { member, upto });
    assert!(read(one, 2).makes_void(&read(one, 1)));
    assert!(!read(other, 2).makes_void(&read(one, 1)));
    assert_ne!(read(one, 2).lane(), send(one).lane(), "reading waits for no message");
}
