//! Letting a new device in: both devices show a code, and the person says on both whether it is the same.

use crate::{
    bridge::commands,
    components::{Failure, Icon, icons},
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{notices::Tag, talk::LinkView};
use leptos::prelude::*;

/// What is under way, on either device; nothing while nothing is.
#[component]
pub fn Link(
    /// Whether this is a device that takes no part yet: then it may ask.
    outside: bool,
    /// What else the person may do while nothing is under way.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let link = use_read(&[Tag::Talk], commands::link);
    let now = Memo::new(move |_| {
        link.value.with(|value| value.as_ref().and_then(|value| value.as_ref().ok()).cloned())
    });
    let children = StoredValue::new(children);
    view! {
        {move || match now.get() {
            None => ().into_any(),
            Some(LinkView::None) if outside => view! { <Ask /> }.into_any(),
            Some(LinkView::None) => ().into_any(),
            Some(LinkView::Asking) => view! { <Going key="link-asking" can_end=true /> }.into_any(),
            Some(LinkView::Asked { name, .. }) => view! { <Asked name /> }.into_any(),
            Some(LinkView::Waiting) => view! { <Going key="link-waiting" can_end=true /> }.into_any(),
            Some(LinkView::Compare { code, name, new }) => view! { <Compare code=code.to_vec() name new /> }.into_any(),
            Some(LinkView::LetIn) => view! { <Going key="link-let-in" can_end=false /> }.into_any(),
            Some(LinkView::Forged) => view! { <Forged /> }.into_any(),
        }}
        <Show when=move || matches!(now.get(), None | Some(LinkView::None))>
            {children.with_value(|children| children.as_ref().map(|children| children()))}
        </Show>
    }
}

#[component]
fn Ask() -> impl IntoView {
    let ask = use_act(|()| commands::ask_to_link(), |()| {});
    view! {
        <button
            type="button"
            class="button primary"
            data-test="link-ask"
            aria-busy=move || ask.busy.get().then_some("true")
            on:click=move |_| ask.start(())
        >
            <Icon path=icons::DEVICES />
            <span>{t!("link-ask")}</span>
        </button>
        <Failure error=ask.failure test="link-error" />
    }
}

#[component]
fn Going(key: &'static str, can_end: bool) -> impl IntoView {
    view! {
        <div class="card link-card" data-test="link" data-state=key>
            <p role="status">{move || tr(key)}</p>
            {can_end.then(|| view! { <End key="action-cancel" /> })}
        </div>
    }
}

#[component]
fn End(key: &'static str) -> impl IntoView {
    let end = use_act(|()| commands::end_link(), |()| {});
    view! {
        <button type="button" class="button" data-test="link-end" on:click=move |_| end.start(())>
            {move || tr(key)}
        </button>
        <Failure error=end.failure />
    }
}

#[component]
fn Asked(name: String) -> impl IntoView {
    let answer = use_act(|()| commands::answer_link(), |()| {});
    view! {
        <div class="card link-card" data-test="link" data-state="link-asked">
            <p class="lead" role="status">{move || tr_with("link-asked", &[("name", name.clone().into())])}</p>
            <p class="soft">{t!("link-asked-hint")}</p>
            <Failure error=answer.failure />
            <div class="entry-buttons">
                <button type="button" class="button primary" data-test="link-answer" on:click=move |_| answer.start(())>
                    {t!("link-answer")}
                </button>
                <End key="link-not-me" />
            </div>
        </div>
    }
}

#[component]
fn Compare(code: Vec<String>, name: String, new: bool) -> impl IntoView {
    let let_in = use_act(|()| commands::let_in(), |()| announce(tr("link-let-in")));
    let groups = code.into_iter().map(|group| view! { <span>{group}</span> }).collect_view();
    let words = move || {
        if new {
            tr("link-compare-new")
        } else {
            tr_with("link-compare-old", &[("name", name.clone().into())])
        }
    };
    view! {
        <div class="card link-card" data-test="link" data-state="link-compare">
            <p class="lead" role="status">{words}</p>
            <p class="link-code" data-test="link-code">{groups}</p>
            <Failure error=let_in.failure />
            <div class="entry-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-test="link-same"
                    on:click=move |_| let_in.start(())
                >
                    <Icon path=icons::CHECK />
                    <span>{move || tr(if new { "link-same-new" } else { "link-same" })}</span>
                </button>
                <End key="link-different" />
            </div>
        </div>
    }
}

#[component]
fn Forged() -> impl IntoView {
    view! {
        <div class="card link-card" data-test="link" data-state="link-forged">
            <p class="talk-note" role="alert">{t!("link-forged")}</p>
            <End key="action-close" />
        </div>
    }
}
