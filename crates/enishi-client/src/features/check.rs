//! The yearly question whether the own page is still right. It comes once, and rests when it is answered.

use super::{here::Here, members};
use crate::{client::Client, error::Error};
use enishi_bridge::{errors::AppError, members::MemberCard, suggestions::CheckForm};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{choices::check_is_due, ids::MutationId, members::MemberState, mutations::Action};

impl Client {
    /// Answers the question: right as it is, or later.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing.
    pub async fn answer_check(&self, form: CheckForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let action = if form.right { Action::ConfirmProfile } else { Action::PutOffCheck };
        Ok(self.want(&here, action).await?)
    }
}

/// The own page as it stands, when the question is due.
pub async fn card(here: &Here, outbox: &[Pending]) -> Result<Option<MemberCard>, Error> {
    // What the person does to the page counts at once, also before the server has it.
    let answers = |pending: &Pending| {
        let answer = matches!(
            pending.mutation.action,
            Action::ConfirmProfile | Action::PutOffCheck | Action::SetEntry { .. } | Action::SetField { .. }
        );
        answer && !matches!(pending.state, PendingState::Failed(_))
    };
    if here.place.about.state != MemberState::Active || outbox.iter().any(answers) {
        return Ok(None);
    }
    let confirmed_at = here.membership().await?.and_then(|membership| membership.confirmed_at);
    let choices = here.choices().await?;
    let now = here.server_now().await?;
    if !check_is_due(confirmed_at, choices.checked_at, choices.put_off_at, now) {
        return Ok(None);
    }
    members::person(here, outbox, here.place.about.member).await
}
