//! The HTTP side: handlers extract, call one function of the domain, and convert. No rules here.

pub mod devices;
pub mod errors;
pub mod extract;

pub mod attachments;
pub mod cards;
pub mod health;
pub mod live;
pub mod metrics;
pub mod photos;
pub mod sessions;
pub mod sign_in;
pub mod sync;
pub mod welcome;
