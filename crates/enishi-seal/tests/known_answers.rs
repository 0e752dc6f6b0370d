//! The formats, held still by answers that another program computed (`known_answers.py`): a change of any of them is a
//! change of the protocol and needs a version.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests")]

use enishi_seal::{
    attachment::{self, Which},
    backup::{Entry, Whose, open_entry, open_identity, seal_entry, seal_identity},
    envelope::{Ends, Fresh, Keys, Place, payload, seal},
    franking::Passed,
    letter::{Attachment, Content, Letter},
    list::{Device, DeviceList, Head, Identity, SignedList},
    prekeys::Prekey,
    recovery::RecoveryKey,
    safety,
    secret::Secret,
};
use uuid::Uuid;

fn known(name: &str) -> String {
    let known: serde_json::Value = serde_json::from_str(include_str!("known_answers.json")).unwrap();
    known[name].as_str().expect(name).to_owned()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn secret(byte: u8) -> Secret {
    Secret::new([byte; 32])
}

fn letter(content: Content) -> Letter {
    Letter {
        network: id(1),
        message: id(2),
        from: id(3),
        device: id(4),
        to: id(5),
        count: 6,
        written_at: 7,
        my_list: Head { n: 8, hash: [9; 32] },
        your_list: Head { n: 10, hash: [11; 32] },
        content,
    }
}

fn text() -> Letter {
    let text = "元気にしています".to_owned();
    letter(Content::Text { text, reply_to: Some(id(12)), attachments: Vec::new() })
}

fn text_with_photo() -> Letter {
    let photo = Attachment {
        id: id(13),
        key: secret(14),
        name: "桜.jpg".to_owned(),
        media: "image/jpeg".to_owned(),
        bytes: 300_000,
        sha256: [15; 32],
        width: 2_048,
        height: 1_536,
    };
    letter(Content::Text { text: String::new(), reply_to: None, attachments: vec![photo] })
}

fn commitment() -> [u8; 32] {
    hex::decode(known("commitment")).unwrap().try_into().unwrap()
}

#[test]
fn a_device_list_has_the_known_bytes_signature_and_hash() {
    let device = |number, ed25519, curve25519, added_at| Device {
        id: id(number),
        ed25519: [ed25519; 32],
        curve25519: [curve25519; 32],
        added_at,
    };
    let list = DeviceList {
        network: id(1),
        member: id(3),
        identity: [0; 32],
        n: 1,
        before: [0; 32],
        devices: vec![device(10, 2, 3, 1_000), device(11, 4, 5, 2_000)],
        at: 3_000,
    };
    let signed = Identity::new(&secret(1)).sign(list);
    assert_eq!(hex::encode(signed.encode()), known("list"));
    assert_eq!(hex::encode(signed.head().hash), known("list_hash"));
    assert!(SignedList::decode(&hex::decode(known("list")).unwrap()).is_ok());
}

#[test]
fn what_is_signed_of_a_prekey_has_the_known_bytes() {
    let key = Prekey { network: id(1), member: id(3), device: id(4), key: [6; 32], fallback: true };
    assert_eq!(hex::encode(key.signed_bytes()), known("prekey"));
}

#[test]
fn every_letter_has_the_known_bytes() {
    for (name, letter) in [
        ("letter", text()),
        ("letter_with_photo", text_with_photo()),
        ("letter_reaction", letter(Content::Reaction { on: id(12), sign: "🌸".to_owned() })),
        ("letter_ask_again", letter(Content::AskAgain { messages: vec![id(12), id(13)] })),
        ("letter_again", letter(Content::Again { keys: vec![(id(12), secret(14), secret(15))] })),
    ] {
        assert_eq!(hex::encode(letter.encode()), known(name), "{name}");
    }
}

#[test]
fn an_envelope_has_the_known_body_commitment_payload_and_mark() {
    let fresh = Fresh { content: secret(7), commitment: secret(8), nonce: [9; 24] };
    let sealed = seal(&text(), &fresh).unwrap();
    assert_eq!(hex::encode(&sealed.body), known("body"));
    assert_eq!(sealed.commitment, commitment());
    let place = Place { network: id(1), message: id(2), from: id(3), device: id(4), to: id(5) };
    let keys = Keys { content: secret(7), commitment: secret(8) };
    let ends = Ends { from: [16; 32], to: [17; 32] };
    let payload = payload(&place, &keys, &sealed.body, &sealed.commitment, &ends);
    assert_eq!(hex::encode(&*payload), known("payload"));
    let passed = Passed {
        network: id(1),
        message: id(2),
        from: id(3),
        device: id(4),
        to: id(5),
        at: 1_234_567_890_123,
        commitment: commitment(),
    };
    assert_eq!(hex::encode(passed.mark(&secret(18)).unwrap()), known("mark"));
}

#[test]
fn parts_of_an_attachment_are_known() {
    let which = Which { network: id(1), attachment: id(13) };
    let sealed = attachment::seal(&secret(14), &which, &vec![23; attachment::PART + 5]).unwrap();
    let [first, last] = &sealed[..] else { panic!("two parts") };
    assert_eq!(hex::encode(&first[..32]), known("attachment_begins"));
    assert_eq!(hex::encode(&first[first.len() - 16..]), known("attachment_proof"));
    assert_eq!(hex::encode(last), known("attachment_ends"));
}

#[test]
fn a_recovery_key_and_what_it_opens_are_known() {
    let key = RecoveryKey::new(std::array::from_fn(|place| u8::try_from(place).unwrap()));
    assert_eq!(*key.text(), known("recovery"));
    let derived = key.derive(id(1), id(3)).unwrap();
    assert_eq!(hex::encode(derived.backup.expose()), known("recovery_backup"));
    assert_eq!(hex::encode(derived.identity.expose()), known("recovery_identity"));
    let whose = Whose { network: id(1), member: id(3), message: id(2) };
    let keys = Keys { content: secret(7), commitment: secret(8) };
    let entry = Entry { keys, sender: [16; 32], commitment: commitment() };
    let sealed = seal_entry(&secret(19), &whose, &entry, [20; 24]).unwrap();
    assert_eq!(hex::encode(&sealed), known("entry"));
    assert_eq!(open_entry(&secret(19), &whose, &sealed), Ok(entry));
    let sealed = seal_identity(&secret(19), &whose, &secret(1), [20; 24]).unwrap();
    assert_eq!(hex::encode(&sealed), known("identity"));
    assert_eq!(open_identity(&secret(19), &whose, &sealed), Ok(secret(1)));
}

#[test]
fn a_safety_number_is_known() {
    let number = safety::number(id(1), (id(3), &[21; 32]), (id(5), &[22; 32]));
    assert_eq!(number.join(" "), known("safety"));
}
