//! The app of a confirmed member: navigation, the state of the line, and the page of the URL.

use super::{
    app::RouteWaiting, links::use_go, navigation::Navigation, routes::Pages, shortcuts, status::Status,
};
use crate::{bridge::commands, components::moved, state::use_app, t};
use enishi_bridge::notices::{Page, Route};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// The frame around the pages.
#[component]
pub fn Ready() -> impl IntoView {
    follow_taps();
    note_moves();
    shortcuts::listen(use_go());
    view! {
        <div class="frame">
            <a class="skip" href="#main" rel="external">{t!("action-skip")}</a>
            <div class="stage">
                <Status />
                <main id="main" tabindex="-1">
                    <Pages />
                </main>
            </div>
            <Navigation />
        </div>
    }
}

/// Goes where a tap on a notification or a link wants to go: once at the start, then at every notice.
fn follow_taps() {
    let waiting: RouteWaiting = expect_context();
    let app = use_app();
    let go = use_go();
    Effect::new(move |_| {
        waiting.0.track();
        spawn_local(async move {
            let Ok(Some(Route { place, page })) = commands::take_route().await else { return };
            if let Some(place) = place
                && app.try_with_untracked(|app| app.current != Some(place)).unwrap_or(false)
            {
                // The page belongs to the other place; without that place there is nothing to show.
                if commands::choose_place(place).await.is_err() {
                    return;
                }
            }
            moved();
            go.to(&path_of(page));
        });
    });
}

/// From the second page on, titles take the focus.
fn note_moves() {
    let path = use_location().pathname;
    Effect::new(move |previous: Option<()>| {
        path.track();
        if previous.is_some() {
            moved();
        }
    });
}

/// The path of a page that the core names.
pub fn path_of(page: Page) -> String {
    match page {
        Page::Home => "/".to_owned(),
        Page::Post { id } => format!("/posts/{id}"),
        Page::Event { id } => format!("/events/{id}"),
        Page::Member { id } => format!("/members/{id}"),
        Page::Thread { id } => format!("/talk/{id}"),
        Page::Desk { member: None } => "/talk/desk".to_owned(),
        Page::Desk { member: Some(id) } => format!("/talk/letters/{id}"),
        Page::Outbox => "/outbox".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_bridge::EventId;
    use uuid::Uuid;

    #[test]
    fn a_tap_on_an_event_leads_to_exactly_that_event() {
        let id = EventId(Uuid::nil());
        assert_eq!(path_of(Page::Event { id }), "/events/00000000-0000-0000-0000-000000000000");
    }
}
