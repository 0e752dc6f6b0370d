//! What is inside a message: who says what to whom. Its bytes are what the sender commits to.

use crate::{
    Broken,
    cbor::{Entries, Value},
    list::Head,
    secret::Secret,
};
use uuid::Uuid;

const VERSION: u64 = 1;

/// Bytes of the text of a letter: 4,000 characters of any script.
pub const TEXT_BYTES: usize = 16_000;
/// Photos and files of one letter.
pub const ATTACHMENTS: usize = 10;
/// Bytes of the name of a file, and of its media type.
pub const NAME_BYTES: usize = 255;
/// Messages that one letter may ask for again, or give the keys of.
pub const AGAIN: usize = 100;

/// A letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The network.
    pub network: Uuid,
    /// The message; made by the device.
    pub message: Uuid,
    /// Who writes.
    pub from: Uuid,
    /// On which device.
    pub device: Uuid,
    /// To whom.
    pub to: Uuid,
    /// How many letters this device has written to that person, this one included: a hole is a letter that was lost.
    pub count: u64,
    /// When, ms UTC by the device's clock. For display only.
    pub written_at: u64,
    /// The list of the writer's devices as the writer has it.
    pub my_list: Head,
    /// The list of the other one's devices as the writer has it.
    pub your_list: Head,
    /// What it says.
    pub content: Content,
}

/// A photo or file that goes with a letter: where it is, and what opens and proves it. A report is judged by
/// [`Self::sha256`], because the cipher alone does not bind a key to one content.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id on the server.
    pub id: Uuid,
    /// Its key.
    pub key: Secret,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: u64,
    /// The SHA-256 of it.
    pub sha256: [u8; 32],
    /// Pixels from left to right of a photo; 0: it is a file.
    pub width: u32,
    /// Pixels from top to bottom of a photo.
    pub height: u32,
}

/// What a letter says.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text {
        /// The words.
        text: String,
        /// The message that they answer.
        reply_to: Option<Uuid>,
        /// Photos and files that go with them.
        attachments: Vec<Attachment>,
    },
    /// A sign at a message; empty: it is taken back.
    Reaction {
        /// The message.
        on: Uuid,
        /// The sign.
        sign: String,
    },
    /// The writer's device could not open these messages.
    AskAgain {
        /// The messages.
        messages: Vec<Uuid>,
    },
    /// What opens messages that could not be opened.
    Again {
        /// A message with its content key and its commitment key.
        keys: Vec<(Uuid, Secret, Secret)>,
    },
    /// Something of a newer app: kept, and not shown.
    Unknown,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("message", &self.message).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text { .. } => "Text",
            Self::Reaction { .. } => "Reaction",
            Self::AskAgain { .. } => "AskAgain",
            Self::Again { .. } => "Again",
            Self::Unknown => "Unknown",
        })
    }
}

fn head(head: &Head) -> Value {
    Value::Array(vec![head.n.into(), head.hash[..].into()])
}

fn read_head(value: Value) -> Result<Head, Broken> {
    let [Value::Int(n), hash] = <[Value; 2]>::try_from(value.array()?).map_err(|_| Broken::Form)? else {
        return Err(Broken::Form);
    };
    Ok(Head { n, hash: hash.fixed()? })
}

fn ids(value: Value) -> Result<Vec<Uuid>, Broken> {
    let ids = value.array()?;
    if ids.len() > AGAIN {
        return Err(Broken::Size);
    }
    ids.into_iter().map(|id| Ok(Uuid::from_bytes(id.fixed()?))).collect()
}

impl Attachment {
    fn write(&self) -> Value {
        Value::Array(vec![
            (&self.id).into(),
            self.key.expose()[..].into(),
            self.name.as_str().into(),
            self.media.as_str().into(),
            self.bytes.into(),
            self.sha256[..].into(),
            u64::from(self.width).into(),
            u64::from(self.height).into(),
        ])
    }

    fn read(value: Value) -> Result<Self, Broken> {
        let [id, key, name, media, bytes, sha256, width, height] =
            <[Value; 8]>::try_from(value.array()?).map_err(|_| Broken::Form)?;
        let (Value::Text(name), Value::Text(media)) = (name, media) else { return Err(Broken::Form) };
        let (Value::Int(bytes), Value::Int(width), Value::Int(height)) = (bytes, width, height) else {
            return Err(Broken::Form);
        };
        if name.len() > NAME_BYTES || media.len() > NAME_BYTES {
            return Err(Broken::Size);
        }
        let pixels = |number: u64| u32::try_from(number).map_err(|_| Broken::Size);
        Ok(Self {
            id: Uuid::from_bytes(id.fixed()?),
            key: Secret::new(key.fixed()?),
            name,
            media,
            bytes,
            sha256: sha256.fixed()?,
            width: pixels(width)?,
            height: pixels(height)?,
        })
    }
}

