//! The pages of Enishi: a Leptos program in the webview. It shows what the core answers and sends what the
//! person wants; it holds no data of its own, and only [`bridge`] talks to the core.
//!
//! Suggested reading order: [`bridge`] (the one door to the core), [`state`] (reads and acts), [`frame`]
//! (what is around the pages), then a feature such as [`events`]. docs/ui.md has the rules.

mod bridge;
mod card;
mod state;

mod frame;

mod sign_in;

mod access;
mod events;
mod hidden;
mod home;
mod life_events;
mod members;
mod outbox;
mod places;
mod posts;
mod reports;
mod settings;
mod status;
mod stay;
mod talk;

mod clock;
mod components;
mod dates;
mod fmt;
mod ime;
mod numbers;
mod text;

fn main() {
    frame::install_panic_overlay();
    ime::install();
    frame::install_menus();
    clock::start();
    leptos::mount::mount_to_body(frame::App);
}
