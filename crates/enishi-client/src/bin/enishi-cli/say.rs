//! Everything that is printed.

use serde_json::{Value, json};
use std::io::Write;

/// Prints a result: the JSON itself, or its fields for a person.
pub fn result(as_json: bool, value: &Value) {
    if as_json {
        line(&value.to_string());
    } else {
        line(&plain(value));
    }
}

/// Prints a line on stdout. A reader that has gone away ends the program quietly, as `head` expects.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Prints a failure on stderr.
pub fn error_line(as_json: bool, code: &str, message: &str) {
    let mut out = std::io::stderr().lock();
    let text = if as_json {
        json!({"error": {"code": code, "message": message}}).to_string()
    } else {
        message.to_owned()
    };
    // Nobody reads stderr: nothing more can be said.
    let _closed = writeln!(out, "{text}");
}

/// Prints a line on stderr beside the result, for a person or a program that waits for it.
pub fn aside(text: &str) {
    let mut out = std::io::stderr().lock();
    // Nobody reads stderr: nothing more can be said.
    let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// One line for each item, the fields a person looks for first; other results as `key: value`.
fn plain(value: &Value) -> String {
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return fields(value);
    };
    items.iter().map(item).collect::<Vec<_>>().join("\n")
}

fn item(item: &Value) -> String {
    let shown = [
        "starts",
        "published_at",
        "field",
        "value",
        "audience",
        "title",
        "name",
        "mark",
        "kana",
        "department",
        "place",
        "my_rsvp",
        "delivery",
        "id",
    ];
    // Of a post the title is enough; a 近況 is its words.
    let words = item.get("mark").and_then(|_| item.get("text"));
    let shown =
        shown.iter().filter_map(|field| item.get(*field)).chain(words).filter(|value| !value.is_null());
    shown.map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ")
}

fn fields(value: &Value) -> String {
    let Some(fields) = value.as_object() else {
        return text(value);
    };
    let shown = fields.iter().filter(|(_, value)| !value.is_null());
    shown.map(|(name, value)| format!("{name}: {}", text(value))).collect::<Vec<_>>().join("\n")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
