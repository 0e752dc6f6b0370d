//! The first answer to every mutation, kept for ever (I3).

use super::{
    Conn,
    members::{self, Member},
    parse,
};
use crate::failure::Failure;
use enishi_wire::{
    ids::{AccountId, MemberId, MutationId, NetworkId},
    sync::PushResult,
};
use sqlx::{FromRow as _, Row as _};

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
    row.map(read).transpose()
}

fn read((member, digest, outcome): (String, String, String)) -> Result<Kept, Failure> {
    Ok(Kept { member: parse(&member, "member")?, digest, outcome: serde_json::from_str(&outcome)? })
}

/// The member of an account in a network, and the first answer to a mutation if there was one.
pub async fn sender(
    conn: &mut Conn,
    network: NetworkId,
    account: AccountId,
    id: MutationId,
) -> Result<Option<(Member, Option<Kept>)>, Failure> {
    let row = sqlx::query(
        "SELECT members.network, members.id, account, email, class, state, duties, entry, confirmed_at, \
         mutations.member, digest, outcome \
         FROM members LEFT JOIN mutations ON mutations.id = $3 \
         WHERE members.network = $1 AND account = $2",
    )
    .bind(network.to_string())
    .bind(account.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let member = members::read(members::Columns::from_row(&row)?)?;
    let kept = match (row.try_get(9)?, row.try_get(10)?, row.try_get(11)?) {
        (Some(member), Some(digest), Some(outcome)) => Some(read((member, digest, outcome))?),
        _ => None,
    };
    Ok(Some((member, kept)))
}

/// Keeps the answer to a mutation. `false`: another request has answered it first. On PostgreSQL this waits for a
/// transaction that is answering the same one.
pub async fn keep(
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
