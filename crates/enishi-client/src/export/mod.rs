//! The file in which a person takes the own things along: a ZIP of JSON, a vCard, a calendar and the own photos. The
//! texts are made from values, without a database or a clock; `features/export.rs` gathers the values.

pub mod archive;
pub mod expiry;
pub mod ics;
mod lines;
pub mod vcard;
