//! What is typed into the fields of a profile, and the value that becomes of it. Items are edited inside the JSON
//! that they came in, so that what a newer program added to them stays.

use crate::numbers;
use enishi_bridge::{FieldKey, FieldValue};
use serde_json::{Map, Value, json};

/// How a field is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Text,
    /// On or off.
    Flag,
    /// Words with commas between them.
    Tags,
    /// Some of a few words.
    Purposes,
    /// One of 47.
    Prefecture,
    /// A list of items; the word is the type of the value.
    Items(&'static str, &'static [Sort]),
    /// What the network asks.
    Own,
    /// Only a newer program knows how.
    Unknown,
}

/// A sort of item.
#[derive(Debug, PartialEq, Eq)]
pub struct Sort {
    /// The word that tells it from other sorts of the same list.
    pub step: Option<&'static str>,
    /// Key of the words on the button that adds one.
    pub add: &'static str,
    /// What is typed.
    pub columns: &'static [Column],
}

/// A text of an item.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in JSON.
    pub part: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// What is typed or chosen.
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// A month.
    Month,
    /// Who reads the item, if fewer people than the field; empty: who reads the field.
    Audience,
}

const fn text(part: &'static str, label: &'static str) -> Column {
    Column { part, label, kind: Kind::Text }
}

const fn month(part: &'static str, label: &'static str) -> Column {
    Column { part, label, kind: Kind::Month }
}

const FROM: Column = month("from", "item-from");
const TO: Column = month("to", "item-to");
const WHO: Column = Column { part: "audience", label: "item-audience", kind: Kind::Audience };
const ORGANISATION: Column = text("organisation", "item-organisation");
const TITLE: Column = text("title", "item-title");

const ROLES: &[Sort] = &[Sort {
    step: None,
    add: "item-add-role",
    columns: &[ORGANISATION, TITLE, month("since", "item-since"), WHO],
}];
const CAREER: &[Sort] = &[
    Sort { step: Some("work"), add: "item-add-work", columns: &[ORGANISATION, TITLE, FROM, TO, WHO] },
    Sort { step: Some("gap"), add: "item-add-gap", columns: &[text("text", "item-gap-text"), FROM, TO, WHO] },
];
const POSTINGS: &[Sort] = &[Sort {
    step: None,
    add: "item-add-posting",
    columns: &[text("department", "entry-department"), text("place", "item-place"), FROM, TO, WHO],
}];
const LINKS: &[Sort] = &[Sort {
    step: None,
    add: "item-add-link",
    columns: &[text("label", "item-label"), text("url", "item-url")],
}];

impl Shape {
    /// How this field is edited.
    pub const fn of(key: &FieldKey) -> Self {
        match key {
            FieldKey::Romaji => Self::Text,
            FieldKey::Resting => Self::Flag,
            FieldKey::Skills | FieldKey::CanHelp | FieldKey::LookingFor => Self::Tags,
            FieldKey::Purposes => Self::Purposes,
            FieldKey::Prefecture => Self::Prefecture,
            FieldKey::Roles => Self::Items("roles", ROLES),
            FieldKey::Career => Self::Items("career", CAREER),
            FieldKey::Postings => Self::Items("postings", POSTINGS),
            FieldKey::Links => Self::Items("links", LINKS),
            // The photo has a dialog of its own.
            FieldKey::Photo | FieldKey::Other(_) => Self::Unknown,
        }
    }
}

/// An item as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its sort; `None`: only a newer program knows it, and it can only be taken away.
    pub sort: Option<&'static Sort>,
    /// What it was before.
    was: Map<String, Value>,
    /// What stands in each column.
    pub cells: Vec<String>,
}

impl Item {
    /// An empty one.
    pub fn new(sort: &'static Sort) -> Self {
        Self { sort: Some(sort), was: Map::new(), cells: vec![String::new(); sort.columns.len()] }
    }

    fn of(was: &Value, sorts: &'static [Sort]) -> Self {
        let was = was.as_object().cloned().unwrap_or_default();
        let step = was.get("step").and_then(Value::as_str);
        let sort = sorts.iter().find(|sort| sort.step == step);
        let cell =
            |column: &Column| was.get(column.part).and_then(Value::as_str).unwrap_or_default().to_owned();
        let cells = sort.map(|sort| sort.columns.iter().map(cell).collect()).unwrap_or_default();
        Self { sort, was, cells }
    }

    /// The same item with what stands in its columns.
    pub fn typed(&self, cells: Vec<String>) -> Self {
        Self { sort: self.sort, was: self.was.clone(), cells }
    }

