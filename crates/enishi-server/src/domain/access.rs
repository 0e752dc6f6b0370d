//! The access log: a person reads who of the secretariat was shown fields that not everybody may read.

use super::{reports::full_name, scopes::require_duty};
use crate::{
    db::{accesses, hidden, members, members::Member, write::Turn},
    failure::Failure,
    ids,
};
use enishi_wire::{access::AccessRow, ids::MemberId, members::Duty, scopes::Scope};

const DAY: i64 = 24 * 3_600_000;

/// Notes that a member of the secretariat (duty `roster`, whose devices hold such fields) was shown a person's. Once a
/// day by the server's clock; again changes nothing.
pub async fn note(turn: &mut Turn, viewer: &Member, of: MemberId) -> Result<(), Failure> {
    require_duty(viewer, Duty::Roster)?;
    let (network, now) = (turn.network, turn.now);
    let known = members::find(turn.conn(), network, of).await?.is_some();
    if of == viewer.id || !known || hidden::are_apart(turn.conn(), network, viewer.id, of).await? {
        return Err(Failure::not_found());
    }
    let day = now.div_euclid(DAY);
    if accesses::insert(turn.conn(), network, of, viewer.id, day, now).await? {
        let row = AccessRow { name: full_name(viewer), seen_at: now };
        turn.put(Scope::Me(of), ids::access_row(of, viewer.id, day), Some(of), &row).await?;
    }
    Ok(())
}
