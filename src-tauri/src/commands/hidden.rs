//! People who are hidden from each other.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    hidden::{HiddenList, HideForm},
};
use tauri::{State, command};

#[command]
pub async fn set_hidden(core: State<'_, Core>, form: HideForm) -> Answer<MutationId> {
    core.client().await?.set_hidden(form).await
}

#[command]
pub async fn hidden_people(core: State<'_, Core>) -> Answer<HiddenList> {
    core.client().await?.hidden_people().await
}
