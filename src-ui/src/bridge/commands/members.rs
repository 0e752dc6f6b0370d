//! The directory, what was looked for in it, and the own entry.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    Entry, MutationId,
    members::{Choice, ChoicesForm, DirectoryForm, DirectoryPage, MyPage, SearchForm},
};

/// A window of the directory.
pub async fn directory(form: DirectoryForm) -> Answer<DirectoryPage> {
    call("directory", Form { form }).await
}

/// The values that the directory can be filtered by.
pub async fn directory_choices(form: ChoicesForm) -> Answer<Vec<Choice>> {
    call("directory_choices", Form { form }).await
}

/// What was looked for last.
pub async fn recent_searches() -> Answer<Vec<String>> {
    call("recent_searches", NoArgument {}).await
}

/// Remembers a search.
pub async fn note_search(form: SearchForm) -> Answer<()> {
    call("note_search", Form { form }).await
}

/// Forgets a search.
pub async fn forget_search(form: SearchForm) -> Answer<()> {
    call("forget_search", Form { form }).await
}

/// Forgets all searches.
pub async fn forget_searches() -> Answer<()> {
    call("forget_searches", NoArgument {}).await
}

/// The own page.
pub async fn my_page() -> Answer<MyPage> {
    call("my_page", NoArgument {}).await
}

/// Confirms or corrects the own entry.
pub async fn set_entry(form: Entry) -> Answer<MutationId> {
    call("set_entry", Form { form }).await
}
