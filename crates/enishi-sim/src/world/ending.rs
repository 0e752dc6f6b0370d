//! The end of a day: everything heals, people look after their devices, quiet comes, and the promises that
//! speak of the end are checked.

use super::World;
use crate::{
    device::{Mode, disk::Disk},
    invariant::Invariant,
    ledger::Told,
    server::{FAULTY, is_titled, network::scopes_of, push::scope_of},
};
use enishi_sync::{
    machine::{Input, POLL, POLL_LIVE},
    overlay::PendingState,
};
use enishi_wire::{
    changes::Row,
    digest::RowsDigest,
    ids::{MemberId, MutationId, NetworkId},
    members::{Class, Duty, Entry},
    mutations::{Action, Mutation},
    profile::FacetRow,
    scopes::Scope,
};
use std::collections::BTreeMap;

/// A device that was told that the network is back has an empty outbox after this, ms (I34).
const TOLD: i64 = 120_000;
/// One that was not told waits for its longest backoff first.
const UNTOLD: i64 = 450_000;
/// A wish that is made while everything is good is answered after this, ms (I34).
const FRESH: i64 = 30_000;
/// A poke is worth nothing after this, ms.
const POKED: i64 = 5_000;

impl World {
    /// Heals, waits and checks.
    pub(super) fn end(&mut self) {
        self.heal();
        let told = self.look_after_devices();
        let sick = self.one_network_stays_sick();
        let healed_at = self.now;
        let mut open: Vec<usize> = (0..self.devices.len()).collect();
        while self.now < healed_at + UNTOLD && self.broken.is_none() {
            self.run_until(self.now + 1_000);
            let waited = self.now - healed_at;
            let drained: Vec<usize> =
                open.iter().copied().filter(|index| self.is_drained(*index, sick)).collect();
            open.retain(|index| !drained.contains(index));
            self.counts.drains.extend(drained.iter().filter(|index| told.contains(index)).map(|_| waited));
            let late = open.iter().find(|index| waited >= TOLD && told.contains(index)).copied();
            if let Some(index) = late.or_else(|| open.first().copied().filter(|_| waited >= UNTOLD)) {
                let invariant = if sick.is_some() { Invariant::Isolated } else { Invariant::Drains };
                let left = self.left_in(index);
                let what = format!("the outbox of device {index} has {left} after {waited} ms");
                self.break_promise(invariant, what);
            }
        }
        if let Some(sick) = sick {
            // By then the waits after its faults are the longest there are.
            self.run_until(self.now + 900_000);
            self.a_fresh_wish_goes_at_once(Invariant::Isolated, Some(sick));
        }
        self.server.sick.clear();
        // A poll interval, and one more round for what goes again and waits for what it builds on.
        self.run_until(self.now + 2 * POLL_LIVE + 60_000);
        self.everything_is_equal();
        self.every_wish_is_accounted_for();
        self.a_fresh_wish_goes_at_once(Invariant::Drains, None);
        self.pokes_are_heard();
        self.lost_pokes_cost_a_poll();
        self.quiet_is_quiet();
    }

    /// People update, sign in again and open their devices; half of the devices are told that the network is
    /// back. Answers which.
    fn look_after_devices(&mut self) -> Vec<usize> {
        let mut told = Vec::new();
        // First contact tells who has to sign in again.
        for index in 0..self.devices.len() {
            let newest = self.server.oldest_app;
            let Some(device) = self.devices.get_mut(index) else {
                continue;
            };
            device.crash.after = None;
            device.app = newest;
            let token = device.disk.token;
            let known = self.server.database.sessions.get(&token);
            let (unknown, ended) = (known.is_none(), known.is_some_and(|session| session.ended));
            if ended {
                // Signed out from elsewhere: the device is empty, and the person begins anew on it.
                device.disk = Disk::default();
                self.ledger.emptied(index, None);
                self.rotten.retain(|(of, _)| *of != index);
            }
            if unknown || ended {
                self.sign_in(index);
            }
            self.stop(index, Mode::Closed);
            self.boot(index);
            if self.rng.percent(50) {
                told.push(index);
                self.tell_soon(index, Input::Resumed);
            }
            if let Some(budget) = self.budgets.get_mut(index) {
                budget.requests = 0;
            }
        }
        told
    }

