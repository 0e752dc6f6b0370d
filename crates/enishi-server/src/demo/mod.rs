//! Loads a demo network from files: everything that two years would have brought, in a few transactions.
//!
//! It goes through the rules that real people go through (roster import, confirmation, duties, posts,
//! events, answers) and only says other times to them, so what a demo shows is what the program does.

mod answers;
mod calendar;
mod files;
mod status;

use crate::{
    db::{
        Database,
        members::{self, Member},
        networks, roster,
        write::Turn,
    },
    domain::{
        events, invitations, members as rules,
        networks::{NewNetwork, create},
        posts::{self, NewPost},
        profile::{self, NewField},
        roster::import,
    },
    failure::Failure,
    ids,
};
use calendar::Calendar;
use enishi_wire::{
    events::{EventPart, EventPlan},
    ids::{EventId, MutationId, NetworkId, PostId},
    members::{Duty, MemberState},
};
use files::{Fields, Files, Person, PlannedEvent, WrittenPost};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// What was loaded, for scripts.
#[derive(Debug, Clone, Serialize)]
pub struct Loaded {
    /// The network.
    pub network: NetworkId,
    /// Its name.
    pub name: String,
    /// A confirmed member who runs the network.
    pub secretariat: Contact,
    /// A confirmed member.
    pub member: Contact,
    /// Somebody who is invited and has not confirmed.
    pub invited: Contact,
    /// How many have confirmed.
    pub members: usize,
    /// How many posts there are.
    pub posts: usize,
    /// How many events there are.
    pub events: usize,
}

/// How to sign in as somebody.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// The address.
    pub email: String,
}

/// Loads the files of a folder as a new network. A network of the same name is left alone.
pub async fn load(database: &Database, folder: &Path, now: i64) -> Result<Loaded, Failure> {
    let files = Files::read(folder)?;
    let calendar = Calendar::of(now);
    refuse_second(database, &files.people.network.name).await?;
    let founded = calendar.days_ago(files.founded_days_ago(), 0);
    let plan = &files.people.network;
    let new = NewNetwork {
        name: plan.name.clone(),
        kind: plan.kind,
        charter: plan.charter.clone(),
        locale: "ja".to_owned(),
    };
    let network = create(database, new, founded).await?;
    let report = import(database, network, &folder.join("roster.csv"), false, founded).await?;
    if report.refused > 0 {
        return Err(Failure::operator("bad_demo_files", "A row of the demo's roster was refused."));
    }

    let turn = database.write().await?.take_turn(network, now).await?;
    let mut loading = Loading { turn, calendar, members: BTreeMap::new() };
    for person in &files.people.people {
        loading.bring_in(person).await?;
        if let Some(fields) = files.profiles.get(&person.email) {
            loading.describe(&person.email, fields).await?;
        }
    }
    for post in &files.posts.posts {
        loading.publish(post).await?;
    }
    for event in &files.events.events {
        loading.announce(event, &files.people.scene.member).await?;
    }
    for saying in &files.sayings.statuses {
        loading.say(saying).await?;
    }
    for happening in &files.sayings.life_events {
        loading.happen(happening).await?;
    }
    let confirmed = loading.members.len();
    loading.turn.commit().await?;

    let scene = files.people.scene;
    invitations::invite_one(database, network, &scene.invited, false, now).await?;
    Ok(Loaded {
        network,
        name: files.people.network.name,
        secretariat: Contact { email: scene.secretariat },
        member: Contact { email: scene.member },
        invited: Contact { email: scene.invited },
        members: confirmed,
        posts: files.posts.posts.len(),
        events: files.events.events.len(),
    })
}

async fn refuse_second(database: &Database, name: &str) -> Result<(), Failure> {
    let mut snapshot = database.snapshot().await?;
    for (id, _) in networks::seqs(&mut snapshot).await? {
        if networks::find(&mut snapshot, id).await?.is_some_and(|network| network.row.name == name) {
            return Err(Failure::operator(
                "already_loaded",
                "There is a network of that name. Nothing was changed.",
            ));
        }
    }
    Ok(())
}

/// The one big transaction, with a time that moves.
struct Loading {
    turn: Turn,
    calendar: Calendar,
    /// Who has confirmed, by address.
    members: BTreeMap<String, Member>,
}

