//! The card of a member.

use enishi_wire::ids::MemberId;
use serde::{Deserialize, Serialize};

/// The own card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// What it says.
    pub says: CardWords,
    /// Its text, which the QR code holds.
    pub text: String,
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardWords {
    /// The network's name when the card was made.
    pub network: String,
    /// The member's name, family name first.
    pub name: String,
    /// Year of joining.
    pub joined_year: Option<u16>,
    /// Year of leaving.
    pub left_year: Option<u16>,
    /// When it was made, ms UTC.
    pub issued_at: i64,
}

/// The text of somebody's card, as it was scanned or pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCardForm {
    /// The text.
    pub text: String,
}

/// A card that the network signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedCard {
    /// What it says.
    pub says: CardWords,
    /// Whose it is.
    pub member: MemberId,
    /// Whether that member is in the directory of this device now.
    pub listed: bool,
}
