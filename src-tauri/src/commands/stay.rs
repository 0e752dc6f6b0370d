//! Pausing, leaving and staying.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{MutationId, stay::PauseForm};
use tauri::{State, command};

#[command]
pub async fn pause(core: State<'_, Core>, form: PauseForm) -> Answer<MutationId> {
    core.client().await?.pause(form).await
}

#[command]
pub async fn resume(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.resume().await
}

#[command]
pub async fn leave(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.leave().await
}

#[command]
pub async fn stay(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.stay().await
}
