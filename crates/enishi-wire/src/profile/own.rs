//! What a network decides about fields: fields of its own, and the audience that it proposes for each field.
//!
//! A proposal is for fields that somebody never set; what a person chose is never touched by it.

use super::{
    rules::{BadField, bad},
    values::FieldValue,
    words::{FieldAudience, FieldKey},
};
use crate::{changes::Row, limits, text};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a network decides about a field; scope `members`, id = [`FieldKey::row_id`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldKindRow {
    /// Which.
    pub field: FieldKey,
    /// Who is proposed to read it.
    pub audience: FieldAudience,
    /// What it asks, for a field that the network added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnField>,
}

impl Row for FieldKindRow {
    const KIND: &'static str = "field_kind";
}

/// A field that a network added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnField {
    /// What it is called, by language: `ja`, `en`. At least one.
    pub name: BTreeMap<String, String>,
    /// A line of explanation, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hint: BTreeMap<String, String>,
    /// What is answered. It never changes: what people have answered stays readable.
    pub asks: Asks,
    /// What can be chosen, in this order. One that was offered stays; it can get another name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Its place among the network's fields, the lowest first.
    #[serde(default)]
    pub place: i32,
    /// Not asked any more. What people have answered stays theirs, and nobody else is shown it.
    #[serde(default)]
    pub retired: bool,
}

/// Something that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What an answer says: a short word that never changes.
    pub word: String,
    /// What it is called, by language.
    pub name: BTreeMap<String, String>,
}

words! {
    /// What a field asks for.
    #[derive(Default)]
    Asks {
        /// One line.
        #[default]
        Text = "text",
        /// Some lines.
        Lines = "lines",
        /// A whole number.
        Number = "number",
        /// A year.
        Year = "year",
        /// Yes or no.
        YesNo = "yes_no",
        /// One of a list.
        Choice = "choice",
        /// A page.
        Link = "link",
        /// A day.
        Date = "date",
    }
}

/// The beginning of the keys of fields that a network added.
const OWN: &str = "own/";

impl FieldKey {
    /// The key of a field that a network added.
    pub fn of_network(id: Uuid) -> Self {
        Self::Other(format!("{OWN}{id}"))
    }

    /// The id of a field that a network added.
    pub fn network_id(&self) -> Option<Uuid> {
        match self {
            Self::Other(key) => {
                key.strip_prefix(OWN)?.parse().ok().filter(|id| Self::of_network(*id) == *self)
            }
            _ => None,
        }
    }

    /// The id of the row that says what the network decided about the field.
    pub fn row_id(&self) -> Uuid {
        let hash = || {
            let hash = Sha256::digest(self.as_str());
            hash.first_chunk::<16>().map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes))
        };
        self.network_id().unwrap_or_else(hash)
    }
}

impl FieldKindRow {
    /// What was decided, as it is kept: texts trimmed, empty languages left out. `before`: what was decided earlier.
    ///
    /// # Errors
    /// The part that breaks a rule.
    pub fn checked(&self, before: Option<&Self>) -> Result<Self, BadField> {
        self.audience.known()?;
        let own = match (&self.field, &self.own) {
            (FieldKey::Other(_), Some(own)) if self.field.network_id().is_some() => {
                Some(own.checked(before.and_then(|before| before.own.as_ref()))?)
            }
            (FieldKey::Other(_), _) | (_, Some(_)) => {
                return Err(bad("field", "This version does not know the field."));
            }
            (_, None) => None,
        };
        Ok(Self { field: self.field.clone(), audience: self.audience.clone(), own })
    }
}

impl OwnField {
    fn checked(&self, before: Option<&Self>) -> Result<Self, BadField> {
        if matches!(self.asks, Asks::Other(_)) || before.is_some_and(|before| before.asks != self.asks) {
            return Err(bad("asks", "What a field asks for is one of those known here, and never changes."));
        }
        let name = names("name", &self.name, limits::NAME)?;
        if name.is_empty() {
            return Err(bad("name", "A field needs a name."));
        }
        let mut words = BTreeSet::new();
        let mut choices = Vec::with_capacity(self.choices.len());
        for choice in &self.choices {
            let word = text::line(&choice.word, limits::TAG).unwrap_or_default();
            let name = names("choices", &choice.name, limits::NAME)?;
            if word.is_empty() || name.is_empty() || !words.insert(word.clone()) {
                return Err(bad("choices", "Each choice has a word of its own and a name."));
            }
            choices.push(Choice { word, name });
        }
        let gone =
            before.into_iter().flat_map(|before| &before.choices).any(|choice| !words.contains(&choice.word));
        let range = if self.asks == Asks::Choice { 2..=limits::FIELD_CHOICES } else { 0..=0 };
        if gone || !range.contains(&choices.len()) {
            return Err(bad("choices", "A list has 2 to 50 choices, and one that was offered stays."));
        }
        let hint = names("hint", &self.hint, limits::HEADLINE)?;
        Ok(Self { name, hint, asks: self.asks.clone(), choices, place: self.place, retired: self.retired })
    }

