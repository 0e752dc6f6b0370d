//! Correcting a post: the composer, filled with what the post says now.

use super::composer::PostForm;
use crate::{
    bridge::commands,
    components::{ErrorPanel, Header, Pane},
    state::use_read,
    t,
};
use enishi_bridge::{
    PostId,
    errors::{AppCode, AppError},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of the post in the URL.
#[component]
pub fn EditPostPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("post-edit")) back="/" back_key="nav-home" />
            {move || match id.get() {
                Some(id) => view! { <Filled id /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Filled(id: PostId) -> impl IntoView {
    // No tags: what is being typed is not replaced by what arrives.
    let post = use_read(&[], move || commands::post(id));
    view! {
        <Pane read=post let:post>
            <PostForm edited=Some(post.get_untracked()) />
        </Pane>
    }
}
