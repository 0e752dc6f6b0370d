//! The devices of the account.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{SessionId, sessions::DeviceList};
use tauri::{State, command};

#[command]
pub async fn devices(core: State<'_, Core>) -> Answer<DeviceList> {
    core.client().await?.devices().await
}

#[command]
pub async fn sign_out_device(core: State<'_, Core>, id: SessionId) -> Answer<()> {
    core.client().await?.sign_out_device(id).await
}
