//! The state of the app as the frame read it, for every page.

use enishi_bridge::{
    Duty, NetworkKind,
    app::{AppView, Line},
};
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct App(Signal<AppView>);

/// Makes the state known to everything inside.
pub fn provide_app(app: Signal<AppView>) {
    provide_context(App(app));
}

/// The state of the app. Only inside the frame.
pub fn use_app() -> Signal<AppView> {
    let App(app) = expect_context();
    app
}

/// Whether the line to the server stands, reactive.
pub fn connected() -> Signal<bool> {
    let app = use_app();
    let connected = Memo::new(move |_| app.with(|app| app.sync.line == Line::Online));
    connected.into()
}

/// The name of the current place, reactive.
pub fn place_name() -> Signal<String> {
    let app = use_app();
    Signal::derive(move || {
        app.with(|app| {
            let shown = app.places.iter().find(|place| app.current == Some(place.key));
            shown.map(|place| place.name.clone()).unwrap_or_default()
        })
    })
}

/// Whether the current place is of a company, reactive: other places have no company that sees anything.
pub fn at_company() -> Signal<bool> {
    let app = use_app();
    Signal::derive(move || {
        app.with(|app| {
            let shown = app.places.iter().find(|place| app.current == Some(place.key));
            shown.is_none_or(|place| place.kind == NetworkKind::Company)
        })
    })
}

/// Whether the person has a duty in the current place, reactive.
pub fn may(duty: Duty) -> Signal<bool> {
    let app = use_app();
    Signal::derive(move || app.with(|app| app.duties.contains(&duty)))
}
