//! The place the pages speak of, with everything of it that is read again and again.

use crate::{
    account::Account,
    client::Client,
    clock,
    db::{self, PlaceRow},
    error::Error,
    lease,
};
use enishi_bridge::{app::PlaceKey, delivery::Delivery, errors::AppCode};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{
    changes::Row,
    choices::ChoicesRow,
    ids::NetworkId,
    marks::SeenRow,
    members::{Duty, Entry, KnownDuty, MemberState, MembershipRow},
    networks::NetworkRow,
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// The current place.
#[derive(Clone)]
pub struct Here {
    pub account: Arc<Account>,
    pub network: NetworkId,
    pub place: PlaceRow,
}

impl Client {
    /// The current place: the chosen one, else the first.
    ///
    /// # Errors
    /// `signed_out`.
    pub(crate) async fn here(&self) -> Result<Here, Error> {
        let accounts = self.inner.accounts.read().await;
        if let Some(PlaceKey { account, network }) = self.inner.current()
            && let Some(account) = accounts.get(&account)
            && let Some(place) = account.db.place(network).await?
        {
            return Ok(Here { account: account.clone(), network, place });
        }
        for account in accounts.values() {
            if let Some(place) = account.db.places().await?.into_iter().next() {
                return Ok(Here { account: account.clone(), network: place.about.network, place });
            }
        }
        Err(AppCode::SignedOut.into())
    }
}

impl Client {
    /// The current place and the wishes in it.
    ///
    /// # Errors
    /// `signed_out`.
    pub(crate) async fn here_and_outbox(&self) -> Result<(Here, Vec<Pending>), Error> {
        if let Some(PlaceKey { account, network }) = self.inner.current()
            && let Some(account) = self.inner.accounts.read().await.get(&account)
            && let Some((place, outbox)) = account.db.place_and_outbox(network).await?
        {
            return Ok((Here { account: account.clone(), network, place }, outbox));
        }
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok((here, outbox))
    }
}

impl Here {
    pub fn key(&self) -> PlaceKey {
        PlaceKey { account: self.account.id, network: self.network }
    }

    /// The wishes of this place, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Pending>, Error> {
        self.account.db.outbox_of(self.network).await
    }

    /// The own membership; `None` before the first sync.
    pub async fn membership(&self) -> Result<Option<MembershipRow>, Error> {
        self.account.db.one(self.network, self.place.about.member.0).await
    }

    /// Fields of the own entry that this program does not know: a newer app or server gave them (I40).
    pub async fn unknown_fields(&self, entry: &Entry) -> Result<Map<String, Value>, Error> {
        let me = self.place.about.member.0;
        let row = self.account.db.raw(self.network, MembershipRow::KIND, me).await?;
        let row = row.map(|row| serde_json::from_str::<Value>(&row)).transpose()?.unwrap_or_default();
        let known = serde_json::to_value(entry)?;
        let fields = row.get("entry").and_then(Value::as_object).into_iter().flatten();
        let unknown = fields.filter(|(field, _)| known.get(field.as_str()).is_none());
        Ok(unknown.map(|(field, value)| (field.clone(), value.clone())).collect())
    }

    /// Words of the network's own.
    pub async fn terms(&self) -> Result<BTreeMap<String, String>, Error> {
        let row = self.account.db.one::<NetworkRow>(self.network, self.network.0).await?;
        Ok(row.map(|row| row.terms).unwrap_or_default())
    }

    /// Duties of the own member.
    pub async fn duties(&self) -> Result<Vec<Duty>, Error> {
        let duties = self.membership().await?.map(|membership| membership.duties).unwrap_or_default();
        let known = duties.into_iter().filter_map(|duty| match duty {
            KnownDuty::Known(duty) => Some(duty),
            KnownDuty::Unknown => None,
        });
        Ok(known.collect())
    }

    /// Refuses what the member's duties do not allow, before it is wished: the server would refuse it too.
    pub async fn require(&self, duty: Duty) -> Result<(), Error> {
        if matches!(self.place.about.state, MemberState::Invited | MemberState::Applied) {
            return Err(AppCode::NotConfirmed.into());
        }
        if self.duties().await?.contains(&duty) { Ok(()) } else { Err(AppCode::NotPermitted.into()) }
    }

    /// What counts as read.
    pub async fn reading(&self, outbox: &[Pending]) -> Result<Reading, Error> {
        let mut seen: BTreeSet<Uuid> =
            self.account.db.all::<SeenRow>(self.network).await?.into_iter().map(|(id, _)| id).collect();
        for pending in outbox {
            if let enishi_wire::mutations::Action::MarkSeen { items } = &pending.mutation.action {
                seen.extend(items);
            }
        }
        let since = self.membership().await?.and_then(|membership| membership.confirmed_at);
        Ok(Reading { seen, since: since.unwrap_or(i64::MAX), me: Some(self.place.about.member) })
    }

    /// Refuses to show people when this device has not heard from the server for too long (I28).
    ///
    /// # Errors
    /// `directory_locked`.
    pub fn people(&self) -> Result<(), Error> {
        if lease::has_ended(self.place.contact_at, self.place.clock, clock::now()) {
            return Err(AppCode::DirectoryLocked.into());
        }
        Ok(())
    }

    /// Whether people may be shown, for pages that show other things too.
    pub fn people_open(&self) -> bool {
        self.people().is_ok()
    }

    /// The server's time as far as this device can tell: as it was last told, and what has passed here since then.
    /// Turning the clock back does not bring back what has faded.
    pub async fn server_now(&self) -> Result<i64, Error> {
        let db = &self.account.db;
        let told = db.number(&db::facts::server_time(self.network)).await?;
        let now = clock::now();
        let seen = self.place.clock.map_or(now, |seen| seen.max(now));
        Ok(server_time(told, self.place.contact_at, seen).unwrap_or(now))
    }

    /// Small choices of the member that count on all devices.
    pub async fn choices(&self) -> Result<ChoicesRow, Error> {
        Ok(self.account.db.one(self.network, self.place.about.member.0).await?.unwrap_or_default())
    }

    /// Whether a sync was ever complete: only then does "nothing" mean nothing.
    pub const fn complete(&self) -> bool {
        self.place.synced_at.is_some()
    }
}