impl Loading {
    /// Everybody becomes an invited member; most confirm.
    async fn bring_in(&mut self, person: &Person) -> Result<(), Failure> {
        let network = self.turn.network;
        let joined = answers::confirmed_days_ago(person);
        self.turn.now = self.calendar.days_ago(joined, 12 * 60);
        let Some((class, entry)) = roster::find(self.turn.conn(), network, &person.email).await? else {
            return Err(Failure::operator("bad_demo_files", "A person of people.json is not on the roster."));
        };
        let mut member = rules::add(&mut self.turn, &person.email, class, entry).await?;
        if !person.duties.is_empty() {
            member = rules::grant(&mut self.turn, member, &person.duties).await?;
        }
        if !person.confirmed {
            return Ok(());
        }
        let mut entry = member.entry.clone();
        entry.headline.clone_from(&person.headline);
        rules::set_entry(&mut self.turn, member, &entry).await?;
        let member = members::of_email(self.turn.conn(), network, &person.email).await?;
        let member =
            member.filter(|member| member.state == MemberState::Active).ok_or_else(Failure::not_found)?;
        self.members.insert(person.email.clone(), member);
        Ok(())
    }

    /// Somebody fills in the profile, some minutes after confirming.
    async fn describe(&mut self, email: &str, fields: &Fields) -> Result<(), Failure> {
        let Some(member) = self.members.get(email) else {
            return Err(Failure::operator("bad_demo_files", "A profile is of nobody who has confirmed."));
        };
        for (key, field) in fields {
            let new = NewField { key, value: Some(&field.value), audience: &field.audience, seen: &[] };
            profile::set_field(&mut self.turn, member, MutationId(ids::new_id()), &new).await?;
        }
        Ok(())
    }

    async fn publish(&mut self, post: &WrittenPost) -> Result<(), Failure> {
        let author = self.member(&post.by)?;
        self.turn.now = self.calendar.days_ago(post.days_ago, files::minutes(&post.at)?);
        let text = post.text.join("\n");
        let new = NewPost { kind: post.kind, title: &post.title, text: &text, audience: post.audience };
        posts::create(&mut self.turn, &author, PostId(ids::new_id()), &new).await
    }

    /// `open_for`: a member who has not answered what is still to come.
    async fn announce(&mut self, event: &PlannedEvent, open_for: &str) -> Result<(), Failure> {
        let organiser = self.member(&event.by)?;
        let id = EventId(ids::new_id());
        let plan = self.plan(event)?;
        let published = self.calendar.days_ago(event.published_days_ago, 9 * 60);
        self.turn.now = published;
        events::create(&mut self.turn, &organiser, id, &plan).await?;
        let called_off = event.called_off_days_ago.map(|days| self.calendar.days_ago(days, 17 * 60));
        let until = [Some(self.calendar.now), plan.answer_by, called_off].into_iter().flatten().min();
        let upcoming = plan.starts > self.calendar.now;
        let members: Vec<Member> = self.members.values().cloned().collect();
        let likely = answers::Likely { event, published, until: until.unwrap_or(published) };
        for (member, answer, at) in likely.answers(&members, plan.capacity) {
            if upcoming && member.email == open_for {
                continue;
            }
            self.turn.now = at;
            events::set_rsvp(&mut self.turn, member, id, answer).await?;
        }
        if let Some(at) = called_off {
            self.turn.now = at;
            events::cancel(&mut self.turn, &organiser, id).await?;
        }
        Ok(())
    }

    fn plan(&self, event: &PlannedEvent) -> Result<EventPlan, Failure> {
        let day = self.calendar.day_from_now(event.days_from_now, event.weekday);
        let at = |time: &str| files::minutes(time).map(|minutes| self.calendar.at(day, minutes));
        let part = |part: &files::Part| {
            Ok(EventPart { starts: at(&part.at)?, title: part.title.clone(), speaker: part.speaker.clone() })
        };
        Ok(EventPlan {
            kind: event.kind,
            title: event.title.clone(),
            text: event.text.join("\n"),
            starts: at(&event.starts)?,
            ends: at(&event.ends)?,
            zone: calendar::ZONE.to_owned(),
            place: event.place.clone(),
            capacity: event.capacity,
            answer_by: Some(self.calendar.at(day - event.answer_days_before, 23 * 60 + 59)),
            audience: event.audience,
            parts: event.parts.iter().map(part).collect::<Result<_, Failure>>()?,
        })
    }

    fn member(&self, email: &str) -> Result<Member, Failure> {
        let found = self.members.get(email).filter(|member| member.duties.contains(&Duty::Posts)).cloned();
        found.ok_or_else(|| {
            Failure::operator("bad_demo_files", "A post or an event is by nobody of the secretariat.")
        })
    }
}
