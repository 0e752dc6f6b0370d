//! The first answer to every mutation, kept for ever (I3), each in one life of the database (I15).

use super::{
    Conn,
    members::{self, Member},
    meta, parse,
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

/// Who sent a mutation, and what is known of it.
pub struct Sender {
    /// The life of the database that says so.
    pub epoch: String,
    /// The member of the account in the network.
    pub member: Option<Member>,
    /// The first answer, if there was one.
    pub kept: Option<Kept>,
}

/// An answer that is to be kept.
pub struct NewAnswer<'a> {
    /// The mutation.
    pub id: MutationId,
    /// Who sent it.
    pub member: &'a Member,
    /// SHA-256 of what was sent.
    pub digest: &'a str,
    /// The life of the database in which it was decided.
    pub epoch: &'a str,
    /// What is answered.
    pub outcome: &'a PushResult,
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

/// The life of the database, the member of an account in a network, and the first answer to a mutation: in one
/// statement, because every write waits for it.
pub async fn sender(
    conn: &mut Conn,
    network: NetworkId,
    account: AccountId,
    id: MutationId,
) -> Result<Sender, Failure> {
    let row = sqlx::query(
        "SELECT members.network, members.id, account, email, class, state, duties, entry, confirmed_at, \
         stays_until, paused_by, receipt, mutations.member, digest, outcome, meta.value \
         FROM meta LEFT JOIN members ON members.network = $1 AND account = $2 \
         LEFT JOIN mutations ON mutations.id = $3 WHERE meta.key = 'epoch'",
    )
    .bind(network.to_string())
    .bind(account.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(meta::no_epoch)?;
    let member = match row.try_get::<Option<String>, _>(0)? {
        Some(_) => Some(members::read(members::Columns::from_row(&row)?)?),
        None => None,
    };
    let kept = match (row.try_get(12)?, row.try_get(13)?, row.try_get(14)?) {
        (Some(member), Some(digest), Some(outcome)) => Some(read((member, digest, outcome))?),
        _ => None,
    };
    Ok(Sender { epoch: row.try_get(15)?, member, kept })
}

/// Keeps the answer to a mutation, without its rows: a repetition comes at another time, when the member may no
/// longer see them. `false`: another request has answered it first, or the database has begun another life. On
/// PostgreSQL this waits for a transaction that is answering the same one.
pub async fn keep(conn: &mut Conn, answer: &NewAnswer<'_>, now: i64) -> Result<bool, Failure> {
    let outcome = match answer.outcome {
        PushResult::Applied { .. } => &PushResult::Applied { rows: Vec::new() },
        other => other,
    };
    let done = sqlx::query(
        "INSERT INTO mutations (id, network, member, digest, outcome, at) \
         SELECT $1, $2, $3, $4, $5, $6 FROM meta WHERE key = 'epoch' AND value = $7 ON CONFLICT (id) DO NOTHING",
    )
    .bind(answer.id.to_string())
    .bind(answer.member.network.to_string())
    .bind(answer.member.id.to_string())
    .bind(answer.digest)
    .bind(serde_json::to_string(outcome)?)
    .bind(now)
    .bind(answer.epoch)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