    /// In a quarter of the days one of several networks goes on making the server fail.
    fn one_network_stays_sick(&mut self) -> Option<NetworkId> {
        let sick = self.rng.percent(25) && self.networks.len() > 1;
        let network = self.networks.first().copied().filter(|_| sick)?;
        self.server.sick.insert(network, i64::MAX);
        Some(network)
    }

    /// A wish made while everything is good, but for one network, is answered in seconds (I34).
    fn a_fresh_wish_goes_at_once(&mut self, invariant: Invariant, but_for: Option<NetworkId>) {
        let mut asked = Vec::new();
        for index in 0..self.devices.len() {
            let device = self.devices.get(index).filter(|device| device.is_running());
            let places = device.into_iter().flat_map(|device| device.disk.places.keys().copied());
            for network in places.filter(|network| Some(*network) != but_for).collect::<Vec<_>>() {
                let entry = Entry { family_name: format!("at the end {index}"), ..Entry::default() };
                let id = MutationId(self.id());
                let action = Action::SetEntry { entry };
                self.want(index, &Mutation { id, network, made_at: self.now, action });
                asked.push((index, id));
            }
        }
        self.run_until(self.now + FRESH);
        for (index, id) in asked {
            let waits = self
                .devices
                .get_mut(index)
                .and_then(|device| device.disk.pending(id))
                .is_some_and(|wish| !matches!(wish.state, PendingState::Failed(_)));
            if waits && !self.is_drained(index, but_for) {
                self.break_promise(
                    invariant,
                    format!("{} of device {index} still waits after {FRESH} ms", id.0),
                );
            }
        }
    }

    /// Whether nothing waits on a device but what the person must decide, or what waits for another device.
    fn is_drained(&self, index: usize, but_for: Option<NetworkId>) -> bool {
        self.devices.get(index).is_none_or(|device| {
            device.disk.outbox.iter().all(|pending| {
                matches!(pending.state, PendingState::Failed(_))
                    // The server is given minutes before such a wish is set aside.
                    || is_titled(&pending.mutation, FAULTY)
                    || Some(pending.mutation.network) == but_for
                    || is_behind(&device.disk, &pending.mutation)
            })
        })
    }

    fn left_in(&self, index: usize) -> String {
        let outbox = self.devices.get(index).map(|device| device.disk.outbox.as_slice()).unwrap_or_default();
        let left = outbox.iter().map(|pending| format!("{} {:?}", pending.mutation.id, pending.state));
        left.collect::<Vec<_>>().join(", ")
    }

    /// Every device holds what the server would show its owner, by rows and by digest.
    fn everything_is_equal(&mut self) {
        for index in 0..self.devices.len() {
            let Some(device) = self.devices.get(index) else {
                continue;
            };
            let owner = device.owner;
            for network in self.networks.clone() {
                let Some(on_server) = self.server.database.networks.get(&network) else {
                    continue;
                };
                let view = on_server.view(owner);
                let held = self.devices.get(index).and_then(|device| device.disk.places.get(&network));
                let Some(place) = held else {
                    if self.belongs(owner, network) && !self.joined_late(index, network) {
                        let what = format!("device {index} does not have network {network}");
                        self.break_promise(Invariant::Equal, what);
                    }
                    continue;
                };
                if !self.belongs(owner, network) {
                    // A member that a restore has forgotten keeps everything until the roster knows again.
                    if on_server.members.contains_key(&owner) {
                        let what =
                            format!("device {index} holds network {network}, which its owner has left");
                        self.break_promise(Invariant::OnlyOwnRows, what);
                    }
                    continue;
                }
                let mut ours = RowsDigest::default();
                view.iter().for_each(|((_, kind, id), seq)| ours.add(kind, *id, *seq));
                let mut theirs = RowsDigest::default();
                place.rows.iter().for_each(|((_, kind, id), held)| theirs.add(kind, *id, held.seq));
                self.compare(index, network, &view, i64::MAX);
                self.facets_are_of_profiles(index, network);
                let rotten = self.rotten.contains(&(index, network));
                let invariant = if rotten { Invariant::DigestAgrees } else { Invariant::Equal };
                if ours != theirs {
                    self.break_promise(invariant, format!("device {index} has another digest of {network}"));
                }
            }
        }
    }

