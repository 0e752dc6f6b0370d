//! What people wish, from what their devices show them.

use super::World;
use crate::{
    counts::Fault,
    device::{Device, disk::Place},
    ledger::Told,
    rng::Rng,
    server::{FAULTY, POISON},
    step::What,
};
use enishi_sync::{
    machine::Input,
    overlay::{self, Pending, PendingState},
    queue::Queued,
};
use enishi_wire::{
    changes::Row,
    events::{Answer, EventKind, EventPlan, EventRow},
    ids::{EventId, MemberId, MutationId, NetworkId, PostId},
    members::{Entry, MemberRow},
    mutations::{Action, Mutation},
    posts::{Audience, PostKind, PostRow},
    profile::{FieldAudience, FieldKey, FieldValue, ProfileRow},
    scopes::Scope,
};
use uuid::Uuid;

impl World {
    /// A person wishes something on a device that runs.
    pub(super) fn wish(&mut self, what: What, rng: &mut Rng) {
        let running: Vec<usize> = self.with(|device| device.is_running());
        let Some(index) = rng.pick(&running).copied() else {
            return;
        };
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let places: Vec<(&NetworkId, &Place)> = device.disk.places.iter().collect();
        let Some((network, place)) = rng.pick(&places).copied() else {
            return;
        };
        let action = match what {
            What::Field => set_field(device, *network, place, rng),
            _ => self.action(what, *network, place, rng),
        };
        let Some(action) = action else {
            return;
        };
        match &action {
            Action::SetField { .. } => self.counts.fault(Fault::FieldSet),
            Action::EditPost { .. } => self.counts.fault(Fault::AudienceChanged),
            Action::HideFrom { .. } => self.counts.fault(Fault::Hidden),
            Action::ShowTo { .. } => self.counts.fault(Fault::Shown),
            _ => {}
        }
        let network = *network;
        let made_at = self.now.saturating_add(self.devices.get(index).map_or(0, |device| device.wall_off));
        let mutation = Mutation { id: MutationId(self.id()), network, made_at, action };
        self.want(index, &mutation);
    }

    fn action(&self, what: What, network: NetworkId, place: &Place, rng: &mut Rng) -> Option<Action> {
        let audience = rng.pick(&[Audience::Everyone, Audience::Alumni, Audience::Staff]).copied()?;
        let title = format!("{what:?} {}", rng.below(1_000));
        Some(match what {
            What::Rsvp => {
                let answer = rng.pick(&[Answer::Yes, Answer::Maybe, Answer::No]).copied()?;
                Action::SetRsvp { event: EventId(one(place, EventRow::KIND, rng)?), answer }
            }
            What::Post => new_post(title, audience),
            What::Poison => new_post(POISON.to_owned(), audience),
            What::Faulty => new_post(FAULTY.to_owned(), audience),
            What::EditPost => {
                let post = PostId(one(place, PostRow::KIND, rng)?);
                Action::EditPost { post, title, text: String::new(), audience }
            }
            What::RemovePost => Action::RemovePost { post: PostId(one(place, PostRow::KIND, rng)?) },
            What::Announce => Action::CreateEvent { plan: plan(title, audience, rng) },
            What::CancelEvent => Action::CancelEvent { event: EventId(one(place, EventRow::KIND, rng)?) },
            What::Hide => {
                let member = MemberId(one(place, MemberRow::KIND, rng)?);
                if member == place.member {
                    return None;
                }
                Action::HideFrom { member, block: false }
            }
            What::Show => {
                let network = self.server.database.networks.get(&network)?;
                let hidden = network.hidden.iter().filter(|(viewer, _)| *viewer == place.member);
                let hidden: Vec<MemberId> = hidden.map(|(_, owner)| *owner).collect();
                Action::ShowTo { member: rng.pick(&hidden).copied()? }
            }
            What::Seen => Action::MarkSeen { items: vec![one(place, PostRow::KIND, rng)?] },
            What::Entry => Action::SetEntry { entry: Entry { family_name: title, ..Entry::default() } },
            _ => return None,
        })
    }

    /// Stores a wish and hands it to the machine, journal first.
    pub(super) fn want(&mut self, index: usize, mutation: &Mutation) {
        self.counts.wishes += 1;
        self.ledger.made(index, mutation);
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        match device.disk.want(mutation, &mut device.crash) {
            Ok(void) => {
                self.ledger.tell(mutation.id, Told::Waiting);
                for id in void {
                    self.ledger.tell(id, Told::Dropped);
                    self.tell_soon(index, Input::Discarded(id));
                }
                self.tell_soon(index, Input::Queued(Queued::new(mutation)));
            }
            Err(_) => {
                // What the new wish has made void is void when the new one is stored.
                self.void_by(index, mutation);
                self.crash(index);
            }
        }
    }

