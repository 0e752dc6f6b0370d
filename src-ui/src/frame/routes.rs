//! Every page by its path, on one screen.

use super::not_found::NotFound;
use crate::{
    events::{EventComposer, EventPage, EventsPage, NoEventChosen},
    home::HomePage,
    members::{DirectoryPage, EditEntryPage, MemberPage, MyCardPage, NobodyChosen, SeenPage},
    outbox::OutboxPage,
    places::PlacesPage,
    posts::{EditPostPage, PostComposer, PostPage},
    settings::{DevicesPage, SettingsPage, StoragePage},
};
use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Routes},
    path,
};

/// The page of the URL.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/") view=HomePage />
            <Route path=path!("/index.html") view=HomePage />
            <Route path=path!("/posts/new") view=PostComposer />
            <Route path=path!("/posts/:id") view=PostPage />
            <Route path=path!("/posts/:id/edit") view=EditPostPage />
            <ParentRoute path=path!("/events") view=EventsPage>
                <Route path=path!("") view=NoEventChosen />
                <Route path=path!("new") view=EventComposer />
                <Route path=path!(":id") view=EventPage />
            </ParentRoute>
            <ParentRoute path=path!("/members") view=DirectoryPage>
                <Route path=path!("") view=NobodyChosen />
                <Route path=path!(":id") view=MemberPage />
            </ParentRoute>
            <Route path=path!("/me") view=MyCardPage />
            <Route path=path!("/me/edit") view=EditEntryPage />
            <Route path=path!("/me/seen") view=SeenPage />
            <Route path=path!("/settings") view=SettingsPage />
            <Route path=path!("/settings/devices") view=DevicesPage />
            <Route path=path!("/settings/storage") view=StoragePage />
            <Route path=path!("/outbox") view=OutboxPage />
            <Route path=path!("/places") view=PlacesPage />
        </Routes>
    }
}
