//! Letting a new device in: the server passes on what the two devices of one member say to each other. It learns neither
//! the code that they show nor the key that is given, and cannot choose keys that give the same code on both.

use super::{limits, scopes::require_active, text};
use crate::{
    db::{changes, links, members::Member, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    blob::Blob,
    changes::Row as _,
    errors::ApiCode,
    limits::NAME,
    scopes::Scope,
    talk::{LINK_LASTS, LinkRow, LinkStep},
};
use uuid::Uuid;

/// Bytes of what is given to the new device.
const SEALED: usize = 1_024;

/// Takes a step (active members). Each comes once, and in its order.
pub async fn step(turn: &mut Turn, member: &Member, link: Uuid, step: &LinkStep) -> Result<(), Failure> {
    require_active(member)?;
    let (network, now) = (turn.network, turn.now);
    let scope = Scope::Me(member.id);
    if let LinkStep::Ask { name, commitment } = step {
        limits::count_devices(turn.conn(), member.id, now).await?;
        let name = text::line(name, NAME).map_err(|bad| bad.of("name"))?;
        let commitment = key(commitment)?;
        for before in links::of_member(turn.conn(), network, member.id).await? {
            turn.remove(scope.clone(), LinkRow::KIND, before).await?;
        }
        let row = LinkRow { name, commitment, key: None, revealed: None, sealed: None, asked_at: now };
        return turn.put(scope, link, Some(member.id), &row).await;
    }
    let row = changes::find::<LinkRow>(turn.conn(), network, &scope, link).await?;
    let row = row.ok_or_else(Failure::not_found)?;
    if *step == LinkStep::End {
        return turn.remove(scope, LinkRow::KIND, link).await;
    }
    if now > row.asked_at.saturating_add(LINK_LASTS) {
        return Err(Failure::refused(ApiCode::TooLate, "The new device asked too long ago."));
    }
    let row = match step {
        LinkStep::Answer { key: of } if row.key.is_none() => LinkRow { key: Some(key(of)?), ..row },
        LinkStep::Reveal { key: of } if row.key.is_some() && row.revealed.is_none() => {
            LinkRow { revealed: Some(key(of)?), ..row }
        }
        LinkStep::Give { sealed } if row.revealed.is_some() && row.sealed.is_none() => {
            if sealed.0.len() > SEALED {
                return Err(Failure::invalid("sealed", "Too much is given."));
            }
            LinkRow { sealed: Some(sealed.clone()), ..row }
        }
        _ => return Err(Failure::refused(ApiCode::ChangedMeanwhile, "Another step was taken meanwhile.")),
    };
    turn.put(scope, link, Some(member.id), &row).await
}

fn key(bytes: &Blob) -> Result<Blob, Failure> {
    if bytes.0.len() == 32 { Ok(bytes.clone()) } else { Err(Failure::invalid("key", "A key has 32 bytes.")) }
}
