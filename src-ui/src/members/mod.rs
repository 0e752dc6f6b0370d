//! People: the directory, one person, the own card and its entry.

mod directory;
mod edit;
mod entry_form;
mod me;
mod member;
mod names;
mod profile;
mod rail;
mod rows;
mod window;

pub use directory::{DirectoryPage, NobodyChosen};
pub use edit::EditEntryPage;
pub use entry_form::EntryForm;
pub use me::MyCardPage;
pub use member::{MemberFacts, MemberPage};
pub use profile::{SeenPage, TwoValues, label};
