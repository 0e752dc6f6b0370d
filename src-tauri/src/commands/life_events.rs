//! Life events, and what is new of a person.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MemberId, MutationId, PostId,
    life_events::{LifeEventForm, LifeEventsView, NamingForm, PersonNews},
};
use tauri::{State, command};

#[command]
pub async fn person_news(core: State<'_, Core>, id: MemberId) -> Answer<PersonNews> {
    core.client().await?.person_news(id).await
}

#[command]
pub async fn life_events(core: State<'_, Core>) -> Answer<LifeEventsView> {
    core.client().await?.life_events().await
}

#[command]
pub async fn share_life_event(core: State<'_, Core>, form: LifeEventForm) -> Answer<PostId> {
    core.client().await?.share_life_event(form).await
}

#[command]
pub async fn publish_unnamed(core: State<'_, Core>, id: PostId) -> Answer<MutationId> {
    core.client().await?.publish_unnamed(id).await
}

#[command]
pub async fn remove_life_event(core: State<'_, Core>, id: PostId) -> Answer<MutationId> {
    core.client().await?.remove_life_event(id).await
}

#[command]
pub async fn answer_naming(core: State<'_, Core>, form: NamingForm) -> Answer<MutationId> {
    core.client().await?.answer_naming(form).await
}
