//! What the demo's people say of now, and their life events with the consent of who is named.

use super::{Loading, files};
use crate::{
    db::members::Member,
    domain::{life_events, naming, status},
    failure::Failure,
    ids,
};
use enishi_wire::{
    ids::{MutationId, PostId},
    life_events::{Life, LifeEvent, LifeKind},
    posts::Audience,
    status::{Mark, NewStatus},
};
use serde::Deserialize;

/// `status.json`, oldest first once it is read.
#[derive(Deserialize)]
pub struct Sayings {
    pub statuses: Vec<Saying>,
    pub life_events: Vec<Happening>,
}

#[derive(Deserialize)]
pub struct Saying {
    pub by: String,
    pub days_ago: i64,
    pub at: String,
    pub mark: Mark,
    pub text: String,
    pub audience: Audience,
}

#[derive(Deserialize)]
pub struct Happening {
    pub by: String,
    pub named: Option<String>,
    pub days_ago: i64,
    pub at: String,
    pub kind: LifeKind,
    pub text: String,
    pub audience: Audience,
}

impl Loading {
    pub async fn say(&mut self, saying: &Saying) -> Result<(), Failure> {
        let member = self.anybody(&saying.by)?;
        self.turn.now = self.after_joining(&member, saying.days_ago, &saying.at)?;
        let said =
            NewStatus { mark: saying.mark.clone(), text: saying.text.clone(), audience: saying.audience };
        status::set(&mut self.turn, &member, MutationId(ids::new_id()), Some(&said)).await
    }

    pub async fn happen(&mut self, happening: &Happening) -> Result<(), Failure> {
        let member = self.anybody(&happening.by)?;
        self.turn.now = self.after_joining(&member, happening.days_ago, &happening.at)?;
        let named = happening.named.as_deref().map(|named| self.anybody(named)).transpose()?;
        let event = LifeEvent {
            life: Life { kind: happening.kind.clone(), date: None },
            text: happening.text.clone(),
            audience: happening.audience,
            named: named.as_ref().map(|named| named.id),
        };
        let post = PostId(ids::new_id());
        life_events::share(&mut self.turn, &member, post, &event).await?;
        match named {
            Some(named) => naming::answer(&mut self.turn, &named, post, true).await,
            None => Ok(()),
        }
    }

    fn after_joining(&self, member: &Member, days_ago: i64, at: &str) -> Result<i64, Failure> {
        let at = self.calendar.days_ago(days_ago, files::minutes(at)?);
        Ok(member.confirmed_at.map_or(at, |confirmed| at.max(confirmed.saturating_add(3_600_000))))
    }

    fn anybody(&self, email: &str) -> Result<Member, Failure> {
        let found = self.members.get(email).cloned();
        found.ok_or_else(|| {
            Failure::operator("bad_demo_files", "Something is said by nobody who has confirmed.")
        })
    }
}
