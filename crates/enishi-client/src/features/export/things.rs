//! The own things of one place. Other people are in it by the id of their membership alone, without a name or anything
//! else of theirs.

use super::{
    super::here::{Here, delivery},
    File,
};
use crate::{
    db::{PlaceRow, files, letters::LetterState},
    error::Error,
    export::ics,
    locale,
};
use enishi_sync::overlay;
use enishi_wire::{
    access::AccessRow,
    changes::Row,
    choices::ChoicesRow,
    desk::DeskLetterRow,
    events::{Answer, EventRow, RsvpRow},
    follows::FollowRow,
    hidden::HiddenRow,
    ids::EventId,
    life_events::LifeDraftRow,
    marks::SeenRow,
    members::{MemberRow, MembershipRow},
    posts::PostRow,
    profile::{PhotoId, ProfileRow},
    reactions::MyReactionRow,
    reports::MyReportRow,
    status::StatusRow,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The own pictures of a place that are here.
pub struct Pictures {
    /// The present one.
    pub face: Option<PhotoId>,
    /// All of them.
    pub all: Vec<(PhotoId, Vec<u8>)>,
}

impl Pictures {
    /// The present one, if it is here.
    pub fn present(&self) -> Option<&[u8]> {
        let face = self.face?;
        self.all.iter().find(|(id, _)| *id == face).map(|(_, picture)| picture.as_slice())
    }

    /// Them as files.
    pub fn files(self) -> impl Iterator<Item = File> {
        self.all.into_iter().map(|(id, content)| File { name: name(id), content })
    }
}

fn name(id: PhotoId) -> String {
    format!("photos/{id}.jpg")
}

/// Everything of a place, for programs.
pub async fn of(here: &Here, pictures: &Pictures) -> Result<Value, Error> {
    let network = here.network;
    let PlaceRow { about, settings, .. } = &here.place;
    let me = about.member;
    let row = async |kind: &str| -> Result<Option<Value>, Error> {
        // As the server wrote it: also what this version does not know.
        let body = here.account.db.raw(network, kind, me.0).await?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    };
    let events: BTreeMap<Uuid, EventRow> = rows(here).await?.into_iter().collect();
    let title = |event: EventId| events.get(&event.0).map(|row| row.plan.title.as_str());
    let rsvps = rows::<RsvpRow>(here).await?;
    let answers: Vec<Value> = rsvps
        .iter()
        .filter(|(_, rsvp)| rsvp.member == me)
        .map(|(_, rsvp)| json!({"event": rsvp.event, "title": title(rsvp.event), "answer": rsvp.answer, "answered_at": rsvp.answered_at}))
        .collect();
    let mine = rows::<PostRow>(here).await?.into_iter().filter(|(_, post)| post.author == Some(me));
    let posts: Vec<Value> = mine.map(|(id, post)| json!({"id": id, "post": post})).collect();
    let outbox = here.outbox().await?;
    let wishes = outbox
        .iter()
        .map(|pending| json!({"wish": pending.mutation, "delivery": delivery(Some(pending.state))}))
        .collect::<Vec<_>>();
    let photos: Vec<String> = pictures.all.iter().map(|(id, _)| name(*id)).collect();
    Ok(json!({
        "network": about, "host": here.account.host, "email": here.account.email, "settings": settings,
        "membership": row(MembershipRow::KIND).await?, "listed_as": row(MemberRow::KIND).await?,
        "profile": row(ProfileRow::KIND).await?, "status": row(StatusRow::KIND).await?,
        "choices": row(ChoicesRow::KIND).await?, "photos": photos,
        "answers": answers, "posts": posts,
        "life_event_drafts": listed::<LifeDraftRow>(here, "post", &[]).await?,
        "reactions": listed::<MyReactionRow>(here, "item", &[]).await?,
        "follows": listed::<FollowRow>(here, "member", &[]).await?,
        "hidden": listed::<HiddenRow>(here, "member", &["family_name", "given_name"]).await?,
        "reports": listed::<MyReportRow>(here, "id", &["label"]).await?,
        "access_log": listed::<AccessRow>(here, "id", &["name"]).await?,
        "seen": listed::<SeenRow>(here, "item", &[]).await?,
        "messages": messages(here).await?,
        "desk_letters": desk_letters(here).await?,
        "outbox": wishes,
    }))
}

/// Messages of both sides as this device can read them; who the other one is, is an id.
async fn messages(here: &Here) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for letter in here.account.db.all_letters(here.network).await? {
        let mut tx = here.account.db.begin().await?;
        let files = if letter.files > 0 {
            files::of_message(&mut tx, here.network, letter.id).await?
        } else {
            Vec::new()
        };
        tx.rollback().await?;
        let readable = !matches!(letter.state, LetterState::Closed | LetterState::Unsent);
        all.push(json!({
            "id": letter.id, "member": letter.peer, "mine": letter.mine, "text": letter.text,
            "readable": readable, "reply_to": letter.about, "written_at": letter.written_at,
            "sent_at": letter.sent_at,
            "files": files.iter().map(|file| json!({"name": file.name, "bytes": file.bytes})).collect::<Vec<_>>(),
        }));
    }
    Ok(all)
}

