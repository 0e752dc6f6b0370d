//! The photo of the own profile: a file is opened, a square of it is chosen, and saved as a field like any other.
//!
//! Pictures never cross as JSON on their way to the page: it shows them by the address that [`address`] gives, which
//! the shell answers from the core.

use enishi_wire::{
    ids::{AttachmentId, MemberId},
    profile::{FieldAudience, PhotoId, PhotoSize},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The scheme of the addresses of pictures.
pub const SCHEME: &str = "photo";
/// The most bytes of a file that is worth sending to the core.
pub const FILE_BYTES: usize = 25 * 1024 * 1024;

/// A file that the person chose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoFile {
    /// Its bytes in base64: every platform passes text, and not all pass bytes.
    pub base64: String,
}

impl std::fmt::Debug for PhotoFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhotoFile").finish_non_exhaustive()
    }
}

/// A picture that was opened and waits for its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoDraft {
    /// What names it until it is saved.
    pub id: Uuid,
    /// Pixels from left to right, upright.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Which square of which picture is the photo, and who sees it. Places and side are parts of the shorter side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoForm {
    /// The opened picture.
    pub draft: Uuid,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// The side, above 0 and at most 1.
    pub side: f64,
    /// Who sees it.
    pub audience: FieldAudience,
}

/// A picture by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoAddress {
    /// The one that was opened.
    Draft(Uuid),
    /// That of a member.
    Of(MemberId, PhotoId, PhotoSize),
    /// One that goes with a message.
    Attached(AttachmentId),
}

impl PhotoAddress {
    /// The path behind the scheme and its host.
    pub fn path(&self) -> String {
        match self {
            Self::Draft(id) => format!("draft/{id}"),
            Self::Attached(id) => format!("attached/{id}"),
            Self::Of(member, id, size) => format!("member/{member}/{id}/{}", size.as_str()),
        }
    }

    /// Reads [`Self::path`]; every other path names nothing.
    pub fn read(path: &str) -> Option<Self> {
        let mut parts = path.trim_start_matches('/').split('/');
        let address = match parts.next()? {
            "draft" => Self::Draft(parts.next()?.parse().ok()?),
            "attached" => Self::Attached(parts.next()?.parse().ok()?),
            "member" => Self::Of(
                parts.next()?.parse().ok()?,
                parts.next()?.parse().ok()?,
                parts.next()?.parse().ok()?,
            ),
            _ => return None,
        };
        parts.next().is_none().then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_and_nothing_else_is_one() {
        let member = MemberId(Uuid::from_u128(7));
        for address in [
            PhotoAddress::Draft(Uuid::from_u128(1)),
            PhotoAddress::Attached(AttachmentId(Uuid::from_u128(2))),
            PhotoAddress::Of(member, PhotoId::of(b"x"), PhotoSize::Small),
        ] {
            assert_eq!(PhotoAddress::read(&address.path()), Some(address));
            assert_eq!(PhotoAddress::read(&format!("{}/x", address.path())), None);
        }
        for path in ["", "/", "draft", "draft/../../x", "member/7/small", "../etc/passwd", "x"] {
            assert_eq!(PhotoAddress::read(path), None, "{path}");
        }
    }
}
