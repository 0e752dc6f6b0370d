//! The strip on home: faces with half a line. Whom one follows comes first; nothing counts.

use super::words::half_line;
use crate::{
    components::{Avatar, Icon, icons, whole},
    life_events::kind_words,
    members::full_name,
    t,
};
use enishi_bridge::status::{StripItem, StripLine};
use leptos::prelude::*;

/// The strip, and the way to all of them.
#[component]
pub fn Strip(
    /// The faces.
    #[prop(into)]
    items: Signal<Vec<StripItem>>,
) -> impl IntoView {
    view! {
        <ul class="strip" data-test="status-strip" tabindex="0" aria-label=t!("status-title")>
            <For each=move || items.get() key=whole let:item>
                <li>
                    <Face item />
                </li>
            </For>
        </ul>
        <a class="button quiet to-all" href="/status" data-test="open-statuses">
            <span>{t!("status-all")}</span>
            <Icon path=icons::FORWARD />
        </a>
    }
}

#[component]
fn Face(item: StripItem) -> impl IntoView {
    let StripItem { person, line, followed, .. } = item;
    let href = match &line {
        StripLine::Status { .. } => format!("/members/{}", person.id),
        StripLine::LifeEvent { post, .. } => format!("/posts/{post}"),
    };
    let words = move || match &line {
        StripLine::Status { mark, text } => half_line(mark, text),
        StripLine::LifeEvent { kind, .. } => kind_words(kind),
    };
    let name = full_name(&person);
    view! {
        <a class="strip-face" class:followed=followed href=href data-test="strip-face" data-id=person.id.to_string()>
            <Avatar card=person.clone() />
            <span class="strip-name" lang="ja">{name}</span>
            <span class="strip-line" lang="ja">{words}</span>
        </a>
    }
}
