//! The card of a member, as the server hands it out.

use serde::{Deserialize, Serialize};

/// The own card and what checks the cards of the network; the answer to `GET /v1/networks/{network}/card`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedCard {
    /// The card as text, which is what its QR code holds (docs/adr/0012).
    pub card: String,
    /// The network's public key, 32 bytes in hexadecimal digits.
    pub key: String,
}
