//! What the network decides about fields of profiles.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    field_kinds::{FieldKindForm, FieldKinds},
};

/// What the network decides about fields of profiles.
pub async fn field_kinds() -> Answer<FieldKinds> {
    call("field_kinds", NoArgument {}).await
}

/// Decides about a field of profiles.
pub async fn set_field_kind(form: FieldKindForm) -> Answer<MutationId> {
    call("set_field_kind", Form { form }).await
}
