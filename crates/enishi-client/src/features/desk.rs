//! Letters to the secretariat: written by members, read and answered by the duty `inbox`. The server can read them, and
//! the pages say so.

use super::{
    here::{Here, delivery},
    hidden::name_of,
    members::person,
    posts::body,
    talk::beginning,
};
use crate::{
    client::Client,
    db::{self, facts},
    error::Error,
};
use enishi_bridge::{
    delivery::Delivery,
    desk::{DeskCard, DeskForm, DeskGlance, DeskLetter, DeskLetterForm, DeskList, DeskThread},
    errors::AppError,
    notices::Tag,
};
use enishi_sync::overlay::Pending;
use enishi_wire::{
    desk::DeskLetterRow,
    ids::{MemberId, MutationId},
    limits::MESSAGE,
    members::Duty,
    mutations::Action,
};
use std::{cmp::Reverse, collections::BTreeMap};

impl Client {
    /// Writes to the secretariat, or answers a member for it (duty `inbox`).
    ///
    /// # Errors
    /// `invalid`, `not_permitted` without the duty or while pausing, `not_confirmed`.
    pub async fn write_to_desk(&self, form: DeskLetterForm) -> Result<MutationId, AppError> {
        Ok(self.try_write_to_desk(form).await?)
    }

    async fn try_write_to_desk(&self, form: DeskLetterForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        here.require_active()?;
        if form.member.is_some() {
            here.require(Duty::Inbox).await?;
        }
        let text = body("text", &form.text)?;
        if text.is_empty() || text.chars().count() > MESSAGE {
            return Err(Error::Invalid("text"));
        }
        self.want(&here, Action::WriteToDesk { member: form.member, text }).await
    }

    /// The own letters to the secretariat, or those of a member (duty `inbox`), oldest first.
    ///
    /// # Errors
    /// `not_permitted` without the duty, `signed_out`, codes of the database.
    pub async fn desk_thread(&self, form: DeskForm) -> Result<DeskThread, AppError> {
        let here = self.here().await?;
        if form.member.is_some() {
            here.require(Duty::Inbox).await?;
        }
        Ok(thread(&here, form.member).await?)
    }

    /// Everybody's letters (duty `inbox`), those that wait for an answer first.
    ///
    /// # Errors
    /// `not_permitted` without the duty, `signed_out`, codes of the database.
    pub async fn desk_letters(&self) -> Result<DeskList, AppError> {
        let here = self.here().await?;
        here.require(Duty::Inbox).await?;
        Ok(list(&here).await?)
    }

    /// The own letters are before the person's eyes: what the secretariat wrote counts as read on this device.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn read_desk(&self) -> Result<(), AppError> {
        let here = self.here().await?;
        let me = here.place.about.member;
        let last =
            letters(&here).await?.remove(&me).and_then(|letters| letters.last().map(|last| last.1.sent_at));
        let fact = facts::desk_read(here.network);
        let read = here.account.db.number(&fact).await?;
        if last <= read {
            return Ok(());
        }
        let mut tx = here.account.db.begin().await?;
        db::facts::put(&mut tx, &fact, &last.unwrap_or_default().to_string()).await?;
        tx.commit().await.map_err(Error::from)?;
        self.inner.changed([Tag::Talk, Tag::App]);
        Ok(())
    }
}

/// All letters that are here, by member, oldest first.
async fn letters(here: &Here) -> Result<BTreeMap<MemberId, Vec<(MutationId, DeskLetterRow)>>, Error> {
    let mut letters: BTreeMap<MemberId, BTreeMap<MutationId, DeskLetterRow>> = BTreeMap::new();
    // Who holds the duty has the own letters twice: as a member, and as the secretariat.
    for (id, row) in here.account.db.all::<DeskLetterRow>(here.network).await? {
        letters.entry(row.member).or_default().insert(MutationId(id), row);
    }
    let sorted = letters.into_iter().map(|(member, rows)| {
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_by_key(|(id, row)| (row.sent_at, *id));
        (member, rows)
    });
    Ok(sorted.collect())
}

async fn thread(here: &Here, of: Option<MemberId>) -> Result<DeskThread, Error> {
    let me = here.place.about.member;
    let member = of.unwrap_or(me);
    let outbox = here.outbox().await?;
    let rows = letters(here).await?.remove(&member).unwrap_or_default();
    let mut letters = Vec::with_capacity(rows.len());
    for (id, row) in rows {
        let by = match row.by {
            Some(by) => name_of(here, by).await?,
            None => String::new(),
        };
        let mine = row.by.is_some() == of.is_some();
        let delivery = Delivery::Delivered;
        letters.push(DeskLetter { id, mine, by, text: row.text, at: row.sent_at, delivery });
    }
    for pending in &outbox {
        let Action::WriteToDesk { member: to, text } = &pending.mutation.action else { continue };
        if *to == of {
            letters.push(DeskLetter {
                id: pending.mutation.id,
                mine: true,
                by: String::new(),
                text: text.clone(),
                at: pending.mutation.made_at,
                delivery: delivery(Some(pending.state)),
            });
        }
    }
    let person = match of {
        Some(of) => person(here, &outbox, of).await?,
        None => None,
    };
    Ok(DeskThread { person, letters })
}

async fn list(here: &Here) -> Result<DeskList, Error> {
    let outbox = here.outbox().await?;
    let mut items = Vec::new();
    for (member, letters) in letters(here).await? {
        let Some((_, last)) = letters.last() else { continue };
        items.push(DeskCard {
            member,
            person: person(here, &outbox, member).await?,
            text: beginning(&last.text),
            at: last.sent_at,
            waits: last.by.is_none() && !is_answered(&outbox, member),
        });
    }
    items.sort_by_key(|card| (!card.waits, Reverse(card.at), card.member));
    Ok(DeskList { items })
}

fn is_answered(outbox: &[Pending], member: MemberId) -> bool {
    outbox.iter().any(|pending| {
        matches!(&pending.mutation.action, Action::WriteToDesk { member: Some(to), .. } if *to == member)
    })
}

/// The letters at a glance.
pub async fn glance(here: &Here, outbox: &[Pending]) -> Result<DeskGlance, Error> {
    let me = here.place.about.member;
    let all = letters(here).await?;
    let read = here.account.db.number(&facts::desk_read(here.network)).await?.unwrap_or_default();
    let own = all.get(&me).map(Vec::as_slice).unwrap_or_default();
    let last = own.last().map(|(_, row)| row);
    let unread = own.iter().any(|(_, row)| row.by.is_some() && row.by != Some(me) && row.sent_at > read);
    let waiting = if here.duties().await?.contains(&Duty::Inbox) {
        let waits = all.iter().filter(|(member, letters)| {
            letters.last().is_some_and(|(_, last)| last.by.is_none()) && !is_answered(outbox, **member)
        });
        Some(u32::try_from(waits.count()).unwrap_or(u32::MAX))
    } else {
        None
    };
    Ok(DeskGlance {
        text: last.map(|last| beginning(&last.text)).unwrap_or_default(),
        at: last.map(|last| last.sent_at),
        unread,
        waiting,
    })
}
