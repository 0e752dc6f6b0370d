//! What is remembered so that messages which could not be opened are opened later, and so that it is seen when some are
//! kept back: what was asked for, and the numbers that letters bear.

use super::{Db, Tx};
use crate::error::Error;
use enishi_wire::ids::{DeviceId, MemberId, MessageId, NetworkId};
use sqlx::Row;

/// How long is waited after the first question, ms.
const PAUSE: i64 = 30_000;
/// How long is waited at most, ms.
const DAY: i64 = 24 * 3_600_000;

/// A message that is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The message.
    pub id: MessageId,
    /// Who is asked: who wrote it, or for an own one the other one.
    pub member: MemberId,
}

/// Notes that a message could not be opened and is to be asked for.
pub async fn want(tx: &mut Tx<'_>, network: NetworkId, asked: Asked) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_asks (network, id, member) VALUES ($1, $2, $3)
         ON CONFLICT (network, id, member) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(asked.id.0)
    .bind(asked.member.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Messages that are to be asked for now, oldest first.
pub async fn wanted(tx: &mut Tx<'_>, network: NetworkId, now: i64) -> Result<Vec<Asked>, Error> {
    let rows =
        sqlx::query("SELECT id, member FROM talk_asks WHERE network = $1 AND next_at <= $2 ORDER BY id")
            .bind(network.to_string())
            .bind(now)
            .fetch_all(&mut **tx)
            .await?;
    rows.into_iter()
        .map(|row| Ok(Asked { id: MessageId(row.try_get(0)?), member: MemberId(row.try_get(1)?) }))
        .collect()
}

/// Notes that somebody was asked for a message: the next time comes later each time, after a day at most.
pub async fn asked(
    tx: &mut Tx<'_>,
    network: NetworkId,
    (id, member): (MessageId, MemberId),
    now: i64,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE talk_asks SET next_at = $4 + min($5 << (2 * min(times, 12)), $6), times = times + 1
         WHERE network = $1 AND id = $2 AND member = $3",
    )
    .bind(network.to_string())
    .bind(id.0)
    .bind(member.0)
    .bind(now)
    .bind(PAUSE)
    .bind(DAY)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A message is open, or gone: nobody is asked for it any more.
pub async fn settled(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<(), Error> {
    sqlx::query("DELETE FROM talk_asks WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// More letters than anybody writes. Whoever counts on from there gets no thread into trouble.
const MOST: i64 = 1 << 40;

/// Notes the number of a letter that was opened.
pub async fn count(
    tx: &mut Tx<'_>,
    network: NetworkId,
    (member, device): (MemberId, DeviceId),
    number: u64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_counts (network, device, member, first, last, seen) VALUES ($1, $2, $3, $4, $4, 1)
         ON CONFLICT (network, device) DO UPDATE SET first = min(first, excluded.first),
         last = max(last, excluded.last), seen = seen + 1",
    )
    .bind(network.to_string())
    .bind(device.0)
    .bind(member.0)
    .bind(i64::try_from(number).unwrap_or(i64::MAX).min(MOST))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// How many letters of somebody are missing between those that were opened. Those that are here and closed, or were
    /// taken back before they were opened, are not missing.
    pub async fn missing(&self, network: NetworkId, member: MemberId) -> Result<u32, Error> {
        let row = sqlx::query(
            "SELECT max(coalesce(sum(max(last - first + 1 - seen, 0)), 0) - (
                 SELECT count(*) FROM letters WHERE network = $1 AND peer = $2 AND mine = 0
                 AND count IS NULL AND state IN ('closed', 'unsent')), 0)
             FROM talk_counts WHERE network = $1 AND member = $2",
        )
        .bind(network.to_string())
        .bind(member.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }
}
