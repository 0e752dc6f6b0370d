//! Letters to the secretariat.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    desk::{DeskForm, DeskLetterForm, DeskList, DeskThread},
};
use tauri::{State, command};

#[command]
pub async fn desk_thread(core: State<'_, Core>, form: DeskForm) -> Answer<DeskThread> {
    core.client().await?.desk_thread(form).await
}

#[command]
pub async fn desk_letters(core: State<'_, Core>) -> Answer<DeskList> {
    core.client().await?.desk_letters().await
}

#[command]
pub async fn write_to_desk(core: State<'_, Core>, form: DeskLetterForm) -> Answer<MutationId> {
    core.client().await?.write_to_desk(form).await
}

#[command]
pub async fn read_desk(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.read_desk().await
}
