//! The card of a member: who is known by which name to which network, signed by the network's key, so that it can be
//! checked without a network (docs/adr/0012).
//!
//! It travels as text (`enishi-card:1:` and base64url without padding), which is what its QR code holds.

use crate::{Broken, cbor::Value, list::check_signature, secret::Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use uuid::Uuid;

/// What the text begins with.
pub const PREFIX: &str = "enishi-card:1:";
/// Characters of the text: what fits into a QR code that a telephone reads from paper.
pub const TEXT_LENGTH: usize = 1_200;

const VERSION: u64 = 1;
const SIGNED: &[u8] = b"enishi/card/1";

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The network.
    pub network: Uuid,
    /// The member.
    pub member: Uuid,
    /// The network's name when the card was made.
    pub network_name: String,
    /// The member's name, family name first.
    pub name: String,
    /// Year of joining.
    pub joined: Option<u16>,
    /// Year of leaving.
    pub left: Option<u16>,
    /// When it was made, ms UTC.
    pub at: u64,
}

impl Card {
    fn encode(&self) -> Vec<u8> {
        let mut entries = vec![
            (1, VERSION.into()),
            (2, (&self.network).into()),
            (3, (&self.member).into()),
            (4, self.network_name.as_str().into()),
            (5, self.name.as_str().into()),
        ];
        entries.extend(self.joined.map(|year| (6, u64::from(year).into())));
        entries.extend(self.left.map(|year| (7, u64::from(year).into())));
        entries.push((8, self.at.into()));
        Value::Map(entries).encode()
    }

    fn decode(body: &[u8]) -> Result<Self, Broken> {
        let mut entries = Value::decode(body)?.map()?;
        if entries.int(1)? != VERSION {
            return Err(Broken::Version);
        }
        let mut year = |key| match entries.take(key) {
            Some(Value::Int(year)) => u16::try_from(year).map(Some).map_err(|_| Broken::Form),
            Some(_) => Err(Broken::Form),
            None => Ok(None),
        };
        let (joined, left) = (year(6)?, year(7)?);
        Ok(Self {
            network: entries.id(2)?,
            member: entries.id(3)?,
            network_name: entries.text(4)?,
            name: entries.text(5)?,
            joined,
            left,
            at: entries.int(8)?,
        })
    }
}

/// The key with which a network signs cards.
pub struct CardKey(SigningKey);

impl CardKey {
    /// Of its 32 secret bytes.
    pub fn new(seed: &Secret) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    /// What checks cards.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The text of a card.
    pub fn sign(&self, card: &Card) -> String {
        let body = card.encode();
        let signature = self.0.sign(&[SIGNED, &body].concat()).to_bytes();
        let bytes = Value::Map(vec![(1, body[..].into()), (2, signature[..].into())]).encode();
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl std::fmt::Debug for CardKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardKey(…)")
    }
}

/// Reads the text of a card and checks that this key signed it. Blanks around and inside it, as scanners and mails add
/// them, do not matter.
///
/// # Errors
/// [`Broken`]: `Form` for other text, `Proof` for a card of another network or one that was changed.
pub fn read(text: &str, key: &[u8; 32]) -> Result<Card, Broken> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).take(TEXT_LENGTH + 1).collect();
    if text.len() > TEXT_LENGTH {
        return Err(Broken::Size);
    }
    let coded = text.strip_prefix(PREFIX).ok_or(Broken::Form)?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(coded).map_err(|_| Broken::Form)?;
    let mut entries = Value::decode(&bytes)?.map()?;
    let Value::Bytes(body) = entries.need(1)? else { return Err(Broken::Form) };
    let signature: [u8; 64] = entries.fixed(2)?;
    check_signature(key, &[SIGNED, &body].concat(), &signature)?;
    Card::decode(&body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(byte: u8) -> CardKey {
        CardKey::new(&Secret::new([byte; 32]))
    }

    fn card() -> Card {
        Card {
            network: Uuid::from_u128(7),
            member: Uuid::from_u128(8),
            network_name: "結城谷製作所アルムナイ".to_owned(),
            name: "中村 美咲".to_owned(),
            joined: Some(2008),
            left: None,
            at: 1_800_000_000_000,
        }
    }

    #[test]
    fn a_card_says_what_was_signed_also_when_a_scanner_breaks_its_line() {
        let text = key(1).sign(&card());
        assert!(text.len() < 400, "a QR code of {} characters", text.len());
        assert_eq!(read(&text, &key(1).public()), Ok(card()));
        let (one, other) = text.split_at(50);
        assert_eq!(read(&format!("  {one}\r\n{other}\n"), &key(1).public()), Ok(card()));
    }

    #[test]
    fn the_card_of_another_network_and_other_text_are_no_card() {
        let text = key(1).sign(&card());
        assert_eq!(read(&text, &key(2).public()), Err(Broken::Proof));
        assert_eq!(read("https://example.jp", &key(1).public()), Err(Broken::Form));
        assert_eq!(read("", &key(1).public()), Err(Broken::Form));
        assert_eq!(read(&"x".repeat(100_000), &key(1).public()), Err(Broken::Size));
    }

    proptest! {
        #[test]
        fn whatever_letter_is_changed_the_card_is_refused(place in 0_usize..1_000, letter in "[A-Za-z0-9_-]") {
            let text = key(1).sign(&card());
            let place = PREFIX.len() + place % (text.len() - PREFIX.len());
            let changed = format!("{}{letter}{}", &text[..place], &text[place + 1..]);
            prop_assume!(changed != text);
            prop_assert!(read(&changed, &key(1).public()).is_err());
        }
    }
}
