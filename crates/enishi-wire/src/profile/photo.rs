//! The photo of a profile: what names it, and the sizes in which it is kept.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The photo of a profile. The picture itself is no row: the device sends it before the wish, and others fetch it when
/// they show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// What names it.
    pub id: PhotoId,
    /// What a newer program says besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Photo {
    /// A photo that says nothing but its name.
    pub fn new(id: PhotoId) -> Self {
        Self { id, more: Map::new() }
    }
}

/// The SHA-256 of the picture as its owner's device sent it, 64 small hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoId([u8; 32]);

/// The text names no photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPhoto;

impl PhotoId {
    /// The name of a picture.
    pub fn of(picture: &[u8]) -> Self {
        Self(Sha256::digest(picture).into())
    }
}

impl fmt::Display for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PhotoId {
    type Err = NotAPhoto;

    fn from_str(text: &str) -> Result<Self, NotAPhoto> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotAPhoto);
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(place * 2..place * 2 + 2).ok_or(NotAPhoto)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAPhoto)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for NotAPhoto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a photo is named by 64 hexadecimal digits")
    }
}

impl std::error::Error for NotAPhoto {}

impl TryFrom<String> for PhotoId {
    type Error = NotAPhoto;

    fn try_from(text: String) -> Result<Self, NotAPhoto> {
        text.parse()
    }
}

impl From<PhotoId> for String {
    fn from(id: PhotoId) -> Self {
        id.to_string()
    }
}

/// In which size a photo is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoSize {
    /// Beside a name.
    Small,
    /// On the page of the person.
    Full,
}

impl PhotoSize {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Small, Self::Full];

    /// The word in addresses and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Full => "full",
        }
    }

    /// Pixels at a side, at most.
    pub const fn pixels(self) -> u32 {
        match self {
            Self::Small => 128,
            Self::Full => 640,
        }
    }
}

impl FromStr for PhotoSize {
    type Err = NotAPhoto;

    fn from_str(word: &str) -> Result<Self, NotAPhoto> {
        Self::ALL.into_iter().find(|size| size.as_str() == word).ok_or(NotAPhoto)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_named_by_its_digest_and_by_nothing_else() {
        let id = PhotoId::of(b"abc");
        assert_eq!(id.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(id.to_string().parse(), Ok(id));
        let upper = id.to_string().to_uppercase();
        for name in ["", "../../x", "ba78", upper.as_str(), &"é".repeat(32), &"0".repeat(65)] {
            assert_eq!(name.parse::<PhotoId>(), Err(NotAPhoto), "{name}");
        }
    }
}
