//! The own photo.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    photo::{PhotoDraft, PhotoFile, PhotoForm},
};
use tauri::{State, command};

#[command]
pub async fn open_photo(core: State<'_, Core>, form: PhotoFile) -> Answer<PhotoDraft> {
    core.client().await?.open_photo(form).await
}

#[command]
pub async fn save_photo(core: State<'_, Core>, form: PhotoForm) -> Answer<MutationId> {
    core.client().await?.save_photo(form).await
}
