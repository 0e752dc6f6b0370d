//! Settings of this device and of the current place.

use crate::{
    client::{Client, lock},
    db,
    error::Error,
};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    settings::{DeviceSettings, PlaceSettings, SettingsView},
};

impl Client {
    /// The settings page.
    ///
    /// # Errors
    /// Codes of the database.
    pub async fn settings(&self) -> Result<SettingsView, AppError> {
        let place = match self.here().await {
            Ok(here) => Some(here.place.settings),
            Err(Error::Code(AppCode::SignedOut)) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(SettingsView { device: *lock(&self.inner.settings), place, key_store: self.inner.key_store })
    }

    /// Stores language, theme and text size.
    ///
    /// # Errors
    /// `disk_full`, `read_only`.
    pub async fn save_device_settings(&self, form: DeviceSettings) -> Result<(), AppError> {
        self.inner.put_settings(form)?;
        self.inner.changed([Tag::Settings, Tag::App]);
        Ok(())
    }

    /// Stores which notifications the person wants from the current place, and when.
    ///
    /// # Errors
    /// `invalid` for hours that are none, `signed_out`, codes of the database.
    pub async fn save_place_settings(&self, form: PlaceSettings) -> Result<(), AppError> {
        if form.quiet.is_some_and(|quiet| quiet.from >= 24 * 60 || quiet.to >= 24 * 60) {
            return Err(AppError::invalid("quiet"));
        }
        let here = self.here().await?;
        let mut tx = here.account.db.begin().await?;
        db::places::put_settings(&mut tx, here.network, &form).await?;
        tx.commit().await.map_err(Error::from)?;
        self.inner.changed([Tag::Settings]);
        Ok(())
    }
}
