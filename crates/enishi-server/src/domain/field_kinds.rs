//! What a network decides about fields of profiles: fields of its own, and the audience that is proposed for each.

use super::scopes::require_duty;
use crate::{
    db::{field_kinds, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    limits,
    members::Duty,
    profile::{FieldKey, FieldKindRow, FieldValue},
    scopes::Scope,
};

/// Decides about a field (duty `roster`).
pub async fn set(turn: &mut Turn, member: &Member, decision: &FieldKindRow) -> Result<(), Failure> {
    require_duty(member, Duty::Roster)?;
    decide(turn, decision).await
}

/// Decides about a field by the operator's hand.
pub async fn decide(turn: &mut Turn, decision: &FieldKindRow) -> Result<(), Failure> {
    let network = turn.network;
    let before = field_kinds::find(turn.conn(), network, &decision.field).await?;
    let decision = decision.checked(before.as_ref())?;
    if before.is_none() && field_kinds::all(turn.conn(), network).await?.len() >= limits::FIELD_KINDS {
        return Err(Failure::invalid("field", "A network decides about at most 60 fields."));
    }
    field_kinds::put(turn.conn(), network, &decision).await?;
    turn.put(Scope::Members, decision.field.row_id(), None, &decision).await
}

/// An answer to a field that the network added, as it is kept. One that was never added is not known; one that is not
/// asked any more can only be taken away.
pub async fn answered(
    turn: &mut Turn,
    field: &FieldKey,
    value: Option<&FieldValue>,
) -> Result<Option<FieldValue>, Failure> {
    let network = turn.network;
    let decision = match field.network_id() {
        Some(_) => field_kinds::find(turn.conn(), network, field).await?,
        None => None,
    };
    let own = decision
        .and_then(|decision| decision.own)
        .ok_or_else(|| Failure::invalid("field", "This server does not know the field."))?;
    match value {
        Some(value) => Ok(own.answered(value)?),
        None => Ok(None),
    }
}
