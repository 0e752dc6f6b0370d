//! The outbox: everything that has not reached the server, with retry and discard.

mod entry;
mod page;

pub use page::OutboxPage;
