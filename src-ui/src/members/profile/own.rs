//! Fields that the network added: how one is called, answered and shown. Every answer is typed or chosen as text.

use super::{draft::typed_month, words::Line};
use crate::{
    components::{Field, TextArea},
    numbers::half_width,
    text::{locale, tr, tr_with},
};
use enishi_bridge::{Asks, Day, FieldValue, Link, OwnField};
use leptos::prelude::*;

/// The language of the pages, as names of fields are kept by it.
pub fn language() -> &'static str {
    locale().tag()
}

/// What an answer says, line by line.
pub fn lines(own: &OwnField, value: &FieldValue) -> Vec<Line> {
    let plain = |main: String| Line { main, ..Line::default() };
    match value {
        FieldValue::Text(text) => text.lines().map(|line| plain(line.to_owned())).collect(),
        FieldValue::Number(number) if own.asks == Asks::Year => {
            vec![plain(tr_with("year-alone", &[("year", number.to_string().into())]))]
        }
        FieldValue::Number(number) => vec![plain(number.to_string())],
        FieldValue::Flag(is) => vec![plain(tr(if *is { "own-yes" } else { "own-no" }))],
        FieldValue::Choice(word) => {
            let choice = own.choices.iter().find(|choice| choice.word == *word);
            vec![plain(choice.map_or(word.as_str(), |choice| choice.name_in(language())).to_owned())]
        }
        FieldValue::Date(day) => vec![plain(day.to_string())],
        other => super::words::lines(other),
    }
}

/// An answer as it is typed.
pub fn typed(value: Option<&FieldValue>) -> String {
    match value {
        Some(FieldValue::Text(text) | FieldValue::Choice(text)) => text.clone(),
        Some(FieldValue::Number(number)) => number.to_string(),
        Some(FieldValue::Flag(is)) => (if *is { "yes" } else { "no" }).to_owned(),
        Some(FieldValue::Date(day)) => day.to_string(),
        Some(FieldValue::Links(links)) => links.first().map(|link| link.url.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// What was typed as an answer; `Ok(None)`: nothing. `Err`: it is none.
pub fn answer(asks: &Asks, typed: &str) -> Result<Option<FieldValue>, ()> {
    let plain = typed.trim();
    if plain.is_empty() {
        return Ok(None);
    }
    Ok(Some(match asks {
        Asks::Text | Asks::Lines => FieldValue::Text(plain.to_owned()),
        Asks::Number | Asks::Year => {
            let digits = half_width(plain).replace([',', '，', '年'], "");
            FieldValue::Number(digits.parse().map_err(|_| ())?)
        }
        Asks::YesNo => FieldValue::Flag(plain == "yes"),
        Asks::Choice => FieldValue::Choice(plain.to_owned()),
        Asks::Link => FieldValue::Links(vec![Link { url: plain.to_owned(), ..Link::default() }]),
        Asks::Date => FieldValue::Date(day(plain).ok_or(())?),
        Asks::Other(_) => return Err(()),
    }))
}

/// A day however people type it: `2014-04-01`, `2014/4/1`, 「2014年4月1日」.
fn day(typed: &str) -> Option<Day> {
    let plain = half_width(typed).replace(['年', '月', '/', '.'], "-").replace('日', "");
    let (month, day) = plain.trim().rsplit_once('-')?;
    let day: u8 = day.trim().parse().ok()?;
    format!("{}-{day:02}", typed_month(month)?).parse().ok()
}

/// What is typed or chosen.
#[component]
pub fn OwnInput(
    /// The field.
    own: OwnField,
    /// What stands in it.
    text: RwSignal<String>,
    /// Whether it is no answer.
    #[prop(into)]
    wrong: Signal<bool>,
) -> impl IntoView {
    let field = StoredValue::new(own.clone());
    let name = Signal::derive(move || field.with_value(|own| own.name_in(language()).to_owned()));
    let hint = Signal::derive(move || field.with_value(|own| own.hint_in(language()).to_owned()));
    let key = match own.asks {
        Asks::Number => "own-wrong-number",
        Asks::Year => "own-wrong-year",
        Asks::Date => "own-wrong-date",
        Asks::Link => "field-wrong-url",
        _ => "field-wrong-value",
    };
    let wrong = Signal::derive(move || wrong.get().then(|| tr(key)));
    match own.asks {
        Asks::Lines => {
            view! { <TextArea label=name value=text test="field-value" longest=2_000 wrong=wrong /> }
                .into_any()
        }
        Asks::YesNo | Asks::Choice => {
            let choices = move || {
                field.with_value(|own| {
                    let none = [(String::new(), tr("own-none"))];
                    let all = if own.asks == Asks::YesNo {
                        vec![("yes".to_owned(), tr("own-yes")), ("no".to_owned(), tr("own-no"))]
                    } else {
                        let named = |choice: &enishi_bridge::Choice| {
                            (choice.word.clone(), choice.name_in(language()).to_owned())
                        };
                        own.choices.iter().map(named).collect()
                    };
                    none.into_iter().chain(all).collect::<Vec<_>>()
                })
            };
            view! {
                <div class="field">
                    <label for="field-value">
                        <span class="label">{name}</span>
                    </label>
                    <p class="hint">{hint}</p>
                    <select
                        id="field-value"
                        data-test="field-value"
                        prop:value=move || text.get()
                        on:change=move |event| text.set(event_target_value(&event))
                    >
                        <For each=choices key=|choice| choice.clone() let:choice>
                            {
                                let (word, name) = choice;
                                let chosen = word.clone();
                                view! {
                                    <option value=word selected=move || text.with(|text| *text == chosen)>
                                        {name}
                                    </option>
                                }
                            }
                        </For>
                    </select>
                </div>
            }
            .into_any()
        }
        _ => {
            let keyboard = if matches!(own.asks, Asks::Number | Asks::Year) { "numeric" } else { "text" };
            view! { <Field label=name hint=hint value=text test="field-value" longest=500 keyboard=keyboard wrong=wrong /> }
                .into_any()
        }
    }
}

/// Whether a form of asking is known: the word on the wire and the key of its name.
pub const ASKS: &[(&str, &str)] = &[
    ("text", "asks-text"),
    ("lines", "asks-lines"),
    ("number", "asks-number"),
    ("year", "asks-year"),
    ("yes_no", "asks-yes-no"),
    ("choice", "asks-choice"),
    ("link", "asks-link"),
    ("date", "asks-date"),
];

/// The name of a form of asking.
pub fn asks_name(asks: &Asks) -> String {
    let known = ASKS.iter().find(|(word, _)| *word == asks.as_str());
    known.map_or_else(|| tr("field-newer"), |(_, key)| tr(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_people_type_it_and_typed_again_as_it_was_read() {
        for (asks, text, again) in [
            (Asks::Text, " 昭和57年卒 ", Some("昭和57年卒")),
            (Asks::Number, "１,２００", Some("1200")),
            (Asks::Year, "１９８２年", Some("1982")),
            (Asks::YesNo, "no", Some("no")),
            (Asks::Date, "2014年4月1日", Some("2014-04-01")),
            (Asks::Date, "２０１４/４/１", Some("2014-04-01")),
            (Asks::Link, "https://example.jp", Some("https://example.jp")),
            (Asks::Date, "2014-02-30", None),
            (Asks::Date, "いつか", None),
            (Asks::Number, "たくさん", None),
        ] {
            let read = answer(&asks, text).map(|value| typed(value.as_ref()));
            assert_eq!(read.as_deref().ok(), again, "{text}");
        }
        assert_eq!(answer(&Asks::YesNo, " "), Ok(None));
    }
}
