//! Events: the list, one event, answering, publishing and calling off.

use super::{
    here::{Here, Reading, delivery},
    posts::{body, line},
};
use crate::{client::Client, clock, error::Error, links, names};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    events::{AnswerLine, EventCard, EventDetail, EventList, EventState, EventsForm, MyAnswer, RsvpForm},
};
use enishi_sync::overlay::{self, Pending, PendingState};
use enishi_wire::{
    events::{Answer, EventPlan, EventRow, RsvpRow, TallyRow},
    ids::{EventId, MemberId, MutationId},
    limits,
    members::{Duty, MemberRow},
    mutations::Action,
    posts::Audience,
};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Client {
    /// Coming or past events.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn events(&self, form: EventsForm) -> Result<EventList, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let now = clock::now();
        let mut items = cards(&here, &outbox).await?;
        items.retain(|card| (card.ends <= now) == form.past);
        items.sort_by_key(|card| (if form.past { -card.starts } else { card.starts }, card.id));
        Ok(EventList { items })
    }

    /// One event.
    ///
    /// # Errors
    /// `not_found`, `signed_out`, codes of the database.
    pub async fn event(&self, id: EventId) -> Result<EventDetail, AppError> {
        Ok(self.event_detail(id).await?)
    }

    async fn event_detail(&self, id: EventId) -> Result<EventDetail, Error> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let store = Store::load(&here, &outbox).await?;
        let (row, state) = store.events.get(&id).cloned().ok_or(AppCode::NotFound)?;
        let desk = here.duties().await?.contains(&Duty::Events);
        let answers = if desk { Some(answers(&here, id, &store.rsvps).await?) } else { None };
        let can_cancel = desk && state == Delivery::Delivered && row.cancelled_at.is_none();
        Ok(EventDetail {
            card: store.card(id, &row, state, &outbox),
            text: links::spans(&row.plan.text),
            source: row.source,
            parts: row.plan.parts,
            audience: row.plan.audience,
            answers,
            can_cancel,
        })
    }

    /// Answers an invitation. It shows at once and is sent once, when the network allows.
    ///
    /// # Errors
    /// `not_found`; `event_closed` and `event_cancelled` where this device knows that the server would refuse.
    pub async fn set_rsvp(&self, form: RsvpForm) -> Result<MutationId, AppError> {
        Ok(self.answer(form).await?)
    }

    async fn answer(&self, form: RsvpForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let store = Store::load(&here, &outbox).await?;
        let (row, state) = store.events.get(&form.event).ok_or(AppCode::NotFound)?;
        match store.card(form.event, row, *state, &outbox).state {
            EventState::Cancelled => return Err(AppCode::EventCancelled.into()),
            EventState::Closed | EventState::Over => return Err(AppCode::EventClosed.into()),
            // Whether a seat is left is for the server to say: one may be free by the time this arrives.
            EventState::Open | EventState::Full => {}
        }
        self.want(&here, Action::SetRsvp { event: form.event, answer: form.answer }).await
    }

    /// Publishes an event. It is on the screen at once and sent when the network allows.
    ///
    /// # Errors
    /// `not_permitted` without the duty `events`, `invalid` with the field.
    pub async fn publish_event(&self, form: EventPlan) -> Result<EventId, AppError> {
        let here = self.here().await?;
        here.require(Duty::Events).await?;
        let plan = checked(form)?;
        Ok(EventId(self.want(&here, Action::CreateEvent { plan }).await?.0))
    }

    /// Calls an event off; it stays visible as called off.
    ///
    /// # Errors
    /// `not_permitted` without the duty `events`, `not_found`.
    pub async fn cancel_event(&self, id: EventId) -> Result<(), AppError> {
        let here = self.here().await?;
        here.require(Duty::Events).await?;
        if here.account.db.one::<EventRow>(here.network, id.0).await?.is_none() {
            return Err(AppError::new(AppCode::NotFound));
        }
        self.want(&here, Action::CancelEvent { event: id }).await?;
        Ok(())
    }

    /// Marks a post or an event as seen on all devices.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn mark_seen(&self, id: Uuid) -> Result<(), AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let known = here.account.db.one::<enishi_wire::marks::SeenRow>(here.network, id).await?.is_some();
        if !known && !overlay::seen(id, &outbox) {
            let mut tx = here.account.db.begin().await?;
            crate::db::notifications::strike(&mut tx, here.network, id).await?;
            tx.commit().await.map_err(Error::from)?;
            self.want(&here, Action::MarkSeen { items: vec![id] }).await?;
        }
        Ok(())
    }

    pub(crate) async fn unread(&self, here: &Here, outbox: &[Pending]) -> Result<(u32, u32), Error> {
        let reading = here.reading(outbox).await?;
        let posts = here.account.db.all::<enishi_wire::posts::PostRow>(here.network).await?;
        let hidden = overlay::hidden(outbox);
        let shown = |owner: Option<MemberId>| owner.is_none_or(|owner| !hidden.contains(&owner));
        let posts = posts
            .iter()
            .filter(|(id, post)| reading.unread(*id, post.published_at, post.author) && shown(post.author))
            .count();
        let now = clock::now();
        let events = here.account.db.all::<EventRow>(here.network).await?;
        let events = events
            .iter()
            .filter(|(id, event)| {
                let unread = reading.unread(*id, event.published_at, event.organiser);
                event.plan.ends > now && unread && shown(event.organiser)
            })
            .count();
        Ok((u32::try_from(posts).unwrap_or(u32::MAX), u32::try_from(events).unwrap_or(u32::MAX)))
    }
}

