//! Whom the reader follows.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    follows::{FollowForm, FollowList},
};

/// Follows somebody, or ends that.
pub async fn follow(form: FollowForm) -> Answer<MutationId> {
    call("follow", Form { form }).await
}

/// Whom the reader follows.
pub async fn follows() -> Answer<FollowList> {
    call("follows", NoArgument {}).await
}
