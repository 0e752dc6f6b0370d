//! What is on this device, and a copy of the own things.

use super::Answer;
use crate::{core::Core, downloads};
use enishi_bridge::storage::{ExportView, StorageView, VerifyView};
use tauri::{AppHandle, State, command};

#[command]
pub async fn storage(core: State<'_, Core>) -> Answer<StorageView> {
    core.client().await?.storage().await
}

#[command]
pub async fn verify(core: State<'_, Core>) -> Answer<VerifyView> {
    core.client().await?.verify().await
}

#[command]
pub async fn export(app: AppHandle, core: State<'_, Core>) -> Answer<ExportView> {
    core.client().await?.export(&downloads::folder(&app)?, enishi_client::Lifetime::OneDay).await
}
