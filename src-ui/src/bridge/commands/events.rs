//! Events and the answers to them.

use super::Answer;
use crate::bridge::{Form, Id, call};
use enishi_bridge::{
    EventId, EventPlan, MutationId,
    events::{EventDetail, EventList, EventsForm, RsvpForm},
};

/// Coming or past events.
pub async fn events(form: EventsForm) -> Answer<EventList> {
    call("events", Form { form }).await
}

/// One event.
pub async fn event(id: EventId) -> Answer<EventDetail> {
    call("event", Id { id }).await
}

/// Publishes an event.
pub async fn publish_event(form: EventPlan) -> Answer<EventId> {
    call("publish_event", Form { form }).await
}

/// Calls an event off.
pub async fn cancel_event(id: EventId) -> Answer<()> {
    call("cancel_event", Id { id }).await
}

/// Answers an invitation.
pub async fn set_rsvp(form: RsvpForm) -> Answer<MutationId> {
    call("set_rsvp", Form { form }).await
}
