//! The dialog in which the secretariat decides about one field.

use super::{
    editor::AUDIENCES,
    own::{ASKS, asks_name, language},
    words::label,
};
use crate::{
    bridge::commands,
    components::{Failure, Field, Select, Switch, TextArea},
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    Asks, Choice, FieldAudience, FieldKey, OwnField,
    errors::AppCode,
    field_kinds::{FieldKind, FieldKindForm},
};
use leptos::{html, prelude::*};
use std::collections::BTreeMap;

/// What is typed of a field that the network adds.
#[derive(Clone, Copy)]
struct Draft {
    before: StoredValue<OwnField>,
    ja: RwSignal<String>,
    en: RwSignal<String>,
    hint_ja: RwSignal<String>,
    hint_en: RwSignal<String>,
    asks: RwSignal<&'static str>,
    choices: RwSignal<String>,
    place: RwSignal<String>,
    retired: RwSignal<bool>,
}

impl Draft {
    fn new(own: &OwnField) -> Self {
        let said = |said: &BTreeMap<String, String>, language: &str| {
            RwSignal::new(said.get(language).cloned().unwrap_or_default())
        };
        let asks =
            ASKS.iter().map(|(word, _)| *word).find(|word| *word == own.asks.as_str()).unwrap_or("text");
        let choices: Vec<&str> = own.choices.iter().map(|choice| choice.name_in(language())).collect();
        Self {
            before: StoredValue::new(own.clone()),
            ja: said(&own.name, "ja"),
            en: said(&own.name, "en"),
            hint_ja: said(&own.hint, "ja"),
            hint_en: said(&own.hint, "en"),
            asks: RwSignal::new(asks),
            choices: RwSignal::new(choices.join("\n")),
            place: RwSignal::new(own.place.to_string()),
            retired: RwSignal::new(own.retired),
        }
    }

    fn read(self) -> OwnField {
        let said = |ja: RwSignal<String>, en: RwSignal<String>| {
            BTreeMap::from([("ja".to_owned(), ja.get_untracked()), ("en".to_owned(), en.get_untracked())])
        };
        let before = self.before.get_value();
        OwnField {
            name: said(self.ja, self.en),
            hint: said(self.hint_ja, self.hint_en),
            asks: Asks::from(self.asks.get_untracked().to_owned()),
            choices: choices(&before.choices, &self.choices.get_untracked(), language()),
            place: self.place.get_untracked().trim().parse().unwrap_or(before.place),
            retired: self.retired.get_untracked(),
        }
    }
}

/// The choices of a text with one name a line. The first ones are those that there were, in their order: they keep
/// their words, and names in other languages, whatever they are called now.
fn choices(before: &[Choice], typed: &str, language: &str) -> Vec<Choice> {
    let names = typed.lines().map(str::trim).filter(|name| !name.is_empty());
    names
        .enumerate()
        .map(|(place, name)| {
            let mut choice = before
                .get(place)
                .cloned()
                .unwrap_or_else(|| Choice { word: format!("c{}", place + 1), name: BTreeMap::new() });
            choice.name.insert(language.to_owned(), name.to_owned());
            choice
        })
        .collect()
}

