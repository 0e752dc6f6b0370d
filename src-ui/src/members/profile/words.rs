//! A field in words: its name, its audience, and what it says, line by line.

use super::own;
use crate::{
    state::at_company,
    text::{tr, tr_with},
};
use enishi_bridge::{FieldAudience, FieldKey, FieldValue, Month, OwnField, Step};
use leptos::prelude::*;

/// A line of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Line {
    /// What it says.
    pub main: String,
    /// Since when, from when to when; may be empty.
    pub side: String,
    /// Where it leads, if it is a link.
    pub url: Option<String>,
}

impl Line {
    /// With the audience of an item that is for fewer people than its field; only its owner sees that.
    fn seen_by(mut self, who: Option<&FieldAudience>) -> Self {
        if let Some(who) = who {
            let parts = [std::mem::take(&mut self.side), audience(who)];
            self.side = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        }
        self
    }
}

/// The name of a field that the network may have added.
pub fn label_of(key: &FieldKey, own: Option<&OwnField>) -> String {
    own.map_or_else(|| label(key), |own| own.name_in(own::language()).to_owned())
}

/// What a value of a field that the network may have added says.
pub fn lines_of(own: Option<&OwnField>, value: &FieldValue) -> Vec<Line> {
    own.map_or_else(|| lines(value), |own| own::lines(own, value))
}

/// The name of a field.
pub fn label(key: &FieldKey) -> String {
    match key {
        FieldKey::Other(_) => tr("field-other"),
        known => tr(&key_of("field", known.as_str())),
    }
}

/// Who reads it.
pub fn audience(audience: &FieldAudience) -> String {
    match audience {
        FieldAudience::Other(_) => tr("field-audience-other"),
        known => tr(&key_of("field-audience", known.as_str())),
    }
}

/// The key of a word of the wire in the locale files.
pub fn key_of(of: &str, word: &str) -> String {
    format!("{of}-{}", word.replace('_', "-"))
}

/// The name of the page that shows what others see.
pub fn seen_title() -> Signal<String> {
    let at_company = at_company();
    Signal::derive(move || tr(if at_company.get() { "seen-title" } else { "seen-title-elsewhere" }))
}

/// What a value says.
pub fn lines(value: &FieldValue) -> Vec<Line> {
    let plain = |main: String| Line { main, ..Line::default() };
    match value {
        FieldValue::Text(text) => vec![plain(text.clone())],
        FieldValue::Flag(true) => vec![plain(tr("field-resting-yes"))],
        FieldValue::Flag(false) => Vec::new(),
        FieldValue::Tags(tags) => vec![plain(tags.join(&tr("list-separator")))],
        FieldValue::Purposes(all) => {
            let words: Vec<String> =
                all.iter().map(|purpose| tr(&key_of("purpose", purpose.as_str()))).collect();
            vec![plain(words.join(&tr("list-separator")))]
        }
        FieldValue::Prefecture(code) => vec![plain(tr(&format!("prefecture-{code}")))],
        FieldValue::Roles(roles) => {
            let line = |role: &enishi_bridge::Role| {
                dated(&[&role.organisation, &role.title], role.since, None).seen_by(role.audience.as_ref())
            };
            roles.iter().map(line).collect()
        }
        FieldValue::Postings(postings) => {
            let line = |at: &enishi_bridge::Posting| {
                dated(&[&at.place, &at.department], at.from, at.to).seen_by(at.audience.as_ref())
            };
            postings.iter().map(line).collect()
        }
        FieldValue::Career(steps) => steps.iter().map(step).collect(),
        FieldValue::Links(links) => links
            .iter()
            .map(|link| {
                let named = !link.label.is_empty();
                let (main, side) =
                    if named { (&link.label, link.url.clone()) } else { (&link.url, String::new()) };
                Line { main: main.clone(), side, url: Some(link.url.clone()) }
            })
            .collect(),
        FieldValue::Photo(_) => vec![plain(tr("field-photo"))],
        FieldValue::Number(number) => vec![plain(number.to_string())],
        FieldValue::Choice(word) => vec![plain(word.clone())],
        FieldValue::Date(day) => vec![plain(day.to_string())],
        FieldValue::Other(_) => vec![plain(tr("field-newer"))],
    }
}

fn step(step: &Step) -> Line {
    match step {
        Step::Work(work) => {
            dated(&[&work.organisation, &work.title], work.from, work.to).seen_by(work.audience.as_ref())
        }
        Step::Gap(gap) if gap.text.is_empty() => {
            dated(&[&tr("career-gap")], gap.from, gap.to).seen_by(gap.audience.as_ref())
        }
        Step::Gap(gap) => dated(&[&gap.text], gap.from, gap.to).seen_by(gap.audience.as_ref()),
        Step::Other(_) => Line { main: tr("field-newer"), ..Line::default() },
    }
}

fn dated(texts: &[&str], from: Option<Month>, to: Option<Month>) -> Line {
    let texts: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
    Line { main: texts.join(" · "), side: span(from, to), url: None }
}

fn span(from: Option<Month>, to: Option<Month>) -> String {
    match (from.map(month), to.map(month)) {
        (None, None) => String::new(),
        (Some(from), None) => tr_with("span-from", &[("from", from.into())]),
        (None, Some(to)) => tr_with("span-to", &[("to", to.into())]),
        (Some(from), Some(to)) => tr_with("span-from-to", &[("from", from.into()), ("to", to.into())]),
    }
}

/// A month as people read it: 「2023年5月」, “May 2023”, or the year alone.
pub fn month(month: Month) -> String {
    let year = month.year().to_string();
    match month.month() {
        Some(number) => {
            let name = tr(&format!("month-{number}"));
            tr_with("month-of-year", &[("month", name.into()), ("year", year.into())])
        }
        None => tr_with("year-alone", &[("year", year.into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(value: serde_json::Value) -> Vec<(String, String)> {
        let lines = lines(&serde_json::from_value(value).unwrap());
        lines.into_iter().map(|line| (line.main, line.side)).collect()
    }

    fn pair(main: &str, side: &str) -> (String, String) {
        (main.to_owned(), side.to_owned())
    }

    #[test]
    fn a_value_is_told_line_by_line_with_its_months() {
        let work = json!({"step": "work", "organisation": "結城谷製作所", "title": "", "from": "2008-04", "to": "2014"});
        let gap = json!({"step": "gap", "from": "2014"});
        assert_eq!(
            said(json!({"type": "career", "value": [work, gap]})),
            [pair("結城谷製作所", "2008年4月〜2014年"), pair("空白の期間", "2014年から")]
        );
        assert_eq!(said(json!({"type": "tags", "value": ["溶接", "経理"]})), [pair("溶接、経理", "")]);
        assert_eq!(said(json!({"type": "prefecture", "value": 26})), [pair("京都府", "")]);
        assert_eq!(said(json!({"type": "hologram"})), [pair("新しい版のアプリで書いた内容です", "")]);
    }

    #[test]
    fn every_word_of_the_wire_has_a_text() {
        for key in FieldKey::ALL {
            assert_ne!(label(key), key_of("field", key.as_str()));
        }
        for word in FieldAudience::ALL {
            assert_ne!(audience(word), key_of("field-audience", word.as_str()));
        }
        for number in 1..=47 {
            assert!(!said(json!({"type": "prefecture", "value": number}))[0].0.starts_with("prefecture"));
        }
        let purposes =
            said(json!({"type": "purposes", "value": ["business", "friendship", "come_back", "help"]}));
        assert!(!purposes[0].0.contains("purpose-"), "{purposes:?}");
    }
}
