//! Events and the answers to them.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    EventId, EventPlan, MutationId,
    events::{EventDetail, EventList, EventsForm, RsvpForm},
};
use tauri::{State, command};

#[command]
pub async fn events(core: State<'_, Core>, form: EventsForm) -> Answer<EventList> {
    core.client().await?.events(form).await
}

#[command]
pub async fn event(core: State<'_, Core>, id: EventId) -> Answer<EventDetail> {
    core.client().await?.event(id).await
}

#[command]
pub async fn publish_event(core: State<'_, Core>, form: EventPlan) -> Answer<EventId> {
    core.client().await?.publish_event(form).await
}

#[command]
pub async fn cancel_event(core: State<'_, Core>, id: EventId) -> Answer<()> {
    core.client().await?.cancel_event(id).await
}

#[command]
pub async fn set_rsvp(core: State<'_, Core>, form: RsvpForm) -> Answer<MutationId> {
    core.client().await?.set_rsvp(form).await
}
