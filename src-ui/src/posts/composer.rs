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
use enishi_bridge::{Audience, PostId, PostKind, posts::PostForm};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PostComposer() -> impl IntoView {
    let kind = RwSignal::new(PostKind::WhatsNew);
    let audience = RwSignal::new(Audience::Everyone);
    let title = RwSignal::new(String::new());
    let text = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let go = use_go();
    let publish = use_act(commands::publish_post, move |id: PostId| {
        announce(tr("post-published"));
        go.to(&format!("/posts/{id}"));
    });
    let missing = move |field: RwSignal<String>| {
        Signal::derive(move || {
            (tried.get() && field.with(|text| text.trim().is_empty())).then(|| tr("field-missing"))
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let form = PostForm {
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
        <div class="page narrow">
            <Header title=Signal::derive(t!("post-compose")) back="/" back_key="nav-home" />
            <form class="form" novalidate data-test="post-form" on:submit=submit>
                <Select
                    label=Signal::derive(t!("post-form-kind"))
                    chosen=Signal::derive(move || kind_word(kind.get()))
                    choices=KINDS
                    on_choose=move |word: String| kind.set(kind_of(&word))
                    test="post-form-kind"
                />
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
                        {t!("action-publish")}
                    </button>
                </div>
            </form>
        </div>
    }
}
