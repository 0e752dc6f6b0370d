//! Settings.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::settings::{DeviceSettings, PlaceSettings, SettingsView};

/// The settings.
pub async fn settings() -> Answer<SettingsView> {
    call("settings", NoArgument {}).await
}

/// Keeps the settings of this device.
pub async fn save_device_settings(form: DeviceSettings) -> Answer<()> {
    call("save_device_settings", Form { form }).await
}

/// Keeps the settings of the current place.
pub async fn save_place_settings(form: PlaceSettings) -> Answer<()> {
    call("save_place_settings", Form { form }).await
}