/// All events of the place with everything a card needs, read once.
struct Store {
    events: BTreeMap<EventId, (EventRow, Delivery)>,
    tallies: BTreeMap<Uuid, TallyRow>,
    rsvps: Vec<RsvpRow>,
    me: MemberId,
    reading: Reading,
    now: i64,
}

impl Store {
    async fn load(here: &Here, outbox: &[Pending]) -> Result<Self, Error> {
        let db = &here.account.db;
        let stored = db.all::<EventRow>(here.network).await?;
        let hidden = overlay::hidden(outbox);
        let mut events: BTreeMap<EventId, (EventRow, Delivery)> = stored
            .into_iter()
            .filter(|(_, row)| row.plan.audience != Audience::Unknown)
            .filter(|(_, row)| row.organiser.is_none_or(|organiser| !hidden.contains(&organiser)))
            .map(|(id, row)| (EventId(id), (row, Delivery::Delivered)))
            .collect();
        for wish in outbox {
            if let Action::CreateEvent { plan } = &wish.mutation.action {
                let row = EventRow {
                    plan: plan.clone(),
                    organiser: Some(here.place.about.member),
                    source: here.place.about.name.clone(),
                    published_at: wish.mutation.made_at,
                    cancelled_at: None,
                };
                events.insert(EventId(wish.mutation.id.0), (row, delivery(Some(wish.state))));
            }
        }
        let rsvps = db.all::<RsvpRow>(here.network).await?.into_iter().map(|(_, row)| row);
        let rsvps: Vec<RsvpRow> = rsvps.filter(|row| !hidden.contains(&row.member)).collect();
        let mut tallies: BTreeMap<Uuid, TallyRow> =
            db.all::<TallyRow>(here.network).await?.into_iter().collect();
        if here.duties().await?.contains(&Duty::Events) {
            // Who reads the list of answers is told the number of its lines: a number that says otherwise would tell
            // that somebody on it is hidden.
            tallies = events.keys().map(|id| (id.0, counted(*id, &rsvps))).collect();
        }
        Ok(Self {
            events,
            tallies,
            rsvps,
            me: here.place.about.member,
            reading: here.reading(outbox).await?,
            now: clock::now(),
        })
    }

