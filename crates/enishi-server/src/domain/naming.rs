//! The consent of the person whom a life event names: asked for, given, declined, taken back.

use super::{hidden::require_listed, life_events::change, scopes::require_active};
use crate::{
    db::{
        life_events::{self, Consent, Stored},
        members::Member,
        write::Turn,
    },
    failure::Failure,
};
use enishi_wire::{ids::PostId, life_events::LifeEvent};

/// Answers whether the own name may be in a life event (active members). Agreeing publishes it; a later no takes the
/// name away and leaves the post. Agreeing twice changes nothing; who was not asked is answered as if there were
/// nothing. A no counts whatever became of the author; a yes to somebody who is hidden or not listed says nothing.
pub async fn answer(turn: &mut Turn, member: &Member, id: PostId, agree: bool) -> Result<(), Failure> {
    require_active(member)?;
    let (network, now) = (turn.network, turn.now);
    let found = life_events::find(turn.conn(), network, id).await?;
    let life = found.filter(|life| life.event.named == Some(member.id)).ok_or_else(Failure::not_found)?;
    if agree {
        require_listed(turn, member, life.author).await?;
    }
    let after = match (life.consent, agree) {
        (Consent::Asked, true) => {
            Stored { consent: Consent::Agreed, agreed_at: Some(now), published_at: Some(now), ..life.clone() }
        }
        // The author keeps the draft, with whom it asked for.
        (Consent::Asked, false) => Stored { consent: Consent::Declined, ..life.clone() },
        (Consent::Agreed, true) => return Ok(()),
        (Consent::Agreed, false) => {
            let event = LifeEvent { named: None, ..life.event.clone() };
            Stored { event, consent: Consent::Declined, agreed_at: None, ..life.clone() }
        }
        (Consent::Declined, false) => return Ok(()),
        (Consent::Declined, true) | (Consent::None, _) => return Err(Failure::not_found()),
    };
    change(turn, id, Some(life), Some(after)).await
}
