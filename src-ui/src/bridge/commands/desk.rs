//! Letters to the secretariat.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    desk::{DeskForm, DeskLetterForm, DeskList, DeskThread},
};

/// The own letters to the secretariat, or those of a member.
pub async fn desk_thread(form: DeskForm) -> Answer<DeskThread> {
    call("desk_thread", Form { form }).await
}

/// Letters to the secretariat (duty `inbox`).
pub async fn desk_letters() -> Answer<DeskList> {
    call("desk_letters", NoArgument {}).await
}

/// Writes to the secretariat, or answers a member for it.
pub async fn write_to_desk(form: DeskLetterForm) -> Answer<MutationId> {
    call("write_to_desk", Form { form }).await
}

/// The own letters are before the person’s eyes.
pub async fn read_desk() -> Answer<()> {
    call("read_desk", NoArgument {}).await
}
