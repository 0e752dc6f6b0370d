//! Two members who are hidden from each other: one of them wished it, the other is not told, and neither
//! sees any row whose owner is the other. Numbers, such as the tally of an event, stay what they are.

use super::{follows, members::is_listed, scopes::require_active};
use crate::{
    db::{changes, hidden, members, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{changes::Row, hidden::HiddenRow, ids::MemberId, members::Entry, scopes::Scope};

/// Hides an active member and another one from each other; as a block, neither may write to the other either. Somebody
/// whom the member cannot see is answered like somebody who does not exist. Wished once more it changes nothing but
/// whether it is a block.
pub async fn hide(turn: &mut Turn, member: &Member, other: MemberId, block: bool) -> Result<(), Failure> {
    require_active(member)?;
    if other == member.id {
        return Err(Failure::invalid("member", "Nobody hides from oneself."));
    }
    let (network, now) = (turn.network, turn.now);
    if let Some(before) = hidden::of(turn.conn(), network, member.id, other).await? {
        if before.block == block {
            return Ok(());
        }
        hidden::set_block(turn.conn(), network, member.id, other, block).await?;
        // Name and time stay what the member knew: she sees no newer ones.
        let Some(listed) = changes::find(turn.conn(), network, &Scope::Me(member.id), other.0).await? else {
            return Ok(());
        };
        return list(turn, member, other, &HiddenRow { block, ..listed }).await;
    }
    let known = members::find(turn.conn(), network, other).await?;
    let Some(known) = known.filter(is_listed) else {
        return Err(Failure::not_found());
    };
    if hidden::are_apart(turn.conn(), network, member.id, other).await? {
        // Only the other one's wish has hidden them so far, and that is not to be noticed.
        return Err(Failure::not_found());
    }
    hidden::insert(turn.conn(), network, member.id, other, block, now).await?;
    let Entry { family_name, given_name, .. } = known.entry;
    list(turn, member, other, &HiddenRow { family_name, given_name, block, hidden_at: now }).await?;
    let before = remove_for(turn, member.id, other).await?;
    for removal in hidden::removals_after(turn.conn(), network, member.id, before).await? {
        turn.tell(removal);
    }
    remove_for(turn, other, member.id).await?;
    follows::part(turn, member.id, other).await
}

/// Puts somebody on the list of those whom a member has hidden.
async fn list(turn: &mut Turn, member: &Member, other: MemberId, row: &HiddenRow) -> Result<(), Failure> {
    turn.put(Scope::Me(member.id), other.0, Some(member.id), row).await
}

/// Takes the own wish to be hidden back. What was not wished is taken back without a word, so that nobody
/// learns of another one's wish.
pub async fn show(turn: &mut Turn, member: &Member, other: MemberId) -> Result<(), Failure> {
    require_active(member)?;
    let network = turn.network;
    if !hidden::delete(turn.conn(), network, member.id, other).await? {
        return Ok(());
    }
    turn.remove(Scope::Me(member.id), HiddenRow::KIND, other.0).await?;
    if hidden::are_apart(turn.conn(), network, member.id, other).await? {
        return Ok(());
    }
    for (viewer, owner) in [(member.id, other), (other, member.id)] {
        hidden::forget_removals(turn.conn(), network, viewer, owner).await?;
        let rows = hidden::seen_rows(turn.conn(), network, viewer, owner).await?;
        let (place, now) = (turn.take_places(rows), turn.now);
        hidden::renew(turn.conn(), network, viewer, owner, place, now).await?;
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

/// Passes members whom the member sees in the directory.
pub async fn require_listed(turn: &mut Turn, member: &Member, other: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    let found = members::find(turn.conn(), network, other).await?;
    if !found.is_some_and(|other| is_listed(&other)) {
        return Err(Failure::not_found());
    }
    require_visible(turn, member, Some(other)).await
}

/// Removes every row of an owner for one viewer; gives the place before the first removal.
async fn remove_for(turn: &mut Turn, viewer: MemberId, owner: MemberId) -> Result<i64, Failure> {
    let (network, now) = (turn.network, turn.now);
    let rows = hidden::seen_rows(turn.conn(), network, viewer, owner).await?;
    let place = turn.take_places(rows);
    hidden::remove_for(turn.conn(), network, viewer, owner, place, now).await?;
    Ok(place)
}
