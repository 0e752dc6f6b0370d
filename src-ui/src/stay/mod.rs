//! Pausing and leaving: the page where both begin, and the calm screens while they last.

mod page;
mod pause;
mod screens;

pub use page::StayPage;
pub use screens::{LeavingScreen, PausedScreen};
