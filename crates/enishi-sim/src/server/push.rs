//! Push of the model server: each wish in a transaction of its own, its answer stored with its effect.

use super::{
    fields::NewField,
    network::{Event, Kept, Member, Network, Post, scopes_of},
};
use enishi_wire::{
    changes::Row,
    errors::{ApiCode, ApiError},
    events::{Answer, EventRow, RsvpRow, TallyRow},
    ids::{AccountId, EventId, MemberId, PostId},
    marks::SeenRow,
    members::{Duty, MemberState},
    mutations::{Action, Mutation},
    posts::{Audience, PostKind, PostRow},
    scopes::Scope,
    sync::PushResult,
};
use uuid::Uuid;

/// Whether a wish had its effect.
pub(super) type Done = Result<(), ApiCode>;

impl Network {
    /// Applies a wish, or finds its first answer.
    pub fn push(&mut self, account: AccountId, mutation: &Mutation, now: i64) -> PushResult {
        let Some(member) = self.members.get(&account).cloned() else {
            return rejected(ApiCode::NotFound);
        };
        if let Some(kept) = self.kept.get(&mutation.id).filter(|_| !planted!(self.bugs, DedupeOff)) {
            if kept.member != member.id {
                return rejected(ApiCode::IdReused);
            }
            // The rows of the first answer may be of scopes that were lost since: a pull brings what is left.
            return match &kept.outcome {
                PushResult::Applied { .. } => PushResult::Applied { rows: Vec::new() },
                outcome => outcome.clone(),
            };
        }
        self.written.clear();
        let outcome = match self.effect(account, &member, mutation, now) {
            Ok(()) => {
                self.applied.push(mutation.id);
                let after = self.members.get(&account).unwrap_or(&member);
                let scopes = scopes_of(after);
                let seen = |scope: &Scope, owner| scopes.contains(scope) && !self.is_hidden(member.id, owner);
                let rows = self.written.iter().filter(|change| {
                    let key = (change.scope.clone(), change.kind.clone(), change.id);
                    seen(&change.scope, self.rows.get(&key).and_then(|row| row.owner))
                });
                PushResult::Applied { rows: rows.cloned().collect() }
            }
            // After a restore the thing may come back with another device's wishes: not the last word.
            Err(code @ (ApiCode::NotFound | ApiCode::ChangedMeanwhile))
                if !planted!(self.bugs, NotFoundKept) =>
            {
                return rejected(code);
            }
            Err(code) => rejected(code),
        };
        self.kept.insert(mutation.id, Kept { member: member.id, outcome: outcome.clone() });
        outcome
    }

