//! Whom the reader follows.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    follows::{FollowForm, FollowList},
};
use tauri::{State, command};

#[command]
pub async fn follow(core: State<'_, Core>, form: FollowForm) -> Answer<MutationId> {
    core.client().await?.follow(form).await
}

#[command]
pub async fn follows(core: State<'_, Core>) -> Answer<FollowList> {
    core.client().await?.follows().await
}
