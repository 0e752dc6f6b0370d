//! Photos and files of messages: what opens them, and their sealed parts. Those of others are here while there is room;
//! the own ones until the server has them, and then as long.

use super::{Db, Tx};
use crate::error::Error;
use enishi_wire::ids::{AttachmentId, MemberId, MessageId, NetworkId};
use sqlx::{Row, sqlite::SqliteRow};
use zeroize::Zeroizing;

/// The most bytes of parts that the server has, too.
const ROOM: i64 = 256 * 1024 * 1024;

/// A photo or file. Not `Debug`: its key opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Which.
    pub id: AttachmentId,
    /// Name of the other one's thread.
    pub peer: MemberId,
    /// With which message it goes; `None`: it is in the draft.
    pub message: Option<MessageId>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes before it is sealed.
    pub bytes: u64,
    /// Its key.
    pub key: Zeroizing<Vec<u8>>,
    /// The SHA-256 of it.
    pub sha256: Vec<u8>,
    /// Pixels of a photo; 0: a file.
    pub width: u32,
    /// Pixels of a photo.
    pub height: u32,
    /// Whether it was made on this device.
    pub mine: bool,
    /// The life of the server's database that has all of an own one.
    pub sent: Option<String>,
    /// Parts of an own one that the server has.
    pub sent_parts: u32,
}

const COLUMNS: &str =
    "id, peer, message, name, media, bytes, key, sha256, width, height, mine, sent, sent_parts";

fn read(row: &SqliteRow) -> Result<FileRow, Error> {
    let number = |column: &str| -> Result<u32, Error> {
        Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
    };
    Ok(FileRow {
        id: AttachmentId(row.try_get("id")?),
        peer: MemberId(row.try_get("peer")?),
        message: row.try_get::<Option<uuid::Uuid>, _>("message")?.map(MessageId),
        name: row.try_get("name")?,
        media: row.try_get("media")?,
        bytes: u64::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or_default(),
        key: Zeroizing::new(row.try_get("key")?),
        sha256: row.try_get("sha256")?,
        width: number("width")?,
        height: number("height")?,
        mine: row.try_get::<i64, _>("mine")? != 0,
        sent: row.try_get("sent")?,
        sent_parts: number("sent_parts")?,
    })
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM talk_files {rest}"))
}

