//! What has not reached the server.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{MutationId, outbox::OutboxView};
use tauri::{State, command};

#[command]
pub async fn outbox(core: State<'_, Core>) -> Answer<OutboxView> {
    core.client().await?.outbox().await
}

#[command]
pub async fn retry_outbox(core: State<'_, Core>, id: MutationId) -> Answer<()> {
    core.client().await?.retry_outbox(id).await
}

#[command]
pub async fn discard_outbox(core: State<'_, Core>, id: MutationId) -> Answer<()> {
    core.client().await?.discard_outbox(id).await
}
