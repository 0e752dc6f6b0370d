//! Older posts below the newest, a page at a time.

use crate::{
    bridge::commands,
    components::{Failure, whole},
    posts::PostLink,
    state::use_act,
    t,
};
use enishi_bridge::posts::{PostCard, PostList, PostsForm};
use leptos::prelude::*;

/// The button and what it brought so far. `last` is when the last of the newest posts was published.
#[component]
pub fn OlderPosts(more: Memo<bool>, #[prop(into)] last: Signal<Option<i64>>) -> impl IntoView {
    let older = RwSignal::new(Vec::<PostCard>::new());
    let even_older = RwSignal::new(None::<bool>);
    let load = use_act(commands::posts, move |page: PostList| {
        let _ = older.try_update(|older| older.extend(page.items));
        let _ = even_older.try_set(Some(page.more));
    });
    let before = move || {
        older
            .with_untracked(|older| older.last().map(|post| post.published_at))
            .or_else(|| last.get_untracked())
    };
    view! {
        <ul class="cards">
            <For each=move || older.get() key=whole let:card>
                <li>
                    <PostLink card />
                </li>
            </For>
        </ul>
        <Failure error=load.failure />
        <Show when=move || even_older.get().unwrap_or_else(|| more.get())>
            <button
                type="button"
                class="button wide"
                data-test="posts-older"
                aria-busy=move || load.busy.get().then_some("true")
                on:click=move |_| load.start(PostsForm { before: before() })
            >
                {t!("home-older")}
            </button>
        </Show>
    }
}
