//! Posts, and links in them.

use super::Answer;
use crate::bridge::{Form, Id, call};
use enishi_bridge::{
    MutationId, PostId,
    posts::{LinkForm, PostDetail, PostEditForm, PostForm, PostList, PostsForm},
};
use uuid::Uuid;

/// Older posts.
pub async fn posts(form: PostsForm) -> Answer<PostList> {
    call("posts", Form { form }).await
}

/// One post.
pub async fn post(id: PostId) -> Answer<PostDetail> {
    call("post", Id { id }).await
}

/// Publishes a post.
pub async fn publish_post(form: PostForm) -> Answer<PostId> {
    call("publish_post", Form { form }).await
}

/// Corrects a post.
pub async fn edit_post(form: PostEditForm) -> Answer<MutationId> {
    call("edit_post", Form { form }).await
}

/// Takes a post back.
pub async fn remove_post(id: PostId) -> Answer<()> {
    call("remove_post", Id { id }).await
}

/// Says that a post or an event was opened.
pub async fn mark_seen(id: Uuid) -> Answer<()> {
    call("mark_seen", Id { id }).await
}

/// Opens an address in the system's browser.
pub async fn open_link(form: LinkForm) -> Answer<()> {
    call("open_link", Form { form }).await
}
