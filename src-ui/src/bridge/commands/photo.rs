//! The own photo.

use super::Answer;
use crate::bridge::{Form, call};
use enishi_bridge::{
    MutationId,
    photo::{PhotoDraft, PhotoFile, PhotoForm},
};

/// Opens a file as a photo.
pub async fn open_photo(form: PhotoFile) -> Answer<PhotoDraft> {
    call("open_photo", Form { form }).await
}

/// Makes a square of the opened picture the own photo.
pub async fn save_photo(form: PhotoForm) -> Answer<MutationId> {
    call("save_photo", Form { form }).await
}
