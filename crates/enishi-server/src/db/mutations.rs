//! The first answer to every mutation, kept for ever (I3).

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, MutationId, NetworkId},
    sync::PushResult,
};

/// What is kept of a mutation.
pub struct Kept {
    /// Who sent it.
    pub member: MemberId,
    /// SHA-256 of what was sent.
    pub digest: String,
    /// What was answered.
    pub outcome: PushResult,
}

/// The first answer to a mutation, if there was one.
pub async fn find(conn: &mut Conn, id: MutationId) -> Result<Option<Kept>, Failure> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("SELECT member, digest, outcome FROM mutations WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
    row.map(|(member, digest, outcome)| {
        Ok(Kept { member: parse(&member, "member")?, digest, outcome: serde_json::from_str(&outcome)? })
    })
    .transpose()
}

/// Takes the id of a mutation. `false`: another request took it first. On PostgreSQL this waits for a
/// transaction that is taking the same id.
pub async fn take(
    conn: &mut Conn,
    id: MutationId,
    network: NetworkId,
    member: MemberId,
    digest: &str,
    outcome: &PushResult,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO mutations (id, network, member, digest, outcome, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(digest)
    .bind(serde_json::to_string(outcome)?)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Writes the answer beside the effect, in the transaction that took the id.
pub async fn answer(conn: &mut Conn, id: MutationId, outcome: &PushResult) -> Result<(), Failure> {
    sqlx::query("UPDATE mutations SET outcome = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(serde_json::to_string(outcome)?)
        .execute(conn)
        .await?;
    Ok(())
}
