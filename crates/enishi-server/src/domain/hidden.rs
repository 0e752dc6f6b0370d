//! Two members who are hidden from each other: one of them wished it, the other is not told, and neither
//! sees any row whose owner is the other. Numbers, such as the tally of an event, stay what they are.

use super::scopes::{require_active, scopes_of};
use crate::{
    db::{hidden, members, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{ids::MemberId, scopes::Scope};

/// Hides an active member and another one from each other. Somebody whom the member cannot see is answered
/// like somebody who does not exist.
pub async fn hide(turn: &mut Turn, member: &Member, other: MemberId) -> Result<(), Failure> {
    require_active(member)?;
    if other == member.id {
        return Err(Failure::invalid("member", "Nobody hides from oneself."));
    }
    let (network, now) = (turn.network, turn.now);
    let listed = members::find(turn.conn(), network, other)
        .await?
        .is_some_and(|other| scopes_of(&other).contains(&Scope::Members));
    if !listed {
        return Err(Failure::not_found());
    }
    let apart = hidden::are_apart(turn.conn(), network, member.id, other).await?;
    if hidden::insert(turn.conn(), network, member.id, other, now).await? {
        if apart {
            // Only the other one's wish has hidden them so far, and that is not to be noticed.
            return Err(Failure::not_found());
        }
        let before = remove_for(turn, member.id, other).await?;
        for removal in hidden::removals_after(turn.conn(), network, member.id, before).await? {
            turn.tell(removal);
        }
        remove_for(turn, other, member.id).await?;
    }
    Ok(())
}

/// Takes the own wish to be hidden back. What was not wished is taken back without a word, so that nobody
/// learns of another one's wish.
pub async fn show(turn: &mut Turn, member: &Member, other: MemberId) -> Result<(), Failure> {
    require_active(member)?;
    let network = turn.network;
    if !hidden::delete(turn.conn(), network, member.id, other).await?
        || hidden::are_apart(turn.conn(), network, member.id, other).await?
    {
        return Ok(());
    }
    for (viewer, owner) in [(member.id, other), (other, member.id)] {
        hidden::forget_removals(turn.conn(), network, viewer, owner).await?;
        let rows = hidden::shared_rows(turn.conn(), network, owner).await?;
        let (place, now) = (turn.take_places(rows), turn.now);
        hidden::renew(turn.conn(), network, owner, place, now).await?;
    }
    Ok(())
}

/// Passes members who may see rows of that owner.
pub async fn require_visible(
    turn: &mut Turn,
    member: &Member,
    owner: Option<MemberId>,
) -> Result<(), Failure> {
    let network = turn.network;
    match owner {
        Some(owner) if hidden::are_apart(turn.conn(), network, member.id, owner).await? => {
            Err(Failure::not_found())
        }
        _ => Ok(()),
    }
}

/// Removes every row of an owner for one viewer; gives the place before the first removal.
async fn remove_for(turn: &mut Turn, viewer: MemberId, owner: MemberId) -> Result<i64, Failure> {
    let (network, now) = (turn.network, turn.now);
    let rows = hidden::shared_rows(turn.conn(), network, owner).await?;
    let place = turn.take_places(rows);
    hidden::remove_for(turn.conn(), network, viewer, owner, place, now).await?;
    Ok(place)
}