fn server_time(told: Option<i64>, contact: Option<i64>, now: i64) -> Option<i64> {
    let passed = now.saturating_sub(contact?).max(0);
    Some(told?.saturating_add(passed))
}

/// What this member has seen.
pub struct Reading {
    seen: BTreeSet<Uuid>,
    since: i64,
    me: Option<enishi_wire::ids::MemberId>,
}

impl Reading {
    /// Whether an item wants the red dot: published after the person joined, by somebody else, not opened.
    pub fn unread(&self, id: Uuid, published_at: i64, author: Option<enishi_wire::ids::MemberId>) -> bool {
        published_at > self.since && (author.is_none() || author != self.me) && !self.seen.contains(&id)
    }
}

/// The honest state of a wish; `None` means that the server has it.
pub const fn delivery(state: Option<PendingState>) -> Delivery {
    match state {
        None => Delivery::Delivered,
        Some(PendingState::Waiting) => Delivery::Waiting,
        Some(PendingState::Sending) => Delivery::Sending,
        Some(PendingState::Failed(code)) => Delivery::Failed { code: crate::error::refused_code(code) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_the_server_is_what_it_said_and_what_has_passed_here_since() {
        assert_eq!(server_time(Some(1_000), Some(50), 60), Some(1_010));
        assert_eq!(server_time(Some(1_000), Some(50), 40), Some(1_000), "a clock that was turned back");
        assert_eq!(server_time(None, Some(50), 60), None);
    }
}