impl Content {
    fn write(&self, entries: &mut Vec<(u64, Value)>) {
        match self {
            Self::Text { text, reply_to, attachments } => {
                entries.extend([(20, 1.into()), (21, text.as_str().into())]);
                entries.extend(reply_to.as_ref().map(|id| (22, id.into())));
                if !attachments.is_empty() {
                    entries.push((27, Value::Array(attachments.iter().map(Attachment::write).collect())));
                }
            }
            Self::Reaction { on, sign } => {
                entries.extend([(20, 2.into()), (23, on.into()), (24, sign.as_str().into())]);
            }
            Self::AskAgain { messages } => {
                let messages = Value::Array(messages.iter().map(Value::from).collect());
                entries.extend([(20, 3.into()), (25, messages)]);
            }
            Self::Again { keys } => {
                let one = |(id, content, commitment): &(Uuid, Secret, Secret)| {
                    let [content, commitment] =
                        [content, commitment].map(|key| Value::from(&key.expose()[..]));
                    Value::Array(vec![id.into(), content, commitment])
                };
                entries.extend([(20, 4.into()), (26, Value::Array(keys.iter().map(one).collect()))]);
            }
            Self::Unknown => entries.push((20, 0.into())),
        }
    }

    fn read(entries: &mut Entries) -> Result<Self, Broken> {
        Ok(match entries.int(20)? {
            1 => {
                let text = entries.text(21)?;
                if text.len() > TEXT_BYTES {
                    return Err(Broken::Size);
                }
                let reply_to = entries.take(22).map(Value::fixed).transpose()?.map(Uuid::from_bytes);
                let attachments = entries.take(27).map(Value::array).transpose()?.unwrap_or_default();
                if attachments.len() > ATTACHMENTS {
                    return Err(Broken::Size);
                }
                let attachments = attachments.into_iter().map(Attachment::read).collect::<Result<_, _>>()?;
                Self::Text { text, reply_to, attachments }
            }
            2 => Self::Reaction { on: entries.id(23)?, sign: entries.text(24)? },
            3 => Self::AskAgain { messages: ids(entries.need(25)?)? },
            4 => {
                let keys = entries.need(26)?.array()?;
                if keys.len() > AGAIN {
                    return Err(Broken::Size);
                }
                let one = |value: Value| {
                    let [id, content, commitment] =
                        <[Value; 3]>::try_from(value.array()?).map_err(|_| Broken::Form)?;
                    let id = Uuid::from_bytes(id.fixed()?);
                    Ok((id, Secret::new(content.fixed()?), Secret::new(commitment.fixed()?)))
                };
                Self::Again { keys: keys.into_iter().map(one).collect::<Result<_, _>>()? }
            }
            _ => Self::Unknown,
        })
    }
}

impl Letter {
    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        let mut entries = vec![
            (1, VERSION.into()),
            (2, (&self.network).into()),
            (3, (&self.message).into()),
            (4, (&self.from).into()),
            (5, (&self.device).into()),
            (6, (&self.to).into()),
            (7, self.count.into()),
            (8, self.written_at.into()),
            (9, head(&self.my_list)),
            (10, head(&self.your_list)),
        ];
        self.content.write(&mut entries);
        Value::Map(entries).encode()
    }

    /// Reads a letter.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        let mut entries = Value::decode(bytes)?.map()?;
        if entries.int(1)? != VERSION {
            return Err(Broken::Version);
        }
        Ok(Self {
            network: entries.id(2)?,
            message: entries.id(3)?,
            from: entries.id(4)?,
            device: entries.id(5)?,
            to: entries.id(6)?,
            count: entries.int(7)?,
            written_at: entries.int(8)?,
            my_list: read_head(entries.need(9)?)?,
            your_list: read_head(entries.need(10)?)?,
            content: Content::read(&mut entries)?,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn letter(content: Content) -> Letter {
        let [network, message, from, device, to] = [1, 2, 3, 4, 5].map(Uuid::from_u128);
        Letter {
            network,
            message,
            from,
            device,
            to,
            count: 6,
            written_at: 7,
            my_list: Head { n: 8, hash: [9; 32] },
            your_list: Head { n: 10, hash: [11; 32] },
            content,
        }
    }

    fn photo() -> Attachment {
        Attachment {
            id: Uuid::from_u128(14),
            key: Secret::new([3; 32]),
            name: "桜🌸.jpg".to_owned(),
            media: "image/jpeg".to_owned(),
            bytes: 4_000_000_000,
            sha256: [4; 32],
            width: 2_048,
            height: 1,
        }
    }

    #[test]
    fn every_content_is_read_as_it_was_written_and_none_shows_in_debug() {
        let id = Uuid::from_u128(12);
        for content in [
            Content::Text {
                text: "元気にしています".to_owned(), reply_to: None, attachments: Vec::new()
            },
            Content::Text { text: String::new(), reply_to: Some(id), attachments: vec![photo(), photo()] },
            Content::Reaction { on: id, sign: "🌸".to_owned() },
            Content::AskAgain { messages: vec![id, Uuid::from_u128(13)] },
            Content::Again { keys: vec![(id, Secret::new([1; 32]), Secret::new([2; 32]))] },
            Content::Unknown,
        ] {
            let letter = letter(content);
            assert_eq!(Letter::decode(&letter.encode()), Ok(letter.clone()));
            let shown = format!("{letter:?} {:?}", letter.content);
            assert!(!shown.contains("元気") && !shown.contains("🌸"), "{shown}");
        }
    }

    #[test]
    fn what_a_newer_app_says_is_known_as_such() {
        let mut entries = vec![(20, Value::Int(99)), (27, Value::Text("new".to_owned()))];
        let Value::Map(known) = Value::decode(&letter(Content::Unknown).encode()).unwrap() else {
            panic!("a map")
        };
        entries.extend(known.into_iter().filter(|(key, _)| *key != 20));
        let bytes = Value::Map(entries).encode();
        assert_eq!(Letter::decode(&bytes).unwrap().content, Content::Unknown);
    }
}
