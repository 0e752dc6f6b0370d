//! Small choices of a member, told to the member's other devices.

use super::scopes::require_active;
use crate::{
    clock::DAY,
    db::{choices, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{choices::ChoicesRow, ids::MemberId, scopes::Scope};

/// Corrections within this time of the last one are not noted one by one, ms.
const NOTED_AFTER: i64 = DAY;

/// Says that the own entry and profile are still right (active members).
pub async fn confirm_profile(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    require_active(member)?;
    let now = turn.now;
    change(turn, member.id, |choices| choices.checked_at = Some(now)).await
}

/// Puts that question off (active members).
pub async fn put_off_check(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    require_active(member)?;
    let now = turn.now;
    change(turn, member.id, |choices| choices.put_off_at = Some(now)).await
}

/// Wants people suggested, or nobody (active members).
pub async fn set_suggestions(turn: &mut Turn, member: &Member, wanted: bool) -> Result<(), Failure> {
    require_active(member)?;
    change(turn, member.id, |choices| choices.no_suggestions = !wanted).await
}

/// Wishes, or does not wish, that others are told what was read (active members).
pub async fn set_receipts(turn: &mut Turn, member: &Member, wanted: bool) -> Result<(), Failure> {
    require_active(member)?;
    change(turn, member.id, |choices| choices.receipts = wanted).await
}

/// Notes that the reactions up to now were seen (active members).
pub async fn saw_reactions(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    require_active(member)?;
    let now = turn.now;
    change(turn, member.id, |choices| choices.reactions_seen_at = Some(now)).await
}

/// Notes a correction of the entry or the profile: the yearly question counts from it.
pub async fn corrected(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    let (network, now) = (turn.network, turn.now);
    let checked_at = choices::of_member(turn.conn(), network, member.id).await?.checked_at;
    let last = member.confirmed_at.max(checked_at);
    if last.is_none_or(|last| now < last.saturating_add(NOTED_AFTER)) {
        return Ok(());
    }
    change(turn, member.id, |choices| choices.checked_at = Some(now)).await
}

/// Changes the choices and shows them to the member.
pub async fn change(
    turn: &mut Turn,
    member: MemberId,
    change: impl FnOnce(&mut ChoicesRow),
) -> Result<(), Failure> {
    let network = turn.network;
    let before = choices::of_member(turn.conn(), network, member).await?;
    let mut after = before;
    change(&mut after);
    if after == before {
        return Ok(());
    }
    choices::put(turn.conn(), network, member, &after).await?;
    turn.put(Scope::Me(member), member.0, Some(member), &after).await
}
