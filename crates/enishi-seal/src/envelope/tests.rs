use super::*;
use crate::letter::{Content, tests::letter};

const ENDS: Ends = Ends { from: [1; 32], to: [2; 32] };

fn text(text: &str) -> Letter {
    letter(Content::Text { text: text.to_owned(), reply_to: None, attachments: Vec::new() })
}

fn fresh() -> Fresh {
    Fresh { content: Secret::new([7; 32]), commitment: Secret::new([8; 32]), nonce: [9; 24] }
}

fn keys() -> Keys {
    Keys { content: Secret::new([7; 32]), commitment: Secret::new([8; 32]) }
}

fn place() -> Place {
    let letter = text("");
    Place {
        network: letter.network,
        message: letter.message,
        from: letter.from,
        device: letter.device,
        to: letter.to,
    }
}

/// The place with one id changed, each in turn.
fn other_places() -> Vec<Place> {
    let (place, id) = (place(), Uuid::from_u128(99));
    vec![
        Place { network: id, ..place },
        Place { message: id, ..place },
        Place { from: id, ..place },
        Place { device: id, ..place },
        Place { to: id, ..place },
    ]
}

#[test]
fn a_letter_is_opened_as_it_was_sealed() {
    let letter = text("元気にしています");
    let sealed = seal(&letter, &fresh()).unwrap();
    let opened = open(&sealed.body, &keys(), &sealed.commitment, &place()).unwrap();
    assert_eq!(opened.letter, letter);
    assert_eq!(opened.bytes, sealed.letter);
}

#[test]
fn only_the_bucket_is_seen_of_a_length() {
    let size =
        |length: usize| seal(&text(&"x".repeat(length)), &fresh()).map(|sealed| sealed.body.len() - OVERHEAD);
    assert_eq!(size(0), size(10));
    assert_eq!(size(0), Ok(256));
    assert_eq!(size(300), Ok(1_024));
    assert_eq!(size(16_000), Ok(16_384));
    assert_eq!(size(70_000), Err(Broken::Size));
}

#[test]
fn a_body_that_was_changed_anywhere_is_refused() {
    let sealed = seal(&text("縁"), &fresh()).unwrap();
    for bit in 0..sealed.body.len() * 8 {
        let mut body = sealed.body.clone();
        body[bit / 8] ^= 1 << (bit % 8);
        assert!(open(&body, &keys(), &sealed.commitment, &place()).is_err(), "bit {bit}");
    }
    for length in 0..sealed.body.len() {
        assert!(open(&sealed.body[..length], &keys(), &sealed.commitment, &place()).is_err());
    }
}

#[test]
fn a_body_that_is_moved_to_another_place_is_refused() {
    let sealed = seal(&text("縁"), &fresh()).unwrap();
    for other in other_places() {
        assert!(open(&sealed.body, &keys(), &sealed.commitment, &other).is_err(), "{other:?}");
    }
}

#[test]
fn what_could_not_be_reported_is_not_opened() {
    let sealed = seal(&text("縁"), &fresh()).unwrap();
    assert_eq!(open(&sealed.body, &keys(), &[0; 32], &place()).unwrap_err(), Broken::Proof);
    let wrong = Keys { commitment: Secret::new([0; 32]), ..keys() };
    assert_eq!(open(&sealed.body, &wrong, &sealed.commitment, &place()).unwrap_err(), Broken::Proof);
}

#[test]
fn a_letter_that_names_another_place_than_its_envelope_is_refused() {
    // Somebody who holds the content key can seal any letter for any envelope.
    let letter = text("縁");
    let sealed = seal(&letter, &fresh()).unwrap();
    for other in other_places() {
        let aad = around(&other.network, &other.message, &other.from, &other.device, &other.to);
        let padded = pad(&sealed.letter).unwrap();
        let cipher = XChaCha20Poly1305::new(keys().content.expose().into());
        let body = cipher.encrypt(&XNonce::from([9; 24]), Payload { msg: &padded, aad: &aad }).unwrap();
        let body = [&[9; 24][..], &body].concat();
        assert_eq!(open(&body, &keys(), &sealed.commitment, &other).unwrap_err(), Broken::Place);
    }
}

#[test]
fn a_key_payload_is_for_one_message_and_two_devices_only() {
    let sealed = seal(&text("縁"), &fresh()).unwrap();
    let bytes = payload(&place(), &keys(), &sealed.body, &sealed.commitment, &ENDS);
    let read = |place: &Place, body: &[u8], commitment: &[u8; 32], ends: &Ends| {
        read_payload(&bytes, place, body, commitment, ends)
    };
    assert_eq!(read(&place(), &sealed.body, &sealed.commitment, &ENDS), Ok(keys()));
    for other in other_places() {
        assert_eq!(read(&other, &sealed.body, &sealed.commitment, &ENDS), Err(Broken::Place));
    }
    let turned = Ends { from: ENDS.to, to: ENDS.from };
    assert_eq!(read(&place(), &sealed.body, &sealed.commitment, &turned), Err(Broken::Place));
    assert_eq!(read(&place(), b"another body", &sealed.commitment, &ENDS), Err(Broken::Proof));
    assert_eq!(read(&place(), &sealed.body, &[0; 32], &ENDS), Err(Broken::Proof));
}