    fn effect(&mut self, account: AccountId, member: &Member, mutation: &Mutation, now: i64) -> Done {
        let id = mutation.id.0;
        match &mutation.action {
            Action::SetEntry { entry } => {
                if !matches!(member.state, MemberState::Invited | MemberState::Active) {
                    return Err(ApiCode::NotPermitted);
                }
                let mut member =
                    Member { entry: entry.clone(), state: MemberState::Active, ..member.clone() };
                member.confirmed_at = member.confirmed_at.or(Some(now));
                self.change(account, member, now);
                Ok(())
            }
            Action::SetRsvp { event, answer } => self.set_rsvp(member, *event, *answer, now),
            Action::CreatePost { title, audience, .. } => {
                self.require(member, Duty::Posts)?;
                let new =
                    Post { audience: *audience, author: member.id, title: title.clone(), removed: false };
                self.publish_post(PostId(id), new, now);
                Ok(())
            }
            Action::EditPost { post, title, audience, .. } => {
                self.require(member, Duty::Posts)?;
                let mut edited = self.post(member.id, *post)?;
                let before = scope_of(edited.audience);
                (edited.title, edited.audience) = (title.clone(), *audience);
                if before != scope_of(*audience) {
                    self.remove(before, PostRow::KIND, post.0, now);
                }
                self.publish_post(*post, edited, now);
                Ok(())
            }
            Action::RemovePost { post } => {
                self.require(member, Duty::Posts)?;
                let removed = Post { removed: true, ..self.post(member.id, *post)? };
                self.remove(scope_of(removed.audience), PostRow::KIND, post.0, now);
                self.remove(Scope::Desk(Duty::Posts), PostRow::KIND, post.0, now);
                self.posts.insert(*post, removed);
                Ok(())
            }
            Action::CreateEvent { plan } => {
                self.require(member, Duty::Events)?;
                let event = Event { plan: plan.clone(), organiser: member.id, cancelled_at: None };
                self.publish_event(EventId(id), event, now);
                self.publish_tally(EventId(id), now);
                Ok(())
            }
            Action::CancelEvent { event } => {
                self.require(member, Duty::Events)?;
                let mut cancelled = self.events.get(event).cloned().ok_or(ApiCode::NotFound)?;
                cancelled.cancelled_at = cancelled.cancelled_at.or(Some(now));
                self.publish_event(*event, cancelled, now);
                Ok(())
            }
            Action::HideFrom { member: other, .. } => {
                self.require_other(member, *other)?;
                self.hide(member.id, *other, now);
                Ok(())
            }
            Action::ShowTo { member: other } => {
                self.require_other(member, *other)?;
                self.show(member.id, *other, now);
                Ok(())
            }
            Action::MarkSeen { items } => {
                self.require_active(member)?;
                for item in items {
                    self.put(Scope::Me(member.id), *item, Some(member.id), &SeenRow { seen_at: now }, now);
                }
                Ok(())
            }
            Action::SetField { field, value, audience, seen } => {
                let new = NewField { key: field, value: value.as_ref(), audience, seen };
                self.set_field(member, mutation.id, &new, now)
            }
            // These are not part of this model: it is a server that does not know them.
            Action::Report { .. }
            | Action::DecideReport { .. }
            | Action::Pause { .. }
            | Action::Resume
            | Action::Leave
            | Action::Stay
            | Action::NoteAccess { .. }
            | Action::SendMessage { .. }
            | Action::AnswerRequest { .. }
            | Action::Unsend { .. }
            | Action::ReadThread { .. }
            | Action::MuteThread { .. }
            | Action::SendRepair { .. }
            | Action::WriteToDesk { .. }
            | Action::NameDevice { .. }
            | Action::LinkDevice { .. }
            | Action::SetReceipts { .. }
            | Action::SetStatus { .. }
            | Action::React { .. }
            | Action::Follow { .. }
            | Action::ShareLifeEvent { .. }
            | Action::PublishUnnamed { .. }
            | Action::RemoveLifeEvent { .. }
            | Action::AnswerNaming { .. }
            | Action::ConfirmProfile
            | Action::PutOffCheck
            | Action::NoteSuggestion { .. }
            | Action::SetSuggestions { .. }
            | Action::SawReactions
            | Action::SetFieldKind { .. }
            | Action::Unknown => Err(ApiCode::Invalid),
        }
    }

    fn set_rsvp(&mut self, member: &Member, id: EventId, answer: Answer, now: i64) -> Done {
        self.require_active(member)?;
        let event = self.events.get(&id).ok_or(ApiCode::NotFound)?;
        let scopes = scopes_of(member);
        if !scopes.contains(&scope_of(event.plan.audience)) && !scopes.contains(&Scope::Desk(Duty::Events)) {
            return Err(ApiCode::NotFound);
        }
        if event.cancelled_at.is_some() {
            return Err(ApiCode::EventCancelled);
        }
        let others = self
            .answers
            .iter()
            .filter(|((of, who), said)| *of == id && *who != member.id && **said == Answer::Yes);
        let full =
            event.plan.capacity.is_some_and(|seats| others.count() >= usize::try_from(seats).unwrap_or(0));
        if answer == Answer::Yes && full {
            return Err(ApiCode::EventFull);
        }
        self.answers.insert((id, member.id), answer);
        let row = RsvpRow { event: id, member: member.id, answer, answered_at: now };
        let row_id = rsvp_row(id, member.id);
        self.put(Scope::Me(member.id), row_id, Some(member.id), &row, now);
        self.put(Scope::Desk(Duty::Events), row_id, Some(member.id), &row, now);
        self.publish_tally(id, now);
        Ok(())
    }

