//! Life events: sharing one, the consent of who is named, and what a post of one shows.

use super::{
    here::{Here, delivery},
    members::person,
    posts, reactions,
};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    life_events::{DraftCard, LifeCard, LifeEventForm, LifeEventsView, NamingCard, NamingForm},
    posts::PostCard,
};
use enishi_sync::overlay::{self, Pending, PendingState};
use enishi_wire::{
    ids::{MemberId, MutationId, PostId},
    life_events::{DraftState, Life, LifeDraftRow, LifeEvent, NamedRow, NamingRow},
    mutations::Action,
    posts::PostRow,
    status::audiences,
};

impl Client {
    /// Shares a life event. One that names somebody waits for that one's consent.
    ///
    /// # Errors
    /// `invalid` with the part, `not_found` for somebody who is not on this device, `not_confirmed`, `not_permitted`.
    pub async fn share_life_event(&self, form: LifeEventForm) -> Result<PostId, AppError> {
        Ok(self.try_share_life_event(form).await?)
    }

    async fn try_share_life_event(&self, form: LifeEventForm) -> Result<PostId, Error> {
        let here = self.here().await?;
        let class = here.active_class().await?;
        let LifeEventForm { kind, text, date, audience, named } = form;
        let event = LifeEvent { life: Life { kind, date }, text, audience, named };
        let event = event.checked(class).map_err(|bad| Error::Invalid(bad.part))?;
        if let Some(named) = event.named {
            if named == here.place.about.member {
                return Err(Error::Invalid("named"));
            }
            if person(&here, &here.outbox().await?, named).await?.is_none() {
                return Err(AppCode::NotFound.into());
            }
        }
        Ok(PostId(self.want(&here, Action::ShareLifeEvent { event }).await?.0))
    }

    /// Publishes an own draft without the name.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing.
    pub async fn publish_unnamed(&self, post: PostId) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        Ok(self.want(&here, Action::PublishUnnamed { post }).await?)
    }

    /// Takes an own life event or draft back.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing.
    pub async fn remove_life_event(&self, post: PostId) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        Ok(self.want(&here, Action::RemoveLifeEvent { post }).await?)
    }

    /// Agrees to be named, declines, or takes an earlier agreement back.
    ///
    /// # Errors
    /// `not_found` when nobody asks, `not_confirmed`, `not_permitted` while pausing.
    pub async fn answer_naming(&self, form: NamingForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        if here.account.db.one::<NamingRow>(here.network, form.post.0).await?.is_none() {
            return Err(AppError::new(AppCode::NotFound));
        }
        Ok(self.want(&here, Action::AnswerNaming { post: form.post, agree: form.agree }).await?)
    }

    /// The own drafts, and who asks to name the reader.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn life_events(&self) -> Result<LifeEventsView, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(LifeEventsView {
            audiences: audiences(here.class().await?).to_vec(),
            drafts: drafts(&here, &outbox).await?,
            namings: namings(&here, &outbox).await?,
        })
    }
}

/// Own life events that are not published: what the server said of them, and those it does not know yet.
pub async fn drafts(here: &Here, outbox: &[Pending]) -> Result<Vec<DraftCard>, Error> {
    let mut drafts = Vec::new();
    for (id, row) in here.account.db.all::<LifeDraftRow>(here.network).await? {
        let post = PostId(id);
        let wish = overlay::life_event(post, outbox);
        if wish.is_none() {
            let declined = row.state != DraftState::Asked;
            drafts.push(draft(here, outbox, post, row.event, declined, None).await?);
        }
    }
    for wish in outbox {
        if let Action::ShareLifeEvent { event } = &wish.mutation.action {
            let post = PostId(wish.mutation.id.0);
            if event.named.is_some() && overlay::life_event(post, outbox).is_none() {
                drafts.push(draft(here, outbox, post, event.clone(), false, Some(wish.state)).await?);
            }
        }
    }
    Ok(drafts)
}

