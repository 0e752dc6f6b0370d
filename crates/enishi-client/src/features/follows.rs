//! Following, which nobody else learns of, and what is new of one person.

use super::{
    here::delivery,
    life_events,
    members::person,
    status::{follows, of_person},
};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    follows::{FollowCard, FollowForm, FollowList},
    life_events::PersonNews,
};
use enishi_sync::overlay;
use enishi_wire::{
    ids::{MemberId, MutationId},
    mutations::Action,
};

impl Client {
    /// Follows somebody, or ends that. The other one is not told.
    ///
    /// # Errors
    /// `not_found` for oneself and for somebody who is not on this device, `not_permitted` while pausing.
    pub async fn follow(&self, form: FollowForm) -> Result<MutationId, AppError> {
        Ok(self.try_follow(form).await?)
    }

    async fn try_follow(&self, form: FollowForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        here.require_active()?;
        let FollowForm { member, following } = form;
        let outbox = here.outbox().await?;
        let is_here = !following || person(&here, &outbox, member).await?.is_some();
        if member == here.place.about.member || !is_here {
            return Err(AppCode::NotFound.into());
        }
        self.want(&here, Action::Follow { member, following }).await
    }

    /// Everybody whom the reader follows, in order of reading.
    ///
    /// # Errors
    /// `directory_locked`, `signed_out`, codes of the database.
    pub async fn follows(&self) -> Result<FollowList, AppError> {
        let here = self.here().await?;
        here.people()?;
        let outbox = here.outbox().await?;
        let mut items = Vec::new();
        for id in follows(&here, &outbox).await? {
            if let Some(person) = person(&here, &outbox, id).await? {
                let state = overlay::following(id, &outbox).map(|(_, state)| state);
                items.push(FollowCard { person, delivery: delivery(state) });
            }
        }
        items.sort_by(|one, other| {
            (&one.person.kana, one.person.id).cmp(&(&other.person.kana, other.person.id))
        });
        Ok(FollowList { items })
    }

    /// What is new of one person.
    ///
    /// # Errors
    /// `directory_locked`, `signed_out`, codes of the database.
    pub async fn person_news(&self, id: MemberId) -> Result<PersonNews, AppError> {
        let here = self.here().await?;
        here.people()?;
        let outbox = here.outbox().await?;
        let wish = overlay::following(id, &outbox);
        Ok(PersonNews {
            status: of_person(&here, &outbox, id).await?,
            life_events: life_events::of_person(&here, &outbox, id).await?,
            following: follows(&here, &outbox).await?.contains(&id),
            delivery: wish.map_or(Delivery::Delivered, |(_, state)| delivery(Some(state))),
            me: id == here.place.about.member,
        })
    }
}
