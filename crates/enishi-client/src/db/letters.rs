//! Messages as this device reads them: the own ones from the moment they are written, those of others once they are
//! opened. The sealed rows of the server lie beside them; a letter that was opened is never opened again.

use super::{Db, Tx};
use crate::error::Error;
use enishi_wire::{
    blob::Blob,
    ids::{MemberId, MessageId, NetworkId},
    reports::ProvedMessage,
};
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

impl Db {
    /// Letters with words of a thread before a place, newest first.
    pub async fn letters(
        &self,
        network: NetworkId,
        peer: MemberId,
        before: Option<(i64, MessageId)>,
        limit: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let (at, id) = before.map_or((i64::MAX, None), |(at, id)| (at, Some(id)));
        let rows = sqlx::query(select(
            "WHERE network = $1 AND peer = $2 AND kind = 'text'
             AND (place < $3 OR (place = $3 AND $4 IS NOT NULL AND id < $4)) ORDER BY place DESC, id DESC LIMIT $5",
        ))
        .bind(network.to_string())
        .bind(peer.0)
        .bind(at)
        .bind(id.map(|id| id.0))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// All letters with words of a network, oldest first.
    pub async fn all_letters(&self, network: NetworkId) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select("WHERE network = $1 AND kind = 'text' ORDER BY place, id"))
            .bind(network.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One letter.
    pub async fn letter(&self, network: NetworkId, id: MessageId) -> Result<Option<LetterRow>, Error> {
        let mut tx = self.pool.begin().await?;
        one(&mut tx, network, id).await
    }

    /// The signs of a thread from a place on, oldest first: those at the messages that stand there, and maybe others.
    pub async fn signs(
        &self,
        network: NetworkId,
        peer: MemberId,
        from: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select(
            "WHERE network = $1 AND peer = $2 AND kind = 'reaction' AND place >= $3 AND state <> 'unsent'
             ORDER BY place, id",
        ))
        .bind(network.to_string())
        .bind(peer.0)
        .bind(from)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The last letter with words of a thread, and how many are unread.
    pub async fn glance(
        &self,
        network: NetworkId,
        peer: MemberId,
        read_upto: i64,
    ) -> Result<Option<ThreadGlance>, Error> {
        let Some(last) = self.letters(network, peer, None, 1).await?.pop() else { return Ok(None) };
        let row = sqlx::query(
            "SELECT count(*) FROM letters WHERE network = $1 AND peer = $2 AND kind = 'text' AND mine = 0
             AND state IN ('here', 'closed') AND place > $3",
        )
        .bind(network.to_string())
        .bind(peer.0)
        .bind(read_upto)
        .fetch_one(&self.pool)
        .await?;
        let unread = u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX);
        Ok(Some(ThreadGlance { last, unread }))
    }

    /// With whom there are letters or drafts.
    pub async fn letter_peers(&self, network: NetworkId) -> Result<Vec<MemberId>, Error> {
        let rows = sqlx::query(
            "SELECT peer FROM letters WHERE network = $1 UNION SELECT peer FROM talk_drafts WHERE network = $1",
        )
        .bind(network.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| Ok(MemberId(row.try_get(0)?))).collect()
    }

    /// To whom letters wait to be sealed.
    pub async fn waiting_peers(&self, network: NetworkId) -> Result<Vec<MemberId>, Error> {
        let rows = sqlx::query("SELECT DISTINCT peer FROM letters WHERE network = $1 AND state = 'waiting'")
            .bind(network.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(|row| Ok(MemberId(row.try_get(0)?))).collect()
    }

    /// The draft of a thread.
    pub async fn draft(&self, network: NetworkId, peer: MemberId) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT text FROM talk_drafts WHERE network = $1 AND peer = $2")
            .bind(network.to_string())
            .bind(peer.0)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Letters with words that hold a piece of text, newest first.
    pub async fn letters_holding(
        &self,
        network: NetworkId,
        piece: &str,
        limit: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select(
            "WHERE network = $1 AND kind = 'text' AND state <> 'unsent' AND instr(text, $2) > 0
             ORDER BY place DESC, id DESC LIMIT $3",
        ))
        .bind(network.to_string())
        .bind(piece)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }
}

impl Db {
    /// A letter between the reader and somebody with what proves it in a report; `None`: it is not here, or was taken
    /// back, or never left this device.
    pub async fn proved(
        &self,
        network: NetworkId,
        peer: MemberId,
        id: MessageId,
    ) -> Result<Option<ProvedMessage>, Error> {
        let row = sqlx::query(
            "SELECT letter, commitment_key, sent_at, mark FROM letters WHERE network = $1 AND peer = $2 AND id = $3
             AND state = 'here' AND letter IS NOT NULL AND sent_at IS NOT NULL AND mark IS NOT NULL",
        )
        .bind(network.to_string())
        .bind(peer.0)
        .bind(id.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(ProvedMessage {
                letter: Blob(row.try_get(0)?),
                key: Blob(row.try_get(1)?),
                sent_at: row.try_get(2)?,
                mark: Blob(row.try_get(3)?),
            })
        })
        .transpose()
    }
}

