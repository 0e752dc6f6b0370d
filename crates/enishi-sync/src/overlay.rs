//! What the screen shows: `overlay(server, outbox)`.
//!
//! Server tables hold only what the server said and the outbox only what the person wants; these
//! functions lay one over the other. So a refusal needs no undo and a full resync loses nothing.

use enishi_wire::{
    errors::ApiCode,
    events::{Answer, TallyRow},
    ids::{EventId, MemberId, MutationId, PostId},
    members::Entry,
    mutations::{Action, Mutation},
    profile::{FieldAudience, FieldKey, FieldValue},
    reactions::Reaction,
    status::NewStatus,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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

/// The last wish for the own 近況, if one is in the outbox: what shall be said (`None`: nothing), its id and its state.
pub fn status(outbox: &[Pending]) -> Option<(Option<&NewStatus>, &Mutation, PendingState)> {
    outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::SetStatus { status } => Some((status.as_ref(), &pending.mutation, pending.state)),
        _ => None,
    })
}

/// The last wish for the own reaction to an item (`None` inside: it is taken back).
pub fn reaction(item: Uuid, outbox: &[Pending]) -> Option<(Option<&Reaction>, PendingState)> {
    outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::React { item: wanted, reaction } if *wanted == item => {
            Some((reaction.as_ref(), pending.state))
        }
        _ => None,
    })
}

/// Whether somebody shall be followed, if a wish for it is in the outbox.
pub fn following(member: MemberId, outbox: &[Pending]) -> Option<(bool, PendingState)> {
    outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::Follow { member: wanted, following } if *wanted == member => {
            Some((*following, pending.state))
        }
        _ => None,
    })
}

/// The last wish about a life event that was shared or asked for, other than sharing it.
pub fn life_event(post: PostId, outbox: &[Pending]) -> Option<(&Action, PendingState)> {
    outbox.iter().rev().find_map(|pending| match &pending.mutation.action {
        Action::PublishUnnamed { post: wanted }
        | Action::RemoveLifeEvent { post: wanted }
        | Action::AnswerNaming { post: wanted, .. }
            if *wanted == post && !matches!(pending.state, PendingState::Failed(_)) =>
        {
            Some((&pending.mutation.action, pending.state))
        }
        _ => None,
    })
}

/// What the person wants about being hidden from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HideWish {
    /// Whether the two shall be hidden from each other.
    pub hidden: bool,
    /// Whether it shall be a block.
    pub block: bool,
    /// When the person wished it, ms UTC.
    pub made_at: i64,
    /// Where the wish stands.
    pub state: PendingState,
}

/// The last wish about each member of whom one waits. A refused one is not what is so, and is left out.
pub fn hide_wishes(outbox: &[Pending]) -> BTreeMap<MemberId, HideWish> {
    let mut wishes = BTreeMap::new();
    for pending in outbox.iter().filter(|pending| !matches!(pending.state, PendingState::Failed(_))) {
        let (member, hidden, block) = match &pending.mutation.action {
            Action::HideFrom { member, block } => (*member, true, *block),
            Action::ShowTo { member } => (*member, false, false),
            _ => continue,
        };
        let (made_at, state) = (pending.mutation.made_at, pending.state);
        wishes.insert(member, HideWish { hidden, block, made_at, state });
    }
    wishes
}

/// Whom the person wants to be hidden from and the server does not know yet: this device shows none of them.
pub fn hidden(outbox: &[Pending]) -> BTreeSet<MemberId> {
    let wishes = hide_wishes(outbox);
    wishes.into_iter().filter(|(_, wish)| wish.hidden).map(|(member, _)| member).collect()
}

/// What the person wants of the own membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayWish {
    /// To pause until then, ms UTC.
    Pause(i64),
    /// To end the pause.
    Resume,
    /// To leave.
    Leave,
    /// To take leaving back.
    Stay,
}

/// The last wish about the own membership that waits.
pub fn stay(outbox: &[Pending]) -> Option<StayWish> {
    let waiting = outbox.iter().rev().filter(|pending| !matches!(pending.state, PendingState::Failed(_)));
    waiting.into_iter().find_map(|pending| match &pending.mutation.action {
        Action::Pause { until } => Some(StayWish::Pause(*until)),
        Action::Resume => Some(StayWish::Resume),
        Action::Leave => Some(StayWish::Leave),
        Action::Stay => Some(StayWish::Stay),
        _ => None,
    })
}

/// Whether a mark for this post or event is on its way.
pub fn seen(item: Uuid, outbox: &[Pending]) -> bool {
    outbox.iter().any(
        |pending| matches!(&pending.mutation.action, Action::MarkSeen { items } if items.contains(&item)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::ids::{MutationId, NetworkId};

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
    fn the_last_wish_about_somebody_decides_whether_she_is_shown_and_a_refused_one_does_not() {
        let member = MemberId(Uuid::from_u128(4));
        let wish = |action, state| {
            let (id, network) = (MutationId(Uuid::from_u128(1)), NetworkId(Uuid::nil()));
            Pending { mutation: Mutation { id, network, made_at: 3, action }, state, attempts: 0 }
        };
        let hide = |state| wish(Action::HideFrom { member, block: true }, state);
        let show = wish(Action::ShowTo { member }, PendingState::Waiting);
        assert_eq!(hidden(&[hide(PendingState::Sending)]), BTreeSet::from([member]));
        assert_eq!(hidden(&[hide(PendingState::Waiting), show.clone()]), BTreeSet::new());
        assert_eq!(hidden(&[show, hide(PendingState::Waiting)]), BTreeSet::from([member]));
        assert_eq!(hidden(&[hide(PendingState::Failed(ApiCode::NotFound))]), BTreeSet::new());
    }

    #[test]
    fn the_last_wish_about_the_own_membership_is_what_is_shown() {
        let wish = |action, state| {
            let (id, network) = (MutationId(Uuid::from_u128(1)), NetworkId(Uuid::nil()));
            Pending { mutation: Mutation { id, network, made_at: 3, action }, state, attempts: 0 }
        };
        let leave = |state| wish(Action::Leave, state);
        let waiting = PendingState::Waiting;
        assert_eq!(stay(&[wish(Action::Pause { until: 9 }, waiting)]), Some(StayWish::Pause(9)));
        assert_eq!(stay(&[leave(waiting), wish(Action::Stay, waiting)]), Some(StayWish::Stay));
        assert_eq!(stay(&[leave(PendingState::Failed(ApiCode::LastOfDuty))]), None);
    }

    #[test]
    fn a_refused_answer_is_not_counted() {
        let server = TallyRow { yes: 3, maybe: 1, no: 0 };
        let shown = Some((Answer::Yes, Some(PendingState::Failed(ApiCode::EventFull))));
        assert_eq!(tally(server, None, shown), server);
    }
}
