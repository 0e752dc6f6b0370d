//! Who was suggested to whom.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    suggestions::SuggestionRow,
};

/// Who was suggested to a member in a week.
pub async fn of_week(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    week: i64,
) -> Result<Option<MemberId>, Failure> {
    let other: Option<String> = sqlx::query_scalar(
        "SELECT other FROM suggestions WHERE network = $1 AND member = $2 AND week = $3 LIMIT 1",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(week)
    .fetch_optional(conn)
    .await?;
    other.map(|other| parse(&other, "member")).transpose()
}

/// How a suggestion of somebody stands.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
) -> Result<Option<SuggestionRow>, Failure> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT week, dismissed FROM suggestions WHERE network = $1 AND member = $2 AND other = $3",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(week, dismissed)| SuggestionRow { week, dismissed: dismissed != 0 }))
}

/// Writes a suggestion in the place of the earlier one of the same person.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    other: MemberId,
    row: &SuggestionRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO suggestions (network, member, other, week, dismissed) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (network, member, other) DO UPDATE SET week = excluded.week, dismissed = excluded.dismissed",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(other.to_string())
    .bind(row.week)
    .bind(i64::from(row.dismissed))
    .execute(conn)
    .await?;
    Ok(())
}
