//! People who are hidden from each other.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    hidden::{HiddenList, HideForm},
};

/// Hides the reader and another member from each other, or ends that.
pub async fn set_hidden(form: HideForm) -> Answer<MutationId> {
    call("set_hidden", Form { form }).await
}

/// Those whom the reader has hidden.
pub async fn hidden_people() -> Answer<HiddenList> {
    call("hidden_people", NoArgument {}).await
}
