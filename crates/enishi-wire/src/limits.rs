//! Lengths that both ends hold to, in Unicode characters unless said otherwise.

/// A name or a reading of a name.
pub const NAME: usize = 80;
/// A department, a place, a source.
pub const LINE: usize = 200;
/// A headline in the directory.
pub const HEADLINE: usize = 120;
/// The title of a post or an event.
pub const TITLE: usize = 120;
/// The text of a post or an event.
pub const TEXT: usize = 20_000;
/// Parts of an agenda.
pub const PARTS: usize = 50;
/// An email address, in bytes (RFC 5321).
pub const EMAIL_BYTES: usize = 254;
/// A tag of a profile.
pub const TAG: usize = 40;
/// The address of a link.
pub const LINK: usize = 500;
/// Items in one field of a profile.
pub const FIELD_ITEMS: usize = 20;
/// Choices of a field that a network added.
pub const FIELD_CHOICES: usize = 50;
/// Fields that a network may add, retired ones included.
pub const FIELD_KINDS: usize = 60;
/// The text of a field that asks for some lines.
pub const FIELD_TEXT: usize = 2_000;
/// Versions of a field that a wish may say it builds on.
pub const FIELD_SEEN: usize = 100;
/// The words of a report, and the reason of a decision on one.
pub const REPORT: usize = 1_000;
/// Messages in one report.
pub const REPORTED: usize = 20;
/// A picture that a device sends for a photo, in bytes; no more than [`BODY_BYTES`].
pub const PHOTO_BYTES: usize = 1024 * 1024;
/// Mutations in one push.
pub const PUSH: usize = 100;
/// Rows in one page of a pull for a device that does not say how many it wants.
pub const PAGE_ROWS: usize = 500;
/// Rows in one page of a pull for a device that wants as many as it can get.
pub const PAGE_ROWS_MOST: usize = 20_000;
/// Body of one page of a pull before compression, in bytes for each row that was asked for: a page of 500 rows
/// has 256 KiB at most.
pub const PAGE_ROW_BYTES: usize = 524;
/// Body of any request, in bytes.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Seconds between two heartbeats on a live connection.
pub const HEARTBEAT_SECONDS: u64 = 25;
/// The text of a 近況, in characters as people count them (graphemes).
pub const STATUS: usize = 40;
/// The text of a 近況, in Unicode characters: a grapheme may be made of many.
pub const STATUS_CHARS: usize = 400;
/// The text of a message.
pub const MESSAGE: usize = 4_000;
/// Device lists in a chain.
pub const DEVICE_LISTS: usize = 200;
/// The text of a life event.
pub const LIFE_EVENT: usize = 1_000;
