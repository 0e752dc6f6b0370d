//! Small accessible parts on native elements, one a file; they know nothing of the core.

mod avatar;
mod confirm;
mod date_block;
mod delivery_line;
mod empty;
mod failure;
mod field;
mod header;
mod icon;
mod locked;
mod pane;
mod select;
mod spans;
mod switch;
mod whole;

pub use avatar::{Avatar, Face};
pub use confirm::Confirm;
pub use date_block::DateBlock;
pub use delivery_line::DeliveryLine;
pub use empty::{Drawing, Empty};
pub use failure::{ErrorPanel, Failure};
pub use field::{Field, TextArea};
pub use header::{Header, PageTitle, moved};
pub use icon::{Icon, icons};
pub use locked::Locked;
pub use pane::Pane;
pub use select::Select;
pub use spans::Spans;
pub use switch::Switch;
pub use whole::whole;
