//! Small choices of members.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::{
    choices::ChoicesRow,
    ids::{MemberId, NetworkId},
};

/// The choices of a member; the defaults when nothing was chosen yet.
pub async fn of_member(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<ChoicesRow, Failure> {
    let body: Option<String> =
        sqlx::query_scalar("SELECT body FROM choices WHERE network = $1 AND member = $2")
            .bind(network.to_string())
            .bind(member.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?.unwrap_or_default())
}

/// When each member of a network last said that entry and profile are right.
pub async fn checked(conn: &mut Conn, network: NetworkId) -> Result<Vec<(String, Option<i64>)>, Failure> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT member, body FROM choices WHERE network = $1")
        .bind(network.to_string())
        .fetch_all(conn)
        .await?;
    let read = |(member, body): (String, String)| {
        Ok((member, serde_json::from_str::<ChoicesRow>(&body)?.checked_at))
    };
    rows.into_iter().map(read).collect()
}

/// Writes the choices of a member.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    choices: &ChoicesRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO choices (network, member, body) VALUES ($1, $2, $3) \
         ON CONFLICT (network, member) DO UPDATE SET body = excluded.body",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(serde_json::to_string(choices)?)
    .execute(conn)
    .await?;
    Ok(())
}