    /// After a crash in the middle of storing a wish: what it may have made void is neither lost nor kept.
    fn void_by(&mut self, index: usize, mutation: &Mutation) {
        let lane = mutation.lane();
        let ids: Vec<MutationId> = self
            .ledger
            .wishes
            .iter()
            .filter(|(id, wish)| wish.device == index && wish.lane == lane && **id != mutation.id)
            .filter(|(_, wish)| matches!(wish.told, Told::Waiting | Told::Refused(_)))
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            let here = self.devices.get_mut(index).is_some_and(|device| device.disk.pending(id).is_some());
            if !here {
                self.ledger.tell(id, Told::Dropped);
            }
        }
    }

    /// A person takes a wish back, or tries a parked one again.
    pub(super) fn decide(&mut self, what: What, rng: &mut Rng) {
        let running: Vec<usize> = self.with(|device| device.is_running() && !device.disk.outbox.is_empty());
        let Some(index) = rng.pick(&running).copied() else {
            return;
        };
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        let failed = |state| matches!(state, PendingState::Failed(_));
        let wishes =
            device.disk.outbox.iter().filter(|pending| what == What::Discard || failed(pending.state));
        let wishes: Vec<MutationId> = wishes.map(|pending| pending.mutation.id).collect();
        let Some(id) = rng.pick(&wishes).copied() else {
            return;
        };
        if what == What::Discard {
            // Out of the journal first: what the person took back must not return from there.
            device.disk.strike(id);
            device.disk.outbox.retain(|pending| pending.mutation.id != id);
            self.counts.fault(Fault::Discarded);
            self.ledger.tell(id, Told::Dropped);
            self.tell_soon(index, Input::Discarded(id));
            return;
        }
        let Some(pending) = device.disk.pending(id) else {
            return;
        };
        pending.state = PendingState::Waiting;
        let queued = Queued::new(&pending.mutation);
        self.counts.fault(Fault::Retried);
        self.ledger.tell(id, Told::Refused(enishi_wire::errors::ApiCode::Unknown));
        self.ledger.tell(id, Told::Waiting);
        for input in [Input::Queued(queued), Input::Retried(id), Input::Resumed] {
            self.tell_soon(index, input);
        }
        self.stimulate(index);
    }

    /// The devices of which something is true.
    pub(super) fn with(&self, is: impl Fn(&crate::device::Device) -> bool) -> Vec<usize> {
        self.devices.iter().enumerate().filter(|(_, device)| is(device)).map(|(index, _)| index).collect()
    }
}

/// One row of a kind on a device.
fn one(place: &Place, kind: &str, rng: &mut Rng) -> Option<Uuid> {
    let ids: Vec<Uuid> = place.rows.keys().filter(|(_, of, _)| of == kind).map(|(_, _, id)| *id).collect();
    rng.pick(&ids).copied()
}

/// Sets a field as the real core does: it names every version that the person may have built on.
fn set_field(device: &Device, network: NetworkId, place: &Place, rng: &mut Rng) -> Option<Action> {
    let field = rng.pick(&[FieldKey::Romaji, FieldKey::Skills])?.clone();
    let audience = rng.pick(FieldAudience::ALL)?.clone();
    let text = FieldValue::Text(format!("field {}", rng.below(1_000)));
    let value = (!rng.percent(15)).then_some(text);
    let profile = (Scope::Me(place.member), ProfileRow::KIND.to_owned(), place.member.0);
    let said =
        place.rows.get(&profile).and_then(|row| serde_json::from_value::<ProfileRow>(row.body.clone()).ok());
    let said = said.and_then(|profile| profile.fields.get(&field).map(|field| field.version));
    let again = device.disk.sent.iter().filter(|sent| sent.again).map(|sent| Pending {
        mutation: sent.mutation.clone(),
        state: PendingState::Waiting,
        attempts: 1,
    });
    let wishes = again.chain(device.disk.outbox.iter().cloned());
    let wishes: Vec<Pending> = wishes.filter(|pending| pending.mutation.network == network).collect();
    let seen = overlay::field_seen(&field, said, &wishes);
    Some(Action::SetField { field, value, audience, seen })
}

const fn new_post(title: String, audience: Audience) -> Action {
    Action::CreatePost { post_kind: PostKind::WhatsNew, title, text: String::new(), audience }
}

fn plan(title: String, audience: Audience, rng: &mut Rng) -> EventPlan {
    EventPlan {
        kind: EventKind::Reunion,
        title,
        text: String::new(),
        starts: 0,
        ends: 0,
        zone: String::new(),
        place: String::new(),
        capacity: rng.percent(50).then_some(1),
        answer_by: None,
        audience,
        parts: Vec::new(),
    }
}
