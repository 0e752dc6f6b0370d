//! Life events, and what is new of a person.

use super::Answer;
use crate::bridge::{Form, Id, NoArgument, call};
use enishi_bridge::{
    MemberId, MutationId, PostId,
    life_events::{LifeEventForm, LifeEventsView, NamingForm, PersonNews},
};

/// What is new of a person.
pub async fn person_news(id: MemberId) -> Answer<PersonNews> {
    call("person_news", Id { id }).await
}

/// Own drafts, and who asks to name the reader.
pub async fn life_events() -> Answer<LifeEventsView> {
    call("life_events", NoArgument {}).await
}

/// Shares a life event.
pub async fn share_life_event(form: LifeEventForm) -> Answer<PostId> {
    call("share_life_event", Form { form }).await
}

/// Publishes an own draft without the name.
pub async fn publish_unnamed(id: PostId) -> Answer<MutationId> {
    call("publish_unnamed", Id { id }).await
}

/// Takes an own life event or draft back.
pub async fn remove_life_event(id: PostId) -> Answer<MutationId> {
    call("remove_life_event", Id { id }).await
}

/// Answers whether the own name may be there.
pub async fn answer_naming(form: NamingForm) -> Answer<MutationId> {
    call("answer_naming", Form { form }).await
}
