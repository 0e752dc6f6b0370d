//! Who was suggested: computed on the device, noted here so that all devices of the member agree.

use super::{hidden::require_listed, scopes::require_active};
use crate::{
    db::{members::Member, suggestions, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    ids::MemberId,
    scopes::Scope,
    suggestions::{SuggestionRow, week_of},
};

/// Notes who is suggested in a week, or that the member put the suggestion away (active members). Of two in one week
/// the first counts.
pub async fn note(
    turn: &mut Turn,
    member: &Member,
    other: MemberId,
    week: i64,
    dismissed: bool,
) -> Result<(), Failure> {
    require_active(member)?;
    if other == member.id {
        return Err(Failure::invalid("member", "Nobody is suggested to oneself."));
    }
    if !(0..=week_of(turn.now).saturating_add(1)).contains(&week) {
        return Err(Failure::invalid("week", "Such a week has not begun."));
    }
    require_listed(turn, member, other).await?;
    let network = turn.network;
    let row = match suggestions::find(turn.conn(), network, member.id, other).await? {
        Some(held) if held.dismissed || !dismissed => return Ok(()),
        Some(held) => SuggestionRow { dismissed, ..held },
        None => {
            let first = suggestions::of_week(turn.conn(), network, member.id, week).await?;
            if first.is_some() && !dismissed {
                return Ok(());
            }
            SuggestionRow { week, dismissed }
        }
    };
    suggestions::put(turn.conn(), network, member.id, other, &row).await?;
    turn.put(Scope::Me(member.id), other.0, Some(other), &row).await
}
