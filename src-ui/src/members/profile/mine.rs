//! The own fields on マイページ: what each says, who reads it, and a button that edits it. There is no score, and an
//! empty field is as good as a full one.

use super::{
    editor::FieldEditor,
    photo::{PhotoEditor, PhotoRow},
    refused::TwoValues,
    shown::ValueLines,
    words::{audience, label_of, lines_of, seen_title},
};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Icon, Pane, icons, whole},
    state::use_read,
    t,
    text::tr_with,
};
use enishi_bridge::{
    FieldKey,
    delivery::Delivery,
    notices::Tag,
    profile::{MyField, MyProfile},
};
use leptos::prelude::*;

/// The section.
#[component]
pub fn MyFields() -> impl IntoView {
    let profile = use_read(&[Tag::Me, Tag::Outbox], commands::my_profile);
    let editing = RwSignal::new(None::<MyField>);
    view! {
        <section class="my-profile" aria-labelledby="my-profile-title">
            <h2 id="my-profile-title">{t!("profile-title")}</h2>
            <p class="hint">{t!("profile-lead")}</p>
            <a class="button" href="/me/seen" data-test="open-seen">
                <Icon path=icons::EYE />
                <span>{seen_title()}</span>
            </a>
            <Pane read=profile let:profile>
                <Photo profile />
                <ul class="my-fields">
                    <For each=move || profile.with(fields) key=whole let:field>
                        <Row field editing />
                    </For>
                </ul>
            </Pane>
        </section>
        {move || {
            editing.get().map(|field| view! { <FieldEditor field on_close=move |()| editing.set(None) /> })
        }}
    }
}

/// The fields below the photo.
fn fields(profile: &MyProfile) -> Vec<MyField> {
    profile.fields.iter().filter(|field| field.field != FieldKey::Photo).cloned().collect()
}

#[component]
fn Photo(profile: Signal<MyProfile>) -> impl IntoView {
    let editing = RwSignal::new(None::<MyField>);
    let me = profile.with_untracked(|profile| profile.me);
    let photo = Memo::new(move |_| {
        profile.with(|profile| profile.fields.iter().find(|field| field.field == FieldKey::Photo).cloned())
    });
    let row = move |field: MyField| {
        let edit = StoredValue::new(field.clone());
        view! { <PhotoRow field me on_edit=move |()| editing.set(Some(edit.get_value())) /> }
    };
    view! {
        {move || photo.get().map(row)}
        {move || {
            editing.get().map(|field| view! { <PhotoEditor field me on_close=move |()| editing.set(None) /> })
        }}
    }
}

#[component]
fn Row(field: MyField, editing: RwSignal<Option<MyField>>) -> impl IntoView {
    let key = field.field.clone();
    let named = field.own.clone();
    let name = Signal::derive(move || label_of(&key, named.as_ref()));
    let who = field.audience.clone();
    let edit = StoredValue::new(field.clone());
    let (delivery, refused) = (field.delivery, field.refused.clone());
    let set = field.value.is_some();
    let own = field.own.clone();
    let retired = own.as_ref().is_some_and(|own| own.retired);
    let value = field.value.clone().map(|value| {
        let said = own.clone();
        view! {
            <ValueLines lines=Signal::derive(move || lines_of(said.as_ref(), &value)) />
            {retired.then(|| view! { <p class="hint">{t!("own-retired")}</p> })}
            <p class="audience">
                <Icon path=icons::EYE />
                <span>{move || audience(&who)}</span>
            </p>
        }
    });
    let two = refused.map(|wish| {
        let said = Some((field.value.clone(), field.audience.clone()));
        view! { <TwoValues field=field.field.clone() own=field.own.clone() me=None wish=wish.wish wanted=(wish.value, wish.audience) said /> }
    });
    let state = (delivery != Delivery::Delivered)
        .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="field-state" /> });
    let verb = if set { "field-edit" } else { "field-write" };
    view! {
        <li class="my-field" data-test="my-field" data-field=field.field.to_string()>
            <div class="my-field-head">
                <h3>{name}</h3>
                <button
                    type="button"
                    class="button quiet"
                    data-test=format!("edit-{}", field.field)
                    aria-label=move || tr_with(&format!("{verb}-label"), &[("field", name.get().into())])
                    on:click=move |_| editing.set(Some(edit.get_value()))
                >
                    {t!(verb)}
                </button>
            </div>
            {if two.is_none() { value } else { None }}
            {state}
            {two}
        </li>
    }
}
