//! What the screen shows: `overlay(server, outbox)`.
//!
//! Server tables hold only what the server said and the outbox only what the person wants; these
//! functions lay one over the other. So a refusal needs no undo and a full resync loses nothing.

use enishi_wire::{
    errors::ApiCode,
    events::{Answer, TallyRow},
    ids::{EventId, MutationId, PostId},
    members::Entry,
    mutations::{Action, Mutation},
    profile::{FieldAudience, FieldKey, FieldValue},
};

/// Where a wish in the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingState {
    /// Stored on this device, not yet sent.
    Waiting,
    /// Sent; whether it arrived is not known yet.
    Sending,
    /// Refused, with the reason; stays until the person decides.
    Failed(ApiCode),
}

/// One wish of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The wish.
    pub mutation: Mutation,
    /// Where it stands.
    pub state: PendingState,
    /// How often it was sent.
    pub attempts: u32,
}

/// My answer to an event: the last wish wins over what the server said. `None` for the state means
/// that the server has it.
pub fn my_answer(
    event: EventId,
    server: Option<Answer>,
    outbox: &[Pending],
) -> Option<(Answer, Option<PendingState>)> {
    let wish = outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::SetRsvp { event: wanted, answer } if *wanted == event => Some((*answer, Some(pending.state))),
        _ => None,
    });
    wish.or_else(|| server.map(|answer| (answer, None)))
}

/// The tally with my waiting answer counted in, so that my own 参加 shows in the number at once.
pub fn tally(
    server: TallyRow,
    said: Option<Answer>,
    shown: Option<(Answer, Option<PendingState>)>,
) -> TallyRow {
    let Some((wanted, Some(PendingState::Waiting | PendingState::Sending))) = shown else {
        return server;
    };
    let mut tally = server;
    if let Some(count) = said.and_then(|answer| slot(&mut tally, answer)) {
        *count = count.saturating_sub(1);
    }
    if let Some(count) = slot(&mut tally, wanted) {
        *count = count.saturating_add(1);
    }
    tally
}

const fn slot(tally: &mut TallyRow, answer: Answer) -> Option<&mut u32> {
    match answer {
        Answer::Yes => Some(&mut tally.yes),
        Answer::Maybe => Some(&mut tally.maybe),
        Answer::No => Some(&mut tally.no),
        Answer::Unknown => None,
    }
}

/// The entry the person wants, if a change of it is in the outbox.
pub fn entry(outbox: &[Pending]) -> Option<(&Entry, PendingState)> {
    outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::SetEntry { entry } => Some((entry, pending.state)),
        _ => None,
    })
}

/// What the person wants of a field of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldWish<'a> {
    /// The wish.
    pub id: MutationId,
    /// What the field shall say; `None`: it is taken away.
    pub value: Option<&'a FieldValue>,
    /// Who shall read it.
    pub audience: &'a FieldAudience,
    /// Where the wish stands.
    pub state: PendingState,
}

/// The last wish for a field of the profile, if one is in the outbox.
pub fn field<'a>(key: &FieldKey, outbox: &'a [Pending]) -> Option<FieldWish<'a>> {
    field_wishes(key, outbox).next_back()
}

/// The versions of a field that a new wish builds on: what the server said, and the own wishes for it. Which of them
/// the server has by now does not matter: each is what the person had before her eyes.
pub fn field_seen(key: &FieldKey, server: Option<MutationId>, outbox: &[Pending]) -> Vec<MutationId> {
    server.into_iter().chain(field_wishes(key, outbox).map(|wish| wish.id)).collect()
}

fn field_wishes<'a>(key: &FieldKey, outbox: &'a [Pending]) -> impl DoubleEndedIterator<Item = FieldWish<'a>> {
    outbox.iter().filter_map(move |pending| match &pending.mutation.action {
        Action::SetField { field, value, audience, .. } if field == key => {
            Some(FieldWish { id: pending.mutation.id, value: value.as_ref(), audience, state: pending.state })
        }
        _ => None,
    })
}

