//! The secretariat's form for a post. It works offline: what is published waits in the outbox.

use super::kinds::{AUDIENCES, KINDS, audience_of, audience_word, kind_of, kind_word};
use crate::{
    bridge::commands,
    components::{Failure, Field, Header, Select, TextArea},
    frame::use_go,
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    Audience, PostId, PostKind,
    posts::{PostDetail, PostEditForm, PostForm as NewPost, Span},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PostComposer() -> impl IntoView {
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("post-compose")) back="/" back_key="nav-home" />
            <PostForm edited=None />
        </div>
    }
}

/// The form: of a new post, or of one that is corrected. The kind of a post stays what it was.
#[component]
pub fn PostForm(edited: Option<PostDetail>) -> impl IntoView {
    let post = edited.as_ref().map(|post| post.card.id);
    let kind = RwSignal::new(edited.as_ref().map_or(PostKind::WhatsNew, |post| post.card.kind));
    let audience = RwSignal::new(edited.as_ref().map_or(Audience::Everyone, |post| post.audience));
    let title = RwSignal::new(edited.as_ref().map(|post| post.card.title.clone()).unwrap_or_default());
    let text = RwSignal::new(edited.as_ref().map(plain_text).unwrap_or_default());
    let tried = RwSignal::new(false);
    let go = use_go();
    let publish = use_act(
        move |form: NewPost| async move {
            let NewPost { title, text, audience, .. } = form.clone();
            match post {
                Some(post) => {
                    commands::edit_post(PostEditForm { post, title, text, audience }).await.map(|_| post)
                }
                None => commands::publish_post(form).await,
            }
        },
        move |id: PostId| {
            announce(tr(if post.is_some() { "post-edited" } else { "post-published" }));
            go.to(&format!("/posts/{id}"));
        },
    );
    let missing = move |field: RwSignal<String>| {
        Signal::derive(move || {
            (tried.get() && field.with(|text| text.trim().is_empty())).then(|| tr("field-missing"))
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let form = NewPost {
            kind: kind.get_untracked(),
            title: title.with_untracked(|title| title.trim().to_owned()),
            text: text.with_untracked(|text| text.trim().to_owned()),
            audience: audience.get_untracked(),
        };
        if !form.title.is_empty() && !form.text.is_empty() {
            publish.start(form);
        }
    };
    view! {
            <form class="form" novalidate data-test="post-form" on:submit=submit>
                <Show when=move || post.is_none()>
                    <Select
                        label=Signal::derive(t!("post-form-kind"))
                        chosen=Signal::derive(move || kind_word(kind.get()))
                        choices=KINDS
                        on_choose=move |word: String| kind.set(kind_of(&word))
                        test="post-form-kind"
                    />
                </Show>
                <Field label=Signal::derive(t!("post-form-title")) value=title test="post-form-title" longest=120 wrong=missing(title) needed=true />
                <TextArea label=Signal::derive(t!("post-form-text")) value=text test="post-form-text" longest=20_000 wrong=missing(text) needed=true />
                <Select
                    label=Signal::derive(t!("form-audience"))
                    chosen=Signal::derive(move || audience_word(audience.get()))
                    choices=AUDIENCES
                    on_choose=move |word: String| audience.set(audience_of(&word))
                    test="post-form-audience"
                />
                <Failure error=publish.failure test="post-form-error" />
                <div class="form-buttons">
                    <button
                        type="submit"
                        class="button primary wide"
                        data-test="post-form-submit"
                        aria-busy=move || publish.busy.get().then_some("true")
                    >
                        {move || tr(if post.is_some() { "action-save" } else { "action-publish" })}
                    </button>
                </div>
            </form>
    }
}

/// The text as it was written: its links are found, not changed.
fn plain_text(post: &PostDetail) -> String {
    post.text
        .iter()
        .map(|span| match span {
            Span::Plain(text) | Span::Link(text) => text.as_str(),
        })
        .collect()
}
