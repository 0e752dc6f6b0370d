//! What each page shows and what each button wants: the commands of `enishi_bridge::commands`, one file
//! a feature.

pub mod app;
mod here;
mod sign_in;

mod events;
mod home;
mod members;
mod posts;
mod profile;

mod export;
mod outbox;
mod sessions;
mod settings;
mod storage;
mod verify;
