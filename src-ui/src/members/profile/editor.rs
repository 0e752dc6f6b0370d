//! The dialog in which one field is edited: what it says, and who reads it.

use super::{
    draft::{self, Shape},
    items::{ItemsForm, Rows},
    own::{self, OwnInput},
    words::{key_of, label_of},
};
use crate::{
    bridge::commands,
    components::{Failure, Field, Icon, Select, Switch, icons},
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    FieldAudience, FieldKey, FieldValue, OwnField, Purpose,
    errors::{AppCode, AppError},
    profile::{FieldForm, MyField},
};
use leptos::{html, prelude::*};
use std::collections::BTreeSet;

/// The audiences that can be chosen: word and key of the text.
pub const AUDIENCES: &[(&str, &str)] = &[
    ("only_me", "field-audience-only-me"),
    ("secretariat", "field-audience-secretariat"),
    ("alumni", "field-audience-alumni"),
    ("staff", "field-audience-staff"),
    ("everyone", "field-audience-everyone"),
];

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    shape: Shape,
    text: RwSignal<String>,
    own: StoredValue<Option<OwnField>>,
    flag: RwSignal<bool>,
    purposes: RwSignal<BTreeSet<Purpose>>,
    prefecture: RwSignal<u8>,
    rows: Rows,
}

impl Draft {
    fn new(field: &MyField) -> Self {
        let shape = if field.own.is_some() { Shape::Own } else { Shape::of(&field.field) };
        let sorts = if let Shape::Items(_, sorts) = shape { sorts } else { &[] };
        let value = field.value.as_ref();
        Self {
            shape,
            text: RwSignal::new(match value {
                value if field.own.is_some() => own::typed(value),
                Some(FieldValue::Text(text)) => text.clone(),
                Some(FieldValue::Tags(tags)) => tags.join(&tr("list-separator")),
                _ => String::new(),
            }),
            own: StoredValue::new(field.own.clone()),
            flag: RwSignal::new(value == Some(&FieldValue::Flag(true))),
            purposes: RwSignal::new(match value {
                Some(FieldValue::Purposes(all)) => all.iter().cloned().collect(),
                _ => BTreeSet::new(),
            }),
            prefecture: RwSignal::new(if let Some(FieldValue::Prefecture(code)) = value { *code } else { 0 }),
            rows: Rows::new(draft::items(value, sorts)),
        }
    }

    fn read(self) -> Result<Option<FieldValue>, (usize, &'static str)> {
        Ok(Some(match self.shape {
            Shape::Text => FieldValue::Text(self.text.get_untracked()),
            Shape::Flag => FieldValue::Flag(self.flag.get_untracked()),
            Shape::Tags => FieldValue::Tags(draft::words(&self.text.get_untracked())),
            Shape::Purposes => FieldValue::Purposes(self.purposes.get_untracked().into_iter().collect()),
            Shape::Prefecture if self.prefecture.get_untracked() == 0 => return Ok(None),
            Shape::Prefecture => FieldValue::Prefecture(self.prefecture.get_untracked()),
            Shape::Items(kind, _) => {
                draft::read_items(kind, &self.rows.read()).map_err(|(place, column)| (place, column.part))?
            }
            Shape::Own => {
                let asks = self.own.with_value(|own| own.as_ref().map(|own| own.asks.clone()));
                let typed = self.text.get_untracked();
                let answer = asks.ok_or(()).and_then(|asks| own::answer(&asks, &typed));
                return answer.map_err(|()| (0, "value"));
            }
            Shape::Unknown => return Ok(None),
        }))
    }
}

