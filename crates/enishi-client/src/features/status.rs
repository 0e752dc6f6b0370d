//! 近況: the own one, the stream, and the strip on home.

use super::{
    here::{Here, delivery},
    members::person,
    reactions,
};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::AppError,
    status::{
        MyStatus, SaidStatus, StatusCard, StatusFilter, StatusForm, StatusPage, StatusesForm, StripItem,
        StripLine,
    },
};
use enishi_sync::overlay::{self, Pending, PendingState};
use enishi_wire::{
    follows::FollowRow,
    ids::{MemberId, MutationId},
    members::Class,
    mutations::Action,
    posts::{Audience, PostRow},
    status::{NewStatus, StatusRow, audiences},
};
use std::{cmp::Reverse, collections::BTreeSet};
use uuid::Uuid;

/// 近況 in one page of the stream.
const PAGE: usize = 30;
/// Faces in the strip on home.
const STRIP: usize = 12;
/// For so long a life event of somebody who is followed stays in the strip, ms.
const STRIP_LIFE: i64 = 14 * 24 * 3_600_000;

impl Client {
    /// The own 近況 and what is needed to say another.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn my_status(&self) -> Result<MyStatus, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(my_status(&here, &outbox).await?)
    }

    /// Says a 近況. It is on the screen at once and sent when the network allows.
    ///
    /// # Errors
    /// `invalid` with the part, `not_confirmed`, `not_permitted` while pausing.
    pub async fn set_status(&self, form: StatusForm) -> Result<MutationId, AppError> {
        Ok(self.try_set_status(form).await?)
    }

    async fn try_set_status(&self, form: StatusForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        let class = here.active_class().await?;
        let new = NewStatus { mark: form.mark, text: form.text, audience: form.audience };
        let said = new.checked(class).map_err(|bad| Error::Invalid(bad.part))?;
        self.want(&here, Action::SetStatus { status: Some(said) }).await
    }

    /// Takes the own 近況 back.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing.
    pub async fn clear_status(&self) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        Ok(self.want(&here, Action::SetStatus { status: None }).await?)
    }

    /// A page of the stream, newest first. Works without a network.
    ///
    /// # Errors
    /// `directory_locked` after two weeks without contact, `signed_out`, codes of the database.
    pub async fn statuses(&self, form: StatusesForm) -> Result<StatusPage, AppError> {
        Ok(self.try_statuses(form).await?)
    }

    async fn try_statuses(&self, form: StatusesForm) -> Result<StatusPage, Error> {
        let here = self.here().await?;
        here.people()?;
        let outbox = here.outbox().await?;
        let me = here.place.about.member;
        let mine = person(&here, &outbox, me).await?;
        let follows = follows(&here, &outbox).await?;
        let mut items = Vec::new();
        let mut more = false;
        for (id, row) in fresh(&here).await? {
            if id == me
                || form
                    .before
                    .is_some_and(|before| (row.said_at, Reverse(id)) >= (before.0, Reverse(before.1)))
            {
                continue;
            }
            let followed = follows.contains(&id);
            if form.filter == StatusFilter::Followed && !followed {
                continue;
            }
            let Some(person) = person(&here, &outbox, id).await? else { continue };
            let fits = match (form.filter, &mine) {
                (StatusFilter::All | StatusFilter::Followed, _) => true,
                (StatusFilter::SameYear, Some(mine)) => {
                    mine.joined_year.is_some() && mine.joined_year == person.joined_year
                }
                (StatusFilter::SameDepartment, Some(mine)) => {
                    !mine.department.is_empty() && mine.department == person.department
                }
                (StatusFilter::SameYear | StatusFilter::SameDepartment, None) => false,
            };
            if !fits {
                continue;
            }
            if items.len() == PAGE {
                more = true;
                break;
            }
            items.push(card(&here, &outbox, person, row, followed).await?);
        }
        let makes_sense = |filter: &StatusFilter| match filter {
            StatusFilter::All => true,
            StatusFilter::SameYear => mine.as_ref().is_some_and(|mine| mine.joined_year.is_some()),
            StatusFilter::SameDepartment => mine.as_ref().is_some_and(|mine| !mine.department.is_empty()),
            StatusFilter::Followed => !follows.is_empty(),
        };
        let filters = StatusFilter::ALL.into_iter().filter(makes_sense).collect();
        Ok(StatusPage { items, more, filters, complete: here.complete() })
    }
}

impl Here {
    /// Passes members who are active, and tells on which side they stand.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted`.
    pub async fn active_class(&self) -> Result<Class, Error> {
        self.require_active()?;
        self.class().await
    }

    /// On which side the reader stands.
    pub async fn class(&self) -> Result<Class, Error> {
        Ok(self.membership().await?.map_or(Class::Unknown, |membership| membership.class))
    }
}

