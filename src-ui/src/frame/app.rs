//! The root: reads the state of the app, listens to the core, and shows the big screen that is due.

use super::{farewells::Farewells, links::provide_go, look, ready::Ready};
use crate::{
    bridge::{commands, notices},
    components::Pane,
    sign_in::{CodePage, ConfirmPage, SignInPage},
    state::{Versions, announce, announcement, provide_app, use_read},
    stay::{LeavingScreen, PausedScreen},
    text::tr,
};
use enishi_bridge::{
    app::{AppView, Phase},
    notices::{Notice, Tag},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::Router;

/// Rises when a tap or a link waits for its page.
#[derive(Clone, Copy)]
pub struct RouteWaiting(pub RwSignal<u32>);

#[derive(Clone, Copy, PartialEq)]
enum Screen {
    SignIn,
    Code,
    Confirm,
    Ready,
    Paused,
    Leaving,
}

/// The whole program.
#[component]
pub fn App() -> impl IntoView {
    look::begin();
    let versions = Versions::new();
    provide_context(versions);
    let waiting = RouteWaiting(RwSignal::new(0));
    provide_context(waiting);
    hear(versions, waiting);
    let app = use_read(&[Tag::App], commands::app);
    view! {
        <Router>
            <Pane read=app let:app>
                <Screens app />
            </Pane>
        </Router>
        <div class="visually-hidden" aria-live="polite" data-test="announcement">
            {announcement}
        </div>
    }
}

#[component]
fn Screens(app: Signal<AppView>) -> impl IntoView {
    provide_app(app);
    let go = provide_go();
    look::follow(Signal::derive(move || app.with(|app| app.settings)));
    look::call(app);
    // A place's pages begin anew when another place is chosen.
    let due = Memo::new(move |_| {
        app.with(|app| {
            let screen = match app.phase {
                Phase::SignedOut { .. } => Screen::SignIn,
                Phase::AwaitingCode { .. } => Screen::Code,
                Phase::Confirming { .. } => Screen::Confirm,
                Phase::Ready => Screen::Ready,
                Phase::Paused { .. } => Screen::Paused,
                Phase::Leaving { .. } => Screen::Leaving,
            };
            (screen, app.current)
        })
    });
    // Whoever signs in next begins at home, not on the page where somebody signed out.
    Effect::new(move |_| {
        if due.get().0 == Screen::SignIn {
            go.to("/");
        }
    });
    view! {
        {move || match due.get().0 {
            Screen::SignIn => view! { <SignInPage /> }.into_any(),
            Screen::Code => view! { <CodePage /> }.into_any(),
            Screen::Confirm => view! { <ConfirmPage /> }.into_any(),
            Screen::Ready => view! { <Ready /> }.into_any(),
            Screen::Paused => view! { <PausedScreen /> }.into_any(),
            Screen::Leaving => view! { <LeavingScreen /> }.into_any(),
        }}
        <Farewells app />
    }
}

/// Turns what the core says into versions of tags.
fn hear(versions: Versions, waiting: RouteWaiting) {
    spawn_local(async move {
        let heard = notices::listen(move |notice| match notice {
            Notice::Changed { tags } => versions.rise(&tags),
            Notice::RouteWaiting => {
                let _ = waiting.0.try_update(|number| *number = number.wrapping_add(1));
            }
            // The shell shows it; the page it is about changes by its tags.
            Notice::Notify { .. } => {}
        })
        .await;
        if let Err(error) = heard {
            announce(tr(&error.code.message_key()));
        }
    });
}
