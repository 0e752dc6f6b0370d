//! What the network decides about fields of profiles.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    field_kinds::{FieldKindForm, FieldKinds},
};
use tauri::{State, command};

#[command]
pub async fn field_kinds(core: State<'_, Core>) -> Answer<FieldKinds> {
    core.client().await?.field_kinds().await
}

#[command]
pub async fn set_field_kind(core: State<'_, Core>, form: FieldKindForm) -> Answer<MutationId> {
    core.client().await?.set_field_kind(form).await
}
