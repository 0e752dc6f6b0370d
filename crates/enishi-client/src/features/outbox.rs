//! The outbox: what waits, what failed, and what the person decides about it.

use super::{
    here::{Here, delivery},
    hidden::name_of,
    reports::whom,
};
use crate::{client::Client, db, error::Error, names};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    notices::Tag,
    outbox::{FieldSaid, OutboxEntry, OutboxView, OutboxWhat},
};
use enishi_sync::{machine::Input, queue::Queued};
use enishi_wire::{
    events::EventRow,
    ids::{EventId, MessageId, MutationId, PostId},
    members::MemberRow,
    mutations::Action,
    posts::PostRow,
    reports::ReportRow,
};

impl Client {
    /// The wishes of the current place, oldest first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn outbox(&self) -> Result<OutboxView, AppError> {
        let here = self.here().await?;
        let mut items = Vec::new();
        for pending in here.outbox().await? {
            let mutation = &pending.mutation;
            let Some(what) = what(&here, mutation.id, &mutation.action).await? else {
                continue;
            };
            items.push(OutboxEntry {
                id: mutation.id,
                what,
                made_at: mutation.made_at,
                delivery: delivery(Some(pending.state)),
                attempts: pending.attempts,
            });
        }
        Ok(OutboxView { items })
    }

    /// Where a wish stands; one that is in no outbox has reached the server.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn delivery(&self, id: MutationId) -> Result<Delivery, AppError> {
        let here = self.here().await?;
        Ok(delivery(here.account.db.outbox_state(id).await?))
    }

    /// Tries a wish again that could not be sent.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn retry_outbox(&self, id: MutationId) -> Result<(), AppError> {
        let here = self.here().await?;
        let mut tx = here.account.db.begin().await?;
        let found = db::outbox::retry(&mut tx, id).await?;
        tx.commit().await.map_err(Error::from)?;
        let wish = here.outbox().await?.into_iter().find(|pending| pending.mutation.id == id);
        if let Some(wish) = wish {
            // Another process on this home folder may have had it refused: the queue then does not know it.
            here.account.tell(Input::Queued(Queued::new(&wish.mutation)));
        }
        here.account.tell(Input::Retried(id));
        here.account.tell(Input::Resumed);
        self.inner.changed(Tag::ALL);
        if found { Ok(()) } else { Err(AppError::new(AppCode::NotFound)) }
    }

    /// Takes a wish back. One that is under way may have arrived all the same.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn discard_outbox(&self, id: MutationId) -> Result<(), AppError> {
        let here = self.here().await?;
        // Out of the journal first: what the person took back must not return from there.
        here.account.journal.ended(id)?;
        let mut tx = here.account.db.begin().await?;
        let found = db::outbox::remove(&mut tx, id).await?;
        // A message that was taken back before it left is gone here too.
        db::letters::forget(&mut tx, here.network, MessageId(id.0)).await?;
        tx.commit().await.map_err(Error::from)?;
        here.account.tell(Input::Discarded(id));
        self.inner.changed(Tag::ALL);
        if found { Ok(()) } else { Err(AppError::new(AppCode::NotFound)) }
    }
}