    fn read(&self) -> Result<Value, &'static Column> {
        let mut item = self.was.clone();
        if let Some(sort) = self.sort {
            if let Some(step) = sort.step {
                item.insert("step".to_owned(), step.into());
            }
            for (column, cell) in sort.columns.iter().zip(&self.cells) {
                let cell = cell.trim();
                let value = match column.kind {
                    Kind::Text => cell.into(),
                    Kind::Month if cell.is_empty() => Value::Null,
                    Kind::Month => typed_month(cell).ok_or(column)?.into(),
                    Kind::Audience if cell.is_empty() => {
                        item.remove(column.part);
                        continue;
                    }
                    Kind::Audience => cell.into(),
                };
                item.insert(column.part.to_owned(), value);
            }
        }
        Ok(Value::Object(item))
    }

    /// Whether nothing was typed: such an item is none.
    fn is_empty(&self) -> bool {
        let said =
            |(cell, column): (&String, &Column)| column.kind != Kind::Audience && !cell.trim().is_empty();
        let columns = self.sort.map(|sort| sort.columns).unwrap_or_default();
        self.sort.is_some() && !self.cells.iter().zip(columns).any(said) && self.was.is_empty()
    }
}

/// The items of a value.
pub fn items(value: Option<&FieldValue>, sorts: &'static [Sort]) -> Vec<Item> {
    let json = value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default();
    let items = json.get("value").and_then(Value::as_array).cloned().unwrap_or_default();
    items.iter().map(|item| Item::of(item, sorts)).collect()
}

/// The value of some items; else the place and the column of the first one that is not right.
pub fn read_items(kind: &str, items: &[Item]) -> Result<FieldValue, (usize, &'static Column)> {
    let mut read = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate().filter(|(_, item)| !item.is_empty()) {
        read.push(item.read().map_err(|column| (place, column))?);
    }
    let json = json!({"type": kind, "value": read});
    Ok(serde_json::from_value(json.clone()).unwrap_or(FieldValue::Other(json)))
}

/// The words of a text with commas between them.
pub fn words(typed: &str) -> Vec<String> {
    let words = typed.split(['、', ',', '，', '\n']).map(str::trim);
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// A month however people type it: `2014-04`, `2014/4`, 「2014年4月」, `2014`.
pub fn typed_month(typed: &str) -> Option<String> {
    let plain = numbers::half_width(typed).replace(['年', '/', '.'], "-").replace('月', "");
    let mut parts = plain.trim().trim_end_matches('-').split('-');
    let year = parts.next().and_then(numbers::typed)?;
    let month = parts.next().map(|month| numbers::typed(month).ok_or(())).transpose().ok()?;
    let text = month.map_or_else(|| format!("{year:04}"), |month| format!("{year:04}-{month:02}"));
    let is_month = parts.next().is_none() && text.parse::<enishi_bridge::Month>().is_ok();
    is_month.then_some(text)
}

/// A month that may be left out.
pub fn read_month(typed: &str) -> Result<Option<enishi_bridge::Month>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    typed_month(typed).and_then(|text| text.parse().ok()).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_however_it_was_typed() {
        for typed in ["2014-04", "2014/4", "2014年4月", "２０１４年４月", "2014.4", "2014-4"] {
            assert_eq!(typed_month(typed).as_deref(), Some("2014-04"), "{typed}");
        }
        assert_eq!(typed_month("2014年").as_deref(), Some("2014"));
        for typed in ["平成26年", "14", "2014-13", "2014-04-01", "x"] {
            assert_eq!(typed_month(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_nobody_touched_stays_as_it_was_with_what_a_newer_program_added() {
        let value: FieldValue = serde_json::from_value(json!({"type": "career", "value": [
            {"step": "work", "organisation": "a", "title": "", "from": "2008-04", "to": null, "mood": "fine"},
            {"step": "sabbatical", "where": "Lisboa"},
        ]}))
        .unwrap();
        let items = items(Some(&value), CAREER);
        assert_eq!(items[1].sort, None);
        assert_eq!(read_items("career", &items), Ok(value));
    }

    #[test]
    fn an_item_in_which_nothing_was_typed_is_none_and_a_bad_month_is_named() {
        let mut role = Item::new(&ROLES[0]);
        assert_eq!(read_items("roles", std::slice::from_ref(&role)), Ok(FieldValue::Roles(Vec::new())));
        role.cells = vec!["三日月書店".to_owned(), String::new(), "いつか".to_owned(), String::new()];
        let wrong = read_items("roles", &[role]).map_err(|(place, column)| (place, column.part));
        assert_eq!(wrong, Err((0, "since")));
    }

    #[test]
    fn an_item_is_for_those_whom_the_person_chose_and_else_for_those_of_the_field() {
        let cells = |who: &str| vec!["三日月書店".to_owned(), String::new(), String::new(), who.to_owned()];
        let mut role = Item::new(&ROLES[0]);
        role.cells = cells("only_me");
        let value = read_items("roles", std::slice::from_ref(&role)).unwrap();
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(json["value"][0]["audience"], "only_me");
        let again = items(Some(&value), ROLES);
        assert_eq!(again[0].cells[3], "only_me");
        let value = read_items("roles", &[again[0].typed(cells(""))]).unwrap();
        assert!(serde_json::to_value(&value).unwrap()["value"][0].get("audience").is_none());
    }

    #[test]
    fn words_are_split_at_the_commas_of_both_scripts() {
        assert_eq!(words(" 溶接、経理,  ，採用 "), ["溶接", "経理", "採用"]);
    }
}
