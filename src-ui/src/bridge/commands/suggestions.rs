//! The yearly question and suggested people.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    suggestions::{CheckForm, DismissForm, SuggestionsForm},
};

/// Answers the yearly question.
pub async fn answer_check(form: CheckForm) -> Answer<MutationId> {
    call("answer_check", Form { form }).await
}

/// Puts the suggestion away.
pub async fn dismiss_suggestion(form: DismissForm) -> Answer<()> {
    call("dismiss_suggestion", Form { form }).await
}

/// Whether people are to be suggested.
pub async fn suggestions_wanted() -> Answer<SuggestionsForm> {
    call("suggestions_wanted", NoArgument {}).await
}

/// Wants people suggested, or nobody.
pub async fn set_suggestions(form: SuggestionsForm) -> Answer<()> {
    call("set_suggestions", Form { form }).await
}
