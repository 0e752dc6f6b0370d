//! The directory, what was looked for in it, and the own entry.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    Entry, MutationId,
    members::{Choice, ChoicesForm, DirectoryForm, DirectoryPage, MyPage, SearchForm},
};
use tauri::{State, command};

#[command]
pub async fn directory(core: State<'_, Core>, form: DirectoryForm) -> Answer<DirectoryPage> {
    core.client().await?.directory(form).await
}

#[command]
pub async fn directory_choices(core: State<'_, Core>, form: ChoicesForm) -> Answer<Vec<Choice>> {
    core.client().await?.directory_choices(form).await
}

#[command]
pub async fn recent_searches(core: State<'_, Core>) -> Answer<Vec<String>> {
    core.client().await?.recent_searches().await
}

#[command]
pub async fn note_search(core: State<'_, Core>, form: SearchForm) -> Answer<()> {
    core.client().await?.note_search(form).await
}

#[command]
pub async fn forget_search(core: State<'_, Core>, form: SearchForm) -> Answer<()> {
    core.client().await?.forget_search(form).await
}

#[command]
pub async fn forget_searches(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.forget_searches().await
}

#[command]
pub async fn my_page(core: State<'_, Core>) -> Answer<MyPage> {
    core.client().await?.my_page().await
}

#[command]
pub async fn set_entry(core: State<'_, Core>, form: Entry) -> Answer<MutationId> {
    core.client().await?.set_entry(form).await
}