    /// Every facet on a device is what the profile of its owner lets that audience read.
    fn facets_are_of_profiles(&mut self, index: usize, network: NetworkId) {
        let held = self.devices.get(index).and_then(|device| device.disk.places.get(&network));
        let Some((place, on_server)) = held.zip(self.server.database.networks.get(&network)) else {
            return;
        };
        if self.rotten.contains(&(index, network)) {
            return;
        }
        let facets = place.rows.iter().filter(|((_, kind, _), _)| kind == FacetRow::KIND);
        let wrong = facets.into_iter().find(|((scope, _, id), held)| {
            let facet = serde_json::from_value(held.body.clone()).unwrap_or_default();
            !on_server.is_facet_of_profile(scope, MemberId(*id), &facet)
        });
        if let Some(((scope, _, id), _)) = wrong {
            let what = format!("device {index} holds fields of {id} in {scope} that are for others");
            self.break_promise(Invariant::OnlyOwnRows, what);
        }
    }

    /// Whether a device can only learn of a network at its next start.
    fn joined_late(&self, index: usize, network: NetworkId) -> bool {
        self.devices
            .get(index)
            .is_none_or(|device| !device.disk.places.contains_key(&network) && !device.is_running())
    }

    /// Every wish ended in one of the allowed ways, and what was done was done once.
    fn every_wish_is_accounted_for(&mut self) {
        for index in 0..self.devices.len() {
            self.nothing_is_lost(index);
            self.what_the_server_fails_over_is_parked(index);
        }
        let mut times: BTreeMap<MutationId, u32> = BTreeMap::new();
        for network in self.server.database.networks.values() {
            for wish in &network.applied {
                *times.entry(*wish).or_insert(0) += 1;
            }
        }
        let mut broken = None;
        for (id, wish) in &self.ledger.wishes {
            let applied = times.get(id).copied().unwrap_or(0);
            match wish.told {
                Told::Done if applied == 0 && !wish.unlogged && !self.waits_for_another(wish.device, *id) => {
                    broken =
                        Some((Invariant::ExactlyOnce, format!("{} was confirmed and is not there", id.0)));
                }
                Told::Waiting if !self.is_drained(wish.device, None) => {
                    broken = Some((Invariant::Drains, format!("{} still waits", id.0)));
                }
                _ => {}
            }
            if applied > 1 {
                broken = Some((Invariant::ExactlyOnce, format!("{} is there {applied} times", id.0)));
            }
        }
        if let Some((invariant, what)) = broken {
            self.break_promise(invariant, what);
        }
    }

    /// A wish over which the server failed for a quarter of an hour is shown to the person (I7).
    fn what_the_server_fails_over_is_parked(&mut self, index: usize) {
        let outbox = self.devices.get(index).map(|device| device.disk.outbox.as_slice()).unwrap_or_default();
        let open = outbox.iter().find(|pending| {
            is_titled(&pending.mutation, FAULTY) && !matches!(pending.state, PendingState::Failed(_))
        });
        if let Some(id) = open.map(|pending| pending.mutation.id) {
            self.break_promise(Invariant::Drains, format!("{} makes the server fail and still waits", id.0));
        }
    }

