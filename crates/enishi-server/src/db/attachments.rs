//! Sealed photos and files of messages, in parts.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::ids::{AttachmentId, MemberId, MessageId, NetworkId};

/// What is known of an attachment. Of its content nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Who sent it; `None`: has left.
    pub member: Option<MemberId>,
    /// To whom; `None`: to nobody yet, or that one has left.
    pub other: Option<MemberId>,
    /// With which message; `None`: with none yet.
    pub message: Option<MessageId>,
    /// Its bytes, sealed.
    pub bytes: u64,
}

type Columns = (Option<String>, Option<String>, Option<String>, i64);

/// An attachment.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    id: AttachmentId,
) -> Result<Option<Attachment>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT member, other, message, bytes FROM attachments WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|(member, other, message, bytes)| {
        Ok(Attachment {
            member: member.map(|id| super::parse(&id, "member")).transpose()?,
            other: other.map(|id| super::parse(&id, "member")).transpose()?,
            message: message.map(|id| super::parse(&id, "message")).transpose()?,
            bytes: u64::try_from(bytes).unwrap_or_default(),
        })
    })
    .transpose()
}

/// Begins an attachment of a member.
pub async fn begin(
    conn: &mut Conn,
    network: NetworkId,
    (member, id): (MemberId, AttachmentId),
    bytes: u64,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO attachments (network, id, member, bytes, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
        .bind(network.to_string())
        .bind(id.to_string())
        .bind(member.to_string())
        .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Attachments of a member that go with no message yet, in bytes that they will have.
pub async fn unsent_bytes(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<u64, Failure> {
    let bytes: Option<i64> = sqlx::query_scalar(
        "SELECT CAST(SUM(bytes) AS BIGINT) FROM attachments WHERE network = $1 AND member = $2 AND message IS NULL",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(bytes.unwrap_or_default()).unwrap_or_default())
}

/// Attachments that a member has begun since a time, in bytes.
pub async fn bytes_since(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    since: i64,
) -> Result<u64, Failure> {
    let bytes: Option<i64> = sqlx::query_scalar(
        "SELECT CAST(SUM(bytes) AS BIGINT) FROM attachments WHERE network = $1 AND member = $2 AND at > $3",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(since)
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(bytes.unwrap_or_default()).unwrap_or_default())
}

/// The parts that are here.
pub async fn parts(conn: &mut Conn, network: NetworkId, id: AttachmentId) -> Result<Vec<u32>, Failure> {
    let parts: Vec<i64> = sqlx::query_scalar(
        "SELECT part FROM attachment_parts WHERE network = $1 AND attachment = $2 ORDER BY part",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_all(conn)
    .await?;
    Ok(parts.into_iter().filter_map(|part| u32::try_from(part).ok()).collect())
}

/// Keeps a part; one that is here stays.
pub async fn put_part(
    conn: &mut Conn,
    network: NetworkId,
    (id, part): (AttachmentId, u32),
    body: Vec<u8>,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO attachment_parts (network, attachment, part, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (network, attachment, part) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(i64::from(part))
    .bind(body)
    .execute(conn)
    .await?;
    Ok(())
}

/// A part.
pub async fn part(
    conn: &mut Conn,
    network: NetworkId,
    (id, part): (AttachmentId, u32),
) -> Result<Option<Vec<u8>>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT body FROM attachment_parts WHERE network = $1 AND attachment = $2 AND part = $3",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(i64::from(part))
    .fetch_optional(conn)
    .await?)
}

/// Notes that an attachment goes with a message; `false`: it is not here any more.
pub async fn send(
    conn: &mut Conn,
    network: NetworkId,
    id: AttachmentId,
    (other, message): (MemberId, MessageId),
) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE attachments SET other = $3, message = $4 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .bind(other.to_string())
        .bind(message.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets what went with a message that was taken back.
pub async fn forget_of(conn: &mut Conn, network: NetworkId, message: MessageId) -> Result<(), Failure> {
    sqlx::query("DELETE FROM attachments WHERE network = $1 AND message = $2")
        .bind(network.to_string())
        .bind(message.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what belongs to nobody any more: both of the two people have left.
pub async fn forget_orphans(conn: &mut Conn, network: NetworkId) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM attachments WHERE network = $1 AND member IS NULL AND (other IS NULL OR message IS NULL)",
    )
    .bind(network.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the attachment of a member that has waited longest for its message, if it came before a time; `false`: there is
/// none.
pub async fn forget_oldest_unsent(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    before: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "DELETE FROM attachments WHERE network = $1 AND id = (SELECT id FROM attachments \
         WHERE network = $1 AND member = $2 AND message IS NULL AND at < $3 ORDER BY at, id LIMIT 1)",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(before)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets what came before a time and goes with no message; gives its number.
pub async fn forget_unsent(conn: &mut Conn, before: i64) -> Result<u64, Failure> {
    let done = sqlx::query("DELETE FROM attachments WHERE message IS NULL AND at < $1")
        .bind(before)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
