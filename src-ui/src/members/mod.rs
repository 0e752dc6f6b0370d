//! People: the directory, one person, the own card and its entry.

mod address;
mod directory;
mod edit;
mod entry_form;
mod filters;
mod map;
mod me;
mod member;
mod names;
mod picker;
mod profile;
mod rail;
mod rows;
mod search;
mod window;

pub use directory::{DirectoryPage, NobodyChosen};
pub use edit::EditEntryPage;
pub use entry_form::EntryForm;
pub use me::MyCardPage;
pub use member::{MemberFacts, MemberPage};
pub use names::{full_name, then_line};
pub use profile::{FieldKindsPage, SeenBefore, SeenPage, TwoValues, label_of, month, read_month};
