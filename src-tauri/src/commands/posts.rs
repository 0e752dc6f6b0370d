//! Posts, and links in them.

use super::Answer;
use crate::{core::Core, links};
use enishi_bridge::{
    MutationId, PostId,
    posts::{LinkForm, PostDetail, PostEditForm, PostForm, PostList, PostsForm},
};
use tauri::{AppHandle, State, command};
use uuid::Uuid;

#[command]
pub async fn posts(core: State<'_, Core>, form: PostsForm) -> Answer<PostList> {
    core.client().await?.posts(form).await
}

#[command]
pub async fn post(core: State<'_, Core>, id: PostId) -> Answer<PostDetail> {
    core.client().await?.post(id).await
}

#[command]
pub async fn publish_post(core: State<'_, Core>, form: PostForm) -> Answer<PostId> {
    core.client().await?.publish_post(form).await
}

#[command]
pub async fn edit_post(core: State<'_, Core>, form: PostEditForm) -> Answer<MutationId> {
    core.client().await?.edit_post(form).await
}

#[command]
pub async fn remove_post(core: State<'_, Core>, id: PostId) -> Answer<()> {
    core.client().await?.remove_post(id).await
}

#[command]
pub async fn mark_seen(core: State<'_, Core>, id: Uuid) -> Answer<()> {
    core.client().await?.mark_seen(id).await
}

#[command]
pub async fn open_link(app: AppHandle, form: LinkForm) -> Answer<()> {
    links::open(&app, &form)
}
