//! Push: every mutation in a transaction of its own, its answer stored with its effect (I3).
//!
//! A restore takes the database back while devices go on. So the life of the database is read in the transaction of
//! the effect, and a wish that was made for another life waits: the device pulls first, hears of the restore, and
//! sends again what was lost, in the order in which it was wished.

use super::{
    access, choices, desk, devices, events, field_kinds, follows, hidden, life_events, links, marks, members,
    naming,
    posts::{self, NewPost},
    profile::{self, NewField},
    reactions,
    reports::{self, NewReport},
    scopes::scopes_of,
    status, stay, suggestions, talk,
};
use crate::{
    db::{
        Database,
        members::{Member, of_account},
        meta,
        mutations::{self, NewAnswer, Sender},
        write::Turn,
    },
    failure::Failure,
    ids::sha256,
    key::ServerKey,
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{AccountId, EventId, MessageId, NetworkId, PostId},
    mutations::{Action, Mutation},
    sync::PushResult,
};
use std::collections::BTreeMap;

/// For which life of the database the wishes of one push are, and which one answers them.
#[derive(Debug, Default)]
pub struct Lives {
    known: BTreeMap<NetworkId, String>,
    answering: Option<String>,
}

impl Lives {
    /// Of a device that knows these lives.
    pub const fn new(known: BTreeMap<NetworkId, String>) -> Self {
        Self { known, answering: None }
    }

    /// The life that gave the answers; `None`: no answer came out of the database.
    pub fn answering(self) -> Option<String> {
        self.answering
    }

    /// Whether a wish may be looked at in this life: it is the one that the device knows, and the one that
    /// answered the wishes before.
    fn admit(&mut self, network: NetworkId, epoch: &str) -> bool {
        let answering = self.answering.get_or_insert_with(|| epoch.to_owned());
        answering == epoch && self.known.get(&network).is_none_or(|known| known == epoch)
    }
}

/// What a wish for another life of the database is answered: the device pulls meanwhile.
const OTHER_LIFE: PushResult = PushResult::Retry { after_ms: 1_000 };

/// Applies a mutation, or finds its first answer. Never fails: trouble is an answer too.
pub async fn push(
    database: &Database,
    key: &ServerKey,
    account: AccountId,
    mutation: &Mutation,
    lives: &mut Lives,
    now: i64,
) -> PushResult {
    match apply(database, key, account, mutation, lives, now).await {
        Ok(result) => result,
        Err(Failure::Refused(error)) => PushResult::Rejected { error },
        Err(failure) if failure.is_passing() => {
            tracing::warn!(mutation.id = %mutation.id, %failure, "A mutation must be tried again.");
            PushResult::Retry { after_ms: 2_000 }
        }
        Err(failure) => {
            tracing::error!(mutation.id = %mutation.id, %failure, "A mutation failed.");
            PushResult::Failed { after_ms: 30_000 }
        }
    }
}

async fn apply(
    database: &Database,
    key: &ServerKey,
    account: AccountId,
    mutation: &Mutation,
    lives: &mut Lives,
    now: i64,
) -> Result<PushResult, Failure> {
    if mutation.action == Action::Unknown {
        // Not stored: after an update this server may know the wish.
        return Err(Failure::invalid("kind", "This server does not know the wish."));
    }
    let digest = sha256(serde_json::to_vec(mutation)?);
    match attempt(database, key, account, mutation, &digest, lives, now).await? {
        Attempt::Answered(result) => Ok(result),
        // Not kept: tomorrow there may be room again, a message is sealed anew for other devices, another device may yet send again what a restored server has lost, and then it is there.
        Attempt::Refused { error, .. }
            if matches!(
                error.code,
                ApiCode::NotFound
                    | ApiCode::ChangedMeanwhile
                    | ApiCode::StaleDevices
                    | ApiCode::AwaitsAnswer
                    | ApiCode::NobodyReads
                    | ApiCode::TooManyRequests
            ) =>
        {
            Ok(PushResult::Rejected { error })
        }
        Attempt::Refused { member, epoch, error } => {
            let outcome = PushResult::Rejected { error };
            let (member, digest, epoch) = (&*member, &*digest, &*epoch);
            let answer = NewAnswer { id: mutation.id, member, digest, epoch, outcome: &outcome };
            reject(database, &answer, now).await
        }
    }
}

