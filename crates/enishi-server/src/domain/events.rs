//! Events: announced and called off by the secretariat, answered by members.

use super::{
    hidden::require_visible,
    scopes::{require_active, require_duty, scope_of, scopes_of},
    text,
};
use crate::{
    db::{events, members::Member, networks, write::Turn},
    failure::Failure,
    ids,
};
use enishi_wire::{
    errors::ApiCode,
    events::{Answer, EventKind, EventPlan, EventRow, RsvpRow},
    ids::EventId,
    limits,
    members::Duty,
    scopes::Scope,
};

/// The year 2200: later dates are typing errors.
const LATEST: i64 = 7_258_118_400_000;

/// Announces an event (duty `events`).
pub async fn create(turn: &mut Turn, member: &Member, id: EventId, plan: &EventPlan) -> Result<(), Failure> {
    require_duty(member, Duty::Events)?;
    let plan = clean(plan)?;
    let scope = scope_of(plan.audience)?;
    let network = turn.network;
    let source =
        networks::find(turn.conn(), network).await?.map(|network| network.row.name).unwrap_or_default();
    let event =
        EventRow { plan, organiser: Some(member.id), source, published_at: turn.now, cancelled_at: None };
    events::insert(turn.conn(), network, id, &event).await?;
    publish(turn, id, &event, &scope).await?;
    publish_tally(turn, id, &scope).await
}

/// Calls an event off (duty `events`); it stays visible. Calling it off again changes nothing.
pub async fn cancel(turn: &mut Turn, member: &Member, id: EventId) -> Result<(), Failure> {
    require_duty(member, Duty::Events)?;
    let network = turn.network;
    let event = events::find(turn.conn(), network, id).await?.ok_or_else(Failure::not_found)?;
    require_visible(turn, member, event.organiser).await?;
    call_off(turn, id, event).await
}

/// Calls an event off for everybody. Who may, the caller has asked.
pub(super) async fn call_off(turn: &mut Turn, id: EventId, mut event: EventRow) -> Result<(), Failure> {
    let (network, now) = (turn.network, turn.now);
    if event.cancelled_at.is_some() {
        return Ok(());
    }
    event.cancelled_at = Some(now);
    events::cancel(turn.conn(), network, id, now).await?;
    let scope = scope_of(event.plan.audience)?;
    publish(turn, id, &event, &scope).await
}

/// Answers an invitation (active members who see the event); the last answer counts.
pub async fn set_rsvp(turn: &mut Turn, member: &Member, id: EventId, answer: Answer) -> Result<(), Failure> {
    require_active(member)?;
    let (network, now) = (turn.network, turn.now);
    let event = events::find(turn.conn(), network, id).await?.ok_or_else(Failure::not_found)?;
    let scope = scope_of(event.plan.audience)?;
    let scopes = scopes_of(member);
    if !scopes.contains(&scope) && !scopes.contains(&Scope::Desk(Duty::Events)) {
        return Err(Failure::not_found());
    }
    require_visible(turn, member, event.organiser).await?;
    if answer == Answer::Unknown {
        return Err(Failure::invalid("answer", "The answer is yes, maybe or no."));
    }
    if event.cancelled_at.is_some() {
        return Err(Failure::refused(ApiCode::EventCancelled, "The event was called off."));
    }
    if now > event.plan.answer_by.unwrap_or(event.plan.starts) {
        return Err(Failure::refused(ApiCode::EventClosed, "The event takes no more answers."));
    }
    if let (Answer::Yes, Some(capacity)) = (answer, event.plan.capacity) {
        let taken = events::seats_taken_by_others(turn.conn(), network, id, member.id).await?;
        if taken >= i64::from(capacity) {
            return Err(Failure::refused(ApiCode::EventFull, "No seat is left."));
        }
    }
    events::answer(turn.conn(), network, id, member.id, answer, now).await?;
    let row = RsvpRow { event: id, member: member.id, answer, answered_at: now };
    let row_id = ids::rsvp_row(id, member.id);
    turn.put(Scope::Me(member.id), row_id, Some(member.id), &row).await?;
    turn.put(Scope::Desk(Duty::Events), row_id, Some(member.id), &row).await?;
    publish_tally(turn, id, &scope).await
}

pub(super) async fn publish(
    turn: &mut Turn,
    id: EventId,
    event: &EventRow,
    scope: &Scope,
) -> Result<(), Failure> {
    turn.put(scope.clone(), id.0, event.organiser, event).await?;
    turn.put(Scope::Desk(Duty::Events), id.0, event.organiser, event).await
}

pub(super) async fn publish_tally(turn: &mut Turn, id: EventId, scope: &Scope) -> Result<(), Failure> {
    let network = turn.network;
    let tally = events::tally(turn.conn(), network, id).await?;
    turn.put(scope.clone(), id.0, None, &tally).await?;
    turn.put(Scope::Desk(Duty::Events), id.0, None, &tally).await
}

/// A plan as it is stored; the error names the field.
fn clean(plan: &EventPlan) -> Result<EventPlan, Failure> {
    let line = |field: &str, text: &str, max| text::line(text, max).map_err(|bad| bad.of(field));
    let mut plan = plan.clone();
    if plan.kind == EventKind::Unknown {
        return Err(Failure::invalid("kind", "This server does not know the kind."));
    }
    plan.title = line("title", &plan.title, limits::TITLE)?;
    if plan.title.is_empty() {
        return Err(Failure::invalid("title", "An event needs a title."));
    }
    plan.text = text::paragraphs(&plan.text, limits::TEXT).map_err(|bad| bad.of("text"))?;
    plan.place = line("place", &plan.place, limits::LINE)?;
    let in_zone = |c: char| c.is_ascii_alphanumeric() || "_+-/".contains(c);
    if plan.zone.len() > 64 || !plan.zone.chars().all(in_zone) {
        return Err(Failure::invalid("zone", "The zone is a name such as Asia/Tokyo."));
    }
    if !(0..=LATEST).contains(&plan.starts) {
        return Err(Failure::invalid("starts", "The start is not a time of our days."));
    }
    if !(plan.starts..=LATEST).contains(&plan.ends) {
        return Err(Failure::invalid("ends", "An event does not end before it starts."));
    }
    if plan.capacity == Some(0) {
        return Err(Failure::invalid("capacity", "An event without seats takes no answers."));
    }
    if plan.answer_by.is_some_and(|time| !(0..=plan.ends).contains(&time)) {
        return Err(Failure::invalid("answer_by", "Answers are taken until the end at the latest."));
    }
    if plan.parts.len() > limits::PARTS {
        return Err(Failure::invalid("parts", "The agenda has too many parts."));
    }
    for part in &mut plan.parts {
        part.title = line("parts", &part.title, limits::TITLE)?;
        part.speaker = line("parts", &part.speaker, limits::LINE)?;
        if !(0..=LATEST).contains(&part.starts) {
            return Err(Failure::invalid("parts", "A part starts at a time of our days."));
        }
    }
    Ok(plan)
}
