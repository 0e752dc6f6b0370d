//! Events and the answers to them.

use super::{Conn, parse, posts::word};
use crate::failure::Failure;
use enishi_wire::{
    events::{Answer, EventRow, TallyRow},
    ids::{EventId, MemberId, NetworkId},
};

/// Adds an event.
pub async fn insert(
    conn: &mut Conn,
    network: NetworkId,
    id: EventId,
    event: &EventRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO events (network, id, plan, audience, organiser, source, published_at, cancelled_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(serde_json::to_string(&event.plan)?)
    .bind(word(&event.plan.audience)?)
    .bind(event.organiser.map(|id| id.to_string()))
    .bind(&event.source)
    .bind(event.published_at)
    .bind(event.cancelled_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// An event by its id.
pub async fn find(conn: &mut Conn, network: NetworkId, id: EventId) -> Result<Option<EventRow>, Failure> {
    type Columns = (String, Option<String>, String, i64, Option<i64>);
    let row: Option<Columns> = sqlx::query_as(
        "SELECT plan, organiser, source, published_at, cancelled_at FROM events \
         WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|(plan, organiser, source, published_at, cancelled_at)| {
        Ok(EventRow {
            plan: serde_json::from_str(&plan)?,
            organiser: organiser.map(|id| parse::<MemberId>(&id, "member")).transpose()?,
            source,
            published_at,
            cancelled_at,
        })
    })
    .transpose()
}

/// Notes that an event was called off.
pub async fn cancel(conn: &mut Conn, network: NetworkId, id: EventId, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE events SET cancelled_at = $3 WHERE network = $1 AND id = $2 AND cancelled_at IS NULL",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a member's answer; the last one counts.
pub async fn answer(
    conn: &mut Conn,
    network: NetworkId,
    event: EventId,
    member: MemberId,
    answer: Answer,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO rsvps (network, event, member, answer, answered_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (network, event, member) DO UPDATE SET answer = excluded.answer, \
         answered_at = excluded.answered_at",
    )
    .bind(network.to_string())
    .bind(event.to_string())
    .bind(member.to_string())
    .bind(answer.as_str())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many others come, without the member who asks.
pub async fn seats_taken_by_others(
    conn: &mut Conn,
    network: NetworkId,
    event: EventId,
    member: MemberId,
) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM rsvps WHERE network = $1 AND event = $2 AND answer = 'yes' AND member <> $3",
    )
    .bind(network.to_string())
    .bind(event.to_string())
    .bind(member.to_string())
    .fetch_one(conn)
    .await?)
}

/// Counts the answers.
pub async fn tally(conn: &mut Conn, network: NetworkId, event: EventId) -> Result<TallyRow, Failure> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT answer, COUNT(*) FROM rsvps WHERE network = $1 AND event = $2 GROUP BY answer",
    )
    .bind(network.to_string())
    .bind(event.to_string())
    .fetch_all(conn)
    .await?;
    let mut tally = TallyRow::default();
    for (answer, count) in rows {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match Answer::parse(&answer) {
            Some(Answer::Yes) => tally.yes = count,
            Some(Answer::Maybe) => tally.maybe = count,
            Some(Answer::No) => tally.no = count,
            Some(Answer::Unknown) | None => {}
        }
    }
    Ok(tally)
}
