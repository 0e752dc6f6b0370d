//! Fields as somebody reads them.

use super::{
    photo::face,
    words::{Line, label_of, lines_of},
};
use crate::{
    bridge::commands,
    components::{Failure, Icon, icons},
    state::use_act,
    t,
};
use enishi_bridge::{FieldKey, MemberId, posts::LinkForm, profile::ShownField};
use leptos::prelude::*;

/// The fields, each with its name.
#[component]
pub fn ShownFields(
    /// The fields.
    #[prop(into)]
    fields: Signal<Vec<ShownField>>,
    /// Name for tests.
    test: &'static str,
    /// Whose photo is one of the fields here; else it is where the name is.
    #[prop(default = Signal::stored(None), into)]
    photo_of: Signal<Option<MemberId>>,
) -> impl IntoView {
    let facts = move || {
        fields.with(|fields| {
            // The photo is where the name is.
            let fields = fields.iter().filter(|shown| shown.field != FieldKey::Photo);
            fields
                .map(|shown| {
                    let own = shown.own.as_ref();
                    (shown.field.clone(), label_of(&shown.field, own), lines_of(own, &shown.value))
                })
                .collect::<Vec<_>>()
        })
    };
    let photo = Memo::new(move |_| {
        let photo = fields.with(|fields| fields.iter().find(|shown| shown.field == FieldKey::Photo).cloned());
        photo.zip(photo_of.get())
    });
    view! {
        <dl class="facts" data-test=test>
            {move || {
                photo
                    .get()
                    .map(|(photo, member)| {
                        view! {
                            <div data-field="photo">
                                <dt>{t!("field-photo")}</dt>
                                <dd>
                                    <span class="avatar large photo-now">{face(Some(&photo.value), member)}</span>
                                </dd>
                            </div>
                        }
                    })
            }}
            <For
                each=facts
                key=|(field, name, lines)| (field.to_string(), name.clone(), lines.clone())
                children=|(field, label, lines)| {
                    let name = field.to_string();
                    view! {
                        <div data-field=name>
                            <dt>{label}</dt>
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
    /// The lines.
    #[prop(into)]
    lines: Signal<Vec<Line>>,
) -> impl IntoView {
    move || view! { <Lines lines=lines.get() /> }
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
