//! The five tabs: a bar at the bottom of a phone, a rail at the left from 840 px.

use crate::{
    components::{Icon, icons},
    state::{place_name, use_app},
    t,
    text::tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where the tabs lead: path, key, drawing, name for tests.
const TABS: [(&str, &str, &str, &str); 5] = [
    ("/", "nav-home", icons::HOME, "nav-home"),
    ("/members", "nav-directory", icons::PEOPLE, "nav-directory"),
    ("/talk", "nav-talk", icons::TALK, "nav-talk"),
    ("/events", "nav-events", icons::CALENDAR, "nav-events"),
    ("/me", "nav-me", icons::ME, "nav-me"),
];

/// The path of the tab to which a page belongs.
pub fn tab_of(path: &str) -> &'static str {
    let first = path.split('/').find(|part| !part.is_empty()).unwrap_or_default();
    match first {
        "members" => "/members",
        "talk" => "/talk",
        "events" => "/events",
        "me" | "settings" | "outbox" | "places" => "/me",
        _ => "/",
    }
}

/// The path of the n-th tab, for shortcuts.
pub fn tab_path(number: usize) -> Option<&'static str> {
    TABS.get(number).map(|(path, ..)| *path)
}

/// The tabs with the network's name above them on a rail.
#[component]
pub fn Navigation() -> impl IntoView {
    let app = use_app();
    let path = use_location().pathname;
    let unread = move |tab: &str| {
        app.with(|app| match tab {
            "/" => app.unread_posts > 0,
            "/events" => app.unread_events > 0,
            "/talk" => app.unread_threads > 0,
            _ => false,
        })
    };
    let place = place_name();
    let tabs = TABS
        .into_iter()
        .map(|(href, key, path_of_icon, test)| {
            view! {
                <li>
                    <a
                        class="tab"
                        href=href
                        data-test=test
                        aria-current=move || path.with(|path| tab_of(path) == href).then_some("page")
                    >
                        <span class="tab-icon">
                            <Icon path=path_of_icon />
                            {move || {
                                unread(href)
                                    .then(|| {
                                        view! {
                                            <span class="dot">
                                                <span class="visually-hidden">{t!("state-unread")}</span>
                                            </span>
                                        }
                                    })
                            }}
                        </span>
                        <span class="tab-word">{move || tr(key)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="navigation" aria-label=t!("nav-label")>
            <a class="rail-place" href="/places">
                <img class="mark" src="/enishi.svg" alt="" />
                <span class="rail-place-name" lang="ja">{place}</span>
            </a>
            <ul class="tabs">{tabs}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_belongs_to_a_tab() {
        assert_eq!(tab_of("/"), "/");
        assert_eq!(tab_of("/posts/1"), "/");
        assert_eq!(tab_of("/events/1"), "/events");
        assert_eq!(tab_of("/members"), "/members");
        assert_eq!(tab_of("/talk/1/safety"), "/talk");
        assert_eq!(tab_of("/settings/devices"), "/me");
        assert_eq!(tab_of("/outbox"), "/me");
    }

    #[test]
    fn there_is_no_sixth_tab() {
        assert_eq!(tab_path(1), Some("/members"));
        assert_eq!(tab_path(2), Some("/talk"));
        assert_eq!(tab_path(5), None);
    }
}
