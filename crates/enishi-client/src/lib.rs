//! The native core: everything the app does, without a window.
//!
//! The shell, `enishi-cli` and the tests drive it through [`Client`]. Suggested reading order:
//! [`client`] (the façade), [`account`] and [`runner`] (one signed-in account and its sync), [`db`]
//! (what is stored), [`secrets`] and [`vault`] (where keys are), then the features: what each page
//! shows and what each button wants.

pub mod client;
pub use client::{Client, Config};
pub use features::Lifetime;

mod account;
mod apply;
mod endings;
mod lease;
mod mend;
mod outcomes;
pub mod page;
mod paging;
mod photos;
mod places;
mod pull;
mod push;
mod runner;
mod showing;
mod troubles;
mod verify;
pub use showing::Showing;

mod db;
mod directory;
mod journal;
pub mod secrets;
mod vault;
mod wish;
pub use secrets::SecretsChoice;
pub use wish::Wish;

pub mod http;
mod live;

mod export;
mod features;
mod links;
mod locale;
mod talk;
pub use locale::sentence;
mod names;
mod notify;
mod suggest;

mod clock;
mod error;
mod ids;
pub use error::Error;

#[cfg(test)]
extern crate self as enishi_client;
#[cfg(test)]
mod tests;
