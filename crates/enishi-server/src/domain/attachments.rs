//! Sealed photos and files of messages: they come in parts before the message that names them, and are given to the two
//! people and to nobody else. What is in them is nobody's business here.

use super::{limits, scopes::require_active};
use crate::{
    app::App,
    clock::DAY,
    db::{
        Database,
        attachments::{self, Attachment},
        members::{Member, of_account},
        write::Turn,
    },
    failure::Failure,
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{AccountId, AttachmentId, MemberId, MessageId, NetworkId},
    talk::{ATTACHMENT_BYTES, ATTACHMENT_PART, ATTACHMENTS, attachment_parts},
};

/// How long an attachment waits for its message, ms; after it the device sends it again.
const WAITS: i64 = DAY;
/// Bytes of attachments that may wait for their messages, for one member.
const WAITING: u64 = 10 * ATTACHMENT_BYTES;
/// Bytes of attachments that one member may send in a day: 1 GiB. They stay in the database and in its backups.
const A_DAY: u64 = 1 << 30;
/// After so long without its message an attachment makes room for others, ms.
const STALLED: i64 = 3_600_000;
/// An hour, ms.
const HOUR_MS: u64 = 3_600_000;

/// Begins an attachment, or goes on with it; gives the parts that are missing.
pub async fn begin(
    app: &App,
    account: AccountId,
    network: NetworkId,
    id: AttachmentId,
    bytes: u64,
) -> Result<Vec<u32>, Failure> {
    if bytes == 0 || bytes > ATTACHMENT_BYTES {
        return Err(Failure::invalid("bytes", "An attachment has 1 byte to 25 MiB."));
    }
    let now = app.clock.now();
    let mut write = app.database.write().await?;
    let member = of_account(write.conn(), network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&member)?;
    let have = match attachments::find(write.conn(), network, id).await? {
        Some(known) if own(&known, &member) && known.bytes == bytes => {
            attachments::parts(write.conn(), network, id).await?
        }
        // Whose it is, or that it is there, is not told.
        Some(_) => return Err(Failure::not_found()),
        None => {
            limits::count_attachment(write.conn(), member.id, now).await?;
            // What has waited longest makes room, and is sent again should its message still come: a device that gave up
            // half-way must not keep all others waiting for a day. What came within the hour is still being sent.
            let before = now.saturating_sub(STALLED);
            loop {
                let waiting = attachments::unsent_bytes(write.conn(), network, member.id).await?;
                if waiting.saturating_add(bytes) <= WAITING {
                    break;
                }
                if !attachments::forget_oldest_unsent(write.conn(), network, member.id, before).await? {
                    return Err(Failure::refused(ApiCode::TooLarge, "Too much waits for its messages."));
                }
            }
            let today =
                attachments::bytes_since(write.conn(), network, member.id, now.saturating_sub(DAY)).await?;
            if today.saturating_add(bytes) > A_DAY {
                return Err(Failure::Refused(ApiError {
                    code: ApiCode::TooManyRequests,
                    message: "So much cannot be sent in a day.".to_owned(),
                    field: None,
                    retry_after_ms: Some(HOUR_MS),
                }));
            }
            attachments::begin(write.conn(), network, (member.id, id), bytes, now).await?;
            Vec::new()
        }
    };
    write.commit().await?;
    Ok((0..attachment_parts(bytes)).filter(|part| !have.contains(part)).collect())
}

fn own(attachment: &Attachment, member: &Member) -> bool {
    attachment.member == Some(member.id)
}

/// Keeps a part of an own attachment. The same part sent again changes nothing.
pub async fn keep(
    app: &App,
    account: AccountId,
    network: NetworkId,
    (id, part): (AttachmentId, u32),
    body: Vec<u8>,
) -> Result<(), Failure> {
    let mut write = app.database.write().await?;
    let member = of_account(write.conn(), network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&member)?;
    let known = attachments::find(write.conn(), network, id).await?.filter(|known| own(known, &member));
    let known = known.ok_or_else(Failure::not_found)?;
    if Some(body.len()) != length_of(known.bytes, part) {
        return Err(Failure::invalid("part", "The part has another length than it should."));
    }
    attachments::put_part(write.conn(), network, (id, part), body).await?;
    write.commit().await
}

/// Bytes of a part; `None`: there is no such part.
fn length_of(bytes: u64, part: u32) -> Option<usize> {
    let before = u64::from(part).checked_mul(u64::try_from(ATTACHMENT_PART).ok()?)?;
    let left = usize::try_from(bytes.checked_sub(before)?).ok()?;
    Some(left.min(ATTACHMENT_PART)).filter(|length| *length > 0)
}

/// A part, for one of the two people of its message. Whatever speaks against it, the answer is that of one that does
/// not exist.
pub async fn find(
    database: &Database,
    account: AccountId,
    network: NetworkId,
    (id, part): (AttachmentId, u32),
) -> Result<Vec<u8>, Failure> {
    let mut snapshot = database.snapshot().await?;
    let viewer = of_account(&mut snapshot, network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&viewer)?;
    let known = attachments::find(&mut snapshot, network, id).await?;
    let may = known.is_some_and(|known| own(&known, &viewer) || known.other == Some(viewer.id));
    let found = if may { attachments::part(&mut snapshot, network, (id, part)).await? } else { None };
    snapshot.rollback().await?;
    found.ok_or_else(Failure::not_found)
}

/// Puts attachments to the message that names them, if all of them are here.
pub async fn send(
    turn: &mut Turn,
    member: &Member,
    (to, message): (MemberId, MessageId),
    named: &[AttachmentId],
) -> Result<(), Failure> {
    let network = turn.network;
    if named.len() > ATTACHMENTS {
        return Err(Failure::invalid("attachments", "Too many attachments."));
    }
    for id in named {
        let known = attachments::find(turn.conn(), network, *id).await?;
        let known = known.filter(|known| own(known, member) && known.message.is_none_or(|of| of == message));
        let whole = match &known {
            Some(known) => {
                let parts = attachments::parts(turn.conn(), network, *id).await?;
                u32::try_from(parts.len()).ok() == Some(attachment_parts(known.bytes))
            }
            None => false,
        };
        // One that was forgotten in this moment is not here either.
        if !whole || !attachments::send(turn.conn(), network, *id, (to, message)).await? {
            return Err(Failure::Refused(ApiError {
                code: ApiCode::NotFound,
                message: "An attachment is not here.".to_owned(),
                field: Some("attachments".to_owned()),
                retry_after_ms: None,
            }));
        }
    }
    Ok(())
}

/// Forgets attachments whose message never came.
pub async fn forget(database: &Database, now: i64) -> Result<u64, Failure> {
    let mut write = database.write().await?;
    let forgotten = attachments::forget_unsent(write.conn(), now.saturating_sub(WAITS)).await?;
    write.commit().await?;
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_full_but_the_last() {
        let part = u64::try_from(ATTACHMENT_PART).unwrap_or_default();
        assert_eq!(length_of(part + 7, 0), Some(ATTACHMENT_PART));
        assert_eq!(length_of(part + 7, 1), Some(7));
        assert_eq!(length_of(part + 7, 2), None);
        assert_eq!(length_of(part, 1), None, "no empty part");
        assert_eq!((attachment_parts(part), attachment_parts(part + 1), attachment_parts(1)), (1, 2, 1));
        assert_eq!(length_of(1, u32::MAX), None);
    }
}