/// Whether the person has taken a post back and the server does not know yet.
pub fn post_removed(post: PostId, outbox: &[Pending]) -> bool {
    outbox.iter().any(|pending| {
        !matches!(pending.state, PendingState::Failed(_))
            && matches!(&pending.mutation.action, Action::RemovePost { post: removed } if *removed == post)
    })
}

/// Whether the person has called an event off and the server does not know yet.
pub fn event_cancelled(event: EventId, outbox: &[Pending]) -> bool {
    outbox.iter().any(|pending| {
        !matches!(pending.state, PendingState::Failed(_))
            && matches!(&pending.mutation.action, Action::CancelEvent { event: cancelled } if *cancelled == event)
    })
}

/// Whether a mark for this post or event is on its way.
pub fn seen(item: uuid::Uuid, outbox: &[Pending]) -> bool {
    outbox.iter().any(
        |pending| matches!(&pending.mutation.action, Action::MarkSeen { items } if items.contains(&item)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::ids::{MutationId, NetworkId};
    use uuid::Uuid;

    const EVENT: EventId = EventId(Uuid::from_u128(9));

    fn answer(answer: Answer, state: PendingState) -> Pending {
        let mutation = Mutation {
            id: MutationId(Uuid::from_u128(1)),
            network: NetworkId(Uuid::nil()),
            made_at: 0,
            action: Action::SetRsvp { event: EVENT, answer },
        };
        Pending { mutation, state, attempts: 0 }
    }

    #[test]
    fn the_last_wish_covers_what_the_server_said() {
        let outbox = [answer(Answer::No, PendingState::Sending), answer(Answer::Yes, PendingState::Waiting)];
        let shown = my_answer(EVENT, Some(Answer::Maybe), &outbox);
        assert_eq!(shown, Some((Answer::Yes, Some(PendingState::Waiting))));
    }

    #[test]
    fn when_the_outbox_is_empty_the_server_speaks() {
        assert_eq!(my_answer(EVENT, Some(Answer::Maybe), &[]), Some((Answer::Maybe, None)));
        assert_eq!(my_answer(EVENT, None, &[]), None);
    }

    #[test]
    fn a_waiting_answer_moves_one_person_in_the_tally() {
        let server = TallyRow { yes: 3, maybe: 1, no: 0 };
        let shown = Some((Answer::Yes, Some(PendingState::Waiting)));
        assert_eq!(tally(server, Some(Answer::Maybe), shown), TallyRow { yes: 4, maybe: 0, no: 0 });
        assert_eq!(tally(server, None, shown), TallyRow { yes: 4, maybe: 1, no: 0 });
    }

    #[test]
    fn a_wish_for_a_field_builds_on_what_the_server_said_and_on_the_own_wishes_for_it() {
        let wish = |id, field| {
            let action =
                Action::SetField { field, value: None, audience: FieldAudience::OnlyMe, seen: Vec::new() };
            let (id, network) = (MutationId(Uuid::from_u128(id)), NetworkId(Uuid::nil()));
            Pending {
                mutation: Mutation { id, network, made_at: 0, action },
                state: PendingState::Sending,
                attempts: 1,
            }
        };
        let outbox = [wish(1, FieldKey::Skills), wish(2, FieldKey::Links), wish(3, FieldKey::Skills)];
        let ids = |ids: &[u128]| ids.iter().map(|id| MutationId(Uuid::from_u128(*id))).collect::<Vec<_>>();
        let server = Some(MutationId(Uuid::from_u128(9)));
        assert_eq!(field_seen(&FieldKey::Skills, server, &outbox), ids(&[9, 1, 3]));
        assert_eq!(field_seen(&FieldKey::Roles, None, &outbox), []);
        assert_eq!(
            field(&FieldKey::Skills, &outbox).map(|wish| wish.id),
            Some(MutationId(Uuid::from_u128(3)))
        );
    }

    #[test]
    fn a_refused_answer_is_not_counted() {
        let server = TallyRow { yes: 3, maybe: 1, no: 0 };
        let shown = Some((Answer::Yes, Some(PendingState::Failed(ApiCode::EventFull))));
        assert_eq!(tally(server, None, shown), server);
    }
}
