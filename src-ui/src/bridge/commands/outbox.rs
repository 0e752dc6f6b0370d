//! What has not reached the server.

use super::Answer;
use crate::bridge::{Id, NoArgument, call};
use enishi_bridge::{MutationId, outbox::OutboxView};

/// What has not reached the server.
pub async fn outbox() -> Answer<OutboxView> {
    call("outbox", NoArgument {}).await
}

/// Tries a wish again.
pub async fn retry_outbox(id: MutationId) -> Answer<()> {
    call("retry_outbox", Id { id }).await
}

/// Gives a wish up.
pub async fn discard_outbox(id: MutationId) -> Answer<()> {
    call("discard_outbox", Id { id }).await
}
