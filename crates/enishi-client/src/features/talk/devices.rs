//! The own devices that take part in messages: seen, named, looked at when they are new, and taken off the list.

use crate::{account::Account, client::Client, db, error::Error, features::here::Here, talk::lists};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{NameDeviceForm, TalkDevice, TalkDevices},
};
use enishi_sync::machine::Input;
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{DeviceId, MutationId, SessionId},
    limits::NAME,
    mutations::Action,
    sign_in::Place,
    talk::{ClaimKeys, KeyStockRow},
};
use std::collections::BTreeMap;

impl Client {
    /// The own devices in the current place.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn talk_devices(&self) -> Result<TalkDevices, AppError> {
        let here = self.here().await?;
        Ok(devices(&here).await?)
    }

    /// Names an own device; the others are told.
    ///
    /// # Errors
    /// `invalid`, `not_permitted` while pausing.
    pub async fn name_device(&self, form: NameDeviceForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let name = form.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            return Err(AppError::invalid("name"));
        }
        Ok(self.want(&here, Action::NameDevice { device: form.device, name }).await?)
    }

    /// The person knows a new device.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn know_device(&self, id: DeviceId) -> Result<(), AppError> {
        let here = self.here().await?;
        let mut tx = here.account.db.begin().await?;
        db::devices::looked_at(&mut tx, here.network, id).await?;
        tx.commit().await.map_err(Error::from)?;
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// Takes another own device off the list: no message is sealed for it any more, and it forgets its keys.
    ///
    /// # Errors
    /// `not_permitted` where this device does not hold the identity key, `not_found`.
    pub async fn remove_device(&self, id: DeviceId) -> Result<(), AppError> {
        let here = self.here().await?;
        Ok(self.remove(&here, id).await?)
    }

    async fn remove(&self, here: &Here, id: DeviceId) -> Result<(), Error> {
        here.require_active()?;
        if !devices(here).await?.may_change {
            return Err(AppCode::NotPermitted.into());
        }
        let mut tx = here.account.db.begin().await?;
        if !lists::remove(&mut tx, here.network, here.place.about.member, id).await? {
            return Err(AppCode::NotFound.into());
        }
        tx.commit().await?;
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// A session of this account was ended: the devices that it had listed go off the lists of every place.
    pub(crate) async fn remove_devices_of(&self, session: SessionId) {
        let Ok(here) = self.here().await else { return };
        let Ok(places) = here.account.db.places().await else { return };
        for place in places {
            let here = Here { account: here.account.clone(), network: place.about.network, place };
            let Ok(stock) = here.account.db.all::<KeyStockRow>(here.network).await else { continue };
            for (id, _) in stock.into_iter().filter(|(_, row)| row.session == Some(session)) {
                if let Err(error) = self.remove(&here, DeviceId(id)).await {
                    tracing::info!(%error, "A device that was signed out stays in the list of devices.");
                }
            }
        }
    }
}

/// This device is about to be signed out: it goes off the lists of every place, so that nothing more is sealed for it.
pub async fn leave_lists(account: &Account) {
    for place in account.db.places().await.unwrap_or_default() {
        if let Err(error) = leave(account, &place.about).await {
            tracing::info!(%error, "This device stays in the list of devices.");
        }
    }
}

async fn leave(account: &Account, place: &Place) -> Result<(), Error> {
    let (network, me) = (place.network, place.member);
    match publish_without_this(account, place).await {
        Err(Error::Refused(ApiError { code: ApiCode::ChangedMeanwhile, .. })) => {
            // Another own device was there meanwhile: it goes on from its list.
            let theirs = account.api.claim_keys(network, me, &ClaimKeys::default()).await?;
            let mut tx = account.db.begin().await?;
            lists::give_way(&mut tx, network, me, &theirs.chain).await?;
            tx.commit().await?;
            publish_without_this(account, place).await
        }
        ended => ended,
    }
}

async fn publish_without_this(account: &Account, place: &Place) -> Result<(), Error> {
    let mut tx = account.db.begin().await?;
    let chain = lists::without_this(&mut tx, place.network, place.member).await?;
    // The files go in a moment; if they stay after all, the server tells of the new list.
    tx.rollback().await?;
    match chain {
        Some(chain) => account.api.publish_devices(place.network, chain).await,
        None => Ok(()),
    }
}

async fn devices(here: &Here) -> Result<TalkDevices, Error> {
    let (db, me) = (&here.account.db, here.place.about.member);
    let own = db.own_device(here.network).await?;
    let may_change = own.as_ref().is_some_and(|own| own.identity.is_some());
    let this = own.map(|own| own.device);
    let names: BTreeMap<DeviceId, String> = db
        .all::<KeyStockRow>(here.network)
        .await?
        .into_iter()
        .map(|(id, row)| (DeviceId(id), row.name))
        .collect();
    let outbox = here.outbox().await?;
    let wished = |device: DeviceId| {
        outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
            Action::NameDevice { device: of, name } if *of == device => Some(name.clone()),
            _ => None,
        })
    };
    let new = db.new_devices(here.network).await?;
    let list = db.peer(here.network, me).await?.as_ref().and_then(lists::newest);
    let mut items: Vec<TalkDevice> = list
        .into_iter()
        .flat_map(|list| list.list.devices)
        .map(|device| {
            let id = DeviceId(device.id);
            TalkDevice {
                id,
                name: wished(id).or_else(|| names.get(&id).cloned()).unwrap_or_default(),
                added_at: i64::try_from(device.added_at).unwrap_or_default(),
                here: this == Some(id),
                new: new.iter().any(|(device, _)| *device == id),
            }
        })
        .collect();
    items.sort_by_key(|device| (!device.here, device.added_at, device.id));
    Ok(TalkDevices { items, may_change })
}