/// The own letters to the secretariat and its answers.
async fn desk_letters(here: &Here) -> Result<Vec<Value>, Error> {
    let me = here.place.about.member;
    let own = rows::<DeskLetterRow>(here).await?.into_iter().filter(|(_, row)| row.member == me);
    let mut letters: BTreeMap<Uuid, Value> = BTreeMap::new();
    for (id, row) in own {
        let letter = json!({"id": id, "mine": row.by.is_none(), "text": row.text, "sent_at": row.sent_at});
        letters.insert(id, letter);
    }
    Ok(letters.into_values().collect())
}

/// Rows of a kind that lie with the member alone, each with its id under a name and without what is of other people.
async fn listed<R: Row + serde::Serialize>(
    here: &Here,
    id_is: &str,
    of_others: &[&str],
) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for (id, row) in rows::<R>(here).await? {
        let mut value = serde_json::to_value(row)?;
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|field, _| !of_others.contains(&field.as_str()));
            fields.insert(id_is.to_owned(), json!(id));
        }
        all.push(value);
    }
    Ok(all)
}

async fn rows<R: Row>(here: &Here) -> Result<Vec<(Uuid, R)>, Error> {
    here.account.db.all::<R>(here.network).await
}

/// The events that the member answered, with the answer that waits to be sent if there is one.
pub async fn calendar(here: &Here, japanese: bool) -> Result<Vec<ics::Entry>, Error> {
    let me = here.place.about.member;
    let outbox = here.outbox().await?;
    let rsvps = rows::<RsvpRow>(here).await?;
    let said: BTreeMap<EventId, Answer> = rsvps
        .into_iter()
        .filter(|(_, rsvp)| rsvp.member == me)
        .map(|(_, rsvp)| (rsvp.event, rsvp.answer))
        .collect();
    let mut events = rows::<EventRow>(here).await?;
    events.sort_by_key(|(id, row)| (row.plan.starts, *id));
    let entry = |(id, row): (Uuid, EventRow)| {
        let event = EventId(id);
        let (answer, _) = overlay::my_answer(event, said.get(&event).copied(), &outbox)?;
        let key = match answer {
            Answer::Yes => "export-answered-yes",
            Answer::Maybe => "export-answered-maybe",
            Answer::No => "export-answered-no",
            Answer::Unknown => return None,
        };
        Some(ics::Entry {
            uid: format!("{event}@{}", here.account.host),
            title: row.plan.title,
            text: row.plan.text,
            place: row.plan.place,
            network: here.place.about.name.clone(),
            starts: row.plan.starts,
            ends: row.plan.ends,
            is_cancelled: row.cancelled_at.is_some() || overlay::event_cancelled(event, &outbox),
            answer,
            answered: locale::text(japanese, key, &[]),
        })
    };
    Ok(events.into_iter().filter_map(entry).collect())
}
