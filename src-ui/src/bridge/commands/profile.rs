//! Profiles.

use super::Answer;
use crate::bridge::{Form, Id, NoArgument, call};
use enishi_bridge::{
    MemberId, MutationId,
    profile::{FieldForm, MemberProfile, MyProfile, ViewAs, ViewAsForm},
};

/// The own profile.
pub async fn my_profile() -> Answer<MyProfile> {
    call("my_profile", NoArgument {}).await
}

/// One person with what is here of the profile.
pub async fn member_profile(id: MemberId) -> Answer<MemberProfile> {
    call("member_profile", Id { id }).await
}

/// Sets a field of the own profile.
pub async fn set_field(form: FieldForm) -> Answer<MutationId> {
    call("set_field", Form { form }).await
}

/// What somebody else sees of the own profile.
pub async fn view_as(form: ViewAsForm) -> Answer<ViewAs> {
    call("view_as", Form { form }).await
}
