//! Reactions: one of a member to an item, seen by the item's author alone. Nothing counts them.

use super::{
    hidden::require_listed,
    scopes::{require_active, scope_of, scopes_of},
};
use crate::{
    db::{life_events, members::Member, reactions, status, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    changes::Row,
    ids::{MemberId, PostId},
    reactions::{MyReactionRow, Reaction, ReactionRow, reaction_id},
    scopes::Scope,
};
use uuid::Uuid;

/// Reacts to an item that the member sees, or takes that back (active members). What was taken back, what is hidden and
/// what never was answer alike.
pub async fn react(
    turn: &mut Turn,
    member: &Member,
    item: Uuid,
    reaction: Option<&Reaction>,
) -> Result<(), Failure> {
    require_active(member)?;
    let network = turn.network;
    let Some(reaction) = reaction else {
        let held = reactions::of_member(turn.conn(), network, member.id).await?;
        return match held.into_iter().find(|(held, _)| *held == item) {
            Some((_, author)) => remove(turn, item, author, member.id).await,
            None => Ok(()),
        };
    };
    if matches!(reaction, Reaction::Other(_)) {
        return Err(Failure::invalid("reaction", "This server does not know the reaction."));
    }
    let author = author_of(turn, member, item).await?;
    if author == member.id {
        return Err(Failure::invalid("item", "Nobody reacts to oneself."));
    }
    let row = ReactionRow { item, member: member.id, reaction: reaction.clone(), reacted_at: turn.now };
    reactions::put(turn.conn(), network, author, &row).await?;
    turn.put(Scope::Me(author), reaction_id(item, member.id), Some(member.id), &row).await?;
    let mine = MyReactionRow { reaction: reaction.clone() };
    turn.put(Scope::Me(member.id), item, Some(author), &mine).await
}

/// Whose an item is that the member sees.
async fn author_of(turn: &mut Turn, member: &Member, item: Uuid) -> Result<MemberId, Failure> {
    let network = turn.network;
    let (author, audience) = match status::find(turn.conn(), network, item).await? {
        Some((author, row)) => (author, row.said.audience),
        None => match life_events::find(turn.conn(), network, PostId(item)).await? {
            Some(life) if life.published_at.is_some() => (life.author, life.event.audience),
            _ => return Err(Failure::not_found()),
        },
    };
    if author != member.id && !scopes_of(member).contains(&scope_of(audience)?) {
        return Err(Failure::not_found());
    }
    require_listed(turn, member, author).await?;
    Ok(author)
}

/// Forgets every reaction to an item that is gone.
pub async fn forget(turn: &mut Turn, item: Uuid, author: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    for member in reactions::of_item(turn.conn(), network, item).await? {
        remove(turn, item, author, member).await?;
    }
    Ok(())
}

/// Forgets every reaction of a member who is listed no more.
pub async fn forget_those_of(turn: &mut Turn, member: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    for (item, author) in reactions::of_member(turn.conn(), network, member).await? {
        remove(turn, item, author, member).await?;
    }
    Ok(())
}

async fn remove(turn: &mut Turn, item: Uuid, author: MemberId, member: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    reactions::delete(turn.conn(), network, item, member).await?;
    turn.remove(Scope::Me(author), ReactionRow::KIND, reaction_id(item, member)).await?;
    turn.remove(Scope::Me(member), MyReactionRow::KIND, item).await
}
