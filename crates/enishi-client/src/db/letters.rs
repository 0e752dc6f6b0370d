//! Messages as this device reads them: the own ones from the moment they are written, those of others once they are
//! opened. The sealed rows of the server lie beside them; a letter that was opened is never opened again.

mod keeping;
mod reading;

pub use keeping::{
    arrived, forget, number, one, proof, proved, put, put_draft, set_number, set_state, waiting, wipe,
};

use crate::error::Error;
use enishi_wire::ids::{MemberId, MessageId};
use sqlx::{Row, sqlite::SqliteRow};
use zeroize::Zeroizing;

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// Written here, and not sealed yet.
    Waiting,
    /// Sealed, and a wish in the outbox.
    Sealed,
    /// The server has it.
    Here,
    /// It could not be opened.
    Closed,
    /// It was taken back.
    Unsent,
    /// Written here, and the other one is not there for this member.
    Refused,
}

impl LetterState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sealed => "sealed",
            Self::Here => "here",
            Self::Closed => "closed",
            Self::Unsent => "unsent",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "waiting" => Self::Waiting,
            "sealed" => Self::Sealed,
            "here" => Self::Here,
            "unsent" => Self::Unsent,
            "refused" => Self::Refused,
            _ => Self::Closed,
        }
    }
}

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterKind {
    /// Words.
    Text,
    /// A sign at a message.
    Reaction,
    /// An own question for messages that could not be opened: their ids.
    Ask,
    /// An own answer to one: the ids of messages whose keys are given again.
    Again,
    /// Something between devices, or of a newer app: not shown.
    Other,
}

impl LetterKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Reaction => "reaction",
            Self::Ask => "ask",
            Self::Again => "again",
            Self::Other => "other",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "text" => Self::Text,
            "reaction" => Self::Reaction,
            "ask" => Self::Ask,
            "again" => Self::Again,
            _ => Self::Other,
        }
    }
}

/// A letter. Not `Debug`: it holds what people say.
#[derive(Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// The message.
    pub id: MessageId,
    /// The other one.
    pub peer: MemberId,
    /// Whether it is an own one.
    pub mine: bool,
    /// Where it stands.
    pub state: LetterState,
    /// What it is.
    pub kind: LetterKind,
    /// The words, or the sign.
    pub text: String,
    /// The message that it answers, or at which the sign is.
    pub about: Option<MessageId>,
    /// How many photos and files go with it.
    pub files: u32,
    /// When it was written by the clock of its device, ms UTC.
    pub written_at: i64,
    /// When the server took it, ms UTC.
    pub sent_at: Option<i64>,
    /// What proves it in a report, once it is sealed or opened.
    pub proof: Option<Proof>,
}

/// What opens a sealed letter again and proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// The bytes of the letter.
    pub letter: Zeroizing<Vec<u8>>,
    /// The content key.
    pub content: Zeroizing<Vec<u8>>,
    /// The key of the commitment.
    pub commitment: Zeroizing<Vec<u8>>,
    /// The server's mark.
    pub mark: Vec<u8>,
}

const COLUMNS: &str = "id, peer, mine, state, kind, text, about, files, written_at, sent_at";

fn read(row: &SqliteRow) -> Result<LetterRow, Error> {
    Ok(LetterRow {
        id: MessageId(row.try_get("id")?),
        peer: MemberId(row.try_get("peer")?),
        mine: row.try_get::<i64, _>("mine")? != 0,
        state: LetterState::parse(row.try_get("state")?),
        kind: LetterKind::parse(row.try_get("kind")?),
        text: row.try_get("text")?,
        about: row.try_get::<Option<uuid::Uuid>, _>("about")?.map(MessageId),
        files: u32::try_from(row.try_get::<i64, _>("files")?).unwrap_or_default(),
        written_at: row.try_get("written_at")?,
        sent_at: row.try_get("sent_at")?,
        proof: None,
    })
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM letters {rest}"))
}

/// A thread at a glance.
#[derive(Clone)]
pub struct ThreadGlance {
    /// The last letter with words.
    pub last: LetterRow,
    /// How many of the other one came after the place up to which was read.
    pub unread: u32,
}