enum Attempt {
    Answered(PushResult),
    /// The rules say no, and nothing is stored yet.
    Refused {
        member: Box<Member>,
        epoch: String,
        error: ApiError,
    },
}

fn first_answer(kept: mutations::Kept, member: &Member, digest: &str) -> Result<PushResult, Failure> {
    if kept.member == member.id && kept.digest == digest {
        return Ok(match kept.outcome {
            // Rows of that time, which older servers kept, may be of scopes that the member has lost.
            PushResult::Applied { .. } => PushResult::Applied { rows: Vec::new() },
            other => other,
        });
    }
    Err(Failure::refused(ApiCode::IdReused, "The id belongs to another wish."))
}

/// Another request took the id in between: its answer, if it is durable by now.
async fn answer_of_the_other(database: &Database, ours: &NewAnswer<'_>) -> Result<PushResult, Failure> {
    let mut snapshot = database.snapshot().await?;
    if meta::epoch(&mut snapshot).await? != ours.epoch {
        return Ok(OTHER_LIFE);
    }
    match mutations::find(&mut snapshot, ours.id).await? {
        Some(kept) => first_answer(kept, ours.member, ours.digest),
        None => Ok(PushResult::Retry { after_ms: 500 }),
    }
}

async fn attempt(
    database: &Database,
    key: &ServerKey,
    account: AccountId,
    mutation: &Mutation,
    digest: &str,
    lives: &mut Lives,
    now: i64,
) -> Result<Attempt, Failure> {
    // Everything is read after the counter was taken: the permission that counts is that of this moment (I30).
    let mut turn = match database.write().await?.take_turn(mutation.network, now).await {
        Err(Failure::Refused(error)) => {
            // There is no such network; in the life that the device knows there may have been one.
            let epoch = meta::epoch(&mut *database.snapshot().await?).await?;
            let here = lives.admit(mutation.network, &epoch);
            return Ok(Attempt::Answered(if here { PushResult::Rejected { error } } else { OTHER_LIFE }));
        }
        turn => turn?,
    };
    let Sender { epoch, member, kept } =
        mutations::sender(turn.conn(), mutation.network, account, mutation.id).await?;
    if !lives.admit(mutation.network, &epoch) {
        turn.roll_back().await;
        return Ok(Attempt::Answered(OTHER_LIFE));
    }
    let member = member.ok_or_else(Failure::not_found)?;
    if let Some(kept) = kept {
        // It may be of this very group, and is nobody's to know before it is durable.
        turn.commit().await?;
        return first_answer(kept, &member, digest).map(Attempt::Answered);
    }
    match effect(&mut turn, key, &member, mutation).await {
        Ok(()) => {}
        Err(Failure::Refused(error)) => {
            turn.roll_back().await;
            return Ok(Attempt::Refused { member: Box::new(member), epoch, error });
        }
        Err(failure) => {
            turn.roll_back().await;
            return Err(failure);
        }
    }
    let scopes = match mutation.action {
        Action::SetEntry { .. } | Action::Pause { .. } | Action::Resume | Action::Leave | Action::Stay => {
            let after = of_account(turn.conn(), mutation.network, account).await?;
            scopes_of(&after.ok_or_else(Failure::not_found)?)
        }
        // No other wish changes what its sender may see.
        _ => scopes_of(&member),
    };
    let rows = turn.changes().iter().filter(|change| scopes.contains(&change.scope)).cloned().collect();
    let outcome = PushResult::Applied { rows };
    let answer = NewAnswer { id: mutation.id, member: &member, digest, epoch: &epoch, outcome: &outcome };
    if !mutations::keep(turn.conn(), &answer, now).await? {
        turn.roll_back().await;
        return answer_of_the_other(database, &answer).await.map(Attempt::Answered);
    }
    turn.commit().await?;
    Ok(Attempt::Answered(outcome))
}