/// The dialog; it is there while the field is decided about.
#[component]
pub fn KindForm(
    /// The field; one without a key is new.
    kind: FieldKind,
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
    let close = move || match dialog.get_untracked() {
        Some(dialog) => dialog.close(),
        None => on_close.run(()),
    };
    let FieldKind { field, audience, own, .. } = kind;
    let is_new = field == FieldKey::Other(String::new());
    let draft = own.as_ref().map(Draft::new);
    let title = {
        let field = field.clone();
        move || match (&own, is_new) {
            (_, true) => tr("kind-add"),
            (Some(own), _) => own.name_in(language()).to_owned(),
            (None, _) => label(&field),
        }
    };
    let chosen = RwSignal::new(
        AUDIENCES.iter().map(|(word, _)| *word).find(|word| *word == audience.as_str()).unwrap_or("only_me"),
    );
    let save = use_act(commands::set_field_kind, move |_wish| {
        announce(tr("entry-saved"));
        close();
    });
    let key = StoredValue::new((!is_new).then_some(field));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let audience = FieldAudience::from(chosen.get_untracked().to_owned());
        save.start(FieldKindForm { field: key.get_value(), audience, own: draft.map(Draft::read) });
    };
    let choose = move |word: String| {
        let known = AUDIENCES.iter().map(|(word, _)| *word).find(|known| *known == word);
        chosen.set(known.unwrap_or("only_me"));
    };
    let wrong = move |part: &'static str, key: &'static str| {
        Signal::derive(move || {
            let failure = save.failure.get();
            let about = failure
                .is_some_and(|error| error.code == AppCode::Invalid && error.detail.as_deref() == Some(part));
            about.then(|| tr(key))
        })
    };
    view! {
        <dialog
            node_ref=dialog
            class="dialog editor"
            aria-labelledby="kind-form-title"
            data-test="kind-form"
            on:close=move |_| on_close.run(())
        >
            <form class="form" novalidate on:submit=submit>
                <h2 id="kind-form-title">{title}</h2>
                {draft.map(|draft| view! { <Own draft is_new name_wrong=wrong("name", "kind-wrong-name") choices_wrong=wrong("choices", "kind-wrong-choices") /> })}
                <Select
                    label=Signal::derive(t!("kinds-proposed"))
                    chosen
                    choices=AUDIENCES
                    on_choose=choose
                    test="kind-audience"
                />
                <Failure error=save.failure test="kind-error" />
                <div class="dialog-buttons">
                    <button type="button" class="button" on:click=move |_| close()>
                        {t!("action-keep")}
                    </button>
                    <button
                        type="submit"
                        class="button primary"
                        data-test="kind-save"
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
fn Own(
    draft: Draft,
    is_new: bool,
    name_wrong: Signal<Option<String>>,
    choices_wrong: Signal<Option<String>>,
) -> impl IntoView {
    let choose = move |word: String| {
        let known = ASKS.iter().map(|(word, _)| *word).find(|known| *known == word);
        draft.asks.set(known.unwrap_or("text"));
    };
    let asks = if is_new {
        view! {
            <Select label=Signal::derive(t!("kind-asks")) chosen=draft.asks choices=ASKS on_choose=choose test="kind-asks" />
        }
        .into_any()
    } else {
        let asks = draft.before.with_value(|own| own.asks.clone());
        view! { <p class="hint">{move || asks_name(&asks)}</p> }.into_any()
    };
    view! {
        <Field label=Signal::derive(t!("kind-name-ja")) value=draft.ja test="kind-name-ja" longest=80 wrong=name_wrong needed=true />
        <Field label=Signal::derive(t!("kind-name-en")) value=draft.en test="kind-name-en" longest=80 />
        {asks}
        <Show when=move || draft.asks.get() == "choice">
            <TextArea label=Signal::derive(t!("kind-choices")) value=draft.choices test="kind-choices" longest=2_000 wrong=choices_wrong />
        </Show>
        <Field label=Signal::derive(t!("kind-hint-ja")) value=draft.hint_ja test="kind-hint-ja" longest=120 />
        <Field label=Signal::derive(t!("kind-hint-en")) value=draft.hint_en test="kind-hint-en" longest=120 />
        <Field label=Signal::derive(t!("kind-place")) value=draft.place test="kind-place" keyboard="numeric" longest=4 width="short" />
        {(!is_new)
            .then(|| {
                view! {
                    <Switch
                        label=Signal::derive(t!("kind-retire"))
                        hint=Signal::derive(t!("kind-retire-hint"))
                        on=draft.retired
                        on_change=move |on| draft.retired.set(on)
                        test="kind-retire"
                    />
                }
            })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_keep_their_words_whatever_they_are_called() {
        let first = choices(&[], "東京\n\n 大阪 \n", "ja");
        let words = |choices: &[Choice]| choices.iter().map(|choice| choice.word.clone()).collect::<Vec<_>>();
        assert_eq!(words(&first), ["c1", "c2"]);
        let second = choices(&first, "Tokyo\nOsaka\nNagoya", "en");
        assert_eq!(words(&second), ["c1", "c2", "c3"]);
        assert_eq!((second[0].name_in("ja"), second[0].name_in("en")), ("東京", "Tokyo"));
    }
}
