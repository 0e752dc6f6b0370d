//! Hiding from somebody: the quiet menu on a person's page, and the list of those who are hidden.

mod menu;
mod page;

pub use menu::PersonMenu;
pub use page::HiddenPage;
