//! The access log. What is noted is noted here, in the core, at the moment in which it hands restricted fields to a
//! page: no page can leave it out, and without a network it waits in the outbox like every other wish.

use super::here::Here;
use crate::{client::Client, clock, directory::APART, error::Error};
use enishi_bridge::{
    access::{AccessLine, AccessLog},
    errors::AppError,
};
use enishi_wire::{access::AccessRow, ids::MemberId, mutations::Action, profile::FacetRow};

const DAY: i64 = 24 * 3_600_000;

impl Client {
    /// Who of the secretariat was shown fields of the person that not everybody may read, the latest first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn access_log(&self) -> Result<AccessLog, AppError> {
        let here = self.here().await?;
        let rows = here.account.db.all::<AccessRow>(here.network).await?;
        let mut items: Vec<AccessLine> =
            rows.into_iter().map(|(_, row)| AccessLine { name: row.name, seen_at: row.seen_at }).collect();
        items.sort_by_key(|line| std::cmp::Reverse(line.seen_at));
        Ok(AccessLog { items })
    }

    /// Notes that this device shows a person's fields that are for the secretariat alone: once a day for each person.
    pub(crate) async fn note_access(&self, here: &Here, of: MemberId) -> Result<(), Error> {
        let held = here.account.db.in_scope::<FacetRow>(here.network, &APART, of.0).await?;
        if of == here.place.about.member || held.is_none_or(|facet| facet.fields.is_empty()) {
            return Ok(());
        }
        let seen = (here.key(), of, clock::now().div_euclid(DAY));
        if self.inner.state().shown_today.contains(&seen) {
            return Ok(());
        }
        let outbox = here.outbox().await?;
        let waits = |action: &Action| matches!(action, Action::NoteAccess { member } if *member == of);
        if !outbox.iter().any(|pending| waits(&pending.mutation.action)) {
            self.want(here, Action::NoteAccess { member: of }).await?;
        }
        // Only when it is in the outbox: a full disk must not make the rest of the day unnoted.
        self.inner.state().shown_today.insert(seen);
        Ok(())
    }
}
