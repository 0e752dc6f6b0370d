//! What each page shows and what each button wants: the commands of `enishi_bridge::commands`, one file
//! a feature.

pub mod app;
mod here;
mod sign_in;

mod access;
mod card;
mod desk;
mod events;
mod field_kinds;
mod hidden;
mod home;
mod members;
pub mod photo;
mod posts;
mod profile;
mod reports;
mod searches;
mod stay;
mod together;

mod check;
mod follows;
mod life_events;
mod reactions;
mod status;
mod suggestions;

mod recovery;
pub mod talk;
mod trust;

mod export;
pub use export::Lifetime;
mod outbox;
mod sessions;
mod settings;
mod storage;
mod verify;