async fn effect(
    turn: &mut Turn,
    key: &ServerKey,
    member: &Member,
    mutation: &Mutation,
) -> Result<(), Failure> {
    match &mutation.action {
        Action::SetEntry { entry } => members::set_entry(turn, member.clone(), entry).await,
        Action::SetField { field, value, audience, seen } => {
            let new = NewField { key: field, value: value.as_ref(), audience, seen };
            profile::set_field(turn, member, mutation.id, &new).await
        }
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
        Action::HideFrom { member: other, block } => hidden::hide(turn, member, *other, *block).await,
        Action::ShowTo { member: other } => hidden::show(turn, member, *other).await,
        Action::SetStatus { status } => status::set(turn, member, mutation.id, status.as_ref()).await,
        Action::React { item, reaction } => reactions::react(turn, member, *item, reaction.as_ref()).await,
        Action::Follow { member: other, following } => {
            follows::follow(turn, member, *other, *following).await
        }
        Action::ShareLifeEvent { event } => {
            life_events::share(turn, member, PostId(mutation.id.0), event).await
        }
        Action::PublishUnnamed { post } => life_events::publish_unnamed(turn, member, *post).await,
        Action::RemoveLifeEvent { post } => life_events::remove(turn, member, *post).await,
        Action::AnswerNaming { post, agree } => naming::answer(turn, member, *post, *agree).await,
        Action::ConfirmProfile => choices::confirm_profile(turn, member).await,
        Action::PutOffCheck => choices::put_off_check(turn, member).await,
        Action::NoteSuggestion { member: other, week, dismissed } => {
            suggestions::note(turn, member, *other, *week, *dismissed).await
        }
        Action::SetSuggestions { wanted } => choices::set_suggestions(turn, member, *wanted).await,
        Action::SawReactions => choices::saw_reactions(turn, member).await,
        Action::Report { subject, reason, text, named, messages } => {
            let new = NewReport { subject: *subject, reason: *reason, text, named: *named, messages };
            reports::report(turn, key, member, mutation.id.0, &new).await
        }
        Action::DecideReport { report, decision, why } => {
            reports::decide(turn, member, mutation.id.0, *report, (*decision, why)).await
        }
        Action::Pause { until } => stay::pause(turn, member.clone(), *until).await,
        Action::Resume => stay::resume(turn, member.clone()).await,
        Action::Leave => stay::leave(turn, member.clone()).await,
        Action::Stay => stay::stay(turn, member.clone()).await,
        Action::NoteAccess { member: of } => access::note(turn, member, *of).await,
        Action::SetFieldKind { decision } => field_kinds::set(turn, member, decision).await,
        Action::SendMessage { to, message } => {
            talk::send(turn, key, member, MessageId(mutation.id.0), *to, message).await
        }
        Action::SendRepair { to, message } => {
            talk::repair(turn, key, member, MessageId(mutation.id.0), *to, message).await
        }
        Action::AnswerRequest { member: other, accept } => talk::answer(turn, member, *other, *accept).await,
        Action::Unsend { message, to } => talk::unsend(turn, member, *message, *to).await,
        Action::ReadThread { member: other, upto } => talk::read(turn, member, *other, *upto).await,
        Action::MuteThread { member: other, muted } => talk::mute(turn, member, *other, *muted).await,
        Action::WriteToDesk { member: to, text } => desk::write(turn, member, mutation.id.0, *to, text).await,
        Action::NameDevice { device, name } => devices::rename(turn, member, *device, name).await,
        Action::LinkDevice { link, step } => links::step(turn, member, *link, step).await,
        Action::SetReceipts { wanted } => choices::set_receipts(turn, member, *wanted).await,
        Action::Unknown => Err(Failure::invalid("kind", "This server does not know the wish.")),
    }
}

/// Stores a refusal, so that a repetition gets the same answer even when the reason has passed.
async fn reject(database: &Database, answer: &NewAnswer<'_>, now: i64) -> Result<PushResult, Failure> {
    let mut write = database.write().await?;
    if mutations::keep(write.conn(), answer, now).await? {
        write.commit().await?;
        return Ok(answer.outcome.clone());
    }
    write.roll_back().await;
    answer_of_the_other(database, answer).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_push_is_answered_out_of_one_life_of_the_database() {
        let network = NetworkId(crate::ids::new_id());
        let mut lives = Lives::default();
        assert!(lives.admit(network, "before"));
        assert!(!lives.admit(network, "after"), "a restore came in between");
        assert!(lives.admit(network, "before"));
        assert_eq!(lives.answering().as_deref(), Some("before"));
    }
}
