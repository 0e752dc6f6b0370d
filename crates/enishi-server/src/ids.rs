//! The only place that draws randomness: ids, tokens, the server's key.

use enishi_wire::ids::{EventId, MemberId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A new id that sorts by the time at which it was made.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// An id that tells nothing, not even when it was made.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn secret_id() -> Uuid {
    Uuid::new_v4()
}

/// 256 random bits as 64 hex digits.
pub fn secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes);
    hex::encode(bytes)
}

/// The id of the one `rsvp` row of a member at an event: the same on every server and after every restore.
pub fn rsvp_row(event: EventId, member: MemberId) -> Uuid {
    let digest = Sha256::new().chain_update(event.0).chain_update(member.0).finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The id of the row that tells a member who was shown her fields on a day.
pub fn access_row(member: MemberId, viewer: MemberId, day: i64) -> Uuid {
    let digest = Sha256::new()
        .chain_update("access")
        .chain_update(member.0)
        .chain_update(viewer.0)
        .chain_update(day.to_be_bytes())
        .finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Characters of a receipt: none is mistaken for another.
const RECEIPT: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ7";

/// The number of a deletion: 12 random characters, which tell nothing.
pub fn receipt() -> String {
    let mut bytes = [0_u8; 12];
    rand::fill(&mut bytes);
    let mut receipt = String::with_capacity(14);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            receipt.push('-');
        }
        receipt.push(char::from(RECEIPT.get(usize::from(byte % 32)).copied().unwrap_or(b'2')));
    }
    receipt
}

/// SHA-256 as 64 hex digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(bytes))
}