    /// An answer as it is kept. `None`: it says nothing, so the field is taken away.
    ///
    /// # Errors
    /// `value`, `url`, `field` for one that is not asked any more.
    pub fn answered(&self, value: &FieldValue) -> Result<Option<FieldValue>, BadField> {
        if self.retired {
            return Err(bad("field", "The field is not asked any more."));
        }
        let wrong = || bad("value", "The field does not take such a value.");
        let line = |text: &str, max| text::line(text, max).map_err(|_| wrong());
        let said = |text: String| (!text.is_empty()).then_some(FieldValue::Text(text));
        Ok(match (&self.asks, value) {
            (Asks::Text, FieldValue::Text(text)) => said(line(text, limits::LINE)?),
            (Asks::Lines, FieldValue::Text(text)) => {
                let lines: Vec<String> = text
                    .replace("\r\n", "\n")
                    .split('\n')
                    .map(|text| line(text, limits::FIELD_TEXT))
                    .collect::<Result<_, _>>()?;
                let text = lines.join("\n").trim().to_owned();
                if text.chars().count() > limits::FIELD_TEXT {
                    return Err(wrong());
                }
                said(text)
            }
            (Asks::Number, FieldValue::Number(number)) if number.unsigned_abs() <= 1_000_000_000_000 => {
                Some(FieldValue::Number(*number))
            }
            (Asks::Year, FieldValue::Number(year)) if (1868..=2200).contains(year) => {
                Some(FieldValue::Number(*year))
            }
            (Asks::YesNo, FieldValue::Flag(is)) => Some(FieldValue::Flag(*is)),
            (Asks::Choice, FieldValue::Choice(word))
                if self.choices.iter().any(|choice| choice.word == *word) =>
            {
                Some(FieldValue::Choice(word.clone()))
            }
            (Asks::Link, FieldValue::Links(links)) if links.len() <= 1 => FieldKey::Links.checked(value)?,
            (Asks::Date, FieldValue::Date(day)) => Some(FieldValue::Date(*day)),
            _ => return Err(wrong()),
        })
    }

    /// The name in a language, or in any that there is.
    pub fn name_in(&self, language: &str) -> &str {
        said_in(&self.name, language)
    }

    /// The explanation in a language, or in any that there is; may be empty.
    pub fn hint_in(&self, language: &str) -> &str {
        said_in(&self.hint, language)
    }
}

impl Choice {
    /// The name in a language, or in any that there is.
    pub fn name_in(&self, language: &str) -> &str {
        said_in(&self.name, language)
    }
}

fn said_in<'a>(said: &'a BTreeMap<String, String>, language: &str) -> &'a str {
    let any =
        || ["ja", "en"].iter().find_map(|language| said.get(*language)).or_else(|| said.values().next());
    said.get(language).or_else(any).map_or("", String::as_str)
}

