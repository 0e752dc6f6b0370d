//! Whom one writes to: the number that two people compare, a new identity that is accepted, and a new beginning on this
//! device.

use super::here::Here;
use crate::{
    client::Client,
    db::{
        self,
        devices::{PeerRow, Trust},
    },
    error::Error,
    talk::lists,
};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{ReceiptsForm, SafetyView, TrustForm, TrustState},
};
use enishi_seal::safety;
use enishi_sync::machine::Input;
use enishi_wire::{
    ids::{MemberId, MutationId},
    mutations::Action,
};

impl Client {
    /// The number that the reader and somebody else compare, and what is believed.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn safety(&self, member: MemberId) -> Result<SafetyView, AppError> {
        let here = self.here().await?;
        Ok(safety_of(&here, member).await?)
    }

    /// Notes that the two have compared their numbers, or accepts another identity without comparing.
    ///
    /// # Errors
    /// `not_found`: nothing is known of the other one yet.
    pub async fn set_trust(&self, form: TrustForm) -> Result<(), AppError> {
        Ok(self.try_set_trust(form).await?)
    }

    async fn try_set_trust(&self, form: TrustForm) -> Result<(), Error> {
        let here = self.here().await?;
        let mut tx = here.account.db.begin().await?;
        let pinned = db::devices::peer(&mut tx, here.network, form.member).await?;
        let pinned = pinned.ok_or(AppCode::NotFound)?;
        let trust = if form.compared { Trust::Verified } else { Trust::Pinned };
        db::devices::put_peer(&mut tx, here.network, form.member, &PeerRow { trust, ..pinned }).await?;
        tx.commit().await?;
        // What waited because of it is sealed with the next sync.
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// Begins messages anew on this device, under a new identity: for who has no other device any more. Old messages
    /// stay closed, and everybody is told that the identity is another one.
    ///
    /// # Errors
    /// `not_permitted` while pausing.
    pub async fn talk_anew(&self) -> Result<(), AppError> {
        Ok(self.try_talk_anew().await?)
    }

    async fn try_talk_anew(&self) -> Result<(), Error> {
        let here = self.here().await?;
        here.require_active()?;
        let mut tx = here.account.db.begin().await?;
        lists::begin_anew(&mut tx, here.network, here.place.about.member).await?;
        tx.commit().await?;
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// Whether the reader wishes that others are told what was read, and wants to be told.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn receipts(&self) -> Result<ReceiptsForm, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let wished = outbox.iter().rev().find_map(|pending| match pending.mutation.action {
            Action::SetReceipts { wanted } => Some(wanted),
            _ => None,
        });
        let wanted = match wished {
            Some(wanted) => wanted,
            None => here.choices().await?.receipts,
        };
        Ok(ReceiptsForm { wanted })
    }

    /// Changes that wish.
    ///
    /// # Errors
    /// `not_permitted` while pausing.
    pub async fn set_receipts(&self, form: ReceiptsForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        Ok(self.want(&here, Action::SetReceipts { wanted: form.wanted }).await?)
    }
}

async fn safety_of(here: &Here, member: MemberId) -> Result<SafetyView, Error> {
    let (db, me) = (&here.account.db, here.place.about.member);
    let (mine, theirs) = (db.peer(here.network, me).await?, db.peer(here.network, member).await?);
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return Ok(SafetyView { number: Vec::new(), trust: TrustState::New, devices: 0, doubt: false });
    };
    let number = safety::number(here.network.0, (me.0, &mine.identity), (member.0, &theirs.identity));
    let devices = lists::newest(&theirs).map_or(0, |list| list.list.devices.len());
    Ok(SafetyView {
        number: number.to_vec(),
        trust: super::talk::standing::trust(Some(&theirs)),
        devices: u32::try_from(devices).unwrap_or(u32::MAX),
        doubt: db.doubts(here.network, &[me, member]).await?,
    })
}
