//! Settings.

use super::Answer;
use crate::core::Core;
use enishi_bridge::settings::{DeviceSettings, PlaceSettings, SettingsView};
use tauri::{State, command};

#[command]
pub async fn settings(core: State<'_, Core>) -> Answer<SettingsView> {
    core.client().await?.settings().await
}

#[command]
pub async fn save_device_settings(core: State<'_, Core>, form: DeviceSettings) -> Answer<()> {
    core.client().await?.save_device_settings(form).await
}

#[command]
pub async fn save_place_settings(core: State<'_, Core>, form: PlaceSettings) -> Answer<()> {
    core.client().await?.save_place_settings(form).await
}