/// The texts of each language that says something.
fn names(
    part: &'static str,
    said: &BTreeMap<String, String>,
    max: usize,
) -> Result<BTreeMap<String, String>, BadField> {
    let mut names = BTreeMap::new();
    for (language, text) in said {
        let plain = (2..=8).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let text = text::line(text, max)
            .map_err(|_| bad(part, "The text is too long or holds a control character."))?;
        if !plain || names.len() >= limits::FIELD_ITEMS {
            return Err(bad(part, "A language is written like ja or en."));
        }
        if !text.is_empty() {
            names.insert(language.clone(), text);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn said(name: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("ja".to_owned(), name.to_owned())])
    }

    fn own(asks: Asks) -> OwnField {
        let choice = |word: &str| Choice { word: word.to_owned(), name: said(word) };
        let choices = if asks == Asks::Choice { vec![choice("a"), choice("b")] } else { Vec::new() };
        OwnField { name: said("期"), asks, choices, ..OwnField::default() }
    }

    fn row(own: OwnField) -> FieldKindRow {
        let field = FieldKey::of_network(Uuid::from_u128(7));
        FieldKindRow { field, audience: FieldAudience::Alumni, own: Some(own) }
    }

    fn answered(asks: Asks, value: Value) -> Result<Option<Value>, &'static str> {
        let value: FieldValue = serde_json::from_value(value).unwrap();
        let answered = own(asks).answered(&value).map_err(|bad| bad.part)?;
        Ok(answered.map(|value| serde_json::to_value(value).unwrap()["value"].clone()))
    }

    #[test]
    fn each_field_takes_what_it_asks_for_and_nothing_else() {
        for (asks, typ, value, kept) in [
            (Asks::Text, "text", json!(" 昭和57年卒 "), Ok(Some(json!("昭和57年卒")))),
            (Asks::Text, "text", json!(" "), Ok(None)),
            (Asks::Text, "text", json!("a\u{0}"), Err("value")),
            (Asks::Text, "text", json!("あ".repeat(10_000)), Err("value")),
            (Asks::Text, "text", json!("\u{202e}長社"), Err("value")),
            (Asks::Text, "flag", json!(true), Err("value")),
            (Asks::Lines, "text", json!("a\r\n b \n"), Ok(Some(json!("a\nb")))),
            (Asks::Number, "number", json!(42), Ok(Some(json!(42)))),
            (Asks::Number, "number", json!(i64::MIN), Err("value")),
            (Asks::Year, "number", json!(1982), Ok(Some(json!(1982)))),
            (Asks::Year, "number", json!(9999), Err("value")),
            (Asks::YesNo, "flag", json!(false), Ok(Some(json!(false)))),
            (Asks::Choice, "choice", json!("b"), Ok(Some(json!("b")))),
            (Asks::Choice, "choice", json!("c"), Err("value")),
            (
                Asks::Link,
                "links",
                json!([{"url": "https://example.jp"}]),
                Ok(Some(json!([{"label": "", "url": "https://example.jp"}]))),
            ),
            (Asks::Link, "links", json!([{"url": "javascript:alert(1)"}]), Err("url")),
            (Asks::Date, "date", json!("2014-04-01"), Ok(Some(json!("2014-04-01")))),
            (Asks::Date, "date", json!("2014-02-30"), Err("value")),
        ] {
            assert_eq!(answered(asks.clone(), json!({"type": typ, "value": value})), kept, "{asks} {value}");
        }
        let retired = OwnField { retired: true, ..own(Asks::YesNo) };
        assert_eq!(retired.answered(&FieldValue::Flag(true)).unwrap_err().part, "field");
    }

    #[test]
    fn what_people_have_answered_stays_readable() {
        let before = row(own(Asks::Choice)).checked(None).unwrap();
        let with = |change: fn(&mut OwnField)| {
            let mut next = own(Asks::Choice);
            change(&mut next);
            row(next).checked(Some(&before)).map_err(|bad| bad.part)
        };
        assert!(with(|own| own.choices[0].name = said("ア")).is_ok());
        assert!(with(|own| own.retired = true).is_ok());
        assert_eq!(with(|own| own.choices.truncate(1)), Err("choices"));
        assert_eq!(with(|own| own.choices[0].word = "z".to_owned()), Err("choices"));
        assert_eq!(with(|own| own.asks = Asks::Text), Err("asks"));
        assert_eq!(with(|own| own.name = said(" ")), Err("name"));
        assert_eq!(with(|own| own.name = said("a\u{0}")), Err("name"));
    }

    #[test]
    fn a_network_decides_about_fields_that_are_known_here_or_its_own() {
        let kind = |field: FieldKey, own| FieldKindRow { field, audience: FieldAudience::Secretariat, own };
        assert!(kind(FieldKey::Roles, None).checked(None).is_ok());
        for (field, own) in [
            (FieldKey::Roles, Some(own(Asks::Text))),
            (FieldKey::Other("pronouns".to_owned()), None),
            (FieldKey::Other("own/7".to_owned()), Some(own(Asks::Text))),
            (FieldKey::of_network(Uuid::from_u128(7)), None),
        ] {
            assert_eq!(kind(field.clone(), own).checked(None).unwrap_err().part, "field", "{field}");
        }
        let id = Uuid::from_u128(7);
        assert_eq!(FieldKey::of_network(id).network_id(), Some(id));
        assert_eq!(FieldKey::of_network(id).row_id(), id);
        assert_ne!(FieldKey::Roles.row_id(), FieldKey::Skills.row_id());
    }

    #[test]
    fn a_name_is_said_in_the_language_or_in_any_that_there_is() {
        let mut field = own(Asks::Text);
        assert_eq!((field.name_in("ja"), field.name_in("en"), field.hint_in("en")), ("期", "期", ""));
        field.name.insert("en".to_owned(), "Class".to_owned());
        assert_eq!(field.name_in("en"), "Class");
    }
}
