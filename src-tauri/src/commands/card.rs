//! The card of a member.

use super::Answer;
use crate::core::Core;
use enishi_bridge::card::{CardView, CheckCardForm, CheckedCard};
use tauri::{State, command};

#[command]
pub async fn card(core: State<'_, Core>) -> Answer<CardView> {
    core.client().await?.card().await
}

#[command]
pub async fn check_card(core: State<'_, Core>, form: CheckCardForm) -> Answer<CheckedCard> {
    core.client().await?.check_card(form).await
}