/// The own 近況: what the person wants, over what the server said.
pub async fn my_status(here: &Here, outbox: &[Pending]) -> Result<MyStatus, Error> {
    let me = here.place.about.member;
    let audiences = audiences(here.class().await?).to_vec();
    let row = here.account.db.one::<StatusRow>(here.network, me.0).await?;
    let now = here.server_now().await?;
    let row = row.filter(|row| row.is_fresh(now));
    let stands = |row: StatusRow| SaidStatus {
        mark: row.said.mark,
        text: row.said.text,
        audience: row.said.audience,
        said_at: row.said_at,
        delivery: Delivery::Delivered,
    };
    let (said, taking_back) = match overlay::status(outbox) {
        Some((Some(new), mutation, state)) => {
            let said = SaidStatus {
                mark: new.mark.clone(),
                text: new.text.clone(),
                audience: new.audience,
                said_at: mutation.made_at,
                delivery: delivery(Some(state)),
            };
            (Some(said), None)
        }
        Some((None, _, state @ PendingState::Failed(_))) => {
            (row.clone().map(stands), Some(delivery(Some(state))))
        }
        Some((None, _, state)) => (None, Some(delivery(Some(state)))),
        None => (row.clone().map(stands), None),
    };
    let remembered = here.choices().await?.status_audience;
    let last = said.as_ref().map(|said| said.audience).or(remembered);
    let own = audiences.first().copied().unwrap_or(Audience::Everyone);
    let audience = last.filter(|last| audiences.contains(last)).unwrap_or(own);
    let reactions = match (&row, &said) {
        // Reactions were to what the server has, not to what is about to be said.
        (Some(row), Some(said)) if said.delivery == Delivery::Delivered => {
            reactions::cards(here, outbox, Some(row.status.0)).await?
        }
        _ => Vec::new(),
    };
    Ok(MyStatus { said, taking_back, audiences, audience, reactions })
}

/// The strip on home: those whom the reader follows first, then the newest.
pub async fn strip(here: &Here, outbox: &[Pending]) -> Result<Vec<StripItem>, Error> {
    let me = here.place.about.member;
    let follows = follows(here, outbox).await?;
    let mut lines: Vec<(MemberId, i64, StripLine)> = fresh(here)
        .await?
        .into_iter()
        .filter(|(id, _)| *id != me)
        .map(|(id, row)| (id, row.said_at, StripLine::Status { mark: row.said.mark, text: row.said.text }))
        .collect();
    if !follows.is_empty() {
        let now = here.server_now().await?;
        for (post, row) in here.account.db.all::<PostRow>(here.network).await? {
            let author = row.author.filter(|author| follows.contains(author));
            if let (Some(author), Some(life)) = (author, row.life)
                && now.saturating_sub(row.published_at) < STRIP_LIFE
            {
                let line = StripLine::LifeEvent { post: enishi_wire::ids::PostId(post), kind: life.kind };
                lines.push((author, row.published_at, line));
            }
        }
    }
    lines.sort_by_key(|(id, at, _)| (!follows.contains(id), Reverse(*at), *id));
    let mut strip = Vec::new();
    for (id, at, line) in lines {
        if strip.len() == STRIP {
            break;
        }
        if let Some(person) = person(here, outbox, id).await? {
            strip.push(StripItem { person, followed: follows.contains(&id), at, line });
        }
    }
    Ok(strip)
}

/// Somebody's 近況, if there is one that has not faded.
pub async fn of_person(here: &Here, outbox: &[Pending], id: MemberId) -> Result<Option<StatusCard>, Error> {
    let now = here.server_now().await?;
    let row = here.account.db.one::<StatusRow>(here.network, id.0).await?;
    match (row.filter(|row| row.is_fresh(now)), person(here, outbox, id).await?) {
        (Some(row), Some(person)) => {
            let followed = follows(here, outbox).await?.contains(&id);
            Ok(Some(card(here, outbox, person, row, followed).await?))
        }
        _ => Ok(None),
    }
}

/// Whose a 近況 is that this device holds.
pub async fn author_of(here: &Here, status: Uuid) -> Result<Option<MemberId>, Error> {
    Ok(fresh(here).await?.into_iter().find(|(_, row)| row.status.0 == status).map(|(id, _)| id))
}

/// Whom the reader follows, wishes included.
pub async fn follows(here: &Here, outbox: &[Pending]) -> Result<BTreeSet<MemberId>, Error> {
    let rows = here.account.db.all::<FollowRow>(here.network).await?;
    let mut follows: BTreeSet<MemberId> = rows.into_iter().map(|(id, _)| MemberId(id)).collect();
    for wish in outbox {
        if let Action::Follow { member, following } = &wish.mutation.action
            && !matches!(wish.state, PendingState::Failed(_))
        {
            if *following {
                follows.insert(*member);
            } else {
                follows.remove(member);
            }
        }
    }
    Ok(follows)
}

async fn card(
    here: &Here,
    outbox: &[Pending],
    person: enishi_bridge::members::MemberCard,
    row: StatusRow,
    followed: bool,
) -> Result<StatusCard, Error> {
    Ok(StatusCard {
        id: row.status,
        reaction: reactions::mine(here, outbox, row.status.0).await?,
        person,
        mark: row.said.mark,
        text: row.said.text,
        said_at: row.said_at,
        followed,
    })
}

/// Every 近況 on this device that has not faded by the server's time, newest first.
async fn fresh(here: &Here) -> Result<Vec<(MemberId, StatusRow)>, Error> {
    let now = here.server_now().await?;
    let rows = here.account.db.all::<StatusRow>(here.network).await?;
    let mut fresh: Vec<(MemberId, StatusRow)> = rows
        .into_iter()
        .filter(|(_, row)| row.is_fresh(now) && row.said.audience != Audience::Unknown)
        .map(|(id, row)| (MemberId(id), row))
        .collect();
    fresh.sort_by_key(|(id, row)| (Reverse(row.said_at), *id));
    Ok(fresh)
}