/// Stores what is known of a file, unless it is here.
pub async fn put(
    tx: &mut Tx<'_>,
    network: NetworkId,
    file: &FileRow,
    (position, now): (usize, i64),
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_files (network, id, peer, message, position, name, media, bytes, key, sha256, width,
             height, mine, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (network, id) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(file.id.0)
    .bind(file.peer.0)
    .bind(file.message.map(|id| id.0))
    .bind(i64::try_from(position).unwrap_or(i64::MAX))
    .bind(&file.name)
    .bind(&file.media)
    .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
    .bind(file.key.to_vec())
    .bind(&file.sha256)
    .bind(i64::from(file.width))
    .bind(i64::from(file.height))
    .bind(i64::from(file.mine))
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores a sealed part.
pub async fn put_part(
    tx: &mut Tx<'_>,
    network: NetworkId,
    (id, part): (AttachmentId, u32),
    body: &[u8],
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_file_parts (network, id, part, body) VALUES ($1, $2, $3, $4)
         ON CONFLICT (network, id, part) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(id.0)
    .bind(i64::from(part))
    .bind(body)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Photos and files of the draft of a thread, in their order.
pub async fn of_draft(tx: &mut Tx<'_>, network: NetworkId, peer: MemberId) -> Result<Vec<FileRow>, Error> {
    let rows = sqlx::query(select(
        "WHERE network = $1 AND peer = $2 AND message IS NULL AND mine = 1 ORDER BY position, id",
    ))
    .bind(network.to_string())
    .bind(peer.0)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(read).collect()
}

/// Photos and files of a message, in their order.
pub async fn of_message(
    tx: &mut Tx<'_>,
    network: NetworkId,
    message: MessageId,
) -> Result<Vec<FileRow>, Error> {
    let rows = sqlx::query(select("WHERE network = $1 AND message = $2 ORDER BY position, id"))
        .bind(network.to_string())
        .bind(message.0)
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(read).collect()
}

/// Puts the photos and files of a draft to a message; gives how many they are.
pub async fn send(
    tx: &mut Tx<'_>,
    network: NetworkId,
    (peer, message): (MemberId, MessageId),
) -> Result<u32, Error> {
    let done = sqlx::query(
        "UPDATE talk_files SET message = $3 WHERE network = $1 AND peer = $2 AND message IS NULL AND mine = 1",
    )
    .bind(network.to_string())
    .bind(peer.0)
    .bind(message.0)
    .execute(&mut **tx)
    .await?;
    Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
}

/// Notes how many parts of an own file the server has; with a life of its database: all of them.
pub async fn note_sent(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: AttachmentId,
    (parts, whole): (u32, Option<&str>),
) -> Result<(), Error> {
    sqlx::query("UPDATE talk_files SET sent_parts = $3, sent = $4 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(i64::from(parts))
        .bind(whole)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The server has lost what goes with a message. `false`: nothing goes with it.
pub async fn sends_again(tx: &mut Tx<'_>, network: NetworkId, message: MessageId) -> Result<bool, Error> {
    let done = sqlx::query(
        "UPDATE talk_files SET sent = NULL, sent_parts = 0 WHERE network = $1 AND message = $2 AND mine = 1",
    )
    .bind(network.to_string())
    .bind(message.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets the photos and files of a message.
pub async fn forget_of(tx: &mut Tx<'_>, network: NetworkId, message: MessageId) -> Result<(), Error> {
    for statement in [
        "DELETE FROM talk_file_parts WHERE network = $1 AND id IN (
             SELECT id FROM talk_files WHERE network = $1 AND message = $2)",
        "DELETE FROM talk_files WHERE network = $1 AND message = $2",
    ] {
        sqlx::query(statement).bind(network.to_string()).bind(message.0).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Takes a photo or file out of a draft. `false`: it is in none.
pub async fn forget_draft(tx: &mut Tx<'_>, network: NetworkId, id: AttachmentId) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM talk_files WHERE network = $1 AND id = $2 AND message IS NULL")
        .bind(network.to_string())
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("DELETE FROM talk_file_parts WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// Notes that a file was used, so that its parts stay longer.
pub async fn used(tx: &mut Tx<'_>, network: NetworkId, id: AttachmentId, now: i64) -> Result<(), Error> {
    sqlx::query("UPDATE talk_files SET used_at = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Makes room: parts that the server has, too, go, those first whose file was used longest ago. Those of a letter that is
/// not on the server yet stay: a server that was restored meanwhile would ask for them again.
pub async fn make_room(tx: &mut Tx<'_>) -> Result<(), Error> {
    make_room_within(tx, ROOM).await
}

async fn make_room_within(tx: &mut Tx<'_>, room: i64) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM talk_file_parts WHERE rowid IN (SELECT nr FROM (
             SELECT parts.rowid AS nr, sum(length(parts.body)) OVER (
                 ORDER BY files.used_at DESC, parts.rowid DESC) AS filled
             FROM talk_file_parts AS parts JOIN talk_files AS files USING (network, id)
             WHERE (files.mine = 0 OR files.sent IS NOT NULL) AND NOT EXISTS (
                 SELECT 1 FROM letters WHERE letters.network = files.network AND letters.id = files.message
                 AND letters.state IN ('waiting', 'sealed', 'refused'))) WHERE filled > $1)",
    )
    .bind(room)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// See [`of_draft`].
    pub async fn draft_files(&self, network: NetworkId, peer: MemberId) -> Result<Vec<FileRow>, Error> {
        of_draft(&mut self.pool.begin().await?, network, peer).await
    }

    /// See [`of_message`].
    pub async fn message_files(&self, network: NetworkId, id: MessageId) -> Result<Vec<FileRow>, Error> {
        of_message(&mut self.pool.begin().await?, network, id).await
    }

    /// A photo or file by its id.
    pub async fn file(&self, network: NetworkId, id: AttachmentId) -> Result<Option<FileRow>, Error> {
        let row = sqlx::query(select("WHERE network = $1 AND id = $2"))
            .bind(network.to_string())
            .bind(id.0)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// A sealed part that is here.
    pub async fn file_part(
        &self,
        network: NetworkId,
        (id, part): (AttachmentId, u32),
    ) -> Result<Option<Vec<u8>>, Error> {
        let row =
            sqlx::query("SELECT body FROM talk_file_parts WHERE network = $1 AND id = $2 AND part = $3")
                .bind(network.to_string())
                .bind(id.0)
                .bind(i64::from(part))
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Own files of messages that wait to be sealed, and that this life of the server's database does not have, the one
    /// of the oldest message first.
    pub async fn files_to_send(&self, network: NetworkId, epoch: &str) -> Result<Vec<FileRow>, Error> {
        let rows = sqlx::query(select(
            "WHERE network = $1 AND mine = 1 AND sent IS NOT $2 AND message IN (
                 SELECT id FROM letters WHERE network = $1 AND state = 'waiting')
             ORDER BY message, position, id",
        ))
        .bind(network.to_string())
        .bind(epoch)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::letters::{self, LetterKind, LetterRow, LetterState};
    use uuid::Uuid;

    const NETWORK: NetworkId = NetworkId(Uuid::from_u128(7));
    const PEER: MemberId = MemberId(Uuid::from_u128(2));

    async fn letter(tx: &mut Tx<'_>, id: u128, state: LetterState) {
        let letter = LetterRow {
            id: MessageId(Uuid::from_u128(id)),
            peer: PEER,
            mine: true,
            state,
            kind: LetterKind::Text,
            text: "写真です".to_owned(),
            about: None,
            files: 1,
            written_at: 1,
            sent_at: None,
            proof: None,
        };
        letters::put(tx, NETWORK, &letter).await.unwrap();
        let file = FileRow {
            id: AttachmentId(Uuid::from_u128(id)),
            peer: PEER,
            message: Some(letter.id),
            name: "桜.jpg".to_owned(),
            media: "image/jpeg".to_owned(),
            bytes: 9,
            key: Zeroizing::new(vec![1; 32]),
            sha256: vec![2; 32],
            width: 1,
            height: 1,
            mine: true,
            sent: None,
            sent_parts: 0,
        };
        put(tx, NETWORK, &file, (0, 1)).await.unwrap();
        note_sent(tx, NETWORK, file.id, (1, Some("this life"))).await.unwrap();
        put_part(tx, NETWORK, (file.id, 0), &[0; 9]).await.unwrap();
    }

    #[tokio::test]
    async fn what_a_letter_on_its_way_needs_does_not_make_room() {
        let home = tempfile::tempdir().unwrap();
        let db = Db::open(&home.path().join("account.db"), &"ab".repeat(32)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        letter(&mut tx, 1, LetterState::Waiting).await;
        letter(&mut tx, 2, LetterState::Here).await;
        letter(&mut tx, 3, LetterState::Sealed).await;
        make_room_within(&mut tx, 0).await.unwrap();
        tx.commit().await.unwrap();
        let mut here = Vec::new();
        for id in 1..4 {
            let part = db.file_part(NETWORK, (AttachmentId(Uuid::from_u128(id)), 0)).await.unwrap();
            here.push(part.is_some());
        }
        assert_eq!(here, [true, false, true]);
    }
}
