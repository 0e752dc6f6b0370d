//! 近況 and reactions.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    status::{MyStatus, ReactForm, StatusForm, StatusPage, StatusesForm},
};

/// A page of 近況, newest first.
pub async fn statuses(form: StatusesForm) -> Answer<StatusPage> {
    call("statuses", Form { form }).await
}

/// The own 近況.
pub async fn my_status() -> Answer<MyStatus> {
    call("my_status", NoArgument {}).await
}

/// Says a 近況.
pub async fn set_status(form: StatusForm) -> Answer<MutationId> {
    call("set_status", Form { form }).await
}

/// Takes the own 近況 back.
pub async fn clear_status() -> Answer<MutationId> {
    call("clear_status", NoArgument {}).await
}

/// Reacts to something, or takes that back.
pub async fn react(form: ReactForm) -> Answer<MutationId> {
    call("react", Form { form }).await
}

/// The reactions up to now were seen.
pub async fn saw_reactions() -> Answer<()> {
    call("saw_reactions", NoArgument {}).await
}
