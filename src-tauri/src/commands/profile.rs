//! Profiles.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MemberId, MutationId,
    profile::{FieldForm, MemberProfile, MyProfile, ViewAs, ViewAsForm},
};
use tauri::{State, command};

#[command]
pub async fn my_profile(core: State<'_, Core>) -> Answer<MyProfile> {
    core.client().await?.my_profile().await
}

#[command]
pub async fn member_profile(core: State<'_, Core>, id: MemberId) -> Answer<MemberProfile> {
    core.client().await?.member_profile(id).await
}

#[command]
pub async fn set_field(core: State<'_, Core>, form: FieldForm) -> Answer<MutationId> {
    core.client().await?.set_field(form).await
}

#[command]
pub async fn view_as(core: State<'_, Core>, form: ViewAsForm) -> Answer<ViewAs> {
    core.client().await?.view_as(form).await
}
