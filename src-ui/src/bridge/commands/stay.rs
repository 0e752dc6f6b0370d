//! Pausing, leaving and staying.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{MutationId, stay::PauseForm};

/// Pauses in the current place.
pub async fn pause(form: PauseForm) -> Answer<MutationId> {
    call("pause", Form { form }).await
}

/// Ends the own pause.
pub async fn resume() -> Answer<MutationId> {
    call("resume", NoArgument {}).await
}

/// Leaves the current place.
pub async fn leave() -> Answer<MutationId> {
    call("leave", NoArgument {}).await
}

/// Takes leaving back.
pub async fn stay() -> Answer<MutationId> {
    call("stay", NoArgument {}).await
}