async fn draft(
    here: &Here,
    outbox: &[Pending],
    post: PostId,
    event: LifeEvent,
    declined: bool,
    state: Option<PendingState>,
) -> Result<DraftCard, Error> {
    let named = match event.named {
        Some(named) => person(here, outbox, named).await?,
        None => None,
    };
    Ok(DraftCard {
        post,
        kind: event.life.kind,
        text: event.text,
        named,
        declined,
        delivery: delivery(state),
    })
}

/// Who asks to name the reader and has no answer yet.
pub async fn namings(here: &Here, outbox: &[Pending]) -> Result<Vec<NamingCard>, Error> {
    let mut namings = Vec::new();
    for (id, row) in here.account.db.all::<NamingRow>(here.network).await? {
        let post = PostId(id);
        if row.agreed_at.is_some() || overlay::life_event(post, outbox).is_some() {
            continue;
        }
        if let Some(person) = person(here, outbox, row.author).await? {
            let NamingRow { event, .. } = row;
            namings.push(NamingCard {
                post,
                person,
                kind: event.life.kind,
                date: event.life.date,
                text: event.text,
                audience: event.audience,
            });
        }
    }
    Ok(namings)
}

/// What a post of a life event shows besides its text.
pub async fn card(
    here: &Here,
    outbox: &[Pending],
    id: PostId,
    row: &PostRow,
) -> Result<Option<LifeCard>, Error> {
    let Some(life) = &row.life else { return Ok(None) };
    let me = here.place.about.member;
    let (db, network) = (&here.account.db, here.network);
    let mine = row.author == Some(me);
    let withdrawn =
        matches!(overlay::life_event(id, outbox), Some((Action::AnswerNaming { agree: false, .. }, _)));
    let named = db.one::<NamedRow>(network, id.0).await?.filter(|_| !withdrawn);
    let names_me = !withdrawn
        && db.one::<NamingRow>(network, id.0).await?.is_some_and(|naming| naming.agreed_at.is_some());
    Ok(Some(LifeCard {
        kind: life.kind.clone(),
        date: life.date,
        person: match row.author {
            Some(author) => person(here, outbox, author).await?,
            None => None,
        },
        named: match named {
            Some(named) => person(here, outbox, named.member).await?,
            None => None,
        },
        reaction: if mine { None } else { reactions::mine(here, outbox, id.0).await? },
        reactions: if mine { reactions::cards(here, outbox, Some(id.0)).await? } else { Vec::new() },
        mine,
        names_me,
    }))
}

/// Own life events in the outbox that name nobody, as they will look.
pub fn pending(here: &Here, wish: &Pending) -> Option<(PostId, PostRow, Delivery)> {
    let Action::ShareLifeEvent { event } = &wish.mutation.action else { return None };
    if event.named.is_some() {
        return None;
    }
    let row = PostRow {
        kind: enishi_wire::posts::PostKind::LifeEvent,
        title: String::new(),
        text: event.text.clone(),
        audience: event.audience,
        author: Some(here.place.about.member),
        source: String::new(),
        published_at: wish.mutation.made_at,
        life: Some(event.life.clone()),
    };
    Some((PostId(wish.mutation.id.0), row, delivery(Some(wish.state))))
}

/// Whether the person takes a life event back and the server does not know yet.
pub fn is_removed(post: PostId, outbox: &[Pending]) -> bool {
    matches!(overlay::life_event(post, outbox), Some((Action::RemoveLifeEvent { .. }, _)))
}

/// Life events that a person shares or is named in, newest first.
pub async fn of_person(here: &Here, outbox: &[Pending], id: MemberId) -> Result<Vec<PostCard>, Error> {
    let named = here.account.db.all::<NamedRow>(here.network).await?;
    let is_around = |post: PostId, row: &PostRow| {
        row.author == Some(id) || named.iter().any(|(of, row)| *of == post.0 && row.member == id)
    };
    let mut rows = Vec::new();
    for (post, row) in here.account.db.all::<PostRow>(here.network).await? {
        let post = PostId(post);
        if row.life.is_some() && is_around(post, &row) && !is_removed(post, outbox) {
            rows.push((post, row, Delivery::Delivered));
        }
    }
    rows.sort_by_key(|(post, row, _)| (std::cmp::Reverse(row.published_at), *post));
    posts::cards(here, outbox, rows).await
}