/// See [`Db::letter`].
pub async fn one(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<Option<LetterRow>, Error> {
    let row = sqlx::query(select("WHERE network = $1 AND id = $2"))
        .bind(network.to_string())
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Letters to somebody that wait to be sealed, oldest first.
pub async fn waiting(tx: &mut Tx<'_>, network: NetworkId, peer: MemberId) -> Result<Vec<LetterRow>, Error> {
    let rows =
        sqlx::query(select("WHERE network = $1 AND peer = $2 AND state = 'waiting' ORDER BY written_at, id"))
            .bind(network.to_string())
            .bind(peer.0)
            .fetch_all(&mut **tx)
            .await?;
    rows.iter().map(read).collect()
}

/// Stores a letter, in the place of what was known of it. It stands in its thread where the server took it, or at the
/// end while it has not.
pub async fn put(tx: &mut Tx<'_>, network: NetworkId, letter: &LetterRow) -> Result<(), Error> {
    let proof = letter.proof.as_ref();
    sqlx::query(
        "INSERT INTO letters (network, id, peer, mine, state, kind, text, about, written_at, sent_at, place,
             letter, content_key, commitment_key, mark, files)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (network, id) DO UPDATE SET state = excluded.state, kind = excluded.kind,
             text = excluded.text, about = excluded.about, files = excluded.files, written_at = excluded.written_at,
             sent_at = excluded.sent_at, place = excluded.place, letter = excluded.letter,
             content_key = excluded.content_key, commitment_key = excluded.commitment_key, mark = excluded.mark",
    )
    .bind(network.to_string())
    .bind(letter.id.0)
    .bind(letter.peer.0)
    .bind(i64::from(letter.mine))
    .bind(letter.state.as_str())
    .bind(letter.kind.as_str())
    .bind(&letter.text)
    .bind(letter.about.map(|id| id.0))
    .bind(letter.written_at)
    .bind(letter.sent_at)
    .bind(letter.sent_at.unwrap_or(i64::MAX - 1))
    .bind(proof.map(|proof| proof.letter.to_vec()))
    .bind(proof.map(|proof| proof.content.to_vec()))
    .bind(proof.map(|proof| proof.commitment.to_vec()))
    .bind(proof.map(|proof| proof.mark.clone()))
    .bind(i64::from(letter.files))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What opens and proves an own letter, or one that was opened.
pub async fn proof(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<Option<Proof>, Error> {
    let row = sqlx::query(
        "SELECT letter, content_key, commitment_key, mark FROM letters WHERE network = $1 AND id = $2
         AND state IN ('sealed', 'here') AND letter IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(id.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Proof {
            letter: Zeroizing::new(row.try_get(0)?),
            content: Zeroizing::new(row.try_get(1)?),
            commitment: Zeroizing::new(row.try_get(2)?),
            mark: row.try_get::<Option<Vec<u8>>, _>(3)?.unwrap_or_default(),
        })
    })
    .transpose()
}

/// The newest letters that can be opened again, by what is here.
pub async fn proved(tx: &mut Tx<'_>, network: NetworkId, limit: i64) -> Result<Vec<MessageId>, Error> {
    let rows = sqlx::query(
        "SELECT id FROM letters WHERE network = $1 AND state = 'here' AND letter IS NOT NULL
         AND kind IN ('text', 'reaction') ORDER BY place DESC, id DESC LIMIT $2",
    )
    .bind(network.to_string())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok(MessageId(row.try_get(0)?))).collect()
}

/// The number of an own letter among those of this device to that member; one that is sealed again keeps it.
pub async fn number(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    peer: MemberId,
) -> Result<u64, Error> {
    let held = sqlx::query("SELECT count FROM letters WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(held) = held.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?.flatten() {
        return u64::try_from(held).map_err(|_| Error::Bug("a count below zero"));
    }
    let number = super::devices::count_letter(tx, network, peer).await?;
    set_number(tx, network, id, number).await?;
    Ok(number)
}

/// Notes the number of a letter.
pub async fn set_number(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    number: u64,
) -> Result<(), Error> {
    sqlx::query("UPDATE letters SET count = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes where a letter stands.
pub async fn set_state(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    state: LetterState,
) -> Result<(), Error> {
    sqlx::query("UPDATE letters SET state = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that the server has a letter, since when, and its mark.
pub async fn arrived(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    sent_at: i64,
    mark: &[u8],
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE letters SET state = CASE state WHEN 'closed' THEN state WHEN 'unsent' THEN state ELSE 'here' END,
             sent_at = $3, place = $3, mark = $4
         WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.0)
    .bind(sent_at)
    .bind(mark.to_vec())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Wipes a letter that was taken back; that there was one stays.
pub async fn wipe(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<(), Error> {
    sqlx::query(
        "UPDATE letters SET state = 'unsent', text = '', files = 0, letter = NULL, content_key = NULL,
             commitment_key = NULL WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.0)
    .execute(&mut **tx)
    .await?;
    super::files::forget_of(tx, network, id).await
}

/// Forgets a letter that never left this device.
pub async fn forget(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<bool, Error> {
    let done = sqlx::query(
        "DELETE FROM letters WHERE network = $1 AND id = $2 AND state IN ('waiting', 'sealed', 'refused') AND sent_at IS NULL",
    )
    .bind(network.to_string())
    .bind(id.0)
    .execute(&mut **tx)
    .await?;
    let gone = done.rows_affected() > 0;
    if gone {
        super::files::forget_of(tx, network, id).await?;
    }
    Ok(gone)
}

/// Keeps a draft; an empty one is forgotten.
pub async fn put_draft(tx: &mut Tx<'_>, network: NetworkId, peer: MemberId, text: &str) -> Result<(), Error> {
    let statement = if text.is_empty() {
        "DELETE FROM talk_drafts WHERE network = $1 AND peer = $2"
    } else {
        "INSERT INTO talk_drafts (network, peer, text) VALUES ($1, $2, $3)
         ON CONFLICT (network, peer) DO UPDATE SET text = excluded.text"
    };
    let query = sqlx::query(statement).bind(network.to_string()).bind(peer.0);
    let query = if text.is_empty() { query } else { query.bind(text.to_owned()) };
    query.execute(&mut **tx).await?;
    Ok(())
}