    fn publish_post(&mut self, id: PostId, post: Post, now: i64) {
        let row = PostRow {
            life: None,
            kind: PostKind::WhatsNew,
            title: post.title.clone(),
            text: String::new(),
            audience: post.audience,
            author: Some(post.author),
            source: String::new(),
            published_at: now,
        };
        self.put(scope_of(post.audience), id.0, Some(post.author), &row, now);
        self.put(Scope::Desk(Duty::Posts), id.0, Some(post.author), &row, now);
        self.posts.insert(id, post);
    }

    fn publish_event(&mut self, id: EventId, event: Event, now: i64) {
        let row = EventRow {
            plan: event.plan.clone(),
            organiser: Some(event.organiser),
            source: String::new(),
            published_at: now,
            cancelled_at: event.cancelled_at,
        };
        self.put(scope_of(event.plan.audience), id.0, Some(event.organiser), &row, now);
        self.put(Scope::Desk(Duty::Events), id.0, Some(event.organiser), &row, now);
        self.events.insert(id, event);
    }

    fn publish_tally(&mut self, id: EventId, now: i64) {
        let Some(scope) = self.events.get(&id).map(|event| scope_of(event.plan.audience)) else {
            return;
        };
        let mut tally = TallyRow::default();
        for (_, answer) in self.answers.iter().filter(|((of, _), _)| *of == id) {
            match answer {
                Answer::Yes => tally.yes += 1,
                Answer::Maybe => tally.maybe += 1,
                Answer::No => tally.no += 1,
                Answer::Unknown => {}
            }
        }
        self.put(scope, id.0, None, &tally, now);
        self.put(Scope::Desk(Duty::Events), id.0, None, &tally, now);
    }

    fn post(&self, viewer: MemberId, id: PostId) -> Result<Post, ApiCode> {
        let post = self.posts.get(&id).filter(|post| !post.removed).cloned().ok_or(ApiCode::NotFound)?;
        if self.hidden.contains(&(viewer, post.author)) { Err(ApiCode::NotFound) } else { Ok(post) }
    }

    pub(super) fn require_active(&self, member: &Member) -> Done {
        let passes = member.state == MemberState::Active || planted!(self.bugs, RemovedMayWrite);
        if passes { Ok(()) } else { Err(ApiCode::NotPermitted) }
    }

    fn require(&self, member: &Member, duty: Duty) -> Done {
        self.require_active(member)?;
        if member.duties.contains(&duty) { Ok(()) } else { Err(ApiCode::NotPermitted) }
    }

    fn require_other(&self, member: &Member, other: MemberId) -> Done {
        self.require_active(member)?;
        let known = member.id != other && self.members.values().any(|member| member.id == other);
        if known { Ok(()) } else { Err(ApiCode::NotFound) }
    }
}

/// The scope in which an audience finds something.
pub const fn scope_of(audience: Audience) -> Scope {
    match audience {
        Audience::Everyone | Audience::Unknown => Scope::Members,
        Audience::Alumni => Scope::Alumni,
        Audience::Staff => Scope::Staff,
    }
}

/// The id of the row of an answer.
pub fn rsvp_row(event: EventId, member: MemberId) -> Uuid {
    Uuid::from_u128(event.0.as_u128() ^ member.0.as_u128().rotate_left(1))
}

/// A refusal.
pub fn rejected(code: ApiCode) -> PushResult {
    PushResult::Rejected {
        error: ApiError { code, message: String::new(), field: None, retry_after_ms: None },
    }
}
