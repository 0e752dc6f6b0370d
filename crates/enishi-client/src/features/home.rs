//! The first page.

use super::{check, events, life_events, posts, reactions, status};
use crate::{client::Client, clock};
use enishi_bridge::{
    errors::AppError,
    events::{EventCard, EventState},
    home::HomeView,
};
use enishi_wire::events::Answer;

impl Client {
    /// What home shows.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn home(&self) -> Result<HomeView, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let now = clock::now();
        let mut coming = events::cards(&here, &outbox).await?;
        coming.retain(|card| card.ends > now && card.state != EventState::Cancelled);
        coming.sort_by_key(|card| (card.starts, card.id));
        let next_event = coming.iter().find(|card| said(card, &[Answer::Yes, Answer::Maybe])).cloned();
        let invitations = coming
            .into_iter()
            .filter(|card| {
                card.my_answer.is_none() && matches!(card.state, EventState::Open | EventState::Full)
            })
            .take(3)
            .collect();
        let posts = posts::list(&here, &outbox, None).await?;
        let people = here.people_open();
        let reactions = if people && here.place.settings.reactions {
            reactions::cards(&here, &outbox, None).await?
        } else {
            Vec::new()
        };
        let suggestion = if people { self.suggestion(&here, &outbox).await? } else { None };
        Ok(HomeView {
            next_event,
            invitations,
            posts: posts.items,
            more: posts.more,
            complete: here.complete(),
            my_status: status::my_status(&here, &outbox).await?,
            strip: if people { status::strip(&here, &outbox).await? } else { Vec::new() },
            namings: if people { life_events::namings(&here, &outbox).await? } else { Vec::new() },
            drafts: life_events::drafts(&here, &outbox).await?,
            reactions,
            check: check::card(&here, &outbox).await?,
            suggestion,
        })
    }
}

fn said(card: &EventCard, answers: &[Answer]) -> bool {
    card.my_answer.is_some_and(|mine| answers.contains(&mine.answer))
}
