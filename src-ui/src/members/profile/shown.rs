//! Fields as somebody reads them.

use super::words::{Line, label, lines};
use crate::{
    bridge::commands,
    components::{Failure, Icon, icons},
    state::use_act,
};
use enishi_bridge::{FieldValue, posts::LinkForm, profile::ShownField};
use leptos::prelude::*;

/// The fields, each with its name.
#[component]
pub fn ShownFields(
    /// The fields.
    #[prop(into)]
    fields: Signal<Vec<ShownField>>,
    /// Name for tests.
    test: &'static str,
) -> impl IntoView {
    let facts = move || {
        fields.with(|fields| {
            fields.iter().map(|shown| (shown.field.clone(), lines(&shown.value))).collect::<Vec<_>>()
        })
    };
    view! {
        <dl class="facts" data-test=test>
            <For
                each=facts
                key=|(field, lines)| (field.to_string(), lines.clone())
                children=|(field, lines)| {
                    let name = field.to_string();
                    view! {
                        <div data-field=name>
                            <dt>{move || label(&field)}</dt>
                            <dd>
                                <Lines lines />
                            </dd>
                        </div>
                    }
                }
            />
        </dl>
    }
}

/// What one value says.
#[component]
pub fn ValueLines(
    /// The value.
    value: FieldValue,
) -> impl IntoView {
    move || view! { <Lines lines=lines(&value) /> }
}

#[component]
fn Lines(lines: Vec<Line>) -> impl IntoView {
    let open = use_act(commands::open_link, |()| {});
    let each = lines
        .into_iter()
        .map(|line| {
            let main = match line.url {
                Some(url) => view! {
                    <button
                        type="button"
                        class="text-link"
                        on:click=move |_| open.start(LinkForm { url: url.clone() })
                    >
                        {line.main}
                        <Icon path=icons::LINK />
                    </button>
                }
                .into_any(),
                None => view! { <span>{line.main}</span> }.into_any(),
            };
            view! {
                <li>
                    {main} " "
                    <span class="value-side">{line.side}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="value-lines" lang="ja">
            {each}
        </ul>
        <Failure error=open.failure />
    }
}
