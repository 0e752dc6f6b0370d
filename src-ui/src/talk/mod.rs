//! トーク: messages between two people. The list of threads, a thread with its composer, and what is said of trust.

mod composer;
mod desk;
mod devices;
mod explain;
mod files;
mod link;
mod list;
mod message;
mod page;
mod recovery;
mod safety;
mod words;

pub use desk::{DeskLettersPage, DeskListPage, DeskPage};
pub use devices::TalkDevicesPage;
pub use list::{NoThreadChosen, TalkPage};
pub use page::ThreadPage;
pub use recovery::RecoveryPage;
pub use safety::SafetyPage;