    /// Whether a wish that goes again waits for something that only another device could bring back, and that
    /// never came.
    fn waits_for_another(&self, index: usize, id: MutationId) -> bool {
        let sent = self
            .devices
            .get(index)
            .and_then(|device| device.disk.sent.iter().find(|sent| sent.mutation.id == id && sent.again));
        let Some(sent) = sent else {
            return false;
        };
        let Some(network) = self.server.database.networks.get(&sent.mutation.network) else {
            return true;
        };
        let owner = self.devices.get(index).map(|device| device.owner);
        let Some(member) = owner.and_then(|owner| network.members.get(&owner)) else {
            return true;
        };
        let scopes = scopes_of(member);
        match &sent.mutation.action {
            Action::SetRsvp { event, .. } => network.events.get(event).is_none_or(|event| {
                !scopes.contains(&scope_of(event.plan.audience))
                    && !scopes.contains(&Scope::Desk(Duty::Events))
            }),
            Action::CancelEvent { event } => !network.events.contains_key(event),
            Action::EditPost { post, .. } | Action::RemovePost { post } => network
                .posts
                .get(post)
                .is_none_or(|post| post.removed || network.hidden.contains(&(member.id, post.author))),
            // What another device set stands; the person is asked when a wish that goes again is given up.
            Action::SetField { field, .. } => {
                network.profiles.get(&member.id).is_some_and(|fields| fields.contains_key(field))
            }
            Action::HideFrom { member, .. } | Action::ShowTo { member } => {
                !network.members.values().any(|other| other.id == *member)
            }
            _ => false,
        }
    }

    /// A change reaches every attached device in seconds.
    fn pokes_are_heard(&mut self) {
        let changed = self.change_something();
        self.run_until(self.now + POKED);
        self.have_all(Invariant::PokeHeard, &changed, |device| device.live.is_some());
    }

    /// Without a live connection a change costs at most a poll interval.
    fn lost_pokes_cost_a_poll(&mut self) {
        for line in &mut self.lines {
            line.no_live = i64::MAX;
        }
        for index in 0..self.devices.len() {
            if let Some(call) = self.devices.get(index).and_then(|device| device.live) {
                self.live_end(index, call);
            }
        }
        self.run_until(self.now + 2_000);
        let changed = self.change_something();
        self.run_until(self.now + POLL + POKED);
        self.have_all(Invariant::LostPoke, &changed, |_| true);
        for line in &mut self.lines {
            line.no_live = 0;
        }
    }

    /// Changes every network. Answers where each is then: a wish that goes again may move it on before anybody looks.
    fn change_something(&mut self) -> BTreeMap<NetworkId, i64> {
        let now = self.now;
        self.operate(|world| {
            let id = world.id();
            for network in world.server.database.networks.values_mut() {
                network.join(enishi_wire::ids::AccountId(id), id, Class::Fan, "probe", now);
            }
        });
        self.server.database.networks.iter().map(|(id, network)| (*id, network.seq)).collect()
    }

    fn have_all(
        &mut self,
        invariant: Invariant,
        changed: &BTreeMap<NetworkId, i64>,
        which: impl Fn(&crate::device::Device) -> bool,
    ) {
        for index in 0..self.devices.len() {
            let Some(device) = self.devices.get(index).filter(|device| device.is_running() && which(device))
            else {
                continue;
            };
            let late = device.disk.places.iter().find(|(network, place)| {
                self.belongs(device.owner, **network)
                    && changed.get(network).is_some_and(|at| place.cursors.values().any(|cursor| cursor < at))
            });
            if let Some((network, _)) = late {
                self.break_promise(
                    invariant,
                    format!("device {index} does not know of the last change of {network}"),
                );
            }
        }
    }

    /// In an hour without news a device asks only as often as its polls.
    fn quiet_is_quiet(&mut self) {
        self.run_until(self.now + 600_000);
        let before = self.counts.requests;
        self.run_until(self.now + 3_600_000);
        let asked = self.counts.requests - before;
        let places: usize = self.devices.iter().map(|device| device.disk.places.len()).sum();
        // Six polls an hour, as many digests, and what still waits for another device every ten minutes.
        let most = u64::try_from(places * 13 + self.devices.len() * 8).unwrap_or(u64::MAX);
        if asked > most {
            self.break_promise(
                Invariant::NoStorm,
                format!("{asked} requests in a quiet hour, {most} expected"),
            );
        }
    }
}

/// Whether a wish keeps its order behind one that goes again and waits for what another device may bring.
fn is_behind(disk: &Disk, wish: &Mutation) -> bool {
    disk.sent.iter().any(|sent| {
        sent.again && sent.mutation.network == wish.network && sent.mutation.lane() == wish.lane()
    })
}
