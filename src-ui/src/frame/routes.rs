//! Every page by its path, on one screen.

use super::not_found::NotFound;
use crate::{
    access::AccessPage,
    card::{CardPage, CheckCardPage},
    events::{EventComposer, EventPage, EventsPage, NoEventChosen},
    hidden::HiddenPage,
    home::HomePage,
    life_events::LifeEventComposer,
    members::{DirectoryPage, EditEntryPage, FieldKindsPage, MemberPage, MyCardPage, NobodyChosen, SeenPage},
    outbox::OutboxPage,
    places::PlacesPage,
    posts::{EditPostPage, PostComposer, PostPage},
    reports::ReportsPage,
    settings::{DevicesPage, SettingsPage, StoragePage},
    status::{FollowsPage, StatusPage},
    stay::StayPage,
    talk::{
        DeskLettersPage, DeskListPage, DeskPage, NoThreadChosen, RecoveryPage, SafetyPage, TalkDevicesPage,
        TalkPage, ThreadPage,
    },
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
            <ParentRoute path=path!("/talk") view=TalkPage>
                <Route path=path!("") view=NoThreadChosen />
                <Route path=path!("recovery") view=RecoveryPage />
                <Route path=path!("devices") view=TalkDevicesPage />
                <Route path=path!("desk") view=DeskPage />
                <Route path=path!("letters") view=DeskListPage />
                <Route path=path!("letters/:id") view=DeskLettersPage />
                <Route path=path!(":id") view=ThreadPage />
                <Route path=path!(":id/safety") view=SafetyPage />
            </ParentRoute>
            <Route path=path!("/me") view=MyCardPage />
            <Route path=path!("/me/edit") view=EditEntryPage />
            <Route path=path!("/me/seen") view=SeenPage />
            <Route path=path!("/me/card") view=CardPage />
            <Route path=path!("/me/card/check") view=CheckCardPage />
            <Route path=path!("/me/follows") view=FollowsPage />
            <Route path=path!("/status") view=StatusPage />
            <Route path=path!("/life/new") view=LifeEventComposer />
            <Route path=path!("/desk/fields") view=FieldKindsPage />
            <Route path=path!("/settings") view=SettingsPage />
            <Route path=path!("/settings/devices") view=DevicesPage />
            <Route path=path!("/settings/storage") view=StoragePage />
            <Route path=path!("/settings/hidden") view=HiddenPage />
            <Route path=path!("/settings/access") view=AccessPage />
            <Route path=path!("/settings/stay") view=StayPage />
            <Route path=path!("/desk/reports") view=ReportsPage />
            <Route path=path!("/outbox") view=OutboxPage />
            <Route path=path!("/places") view=PlacesPage />
        </Routes>
    }
}
