//! The yearly question and suggested people.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    suggestions::{CheckForm, DismissForm, SuggestionsForm},
};
use tauri::{State, command};

#[command]
pub async fn answer_check(core: State<'_, Core>, form: CheckForm) -> Answer<MutationId> {
    core.client().await?.answer_check(form).await
}

#[command]
pub async fn dismiss_suggestion(core: State<'_, Core>, form: DismissForm) -> Answer<()> {
    core.client().await?.dismiss_suggestion(form).await
}

#[command]
pub async fn suggestions_wanted(core: State<'_, Core>) -> Answer<SuggestionsForm> {
    core.client().await?.suggestions_wanted().await
}

#[command]
pub async fn set_suggestions(core: State<'_, Core>, form: SuggestionsForm) -> Answer<()> {
    core.client().await?.set_suggestions(form).await
}
