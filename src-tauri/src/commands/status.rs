//! 近況 and reactions.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    status::{MyStatus, ReactForm, StatusForm, StatusPage, StatusesForm},
};
use tauri::{State, command};

#[command]
pub async fn statuses(core: State<'_, Core>, form: StatusesForm) -> Answer<StatusPage> {
    core.client().await?.statuses(form).await
}

#[command]
pub async fn my_status(core: State<'_, Core>) -> Answer<MyStatus> {
    core.client().await?.my_status().await
}

#[command]
pub async fn set_status(core: State<'_, Core>, form: StatusForm) -> Answer<MutationId> {
    core.client().await?.set_status(form).await
}

#[command]
pub async fn clear_status(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.clear_status().await
}

#[command]
pub async fn react(core: State<'_, Core>, form: ReactForm) -> Answer<MutationId> {
    core.client().await?.react(form).await
}

#[command]
pub async fn saw_reactions(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.saw_reactions().await
}
