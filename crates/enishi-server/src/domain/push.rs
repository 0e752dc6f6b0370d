//! Push: every mutation in a transaction of its own, its answer stored with its effect (I3).

use super::{
    events, hidden, marks, members,
    posts::{self, NewPost},
    scopes::scopes_of,
};
use crate::{
    db::{
        Database,
        members::{Member, of_account},
        mutations,
        write::Turn,
    },
    failure::Failure,
    ids::sha256,
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{AccountId, EventId, PostId},
    mutations::{Action, Mutation},
    sync::PushResult,
};

/// Applies a mutation, or finds its first answer. Never fails: trouble is an answer too.
pub async fn push(database: &Database, account: AccountId, mutation: &Mutation, now: i64) -> PushResult {
    match apply(database, account, mutation, now).await {
        Ok(result) => result,
        Err(Failure::Refused(error)) => PushResult::Rejected { error },
        Err(failure) if failure.is_passing() => {
            tracing::warn!(mutation.id = %mutation.id, %failure, "A mutation must be tried again.");
            PushResult::Retry { after_ms: 2_000 }
        }
        Err(failure) => {
            tracing::error!(mutation.id = %mutation.id, %failure, "A mutation failed.");
            PushResult::Retry { after_ms: 30_000 }
        }
    }
}

async fn apply(
    database: &Database,
    account: AccountId,
    mutation: &Mutation,
    now: i64,
) -> Result<PushResult, Failure> {
    if mutation.action == Action::Unknown {
        // Not stored: after an update this server may know the wish.
        return Err(Failure::invalid("kind", "This server does not know the wish."));
    }
    let digest = sha256(serde_json::to_vec(mutation)?);
    match attempt(database, account, mutation, &digest, now).await? {
        Attempt::Answered(result) => Ok(result),
        Attempt::Refused(member, error) => reject(database, &member, mutation, &digest, error, now).await,
    }
}

enum Attempt {
    Answered(PushResult),
    /// The rules say no, and nothing is stored yet.
    Refused(Box<Member>, ApiError),
}

fn first_answer(kept: mutations::Kept, member: &Member, digest: &str) -> Result<PushResult, Failure> {
    if kept.member == member.id && kept.digest == digest {
        return Ok(kept.outcome);
    }
    Err(Failure::refused(ApiCode::IdReused, "The id belongs to another wish."))
}

/// Another request took the id in between: its answer, if it is durable by now.
async fn answer_of_the_other(
    database: &Database,
    member: &Member,
    mutation: &Mutation,
    digest: &str,
) -> Result<PushResult, Failure> {
    let mut snapshot = database.snapshot().await?;
    match mutations::find(&mut snapshot, mutation.id).await? {
        Some(kept) => first_answer(kept, member, digest),
        None => Ok(PushResult::Retry { after_ms: 500 }),
    }
}

async fn attempt(
    database: &Database,
    account: AccountId,
    mutation: &Mutation,
    digest: &str,
    now: i64,
) -> Result<Attempt, Failure> {
    // Everything is read after the counter was taken: the permission that counts is that of this moment (I30).
    let mut turn = database.write().await?.take_turn(mutation.network, now).await?;
    let (member, kept) = mutations::sender(turn.conn(), mutation.network, account, mutation.id)
        .await?
        .ok_or_else(Failure::not_found)?;
    if let Some(kept) = kept {
        // It may be of this very group, and is nobody's to know before it is durable.
        turn.commit().await?;
        return first_answer(kept, &member, digest).map(Attempt::Answered);
    }
    match effect(&mut turn, &member, mutation).await {
        Ok(()) => {}
        Err(Failure::Refused(error)) => {
            turn.roll_back().await;
            return Ok(Attempt::Refused(Box::new(member), error));
        }
        Err(failure) => {
            turn.roll_back().await;
            return Err(failure);
        }
    }
    let scopes = match mutation.action {
        Action::SetEntry { .. } => {
            let after = of_account(turn.conn(), mutation.network, account).await?;
            scopes_of(&after.ok_or_else(Failure::not_found)?)
        }
        // No other wish changes what its sender may see.
        _ => scopes_of(&member),
    };
    let rows = turn.changes().iter().filter(|change| scopes.contains(&change.scope)).cloned().collect();
    let outcome = PushResult::Applied { rows };
    if !mutations::keep(turn.conn(), mutation.id, member.network, member.id, digest, &outcome, now).await? {
        turn.roll_back().await;
        return answer_of_the_other(database, &member, mutation, digest).await.map(Attempt::Answered);
    }
    turn.commit().await?;
    Ok(Attempt::Answered(outcome))
}

async fn effect(turn: &mut Turn, member: &Member, mutation: &Mutation) -> Result<(), Failure> {
    match &mutation.action {
        Action::SetEntry { entry } => members::set_entry(turn, member.clone(), entry).await,
        Action::SetRsvp { event, answer } => events::set_rsvp(turn, member, *event, *answer).await,
        Action::CreatePost { post_kind, title, text, audience } => {
            let new = NewPost { kind: *post_kind, title, text, audience: *audience };
            posts::create(turn, member, PostId(mutation.id.0), &new).await
        }
        Action::RemovePost { post } => posts::remove(turn, member, *post).await,
        Action::CreateEvent { plan } => events::create(turn, member, EventId(mutation.id.0), plan).await,
        Action::CancelEvent { event } => events::cancel(turn, member, *event).await,
        Action::MarkSeen { items } => marks::mark_seen(turn, member, items).await,
        Action::EditPost { post, title, text, audience } => {
            posts::edit(turn, member, *post, (title, text, *audience)).await
        }
        Action::HideFrom { member: other } => hidden::hide(turn, member, *other).await,
        Action::ShowTo { member: other } => hidden::show(turn, member, *other).await,
        Action::Unknown => Err(Failure::invalid("kind", "This server does not know the wish.")),
    }
}

/// Stores a refusal, so that a repetition gets the same answer even when the reason has passed.
async fn reject(
    database: &Database,
    member: &Member,
    mutation: &Mutation,
    digest: &str,
    error: ApiError,
    now: i64,
) -> Result<PushResult, Failure> {
    let outcome = PushResult::Rejected { error };
    let mut write = database.write().await?;
    if mutations::keep(write.conn(), mutation.id, member.network, member.id, digest, &outcome, now).await? {
        write.commit().await?;
        return Ok(outcome);
    }
    write.roll_back().await;
    answer_of_the_other(database, member, mutation, digest).await
}
