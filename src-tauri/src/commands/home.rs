//! The first page.

use super::Answer;
use crate::core::Core;
use enishi_bridge::home::HomeView;
use tauri::{State, command};

#[command]
pub async fn home(core: State<'_, Core>) -> Answer<HomeView> {
    core.client().await?.home().await
}
