//! Reactions: the own ones, and for the author who reacted.

use super::{
    here::{Here, delivery},
    members::person,
};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    status::{MyReaction, ReactForm, ReactionCard},
};
use enishi_sync::overlay::{self, Pending};
use enishi_wire::{
    ids::{MutationId, PostId},
    mutations::Action,
    posts::PostRow,
    reactions::{MyReactionRow, Reaction, ReactionRow},
    status::StatusRow,
};
use uuid::Uuid;

impl Client {
    /// Reacts to a 近況 or a life event of another member, or takes that back.
    ///
    /// # Errors
    /// `not_found` for what is not on this device, `invalid` for something of one's own.
    pub async fn react(&self, form: ReactForm) -> Result<MutationId, AppError> {
        Ok(self.try_react(form).await?)
    }

    async fn try_react(&self, form: ReactForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        if matches!(form.reaction, Some(Reaction::Other(_))) {
            return Err(Error::Invalid("reaction"));
        }
        let me = here.place.about.member;
        let (db, network) = (&here.account.db, here.network);
        let post = db.one::<PostRow>(network, form.item).await?.filter(|post| post.life.is_some());
        let author = match post {
            Some(post) => post.author,
            None => super::status::author_of(&here, form.item).await?,
        };
        match author {
            None if form.reaction.is_some() => return Err(AppCode::NotFound.into()),
            Some(author) if author == me => return Err(Error::Invalid("item")),
            _ => {}
        }
        self.want(&here, Action::React { item: form.item, reaction: form.reaction }).await
    }

    /// Notes that the reactions up to now were seen; the line on home goes, on every device.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn saw_reactions(&self) -> Result<(), AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        if !cards(&here, &outbox, None).await?.is_empty() {
            self.want(&here, Action::SawReactions).await?;
        }
        Ok(())
    }
}

/// The reader's own reaction to an item.
pub async fn mine(here: &Here, outbox: &[Pending], item: Uuid) -> Result<Option<MyReaction>, Error> {
    if let Some((reaction, state)) = overlay::reaction(item, outbox) {
        return Ok(Some(MyReaction { reaction: reaction.cloned(), delivery: delivery(Some(state)) }));
    }
    let row = here.account.db.one::<MyReactionRow>(here.network, item).await?;
    Ok(row.map(|row| MyReaction { reaction: Some(row.reaction), delivery: Delivery::Delivered }))
}

/// Who reacted to an item of the reader, or to any of them since the reader last looked; newest first. Who is not
/// listed any more is left out.
pub async fn cards(here: &Here, outbox: &[Pending], item: Option<Uuid>) -> Result<Vec<ReactionCard>, Error> {
    let me = here.place.about.member;
    let seen = here.choices().await?.reactions_seen_at;
    let saw = outbox.iter().any(|wish| matches!(wish.mutation.action, Action::SawReactions));
    let status = here.account.db.one::<StatusRow>(here.network, me.0).await?.map(|row| row.status.0);
    let mut rows: Vec<ReactionRow> =
        here.account.db.all(here.network).await?.into_iter().map(|(_, row)| row).collect();
    let new = |row: &ReactionRow| !saw && seen.is_none_or(|seen| row.reacted_at > seen);
    rows.retain(|row| item.map_or_else(|| new(row), |item| row.item == item));
    rows.sort_by_key(|row| (std::cmp::Reverse(row.reacted_at), row.member));
    let mut cards = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(person) = person(here, outbox, row.member).await? {
            let new = new(&row);
            let post = (Some(row.item) != status).then_some(PostId(row.item));
            cards.push(ReactionCard { person, reaction: row.reaction, post, new });
        }
    }
    Ok(cards)
}