/// The dialog; it is there while the field is edited.
#[component]
pub fn FieldEditor(
    /// The field.
    field: MyField,
    /// Called when it closes.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    // Closing it by itself gives the focus back to where it was.
    let close = move || match dialog.get_untracked() {
        Some(dialog) => dialog.close(),
        None => on_close.run(()),
    };
    let draft = Draft::new(&field);
    let wrong = RwSignal::new(None::<(usize, &'static str)>);
    let chosen = RwSignal::new(match &field.audience {
        FieldAudience::Other(_) => "only_me",
        known => {
            AUDIENCES.iter().map(|(word, _)| *word).find(|word| *word == known.as_str()).unwrap_or("only_me")
        }
    });
    let save = use_act(commands::set_field, move |_wish| {
        announce(tr("entry-saved"));
        close();
    });
    let key = StoredValue::new(field.field.clone());
    let own = StoredValue::new(field.own.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match draft.read() {
            Ok(value) => {
                wrong.set(None);
                let audience = FieldAudience::from(chosen.get_untracked().to_owned());
                save.start(FieldForm { field: key.get_value(), value, audience });
            }
            Err(place) => wrong.set(Some(place)),
        }
    };
    let choose = move |word: String| {
        let known = AUDIENCES.iter().map(|(word, _)| *word).find(|known| *known == word);
        chosen.set(known.unwrap_or("only_me"));
    };
    view! {
        <dialog
            node_ref=dialog
            class="dialog editor"
            aria-labelledby="field-editor-title"
            data-test="field-editor"
            on:close=move |_| on_close.run(())
        >
            <form class="form" novalidate on:submit=submit>
                <h2 id="field-editor-title">{move || key.with_value(|key| own.with_value(|own| label_of(key, own.as_ref())))}</h2>
                <Input draft wrong=wrong.into() audience=chosen.into() />
                <Select
                    label=Signal::derive(t!("field-audience"))
                    chosen
                    choices=AUDIENCES
                    on_choose=choose
                    test="field-audience"
                />
                <Refused error=save.failure key=key.get_value() />
                <div class="dialog-buttons">
                    <button type="button" class="button" on:click=move |_| close()>
                        {t!("action-keep")}
                    </button>
                    <button
                        type="submit"
                        class="button primary"
                        data-test="field-save"
                        aria-busy=move || save.busy.get().then_some("true")
                    >
                        {t!("action-save")}
                    </button>
                </div>
            </form>
        </dialog>
    }
}

#[component]
fn Input(
    draft: Draft,
    wrong: Signal<Option<(usize, &'static str)>>,
    audience: Signal<&'static str>,
) -> impl IntoView {
    match draft.shape {
        Shape::Text => view! {
            <Field label=Signal::derive(t!("field-romaji")) hint=Signal::derive(t!("field-romaji-hint")) value=draft.text test="field-value" longest=80 />
        }
        .into_any(),
        Shape::Tags => view! {
            <Field label=Signal::derive(t!("field-words")) hint=Signal::derive(t!("field-words-hint")) value=draft.text test="field-value" longest=800 />
        }
        .into_any(),
        Shape::Flag => view! {
            <Switch label=Signal::derive(t!("field-resting-yes")) hint=Signal::derive(t!("field-resting-hint")) on=draft.flag on_change=move |on| draft.flag.set(on) test="field-value" />
        }
        .into_any(),
        Shape::Purposes => view! { <Purposes chosen=draft.purposes /> }.into_any(),
        Shape::Prefecture => view! { <Prefectures chosen=draft.prefecture /> }.into_any(),
        Shape::Items(_, sorts) => view! { <ItemsForm rows=draft.rows sorts wrong audience /> }.into_any(),
        Shape::Own => {
            let own = draft.own.get_value().unwrap_or_default();
            let wrong = Signal::derive(move || wrong.get().is_some());
            view! { <OwnInput own text=draft.text wrong /> }.into_any()
        }
        Shape::Unknown => view! { <p>{t!("field-newer")}</p> }.into_any(),
    }
}

#[component]
fn Purposes(chosen: RwSignal<BTreeSet<Purpose>>) -> impl IntoView {
    let each = Purpose::ALL
        .iter()
        .map(|purpose| {
            let on = Signal::derive(move || chosen.with(|chosen| chosen.contains(purpose)));
            let change = move |on| {
                chosen.update(|chosen| {
                    if on {
                        chosen.insert(purpose.clone());
                    } else {
                        chosen.remove(purpose);
                    }
                });
            };
            let label = Signal::derive(move || tr(&key_of("purpose", purpose.as_str())));
            view! { <Switch label on on_change=change test="field-purpose" /> }
        })
        .collect_view();
    view! { <div>{each}</div> }
}

#[component]
fn Prefectures(chosen: RwSignal<u8>) -> impl IntoView {
    let option = |code: u8| {
        let name = move || if code == 0 { tr("prefecture-none") } else { tr(&format!("prefecture-{code}")) };
        view! {
            <option value=code.to_string() selected=move || chosen.get() == code>
                {name}
            </option>
        }
    };
    view! {
        <div class="field">
            <label for="field-value">
                <span class="label">{t!("field-prefecture")}</span>
            </label>
            <select
                id="field-value"
                data-test="field-value"
                prop:value=move || chosen.get().to_string()
                on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))
            >
                {(0..=47).map(option).collect_view()}
            </select>
        </div>
    }
}

/// Why the field could not be saved: the sentence for the part that breaks a rule, if it is one.
#[component]
fn Refused(error: RwSignal<Option<AppError>>, key: FieldKey) -> impl IntoView {
    let said = Memo::new(move |_| error.with(|error| error.as_ref().and_then(|error| broken(error, &key))));
    let other = Signal::derive(move || if said.get().is_none() { error.get() } else { None });
    view! {
        {move || {
            said.get()
                .map(|key| {
                    view! {
                        <p class="failure" role="alert" data-test="field-error" data-code="invalid">
                            <Icon path=icons::FAILED />
                            <span>{tr(key)}</span>
                        </p>
                    }
                })
        }}
        <Failure error=other test="field-error" />
    }
}

/// The key of the sentence for the part of a field that breaks a rule.
fn broken(error: &AppError, key: &FieldKey) -> Option<&'static str> {
    if error.code != AppCode::Invalid {
        return None;
    }
    Some(match error.detail.as_deref()? {
        "value" if *key == FieldKey::Romaji => "field-wrong-latin",
        "value" => "field-wrong-value",
        "url" => "field-wrong-url",
        "to" => "field-wrong-order",
        "audience" => "field-wrong-audience",
        "organisation" | "title" if matches!(key, FieldKey::Roles | FieldKey::Career) => "field-wrong-role",
        "department" | "place" => "field-wrong-posting",
        _ => "field-wrong-value",
    })
}
