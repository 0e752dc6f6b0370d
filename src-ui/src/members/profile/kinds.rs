//! 事務局: the fields of profiles that the network adds, and who is proposed to read each field.

use super::{
    kind_form::KindForm,
    own::{asks_name, language},
    words::{audience, label},
};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Header, Icon, Pane, icons, whole},
    state::use_read,
    t,
    text::tr_with,
};
use enishi_bridge::{
    FieldAudience, FieldKey, OwnField,
    delivery::Delivery,
    field_kinds::{FieldKind, FieldKinds},
    notices::Tag,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn FieldKindsPage() -> impl IntoView {
    let read = use_read(&[Tag::Me, Tag::Members, Tag::Outbox], commands::field_kinds);
    let editing = RwSignal::new(None::<FieldKind>);
    let new = move |_| {
        editing.set(Some(FieldKind {
            field: FieldKey::Other(String::new()),
            audience: FieldAudience::OnlyMe,
            own: Some(OwnField::default()),
            delivery: Delivery::Delivered,
        }));
    };
    view! {
        <div class="page narrow" data-test="field-kinds-page">
            <Header title=Signal::derive(t!("kinds-title")) back="/me" back_key="nav-me" />
            <p class="lead">{t!("kinds-lead")}</p>
            <Pane read=read let:kinds>
                <section aria-labelledby="kinds-own">
                    <h2 id="kinds-own">{t!("kinds-own")}</h2>
                    <Show
                        when=move || kinds.with(|kinds| kinds.fields.iter().any(|kind| kind.own.is_some()))
                        fallback=move || view! { <p class="hint">{t!("kinds-none")}</p> }
                    >
                        <Kinds kinds own=true editing />
                    </Show>
                    <button type="button" class="button" data-test="kind-add" on:click=new>
                        <Icon path=icons::PLUS />
                        <span>{t!("kind-add")}</span>
                    </button>
                </section>
                <section aria-labelledby="kinds-proposed">
                    <h2 id="kinds-proposed">{t!("kinds-proposed")}</h2>
                    <p class="hint">{t!("kinds-proposed-hint")}</p>
                    <Kinds kinds own=false editing />
                </section>
            </Pane>
            {move || {
                editing.get().map(|kind| view! { <KindForm kind on_close=move |()| editing.set(None) /> })
            }}
        </div>
    }
}

#[component]
fn Kinds(kinds: Signal<FieldKinds>, own: bool, editing: RwSignal<Option<FieldKind>>) -> impl IntoView {
    let shown = move || {
        kinds.with(|kinds| {
            kinds.fields.iter().filter(|kind| kind.own.is_some() == own).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <ul class="my-fields">
            <For each=shown key=whole let:kind>
                <Row kind editing />
            </For>
        </ul>
    }
}

#[component]
fn Row(kind: FieldKind, editing: RwSignal<Option<FieldKind>>) -> impl IntoView {
    let edit = StoredValue::new(kind.clone());
    let FieldKind { field, audience: who, own, delivery } = kind;
    let key = field.clone();
    let named = own.clone();
    let name = Signal::derive(move || match &named {
        Some(own) => own.name_in(language()).to_owned(),
        None => label(&key),
    });
    let retired = own.as_ref().is_some_and(|own| own.retired);
    let asks = own.map(|own| view! { <span class="chip">{move || asks_name(&own.asks)}</span> });
    view! {
        <li class="my-field" data-test="kind-row" data-field=field.to_string()>
            <div class="my-field-head">
                <h3>{name}</h3>
                <button
                    type="button"
                    class="button quiet"
                    data-test=format!("kind-{field}")
                    aria-label=move || tr_with("field-edit-label", &[("field", name.get().into())])
                    on:click=move |_| editing.set(Some(edit.get_value()))
                >
                    {t!("field-edit")}
                </button>
            </div>
            <p class="audience">
                {asks} <Icon path=icons::EYE />
                <span>{move || audience(&who)}</span>
            </p>
            {retired.then(|| view! { <p class="hint">{t!("kind-retired")}</p> })}
            {(delivery != Delivery::Delivered)
                .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="kind-state" /> })}
        </li>
    }
}