/// A wish in words; `None` for marks, which are sent silently.
async fn what(here: &Here, id: MutationId, action: &Action) -> Result<Option<OutboxWhat>, Error> {
    let db = &here.account.db;
    Ok(Some(match action {
        Action::SetEntry { .. } => OutboxWhat::Entry,
        Action::SetRsvp { event, answer } => {
            let title = db.one::<EventRow>(here.network, event.0).await?.map(|row| row.plan.title);
            OutboxWhat::Rsvp { event: *event, title: title.unwrap_or_default(), answer: *answer }
        }
        Action::CreatePost { title, .. } => OutboxWhat::Post { post: PostId(id.0), title: title.clone() },
        Action::RemovePost { post } => {
            let title = db.one::<PostRow>(here.network, post.0).await?.map(|row| row.title);
            OutboxWhat::RemovePost { title: title.unwrap_or_default() }
        }
        Action::CreateEvent { plan } => OutboxWhat::Event { event: EventId(id.0), title: plan.title.clone() },
        Action::CancelEvent { event } => {
            let title = db.one::<EventRow>(here.network, event.0).await?.map(|row| row.plan.title);
            OutboxWhat::CancelEvent { title: title.unwrap_or_default() }
        }
        Action::MarkSeen { .. }
        | Action::NoteAccess { .. }
        | Action::NoteSuggestion { .. }
        | Action::SawReactions
        | Action::SendRepair { .. }
        | Action::LinkDevice { .. }
        | Action::ReadThread { .. } => return Ok(None),
        Action::SendMessage { to, .. } => {
            OutboxWhat::Message { member: *to, name: name_of(here, *to).await? }
        }
        Action::WriteToDesk { member, text } => OutboxWhat::DeskLetter {
            name: match member {
                Some(member) => Some(name_of(here, *member).await?),
                None => None,
            },
            text: text.chars().take(80).collect(),
        },
        Action::Unsend { to, .. } => OutboxWhat::Unsend { name: name_of(here, *to).await? },
        Action::AnswerRequest { member, accept } => {
            OutboxWhat::AnswerRequest { name: name_of(here, *member).await?, accept: *accept }
        }
        Action::EditPost { post, title, .. } => OutboxWhat::Post { post: *post, title: title.clone() },
        Action::SetField { field, value, audience, .. } => {
            let said = super::profile::own_fields(here).await?.fields.remove(field);
            OutboxWhat::Field {
                field: field.clone(),
                own: here.decisions().await?.own(field).cloned().map(Box::new),
                value: value.clone(),
                audience: audience.clone(),
                said: said.map(|said| FieldSaid { value: said.value, audience: said.audience }),
            }
        }
        Action::SetStatus { status } => OutboxWhat::Status {
            mark: status.as_ref().map(|said| said.mark.clone()),
            text: status.as_ref().map(|said| said.text.clone()).unwrap_or_default(),
        },
        Action::React { reaction, .. } => OutboxWhat::Reaction { reaction: reaction.clone() },
        Action::Follow { member, following } => {
            let row = db.one::<MemberRow>(here.network, member.0).await?;
            let name = row.map(|row| names::full_name(&row.entry)).unwrap_or_default();
            OutboxWhat::Follow { name, following: *following }
        }
        Action::ShareLifeEvent { event } => OutboxWhat::LifeEvent { kind: Some(event.life.kind.clone()) },
        Action::PublishUnnamed { .. } | Action::RemoveLifeEvent { .. } => {
            OutboxWhat::LifeEvent { kind: None }
        }
        Action::AnswerNaming { agree, .. } => OutboxWhat::Naming { agree: *agree },
        Action::ConfirmProfile
        | Action::PutOffCheck
        | Action::SetSuggestions { .. }
        | Action::MuteThread { .. }
        | Action::NameDevice { .. }
        | Action::SetReceipts { .. } => OutboxWhat::Choice,
        Action::HideFrom { member, block } => {
            OutboxWhat::Hide { name: name_of(here, *member).await?, block: *block }
        }
        Action::ShowTo { member } => OutboxWhat::Show { name: name_of(here, *member).await? },
        Action::Report { subject, .. } => OutboxWhat::Report { label: whom(here, *subject).await?.1 },
        Action::DecideReport { report, .. } => {
            let label = db.one::<ReportRow>(here.network, *report).await?.map(|row| row.label);
            OutboxWhat::Decide { label: label.unwrap_or_default() }
        }
        Action::Pause { until } => OutboxWhat::Pause { until: *until },
        Action::Resume => OutboxWhat::Resume,
        Action::Leave => OutboxWhat::Leave,
        Action::Stay => OutboxWhat::Stay,
        Action::SetFieldKind { decision } => OutboxWhat::FieldKind { field: decision.field.clone() },
        Action::Unknown => OutboxWhat::Other,
    }))
}
