//! How the app stands, and where it is.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    app::{AppView, PlaceKey},
    notices::Route,
};
use tauri::{State, command};

#[command]
pub async fn app(core: State<'_, Core>) -> Answer<AppView> {
    core.client().await?.app().await
}

#[command]
pub async fn choose_place(core: State<'_, Core>, form: PlaceKey) -> Answer<()> {
    core.client().await?.choose_place(form).await
}

#[command]
pub async fn take_route(core: State<'_, Core>) -> Answer<Option<Route>> {
    core.client().await?.take_route().await
}

#[command]
pub async fn sync_now(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.sync_now().await
}
