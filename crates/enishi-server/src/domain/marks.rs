//! What a member has seen, told to the member's other devices.

use super::scopes::{require_active, scopes_of};
use crate::{
    db::{changes, marks, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{marks::SeenRow, scopes::Scope};
use std::collections::BTreeSet;
use uuid::Uuid;

const AT_ONCE: usize = 100;

/// Marks posts and events as seen (active members). What the member does not see is passed over.
pub async fn mark_seen(turn: &mut Turn, member: &Member, items: &[Uuid]) -> Result<(), Failure> {
    require_active(member)?;
    if items.len() > AT_ONCE {
        return Err(Failure::invalid("items", "At most 100 items at once."));
    }
    let scopes = scopes_of(member);
    let (network, now) = (turn.network, turn.now);
    for item in items.iter().copied().collect::<BTreeSet<_>>() {
        let audiences = changes::audiences_of(turn.conn(), network, item, member.id).await?;
        let visible = audiences.iter().any(|scope| scopes.contains(scope));
        if visible && marks::see(turn.conn(), network, member.id, item, now).await? {
            turn.put(Scope::Me(member.id), item, Some(member.id), &SeenRow { seen_at: now }).await?;
        }
    }
    Ok(())
}
