//! The recovery key: made on a device, written down by the person, and used on a new device.

use crate::{client::Client, error::Error, talk::history};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{RecoverForm, RecoverySheet, RecoveryState},
};
use enishi_seal::{recovery::RecoveryKey, secret::Secret};
use enishi_sync::machine::Input;

impl Client {
    /// Whether a recovery key was made or used on this device.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn recovery(&self) -> Result<RecoveryState, AppError> {
        let here = self.here().await?;
        let keys = here.account.db.recovery(here.network).await?;
        Ok(RecoveryState { made: keys.is_some(), sent: keys.is_some_and(|keys| keys.sent) })
    }

    /// Makes a recovery key; one that was made before is worth nothing from then on. It is told this once.
    ///
    /// # Errors
    /// `not_permitted`: this device does not take part in messages, or is pausing.
    pub async fn make_recovery_key(&self) -> Result<RecoverySheet, AppError> {
        Ok(self.try_make_recovery_key().await?)
    }

    async fn try_make_recovery_key(&self) -> Result<RecoverySheet, Error> {
        let here = self.here().await?;
        here.require_active()?;
        let mut tx = here.account.db.begin().await?;
        let key = history::make(&mut tx, here.network, here.place.about.member).await?;
        let key = key.ok_or(AppCode::NotPermitted)?;
        tx.commit().await?;
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk]);
        Ok(RecoverySheet { groups: key.text().split('-').map(str::to_owned).collect() })
    }

    /// Whether a key is the one that was made last, so that it is known before it is needed. Works without a network.
    ///
    /// # Errors
    /// `invalid`: no key, or a slip of the pen. `not_found`: none was made or used on this device.
    pub async fn test_recovery_key(&self, form: RecoverForm) -> Result<bool, AppError> {
        Ok(self.try_test(form).await?)
    }

    async fn try_test(&self, form: RecoverForm) -> Result<bool, Error> {
        let here = self.here().await?;
        let key = RecoveryKey::read(&form.text).map_err(|_| Error::Invalid("key"))?;
        let kept = here.account.db.recovery(here.network).await?.ok_or(AppCode::NotFound)?;
        let derived =
            key.derive(here.network.0, here.place.about.member.0).map_err(|_| Error::Invalid("key"))?;
        Ok(Secret::from_slice(&kept.backup).is_some_and(|kept| kept == derived.backup))
    }

    /// Takes this device in by the recovery key: it reads old messages and takes part in new ones, beside the others.
    ///
    /// # Errors
    /// `invalid`: no key, or a slip of the pen. `not_found`: another key than the one that was made last.
    pub async fn recover(&self, form: RecoverForm) -> Result<(), AppError> {
        Ok(self.try_recover(form).await?)
    }

    async fn try_recover(&self, form: RecoverForm) -> Result<(), Error> {
        let here = self.here().await?;
        here.require_active()?;
        let key = RecoveryKey::read(&form.text).map_err(|_| Error::Invalid("key"))?;
        let mut tx = here.account.db.begin().await?;
        if !history::recover(&mut tx, here.network, here.place.about.member, &key).await? {
            return Err(AppCode::NotFound.into());
        }
        tx.commit().await?;
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk, Tag::App]);
        Ok(())
    }
}
