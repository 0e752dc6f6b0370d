//! One-to-one messages on the screen. Keys never cross: only words, and what may be said of trust.

mod devices;

pub use devices::{
    LinkView, NameDeviceForm, RecoverForm, RecoverySheet, RecoveryState, SafetyView, TalkDevice, TalkDevices,
    TrustForm,
};

use crate::{delivery::Delivery, desk::DeskGlance, members::MemberCard, posts::Span};
use enishi_wire::ids::{AttachmentId, MemberId, MessageId};
use serde::{Deserialize, Serialize};

/// Messages in one page of a thread.
pub const PAGE: i64 = 60;

/// Whether and how this device takes part in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkState {
    /// It does.
    Ready,
    /// Its keys are made with the next sync.
    Starting,
    /// Another device has the keys: this one must be let in, or everything begins anew.
    Elsewhere,
}

/// Whether the reader may write now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writing {
    /// The first message: one, until it is answered.
    First,
    /// Both may write.
    Open,
    /// The first message has no answer yet.
    AwaitsAnswer,
    /// The other one asks: writing accepts.
    Asked,
    /// The reader has declined; writing accepts after all.
    Declined,
    /// The other one is not there for the reader: left, or not to be seen.
    Gone,
    /// The other one's identity is another than the one that was compared: accept it first.
    Blocked,
    /// This device takes no part yet.
    NotHere,
}

/// What is believed of the other one's devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustState {
    /// Nothing is known yet.
    New,
    /// The same since the first message.
    Pinned,
    /// The two have compared numbers.
    Verified,
    /// Another than before.
    Changed,
    /// Another than the one that was compared.
    Broken,
}

/// A thread in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadCard {
    /// The other one.
    pub id: MemberId,
    /// Who that is; `None`: left, or not to be seen any more.
    pub person: Option<MemberCard>,
    /// Whether the reader may write.
    pub writing: Writing,
    /// The last words; `None`: only a draft so far.
    pub last: Option<LastLine>,
    /// Messages that were not read.
    pub unread: u32,
    /// A draft, if one waits.
    pub draft: Option<String>,
    /// Whether the reader wants to be told of nothing that comes.
    pub muted: bool,
}

/// The last words of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLine {
    /// The beginning of the words; empty: they cannot be shown.
    pub text: String,
    /// Whether they are the reader's.
    pub mine: bool,
    /// When, ms UTC.
    pub at: i64,
    /// Where they stand.
    pub delivery: Delivery,
    /// What can be shown of them.
    pub body: Body,
    /// How many photos and files go with them.
    pub files: u32,
}

/// The threads, the last one that moved first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadList {
    /// Whether this device takes part.
    pub state: TalkState,
    /// First messages of others that wait for an answer.
    pub requests: Vec<ThreadCard>,
    /// Threads.
    pub threads: Vec<ThreadCard>,
    /// Whether a sync was ever complete: only then does "nothing" mean nothing.
    pub complete: bool,
    /// How many own devices came after this one and were not looked at yet.
    pub new_devices: u32,
    /// The letters to the secretariat.
    pub desk: DeskGlance,
}

/// Which part of a thread is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ThreadForm {
    /// The other one.
    pub member: MemberId,
    /// How many messages from the end: at most so many are given.
    #[serde(default)]
    pub count: Option<u32>,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadDetail {
    /// The other one.
    pub id: MemberId,
    /// Who that is; `None`: left, or not to be seen any more.
    pub person: Option<MemberCard>,
    /// Whether the reader may write.
    pub writing: Writing,
    /// What is believed of the other one's devices.
    pub trust: TrustState,
    /// Messages, oldest first.
    pub messages: Vec<MessageCard>,
    /// Whether there are older ones.
    pub more: bool,
    /// The first message that was not read when the thread was asked for.
    pub first_unread: Option<MessageId>,
    /// The draft; may be empty.
    pub draft: String,
    /// Photos and files of the draft.
    pub draft_files: Vec<FileCard>,
    /// Whether the reader wants to be told of nothing that comes.
    pub muted: bool,
    /// How many messages of the other one are missing between those that are here: the sender gave them up, or the
    /// server keeps them back.
    pub missing: u32,
}

/// What can be shown of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Its words.
    Text,
    /// It was taken back.
    Unsent,
    /// This device cannot open it.
    Closed,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageCard {
    /// The message.
    pub id: MessageId,
    /// Whether it is the reader's.
    pub mine: bool,
    /// What can be shown of it.
    pub body: Body,
    /// The words.
    pub text: String,
    /// The words with their links.
    pub spans: Vec<Span>,
    /// When the server took it, or when it was written, ms UTC.
    pub at: i64,
    /// Where it stands.
    pub delivery: Delivery,
    /// Whether the other one has no device yet: it waits for that.
    pub waits_for_device: bool,
    /// Whether the other one has read it, and both wish that to be known.
    pub seen: bool,
    /// What it answers.
    pub reply_to: Option<Quote>,
    /// Photos and files that go with it.
    pub files: Vec<FileCard>,
    /// Signs at it.
    pub signs: Vec<Sign>,
    /// Whether it can still be taken back.
    pub can_unsend: bool,
}

/// A message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The message.
    pub id: MessageId,
    /// Whether it is the reader's.
    pub mine: bool,
    /// The beginning of its words; empty: they are not here.
    pub text: String,
}

/// A sign at a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The sign.
    pub sign: String,
    /// Whether it is the reader's.
    pub mine: bool,
}

/// Sends a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendForm {
    /// To whom.
    pub member: MemberId,
    /// The words; may be empty where the draft has photos or files, all of which go along.
    pub text: String,
    /// The message that they answer.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

/// Puts a sign at a message, or takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignForm {
    /// The other one.
    pub member: MemberId,
    /// The message.
    pub message: MessageId,
    /// The sign; empty: it is taken back.
    pub sign: String,
}

/// A photo or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCard {
    /// Which.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// Width and height of a photo in pixels; `None`: a file.
    pub photo: Option<[u32; 2]>,
    /// How much of an own one is on its way to the server, percent; `None`: all of it, or it is somebody else's.
    pub sending: Option<u8>,
}

/// Puts a file into the composer of a thread. A photo is made smaller and rid of everything beside the picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachForm {
    /// To whom it will go.
    pub member: MemberId,
    /// Its name.
    pub name: String,
    /// Its bytes in base64: every platform passes text, and not all pass bytes.
    pub base64: String,
}

impl std::fmt::Debug for AttachForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttachForm").field("member", &self.member).finish_non_exhaustive()
    }
}

/// Where a file was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    /// The path.
    pub path: String,
}

/// Keeps what is in the composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftForm {
    /// To whom.
    pub member: MemberId,
    /// The words; empty: there is no draft.
    pub text: String,
}

/// Answers the first message of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerForm {
    /// Of whom.
    pub member: MemberId,
    /// Whether the two write to each other from here on.
    pub accept: bool,
}

/// Wants to be told of nothing that comes in a thread, or wants it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MuteForm {
    /// The other one.
    pub member: MemberId,
    /// Whether nothing is told.
    pub muted: bool,
}

/// Looks for words in the own messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkSearchForm {
    /// The words.
    pub text: String,
}

/// A message that holds words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The other one.
    pub member: MemberId,
    /// The name of the other one, if this device may show it.
    pub name: String,
    /// The message.
    pub message: MessageId,
    /// Its words.
    pub text: String,
    /// Whether it is the reader's.
    pub mine: bool,
    /// When, ms UTC.
    pub at: i64,
}

/// Whether others are told what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptsForm {
    /// Wished; then the reader is told too, by those who wish it.
    pub wanted: bool,
}
