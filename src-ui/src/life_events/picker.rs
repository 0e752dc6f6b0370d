//! Choosing one person out of the directory.

use crate::{
    bridge::commands,
    components::{Avatar, Field, Icon, icons, whole},
    members::{full_name, then_line},
    state::use_read,
    t,
    text::tr_with,
};
use enishi_bridge::{
    members::{DirectoryForm, MemberCard},
    notices::Tag,
};
use leptos::prelude::*;

/// People shown at once.
const SHOWN: u32 = 5;

/// The field with what it finds, or the person that was chosen.
#[component]
pub fn PersonPicker(chosen: RwSignal<Option<MemberCard>>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let found = use_read(&[Tag::Members], move || {
        let query = query.get();
        commands::directory(DirectoryForm { query, limit: SHOWN, ..DirectoryForm::default() })
    });
    let people = move || {
        let typed = query.with(|query| !query.trim().is_empty());
        let found = found
            .value
            .with(|page| page.as_ref().and_then(|page| page.as_ref().ok().map(|page| page.items.clone())));
        found.unwrap_or_default().into_iter().filter(|person| typed && !person.me).collect::<Vec<_>>()
    };
    view! {
        {move || match chosen.get() {
            Some(person) => {
                let name = full_name(&person);
                let label = name.clone();
                view! {
                    <p class="picked" data-test="life-picked">
                        <Avatar card=person />
                        <span class="name" lang="ja">{name}</span>
                        <button
                            type="button"
                            class="button quiet icon-only"
                            aria-label=move || tr_with("life-named-remove", &[("who", label.clone().into())])
                            data-test="life-unpick"
                            on:click=move |_| chosen.set(None)
                        >
                            <Icon path=icons::CLOSE />
                        </button>
                    </p>
                }
                    .into_any()
            }
            None => {
                view! {
                    <Field
                        label=Signal::derive(t!("life-named"))
                        hint=Signal::derive(t!("life-named-hint"))
                        value=query
                        test="life-named"
                    />
                    <ul class="person-picker">
                        <For each=people key=whole let:person>
                            <li>
                                <Row person chosen />
                            </li>
                        </For>
                    </ul>
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn Row(person: MemberCard, chosen: RwSignal<Option<MemberCard>>) -> impl IntoView {
    let (name, then) = (full_name(&person), then_line(&person));
    let card = person.clone();
    view! {
        <button type="button" class="status-person" data-test="life-pick" lang="ja" on:click=move |_| chosen.set(Some(person.clone()))>
            <Avatar card />
            <span class="member-words">
                <span class="name">{name}</span>
                <span class="then">{then}</span>
            </span>
        </button>
    }
}
