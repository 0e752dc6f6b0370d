//! The form of the own entry, for the confirmation and for corrections.

use crate::{
    components::{Failure, Field},
    numbers,
    state::Act,
    t,
    text::tr,
};
use enishi_bridge::{
    Entry,
    errors::{AppCode, AppError},
};
use leptos::prelude::*;

/// The fields as they are typed.
#[derive(Clone, Copy)]
struct Draft {
    family_name: RwSignal<String>,
    given_name: RwSignal<String>,
    family_kana: RwSignal<String>,
    given_kana: RwSignal<String>,
    former_name: RwSignal<String>,
    department: RwSignal<String>,
    joined_year: RwSignal<String>,
    left_year: RwSignal<String>,
    headline: RwSignal<String>,
}

/// Why a draft is no entry yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    NoName,
    JoinedYear,
    LeftYear,
    Order,
}

impl Draft {
    fn new(entry: Entry) -> Self {
        let year = |year: Option<i32>| RwSignal::new(year.map(|year| year.to_string()).unwrap_or_default());
        Self {
            joined_year: year(entry.joined_year),
            left_year: year(entry.left_year),
            family_name: RwSignal::new(entry.family_name),
            given_name: RwSignal::new(entry.given_name),
            family_kana: RwSignal::new(entry.family_kana),
            given_kana: RwSignal::new(entry.given_kana),
            former_name: RwSignal::new(entry.former_name.unwrap_or_default()),
            department: RwSignal::new(entry.department),
            headline: RwSignal::new(entry.headline),
        }
    }

    fn read(self) -> Result<Entry, Wrong> {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let former_name = text(self.former_name);
        let entry = Entry {
            family_name: text(self.family_name),
            given_name: text(self.given_name),
            family_kana: text(self.family_kana),
            given_kana: text(self.given_kana),
            former_name: (!former_name.is_empty()).then_some(former_name),
            department: text(self.department),
            joined_year: year(&text(self.joined_year)).ok_or(Wrong::JoinedYear)?,
            left_year: year(&text(self.left_year)).ok_or(Wrong::LeftYear)?,
            headline: text(self.headline),
        };
        check(&entry)?;
        Ok(entry)
    }
}

/// An empty field is no year; `None` where the text is not one.
fn year(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    let year = i32::try_from(numbers::typed(text)?).ok()?;
    (1900..=2100).contains(&year).then_some(Some(year))
}

fn check(entry: &Entry) -> Result<(), Wrong> {
    if entry.family_name.is_empty() && entry.given_name.is_empty() {
        return Err(Wrong::NoName);
    }
    match (entry.joined_year, entry.left_year) {
        (Some(joined), Some(left)) if joined > left => Err(Wrong::Order),
        _ => Ok(()),
    }
}

/// The form. It sends the whole entry with `act`.
#[component]
pub fn EntryForm(
    /// What it begins with.
    entry: Entry,
    /// Sends it.
    act: Act<Entry>,
    /// Key of the word on the button.
    submit_key: &'static str,
    /// Name of the button for tests.
    submit_test: &'static str,
) -> impl IntoView {
    let draft = Draft::new(entry);
    let wrong = RwSignal::new(None::<Wrong>);
    let said = move |which: Wrong, key: &'static str| {
        Signal::derive(move || (wrong.get() == Some(which)).then(|| tr(key)))
    };
    // What the core refused, at the field that it is about.
    let refused = move |field: &'static str, key: &'static str| {
        Signal::derive(move || {
            let about =
                |error: AppError| error.code == AppCode::Invalid && error.detail.as_deref() == Some(field);
            act.failure.get().is_some_and(about).then(|| tr(key))
        })
    };
    let text = move |field: &'static str| refused(field, "entry-wrong-text");
    let kana = move |field: &'static str| refused(field, "entry-wrong-kana");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match draft.read() {
            Ok(entry) => {
                wrong.set(None);
                act.start(entry);
            }
            Err(reason) => wrong.set(Some(reason)),
        }
    };
    view! {
        <form class="form" novalidate data-test="entry-form" on:submit=submit>
            <fieldset>
                <legend>{t!("entry-names")}</legend>
                <div class="field-pair">
                    <Field label=Signal::derive(t!("entry-family-name")) value=draft.family_name test="entry-family-name" autocomplete="family-name" longest=80 wrong=Signal::derive(move || said(Wrong::NoName, "entry-wrong-name").get().or_else(|| text("family_name").get())) needed=true />
                    <Field label=Signal::derive(t!("entry-given-name")) value=draft.given_name test="entry-given-name" autocomplete="given-name" longest=80 wrong=text("given_name") />
                    <Field label=Signal::derive(t!("entry-family-kana")) value=draft.family_kana test="entry-family-kana" longest=80 wrong=kana("family_kana") />
                    <Field label=Signal::derive(t!("entry-given-kana")) value=draft.given_kana test="entry-given-kana" longest=80 wrong=kana("given_kana") />
                </div>
                <Field label=Signal::derive(t!("entry-former-name")) hint=Signal::derive(t!("entry-former-name-hint")) value=draft.former_name test="entry-former-name" longest=80 wrong=text("former_name") />
            </fieldset>
            <fieldset>
                <legend>{t!("entry-then")}</legend>
                <Field label=Signal::derive(t!("entry-department")) value=draft.department test="entry-department" wrong=text("department") />
                <div class="field-pair">
                    <Field label=Signal::derive(t!("entry-joined-year")) value=draft.joined_year test="entry-joined-year" keyboard="numeric" longest=8 wrong=said(Wrong::JoinedYear, "entry-wrong-year") />
                    <Field label=Signal::derive(t!("entry-left-year")) value=draft.left_year test="entry-left-year" keyboard="numeric" longest=8 wrong=Signal::derive(move || said(Wrong::LeftYear, "entry-wrong-year").get().or_else(|| said(Wrong::Order, "entry-wrong-order").get())) />
                </div>
            </fieldset>
            <fieldset>
                <legend>{t!("entry-now")}</legend>
                <Field label=Signal::derive(t!("entry-headline")) hint=Signal::derive(t!("entry-headline-hint")) value=draft.headline test="entry-headline" longest=120 wrong=text("headline") />
            </fieldset>
            <Failure error=act.failure test="entry-error" />
            <div class="form-buttons">
                <button
                    type="submit"
                    class="button primary wide"
                    data-test=submit_test
                    aria-busy=move || act.busy.get().then_some("true")
                >
                    {t!(submit_key)}
                </button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_may_be_left_out_and_may_be_full_width() {
        assert_eq!(year(""), Some(None));
        assert_eq!(year("２００４"), Some(Some(2004)));
        assert_eq!(year("平成16"), None);
        assert_eq!(year("204"), None);
    }

    #[test]
    fn an_entry_needs_one_name_and_years_in_order() {
        let named = Entry { given_name: "Anna".to_owned(), ..Entry::default() };
        assert_eq!(check(&Entry::default()), Err(Wrong::NoName));
        assert_eq!(check(&named), Ok(()));
        let turned = Entry { joined_year: Some(2019), left_year: Some(2004), ..named };
        assert_eq!(check(&turned), Err(Wrong::Order));
    }
}
