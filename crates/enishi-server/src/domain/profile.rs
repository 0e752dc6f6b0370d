//! The profile of a member: set by its owner field by field, shown to everybody else in facets.
//!
//! A facet is there while its member is listed and the audience has a field. A field that gets another audience
//! moves in one transaction: who loses it is told so by the same commit that shows it to others.

use super::{choices, field_kinds, members::is_listed, photos, scopes::require_active};
use crate::{
    db::{members::Member, profile, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    changes::Row,
    errors::ApiCode,
    ids::{MemberId, MutationId},
    limits,
    profile::{FacetRow, FieldAudience, FieldKey, FieldValue, ProfileField, ProfileRow, facets},
    scopes::Scope,
};
use std::collections::BTreeMap;

/// How a field shall be.
pub struct NewField<'a> {
    /// The field.
    pub key: &'a FieldKey,
    /// What it shall say; `None`: it is taken away.
    pub value: Option<&'a FieldValue>,
    /// Who shall read it.
    pub audience: &'a FieldAudience,
    /// The versions that the person may have built on.
    pub seen: &'a [MutationId],
}

/// Sets a field of the own profile (active members). `wish` becomes its version. A field that has changed since the
/// device last heard of it stays as it is, unless both want the same.
pub async fn set_field(
    turn: &mut Turn,
    member: &Member,
    wish: MutationId,
    new: &NewField<'_>,
) -> Result<(), Failure> {
    require_active(member)?;
    let value = checked(turn, new).await?;
    let network = turn.network;
    let mut fields = profile::of_member(turn.conn(), network, member.id).await?;
    match fields.get(new.key) {
        None if value.is_none() => return Ok(()),
        Some(held) if !new.seen.contains(&held.version) && !is_so(held, value.as_ref(), new.audience) => {
            return Err(Failure::refused(
                ApiCode::ChangedMeanwhile,
                "Another device has changed the field meanwhile.",
            ));
        }
        _ => {}
    }
    let field = ProfileField { value, audience: new.audience.clone(), version: wish };
    photos::require(turn.conn(), member, field.value.as_ref()).await?;
    profile::put(turn.conn(), network, member.id, new.key, &field).await?;
    if *new.key == FieldKey::Photo {
        photos::follow(turn.conn(), member).await?;
    }
    let before = facets(&fields);
    fields.insert(new.key.clone(), field);
    let after = facets(&fields);
    turn.put(Scope::Me(member.id), member.id.0, Some(member.id), &ProfileRow { fields }).await?;
    show(turn, member.id, &before, after).await?;
    choices::corrected(turn, member).await
}

/// Lets the facets of a member follow a change of the membership; `was_listed`: before it.
pub async fn follow(turn: &mut Turn, member: &Member, was_listed: bool) -> Result<(), Failure> {
    let is_listed = is_listed(member);
    if is_listed == was_listed {
        return Ok(());
    }
    let network = turn.network;
    let all = facets(&profile::of_member(turn.conn(), network, member.id).await?);
    let nothing = BTreeMap::new();
    if is_listed {
        show(turn, member.id, &nothing, all).await
    } else {
        show(turn, member.id, &all, nothing).await
    }
}

/// Puts the facets that are new or different, and removes those that are no more.
async fn show(
    turn: &mut Turn,
    member: MemberId,
    before: &BTreeMap<Scope, FacetRow>,
    after: BTreeMap<Scope, FacetRow>,
) -> Result<(), Failure> {
    for scope in before.keys().filter(|scope| !after.contains_key(scope)) {
        turn.remove(scope.clone(), FacetRow::KIND, member.0).await?;
    }
    for (scope, facet) in after {
        if before.get(&scope) != Some(&facet) {
            turn.put(scope, member.0, Some(member), &facet).await?;
        }
    }
    Ok(())
}

async fn checked(turn: &mut Turn, new: &NewField<'_>) -> Result<Option<FieldValue>, Failure> {
    new.audience.known()?;
    if new.seen.len() > limits::FIELD_SEEN {
        return Err(Failure::invalid("seen", "A wish builds on fewer versions."));
    }
    if let Some(value) = new.value {
        value.known()?;
        value.narrows(new.audience)?;
    }
    match (new.key, new.value) {
        (FieldKey::Other(_), value) => field_kinds::answered(turn, new.key, value).await,
        (_, Some(value)) => Ok(new.key.checked(value)?),
        (_, None) => Ok(None),
    }
}

/// Whether a field is as somebody wants it. Nobody reads one that was taken away, whatever its audience was.
fn is_so(held: &ProfileField, value: Option<&FieldValue>, audience: &FieldAudience) -> bool {
    held.value.as_ref() == value && (value.is_none() || held.audience == *audience)
}
