//! Following: known to the follower alone. The one who is followed learns of it from no row, number or log.

use super::{hidden::require_listed, scopes::require_active};
use crate::{
    db::{follows, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{changes::Row, follows::FollowRow, ids::MemberId, scopes::Scope};

/// Follows another member, or ends that (active members). Somebody whom the member cannot see is answered like
/// somebody who does not exist.
pub async fn follow(
    turn: &mut Turn,
    member: &Member,
    other: MemberId,
    following: bool,
) -> Result<(), Failure> {
    require_active(member)?;
    let (network, now) = (turn.network, turn.now);
    if !following {
        return end(turn, member.id, other).await.map(|_| ());
    }
    if other == member.id {
        return Err(Failure::invalid("member", "Nobody follows oneself."));
    }
    require_listed(turn, member, other).await?;
    if follows::insert(turn.conn(), network, member.id, other, now).await? {
        turn.put(Scope::Me(member.id), other.0, Some(member.id), &FollowRow { since: now }).await?;
    }
    Ok(())
}

/// Ends the following between two who are hidden from each other from here on.
pub async fn part(turn: &mut Turn, member: MemberId, other: MemberId) -> Result<(), Failure> {
    end(turn, member, other).await?;
    if !end(turn, other, member).await? {
        // Whoever hides somebody is not to read from the network's counter whether that one followed.
        turn.take_places(1);
    }
    Ok(())
}

async fn end(turn: &mut Turn, member: MemberId, other: MemberId) -> Result<bool, Failure> {
    let network = turn.network;
    let ended = follows::delete(turn.conn(), network, member, other).await?;
    if ended {
        turn.remove(Scope::Me(member), FollowRow::KIND, other.0).await?;
    }
    Ok(ended)
}
