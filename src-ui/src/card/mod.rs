//! The card of a member: the own one to show, and the page that checks somebody else's.

mod check;
mod page;
mod qr;

pub use check::CheckCardPage;
pub use page::CardPage;
pub use qr::Qr;
