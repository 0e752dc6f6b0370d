//! Pausing and leaving: wished on this device at once, and shown as the big screen that is due.

use super::here::Here;
use crate::{client::Client, clock, error::Error};
use enishi_bridge::{
    app::Phase,
    errors::{AppCode, AppError},
    stay::PauseForm,
};
use enishi_sync::overlay::{self, Pending, StayWish};
use enishi_wire::{ids::MutationId, members::MemberState, mutations::Action, stay::LONGEST_PAUSE_DAYS};

const DAY: i64 = 24 * 3_600_000;

impl Client {
    /// Pauses in the current place: unlisted, and nothing comes but sign-in codes.
    ///
    /// # Errors
    /// `invalid` with `until`, `not_confirmed`, `not_permitted` while pausing.
    pub async fn pause(&self, form: PauseForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let now = clock::now();
        if form.until <= now || form.until > now.saturating_add(LONGEST_PAUSE_DAYS * DAY) {
            return Err(AppError::invalid("until"));
        }
        Ok(self.want(&here, Action::Pause { until: form.until }).await?)
    }

    /// Ends the own pause.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn resume(&self) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        Ok(self.want(&here, Action::Resume).await?)
    }

    /// Leaves the current place; it can be taken back for two weeks.
    ///
    /// # Errors
    /// `signed_out`, codes of the database. That nobody else could give duties, the server says.
    pub async fn leave(&self) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        Ok(self.want(&here, Action::Leave).await?)
    }

    /// Takes leaving back.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn stay(&self) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        Ok(self.want(&here, Action::Stay).await?)
    }
}

/// The big screen of somebody who pauses or leaves; `None` for everybody else. Before the network answers, it is what
/// was wished.
pub async fn phase(here: &Here, outbox: &[Pending]) -> Result<Option<Phase>, Error> {
    let membership = here.membership().await?;
    let said = match here.place.about.state {
        MemberState::Paused => {
            let pause = membership.and_then(|membership| membership.pause);
            let (until, by_self) = pause.map_or((None, false), |pause| (pause.until, pause.by_self));
            Some(Phase::Paused { until, by_self, waiting: false })
        }
        MemberState::Leaving => {
            let leaving = membership.and_then(|membership| membership.leaving);
            let (until, receipt) =
                leaving.map_or((None, String::new()), |leaving| (Some(leaving.until), leaving.receipt));
            Some(Phase::Leaving { until, receipt, waiting: false })
        }
        _ => None,
    };
    Ok(match (overlay::stay(outbox), said) {
        (Some(StayWish::Pause(until)), None) => {
            Some(Phase::Paused { until: Some(until), by_self: true, waiting: true })
        }
        (Some(StayWish::Leave), None | Some(Phase::Paused { .. })) => {
            Some(Phase::Leaving { until: None, receipt: String::new(), waiting: true })
        }
        // What is to be ended goes on until the server has said so, and says that it waits.
        (Some(StayWish::Resume), Some(Phase::Paused { until, by_self, .. })) => {
            Some(Phase::Paused { until, by_self, waiting: true })
        }
        (Some(StayWish::Stay), Some(Phase::Leaving { until, receipt, .. })) => {
            Some(Phase::Leaving { until, receipt, waiting: true })
        }
        (_, said) => said,
    })
}

impl Here {
    /// Refuses what only listed members may wish, before it is wished: the server would refuse it too.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted`.
    pub fn require_active(&self) -> Result<(), Error> {
        match self.place.about.state {
            MemberState::Active => Ok(()),
            MemberState::Invited | MemberState::Applied => Err(AppCode::NotConfirmed.into()),
            _ => Err(AppCode::NotPermitted.into()),
        }
    }
}