    fn card(&self, id: EventId, row: &EventRow, state: Delivery, outbox: &[Pending]) -> EventCard {
        let plan = &row.plan;
        let said =
            self.rsvps.iter().find(|rsvp| rsvp.event == id && rsvp.member == self.me).map(|rsvp| rsvp.answer);
        let shown = overlay::my_answer(id, said, outbox);
        let server = self.tallies.get(&id.0).copied().unwrap_or_default();
        let tally = overlay::tally(server, said, shown);
        let seats_left = plan.capacity.map(|capacity| capacity.saturating_sub(tally.yes));
        EventCard {
            id,
            kind: plan.kind,
            title: plan.title.clone(),
            place: plan.place.clone(),
            starts: plan.starts,
            ends: plan.ends,
            zone: plan.zone.clone(),
            answer_by: plan.answer_by,
            state: event_state(row, id, seats_left, shown, outbox, self.now),
            tally,
            seats_left,
            my_answer: shown.map(|(answer, state)| MyAnswer { answer, delivery: delivery(state) }),
            unread: self.reading.unread(id.0, row.published_at, row.organiser),
            delivery: state,
        }
    }
}

/// Every event of the place as a card, in no order.
pub async fn cards(here: &Here, outbox: &[Pending]) -> Result<Vec<EventCard>, Error> {
    let store = Store::load(here, outbox).await?;
    Ok(store.events.iter().map(|(id, (row, state))| store.card(*id, row, *state, outbox)).collect())
}

fn event_state(
    row: &EventRow,
    id: EventId,
    seats_left: Option<u32>,
    shown: Option<(Answer, Option<PendingState>)>,
    outbox: &[Pending],
    now: i64,
) -> EventState {
    let plan = &row.plan;
    let coming = matches!(shown, Some((Answer::Yes, _)));
    if row.cancelled_at.is_some() || overlay::event_cancelled(id, outbox) {
        EventState::Cancelled
    } else if plan.ends <= now {
        EventState::Over
    } else if plan.answer_by.unwrap_or(plan.starts) <= now {
        EventState::Closed
    } else if seats_left == Some(0) && !coming {
        EventState::Full
    } else {
        EventState::Open
    }
}

/// The answers to an event that this device holds, counted.
fn counted(event: EventId, rsvps: &[RsvpRow]) -> TallyRow {
    let mut tally = TallyRow::default();
    for rsvp in rsvps.iter().filter(|rsvp| rsvp.event == event) {
        let count = match rsvp.answer {
            Answer::Yes => &mut tally.yes,
            Answer::Maybe => &mut tally.maybe,
            Answer::No => &mut tally.no,
            Answer::Unknown => continue,
        };
        *count = count.saturating_add(1);
    }
    tally
}

async fn answers(here: &Here, event: EventId, rsvps: &[RsvpRow]) -> Result<Vec<AnswerLine>, Error> {
    let mut lines = Vec::new();
    for rsvp in rsvps.iter().filter(|rsvp| rsvp.event == event) {
        let member = here.account.db.one::<MemberRow>(here.network, rsvp.member.0).await?;
        lines.push(AnswerLine {
            member: rsvp.member,
            name: member.map(|member| names::full_name(&member.entry)).unwrap_or_default(),
            answer: rsvp.answer,
            answered_at: rsvp.answered_at,
        });
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.answered_at), line.member));
    Ok(lines)
}

/// A plan as the server will accept it.
fn checked(mut plan: EventPlan) -> Result<EventPlan, Error> {
    plan.title = line("title", &plan.title, limits::TITLE)?;
    plan.text = body("text", &plan.text)?;
    plan.place = plan.place.trim().to_owned();
    if plan.place.chars().count() > limits::LINE || plan.place.chars().any(char::is_control) {
        return Err(Error::Invalid("place"));
    }
    if plan.ends < plan.starts {
        return Err(Error::Invalid("ends"));
    }
    if plan.answer_by.is_some_and(|answer_by| answer_by > plan.ends) {
        return Err(Error::Invalid("answer_by"));
    }
    if plan.capacity == Some(0) {
        return Err(Error::Invalid("capacity"));
    }
    if plan.parts.len() > limits::PARTS {
        return Err(Error::Invalid("parts"));
    }
    for part in &mut plan.parts {
        part.title = line("parts", &part.title, limits::TITLE)?;
        part.speaker = part.speaker.trim().to_owned();
    }
    if plan.zone.is_empty() {
        plan.zone = clock::zone();
    }
    Ok(plan)
}
