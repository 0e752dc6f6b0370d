//! The own things as a file: what the person wrote, answered, wished and set. Works without a network and with an app
//! that is too old for its server (I41). Nothing of other people is in it.

use super::here::Here;
use crate::{
    client::{Client, lock},
    clock,
    db::PlaceRow,
    error::Error,
    vault,
};
use enishi_bridge::{errors::AppError, storage::ExportView};
use enishi_wire::{
    changes::Row,
    events::{EventRow, RsvpRow},
    members::{MemberRow, MembershipRow},
    posts::PostRow,
    profile::ProfileRow,
};
use serde_json::{Value, json};
use std::path::Path;

impl Client {
    /// Writes the own things of all places on this device. `to` is a file, or a folder that gets a new one.
    ///
    /// # Errors
    /// `read_only`, `disk_full`, codes of the database.
    pub async fn export(&self, to: &Path) -> Result<ExportView, AppError> {
        Ok(self.try_export(to).await?)
    }

    async fn try_export(&self, to: &Path) -> Result<ExportView, Error> {
        let now = clock::now();
        let mut places = Vec::new();
        let accounts: Vec<_> = self.inner.accounts.read().await.values().cloned().collect();
        for account in accounts {
            for place in account.db.places().await? {
                let network = place.about.network;
                let here = Here { account: account.clone(), network, place };
                places.push(own_things(&here).await?);
            }
        }
        let settings = *lock(&self.inner.settings);
        let all =
            json!({"format": "enishi-export-1", "exported_at": now, "device": settings, "places": places});
        let path = if to.is_dir() { to.join(format!("enishi-{now}.json")) } else { to.to_owned() };
        vault::write_atomically(&path, &serde_json::to_vec_pretty(&all)?)?;
        Ok(ExportView { path: path.display().to_string() })
    }
}

async fn own_things(here: &Here) -> Result<Value, Error> {
    let (db, network) = (&here.account.db, here.network);
    let PlaceRow { about, settings, .. } = &here.place;
    let me = about.member;
    let row = async |kind: &str| -> Result<Option<Value>, Error> {
        // As the server wrote it: also what this version does not know.
        Ok(db.raw(network, kind, me.0).await?.and_then(|body| serde_json::from_str(&body).ok()))
    };
    let events = db.all::<EventRow>(network).await?;
    let title = |event| events.iter().find(|(id, _)| *id == event).map(|(_, row)| row.plan.title.as_str());
    let rsvps = db.all::<RsvpRow>(network).await?;
    let answers: Vec<Value> = rsvps
        .iter()
        .filter(|(_, rsvp)| rsvp.member == me)
        .map(|(_, rsvp)| json!({"event": rsvp.event, "title": title(rsvp.event.0), "answer": rsvp.answer, "answered_at": rsvp.answered_at}))
        .collect();
    let posts = db.all::<PostRow>(network).await?;
    let posts: Vec<Value> = posts
        .iter()
        .filter(|(_, post)| post.author == Some(me))
        .map(|(id, post)| json!({"id": id, "post": post}))
        .collect();
    let wishes: Vec<Value> = here
        .outbox()
        .await?
        .iter()
        .map(|pending| json!({"wish": pending.mutation, "delivery": super::here::delivery(Some(pending.state))}))
        .collect();
    Ok(json!({
        "network": about, "host": here.account.host, "email": here.account.email, "settings": settings,
        "membership": row(MembershipRow::KIND).await?, "listed_as": row(MemberRow::KIND).await?,
        "profile": row(ProfileRow::KIND).await?,
        "answers": answers, "posts": posts, "outbox": wishes,
    }))
}
