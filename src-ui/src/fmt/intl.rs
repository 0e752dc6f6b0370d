//! The webview's `Intl`, with its formatters kept: making one is slow, using one is not.

use crate::{
    dates::{Day, Time},
    numbers,
    text::{Locale, locale},
};
use js_sys::{Object, Reflect};
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js_sys has these too, but without `catch`: a zone that the webview does not know would end the program.
    #[wasm_bindgen(js_namespace = Intl)]
    #[derive(Clone)]
    type DateTimeFormat;
    #[wasm_bindgen(js_namespace = Intl, constructor, catch)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, structural, getter, js_name = format)]
    fn formatter(this: &DateTimeFormat) -> js_sys::Function;
    #[wasm_bindgen(method, catch, js_name = formatToParts)]
    fn format_to_parts(this: &DateTimeFormat, date: &js_sys::Date) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &DateTimeFormat) -> Object;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(js_namespace = Intl, constructor, catch)]
    fn new(locale: &str, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(js_namespace = Intl, constructor, catch)]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, structural, getter, js_name = format)]
    fn formatter(this: &NumberFormat) -> js_sys::Function;
}

/// Which parts of a moment are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// `2026-12-05`, to compare days.
    Key,
    Time,
    DateTime,
    YearDateTime,
    LongDate,
    YearMonth,
    Month,
    DayNumber,
    Weekday,
    Year,
    ZoneName,
}

impl Style {
    /// The tag and the options of the formatter.
    fn options(self, locale: Locale) -> (&'static str, &'static [(&'static str, &'static str)]) {
        // British English puts the day first and counts 24 hours, as the Japanese side does.
        let tag = match locale {
            Locale::Ja => "ja-JP",
            Locale::En => "en-GB",
        };
        match self {
            Self::Key => ("sv-SE", &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")]),
            Self::Time => (tag, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]),
            Self::DateTime => (
                tag,
                &[
                    ("month", "short"),
                    ("day", "numeric"),
                    ("weekday", "short"),
                    ("hour", "2-digit"),
                    ("minute", "2-digit"),
                    ("hourCycle", "h23"),
                ],
            ),
            Self::YearDateTime => (
                tag,
                &[
                    ("year", "numeric"),
                    ("month", "short"),
                    ("day", "numeric"),
                    ("weekday", "short"),
                    ("hour", "2-digit"),
                    ("minute", "2-digit"),
                    ("hourCycle", "h23"),
                ],
            ),
            Self::LongDate => {
                (tag, &[("year", "numeric"), ("month", "long"), ("day", "numeric"), ("weekday", "short")])
            }
            Self::YearMonth => (tag, &[("year", "numeric"), ("month", "long")]),
            Self::Month => (tag, &[("month", "short")]),
            // Japanese would write 5日; the block shows the bare number.
            Self::DayNumber => ("en-GB", &[("day", "numeric")]),
            Self::Weekday => (tag, &[("weekday", "short")]),
            Self::Year => ("en-GB", &[("year", "numeric")]),
            Self::ZoneName => (tag, &[("timeZoneName", "long")]),
        }
    }
}

thread_local! {
    static DATES: RefCell<BTreeMap<(Locale, Style, String), Option<DateTimeFormat>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A moment in a zone; an empty or unknown zone is the device's.
pub fn format(at: i64, style: Style, zone: &str) -> String {
    let Some(formatter) = formatter(style, zone).or_else(|| formatter(style, "")) else {
        return String::new();
    };
    let date = js_sys::Date::new(&JsValue::from_f64(numbers::float(at)));
    formatter
        .formatter()
        .call1(&JsValue::UNDEFINED, &date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

fn formatter(style: Style, zone: &str) -> Option<DateTimeFormat> {
    let key = (locale(), style, zone.to_owned());
    DATES.with_borrow_mut(|kept| {
        kept.entry(key)
            .or_insert_with(|| {
                let (tag, pairs) = style.options(locale());
                let options = object(pairs);
                if !zone.is_empty() {
                    set(&options, "timeZone", zone);
                }
                DateTimeFormat::new(tag, &options).ok()
            })
            .clone()
    })
}

/// The name of the zone at a moment, where it is another one than the device's.
pub fn foreign_zone(at: i64, zone: &str) -> Option<String> {
    if zone.is_empty() || zone == device_zone() {
        return None;
    }
    let date = js_sys::Date::new(&JsValue::from_f64(numbers::float(at)));
    let parts = formatter(Style::ZoneName, zone)?.format_to_parts(&date).ok()?;
    parts.iter().find_map(|part| {
        let kind = Reflect::get(&part, &"type".into()).ok()?.as_string()?;
        let value = Reflect::get(&part, &"value".into()).ok()?.as_string()?;
        (kind == "timeZoneName").then_some(value)
    })
}

/// The device's zone, an IANA name; `UTC` where the webview does not know.
pub fn device_zone() -> String {
    formatter(Style::Key, "")
        .and_then(|formatter| Reflect::get(&formatter.resolved_options(), &"timeZone".into()).ok())
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// The year of a moment in the device's zone.
pub fn year(at: i64) -> String {
    format(at, Style::Year, "")
}

/// 「3時間前」, "in 2 hours".
pub fn relative(number: i64, unit: &str) -> String {
    let options = object(&[("numeric", "always")]);
    RelativeTimeFormat::new(locale().tag(), &options)
        .and_then(|formatter| RelativeTimeFormat::format(&formatter, numbers::float(number), unit))
        .unwrap_or_default()
}

/// A number with its separators.
pub fn number(number: f64) -> String {
    NumberFormat::new(locale().tag(), &Object::new())
        .and_then(|formatter| formatter.formatter().call1(&JsValue::UNDEFINED, &JsValue::from_f64(number)))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| number.to_string())
}

/// The moment of a day and time in the device's zone.
pub fn instant(day: Day, time: Time) -> Option<i64> {
    let month = i32::try_from(day.month).ok()? - 1;
    let date = js_sys::Date::new_with_year_month_day_hr_min(
        day.year,
        month,
        i32::try_from(day.day).ok()?,
        i32::try_from(time.hour).ok()?,
        i32::try_from(time.minute).ok()?,
    );
    let at = date.get_time();
    at.is_finite().then(|| numbers::whole(at))
}

fn object(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &str) {
    // Fails only for frozen objects; this one was made here.
    let _ = Reflect::set(object, &name.into(), &value.into());
}
