//! The frame around the pages: who is signed in where, and how fresh the screen is.

use super::{here::Here, stay};
use crate::{
    client::{Client, lock},
    error::Error,
    outcomes,
};
use enishi_bridge::{
    app::{AppView, Line, Phase, PlaceKey, PlaceView, SyncView},
    errors::{AppCode, AppError},
    notices::{Route, Tag},
    settings::{DeviceSettings, Language},
};
use enishi_sync::{
    machine,
    overlay::{self, Pending, PendingState},
};
use enishi_wire::{members::MemberState, mutations::Action};
use std::collections::BTreeMap;

impl Client {
    /// Everything the frame needs.
    ///
    /// # Errors
    /// Codes of the database.
    pub async fn app(&self) -> Result<AppView, AppError> {
        // Taken before the rest is read, so that who hears of an ending also sees what it left.
        let farewells = std::mem::take(&mut self.inner.state().farewells);
        let view = match self.app_view().await {
            // An account that is leaving this device was read: it is gone now.
            Err(error) if error.code() == AppCode::SignedOut => self.app_view().await,
            view => view,
        };
        match view {
            Ok(view) => Ok(AppView { farewells, ..view }),
            Err(error) => {
                // They are said once: what could not be said is said by the next view.
                self.inner.state().farewells.splice(..0, farewells);
                Err(error.into())
            }
        }
    }

    async fn app_view(&self) -> Result<AppView, Error> {
        let places = self.places().await?;
        let unopened = self.inner.state().unopened.clone();
        let language = if self.inner.japanese() { Language::Ja } else { Language::En };
        let settings = DeviceSettings { language, ..*lock(&self.inner.settings) };
        let key_store = self.inner.key_store;
        let here = match self.here().await {
            Ok(here) => here,
            Err(Error::Code(AppCode::SignedOut)) => {
                return Ok(AppView {
                    phase: self.sign_in_phase(false),
                    places,
                    current: None,
                    duties: Vec::new(),
                    terms: BTreeMap::new(),
                    sync: SyncView {
                        line: Line::Connecting,
                        problem: None,
                        last_sync_at: None,
                        first_sync_rows: None,
                        waiting: 0,
                        failed: 0,
                    },
                    unread_posts: 0,
                    unread_events: 0,
                    unread_threads: 0,
                    settings,
                    key_store,
                    farewells: Vec::new(),
                    unopened,
                });
            }
            Err(error) => return Err(error),
        };
        let outbox = here.outbox().await?;
        let adding = self.inner.state().adding || self.inner.vault().sign_in.is_some();
        let phase = if adding {
            self.sign_in_phase(true)
        } else if let Some(phase) = stay::phase(&here, &outbox).await? {
            phase
        } else if matches!(here.place.about.state, MemberState::Invited | MemberState::Applied) {
            let given = overlay::entry(&outbox);
            Phase::Confirming {
                waiting: given.is_some_and(|(_, state)| !matches!(state, PendingState::Failed(_))),
            }
        } else {
            Phase::Ready
        };
        let (unread_posts, unread_events) = self.unread(&here, &outbox).await?;
        Ok(AppView {
            phase,
            places,
            current: Some(here.key()),
            duties: here.duties().await?,
            terms: here.terms().await?,
            sync: sync_view(&here, &outbox),
            unread_posts,
            unread_events,
            unread_threads: super::talk::unread(&here, &outbox)
                .await?
                .saturating_add(unread_letters(&here, &outbox).await?),
            settings,
            key_store,
            farewells: Vec::new(),
            unopened,
        })
    }

    async fn places(&self) -> Result<Vec<PlaceView>, Error> {
        let mut places = Vec::new();
        for account in self.inner.accounts.read().await.values() {
            for place in account.db.places().await? {
                places.push(PlaceView {
                    key: PlaceKey { account: account.id, network: place.about.network },
                    name: place.about.name,
                    kind: place.about.kind,
                    charter: place.about.charter,
                    state: place.about.state,
                    host: account.host.clone(),
                    email: account.email.clone(),
                });
            }
        }
        Ok(places)
    }

    /// Shows another place.
    ///
    /// # Errors
    /// `not_found` for a place that is not on this device.
    pub async fn choose_place(&self, form: PlaceKey) -> Result<(), AppError> {
        let known = match self.inner.accounts.read().await.get(&form.account) {
            Some(account) => account.db.place(form.network).await?.is_some(),
            None => false,
        };
        if !known {
            return Err(AppError::new(AppCode::NotFound));
        }
        self.inner.change_vault(|vault| vault.current = Some(form))?;
        self.inner.state().adding = false;
        self.inner.changed(Tag::ALL);
        Ok(())
    }

    /// Where a tap or a link wants to go; answered once. A place that is not current becomes current.
    ///
    /// # Errors
    /// Codes of the vault's file.
    pub async fn take_route(&self) -> Result<Option<Route>, AppError> {
        let route = self.inner.state().route.take();
        if let Some(Route { place: Some(place), .. }) = route
            && self.here().await.is_ok_and(|here| here.key() != place)
        {
            // A place that has left this device meanwhile: the page then says that there is nothing.
            let _gone = self.choose_place(place).await;
        }
        Ok(route)
    }

    /// Syncs now; its progress arrives as notices.
    ///
    /// # Errors
    /// None; the signature is that of every command.
    pub async fn sync_now(&self) -> Result<(), AppError> {
        self.resumed();
        Ok(())
    }

    /// Wishes an action in the current place.
    pub(crate) async fn want(
        &self,
        here: &Here,
        action: Action,
    ) -> Result<enishi_wire::ids::MutationId, Error> {
        let more = match &action {
            Action::SetEntry { entry } => here.unknown_fields(entry).await?,
            _ => serde_json::Map::new(),
        };
        let tags = crate::outcomes::wish_tags(&action);
        let id = here.account.want(here.network, action, more).await?;
        self.inner.changed(tags.iter().copied());
        Ok(id)
    }
}

fn sync_view(here: &Here, outbox: &[overlay::Pending]) -> SyncView {
    let status = here.account.status();
    let shown = outbox.iter().filter(|pending| !outcomes::silent(&pending.mutation.action));
    let failed = shown.clone().filter(|pending| matches!(pending.state, PendingState::Failed(_))).count();
    SyncView {
        line: match status.line {
            machine::Line::Online => Line::Online,
            machine::Line::Connecting => Line::Connecting,
            machine::Line::Offline => Line::Offline,
        },
        problem: status.problem,
        last_sync_at: here.place.synced_at,
        first_sync_rows: status.first_sync_rows,
        waiting: u32::try_from(shown.count() - failed).unwrap_or(u32::MAX),
        failed: u32::try_from(failed).unwrap_or(u32::MAX),
    }
}

/// Letters of the secretariat that were not read, and members who wait for an answer of it.
async fn unread_letters(here: &Here, outbox: &[Pending]) -> Result<u32, Error> {
    let glance = super::desk::glance(here, outbox).await?;
    Ok(u32::from(glance.unread).saturating_add(glance.waiting.unwrap_or_default()))
}
