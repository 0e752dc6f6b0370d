//! The devices' side: starts, effects of the machine, answers, by the rules of the real runner.

use super::{Event, World};
use crate::{
    counts::Fault,
    device::{
        Device, Errand, Mode,
        crash::{Crashed, Point},
        disk::Place,
    },
    invariant::Invariant,
    ledger::Told,
    server::network::View,
    wire::{Ask, Reply},
};
use enishi_sync::machine::{Effect, Failure, Fate, Input};
use enishi_wire::{
    digest::{Comparison, DigestReply, DigestRequest, RowsDigest},
    errors::{ApiCode, ApiError},
    ids::{MutationId, NetworkId},
    mutations::Mutation,
    scopes::Scope,
    sign_in::Me,
    sync::{PullLine, PullRequest, PushOutcome, PushRequest},
};
use std::collections::{BTreeMap, BTreeSet};

/// How long a device waits for an answer, ms.
const PATIENCE: i64 = 30_000;
/// More effects than this without an input are a storm.
const EFFECTS_MOST: u32 = 40;
/// Between two digests of a network, ms; a day in the real core.
const DIGEST_EVERY: i64 = 300_000;

impl World {
    /// A process starts.
    pub(super) fn boot(&mut self, index: usize) {
        let wall = self.now;
        let Some(device) = self.devices.get_mut(index).filter(|device| device.mode == Mode::Closed) else {
            return;
        };
        device.mode = Mode::Running;
        let void = device.disk.reconcile();
        device.machine = self.bugs.machine(device.rng.draw());
        let started = Input::Started {
            networks: device.disk.places.keys().copied().collect(),
            queued: device.disk.queued(),
        };
        let waiting: Vec<MutationId> = device.disk.outbox.iter().map(|pending| pending.mutation.id).collect();
        device.machine.handle(started, wall);
        for id in void {
            self.ledger.tell(id, Told::Dropped);
        }
        for id in waiting {
            if self.ledger.wishes.get(&id).is_some_and(|wish| wish.told == Told::Unsure) {
                self.ledger.tell(id, Told::Waiting);
            }
        }
        self.patience.remove(&index);
        self.wish_patience
            .retain(|id, _| self.ledger.wishes.get(id).is_some_and(|wish| wish.device != index));
        self.nothing_is_lost(index);
        self.send(index, Errand::Me, Ask::Me);
        self.work(index);
    }

    /// Everything volatile is gone; after a while the app is opened again.
    pub(super) fn crash(&mut self, index: usize) {
        self.counts.fault(Fault::Crash);
        self.stop(index, Mode::Closed);
        let wait = self.rng.between(50, 20_000);
        self.schedule(wait, Event::Boot(index));
    }

    pub(super) fn stop(&mut self, index: usize, mode: Mode) {
        if let Some(device) = self.devices.get_mut(index) {
            device.stop(mode);
        }
        self.attached.retain(|_, attached| attached.device != index);
    }

    pub(super) fn wake(&mut self, index: usize, boot: u32) {
        let now = self.now;
        let Some(device) = self.running(index, boot).filter(|device| device.wake_at == Some(now)) else {
            return;
        };
        device.wake_at = None;
        device.machine.handle(Input::Tick, now);
        self.work(index);
    }

    pub(super) fn running(&mut self, index: usize, boot: u32) -> Option<&mut Device> {
        self.devices.get_mut(index).filter(|device| device.boot == boot && device.is_running())
    }

    /// Something for the machine.
    pub(super) fn tell(&mut self, index: usize, boot: u32, input: Input) {
        let now = self.now;
        let Some(device) = self.running(index, boot) else {
            return;
        };
        device.machine.handle(input.clone(), now);
        self.hear(index, &input);
        self.work(index);
    }

    /// Tells the machine after a moment, in which other things may come first.
    pub(super) fn tell_soon(&mut self, index: usize, input: Input) {
        if let Some(boot) = self.devices.get(index).map(|device| device.boot) {
            let wait = self.rng.between(0, 8);
            self.schedule(wait, Event::Tell { device: index, boot, input });
        }
    }

    /// Does what the machine says until it says nothing more.
    pub(super) fn work(&mut self, index: usize) {
        let now = self.now;
        let mut effects = 0;
        while let Some(device) = self.devices.get_mut(index).filter(|device| device.is_running()) {
            let Some(effect) = device.machine.poll_effect(now) else {
                let due = device.machine.poll_timeout(now);
                if let Some(at) = due
                    && device.wake_at.is_none_or(|set| set <= now || at < set)
                {
                    let at = at.max(now + 1);
                    device.wake_at = Some(at);
                    let boot = device.boot;
                    self.schedule(at - now, Event::Wake { device: index, boot });
                }
                return;
            };
            effects += 1;
            if effects > EFFECTS_MOST {
                self.break_promise(
                    Invariant::NoStorm,
                    format!("device {index} does {effect:?} and does not rest"),
                );
                return;
            }
            if self.execute(index, effect).is_err() {
                self.crash(index);
            }
        }
    }

    fn execute(&mut self, index: usize, effect: Effect) -> Result<(), Crashed> {
        let Some(device) = self.devices.get_mut(index) else {
            return Ok(());
        };
        match effect {
            Effect::Pull(network) => {
                device.crash.here(Point::PullBegun)?;
                let Some(place) = device.disk.places.get(&network) else {
                    self.tell_soon(index, Input::PullFailed(network, Failure::Passing));
                    return Ok(());
                };
                let request = PullRequest {
                    network,
                    epoch: place.epoch.clone(),
                    cursors: place.cursors.clone(),
                    opened: place.opened.clone(),
                    rows: Some(device.page_wish()),
                };
                self.asks_in_time(index, &[]);
                self.send(index, Errand::Pull(network, request.cursors.clone()), Ask::Pull(request));
            }
            Effect::Push(ids) => {
                let taken = device.disk.take(&ids);
                device.crash.here(Point::PushTaken)?;
                if planted!(self.bugs, OutboxEmptiedFirst) {
                    device.disk.outbox.retain(|pending| !ids.contains(&pending.mutation.id));
                    ids.iter().for_each(|id| device.disk.strike(*id));
                }
                self.asks_in_time(index, &ids);
                let gone = ids.iter().filter(|id| !taken.iter().any(|mutation| mutation.id == **id));
                let gone: Vec<(MutationId, Fate)> = gone.map(|id| (*id, Fate::Applied)).collect();
                if taken.is_empty() {
                    self.tell_soon(index, Input::Pushed(gone));
                    return Ok(());
                }
                self.counts.pushes += 1;
                self.push(index, taken);
            }
            Effect::OpenLive => {
                device.live = None;
                self.attached.retain(|_, attached| attached.device != index);
                self.send(index, Errand::Live, Ask::Live);
            }
            Effect::Park(ids) => {
                device.crash.here(Point::Parking)?;
                for id in ids {
                    device.disk.fail(id, ApiCode::Internal);
                    self.counts.fault(Fault::Poison);
                    self.ledger.tell(id, Told::Refused(ApiCode::Internal));
                }
            }
            Effect::EndSession => {
                if !self.ended.contains(&device.disk.token) {
                    let what = format!("device {index} empties itself, and nobody has ended its session");
                    self.break_promise(Invariant::NothingLost, what);
                }
                self.ledger.emptied(index, None);
                self.rotten.retain(|(of, _)| *of != index);
                if let Some(device) = self.devices.get_mut(index) {
                    device.disk = crate::device::disk::Disk::default();
                }
                self.stop(index, Mode::Empty);
                self.attend_later(index);
            }
            Effect::Forget(network) => {
                device.crash.here(Point::Forgetting)?;
                self.counts.fault(Fault::Forgotten);
                device.disk.forget(network);
                self.ledger.emptied(index, Some(network));
                self.rotten.remove(&(index, network));
            }
        }
        Ok(())
    }

    fn push(&mut self, index: usize, taken: Vec<Mutation>) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let known = device.disk.places.iter().filter(|(id, _)| taken.iter().any(|wish| wish.network == **id));
        let epochs = known.filter_map(|(id, place)| Some((*id, place.epoch.clone()?))).collect();
        self.send(index, Errand::Push(taken.clone()), Ask::Push(PushRequest { mutations: taken }, epochs));
    }

    /// Sends a request.
    pub(super) fn send(&mut self, index: usize, errand: Errand, ask: Ask) {
        self.spend(index);
        self.calls += 1;
        self.counts.requests += 1;
        let (now, call, life) = (self.now, self.calls, self.life);
        let (Some(device), Some(line)) = (self.devices.get_mut(index), self.lines.get(index)) else {
            return;
        };
        let (boot, token, app) = (device.boot, device.disk.token, device.app);
        device.calls.insert(call, errand);
        let forbidden = matches!(ask, Ask::Live) && now < line.no_live;
        let arrivals = line.request(now, &mut device.rng, &mut self.counts);
        if forbidden {
            self.counts.fault(Fault::LiveRefused);
            self.schedule(60, Event::NoAnswer { device: index, boot, call });
            return;
        }
        for wait in arrivals {
            let ask = ask.clone();
            self.schedule(
                wait,
                Event::Arrive { device: index, boot, call, ask, token, app, life, order: call },
            );
        }
        self.schedule(PATIENCE, Event::NoAnswer { device: index, boot, call });
    }

    /// An answer is here; storing it may have to wait for the database.
    pub(super) fn answer(&mut self, index: usize, boot: u32, call: u64, reply: Reply) {
        let Some(device) = self.running(index, boot).filter(|device| device.calls.contains_key(&call)) else {
            return;
        };
        let wait = if device.rng.percent(15) { device.rng.between(0, 3_000) } else { 0 };
        self.schedule(wait, Event::Store { device: index, boot, call, reply });
    }

    pub(super) fn no_answer(&mut self, index: usize, boot: u32, call: u64) {
        let Some(errand) = self.running(index, boot).and_then(|device| device.calls.remove(&call)) else {
            return;
        };
        self.failed(index, errand, Failure::Network);
    }

    fn failed(&mut self, index: usize, errand: Errand, failure: Failure) {
        match errand {
            Errand::Pull(network, _) => self.tell_soon(index, Input::PullFailed(network, failure)),
            Errand::Push(asked) => {
                let ids: Vec<MutationId> = asked.iter().map(|mutation| mutation.id).collect();
                if let Some(device) = self.devices.get_mut(index) {
                    device.disk.put_back(&ids);
                }
                // A push never ends a membership; the server refuses each wish by itself.
                let failure = if failure == Failure::Gone { Failure::Fault } else { failure };
                self.tell_soon(index, Input::PushFailed(ids, failure));
            }
            Errand::Live => self.tell_soon(index, Input::LiveClosed),
            Errand::Me | Errand::Digest(_) => {}
        }
    }

    /// Stores an answer.
    pub(super) fn store(&mut self, index: usize, boot: u32, call: u64, reply: Reply) {
        let Some(errand) = self.running(index, boot).and_then(|device| device.calls.remove(&call)) else {
            return;
        };
        let stored = match (errand, reply) {
            (errand, Reply::Refused(error)) => {
                self.refused(index, errand, &error);
                Ok(())
            }
            (Errand::Me, Reply::Me(me)) => {
                self.store_me(index, &me);
                Ok(())
            }
            (Errand::Pull(network, asked), Reply::Page { .. }) if self.is_stale(index, network, &asked) => {
                // A digest made the device forget a cursor meanwhile: this page would bring it back.
                self.counts.fault(Fault::StalePage);
                self.tell_soon(index, Input::Pulled { network, more: true, seq: 0 });
                Ok(())
            }
            (Errand::Pull(network, _), Reply::Page { lines, view, seq }) => {
                self.store_page(index, network, &lines, view.as_ref(), seq)
            }
            (Errand::Push(asked), Reply::Pushed { epoch, reply }) => {
                self.store_answers(index, &asked, &epoch, &reply.outcomes)
            }
            (Errand::Digest(network), Reply::Compared(reply)) => {
                self.store_comparison(index, network, &reply);
                Ok(())
            }
            (Errand::Live, Reply::Live(seqs)) => {
                if let Some(device) = self.devices.get_mut(index) {
                    device.live = Some(call);
                }
                self.tell_soon(index, Input::LiveOpened);
                for (network, seq) in seqs {
                    self.tell_soon(index, Input::Poked(network, seq));
                }
                Ok(())
            }
            (errand, _) => {
                self.failed(index, errand, Failure::Network);
                Ok(())
            }
        };
        if stored.is_err() {
            self.crash(index);
        }
    }

    fn refused(&mut self, index: usize, errand: Errand, error: &ApiError) {
        let failure = match error.code {
            ApiCode::Unauthenticated => Failure::SignedOut,
            ApiCode::SessionExpired if planted!(self.bugs, ExpiredErases) => Failure::SignedOut,
            ApiCode::SessionExpired => Failure::Expired,
            ApiCode::NotPermitted => Failure::Gone,
            ApiCode::TooManyRequests => Failure::Busy(error.retry_after_ms.unwrap_or(60_000)),
            ApiCode::TooOld => Failure::TooOld,
            ApiCode::Unavailable => Failure::Passing,
            _ => Failure::Fault,
        };
        match failure {
            Failure::Expired => {
                self.counts.fault(Fault::Expired);
                self.attend_later(index);
            }
            Failure::TooOld => {
                self.counts.fault(Fault::TooOld);
                self.attend_later(index);
            }
            _ => {}
        }
        self.failed(index, errand, failure);
    }

    fn attend_later(&mut self, index: usize) {
        let wait = self.rng.between(5_000, 200_000);
        self.schedule(wait, Event::Attend { device: index });
    }

    /// The person finds that the app is too old, or signs in again where it asks for that.
    pub(super) fn attend(&mut self, index: usize) {
        let newest = self.server.oldest_app;
        let Some(device) = self.devices.get_mut(index).filter(|_| self.server.up) else {
            return self.attend_later(index);
        };
        device.app = newest;
        let good = self.server.caller(device.disk.token, newest).is_ok();
        if !good {
            self.sign_in(index);
        }
        self.stop(index, Mode::Closed);
        self.boot(index);
    }

    fn store_me(&mut self, index: usize, me: &Me) {
        for place in &me.places {
            if let Some(device) = self.devices.get_mut(index) {
                let member = place.member;
                device.disk.places.entry(place.network).or_insert_with(|| Place::new(member)).member = member;
            }
            self.tell_soon(index, Input::Joined(place.network));
        }
    }

    fn is_stale(&self, index: usize, network: NetworkId, asked: &BTreeMap<Scope, i64>) -> bool {
        let place = self.devices.get(index).and_then(|device| device.disk.places.get(&network));
        place.is_some_and(|place| place.cursors != *asked) && !planted!(self.bugs, StalePageStored)
    }

    fn store_page(
        &mut self,
        index: usize,
        network: NetworkId,
        lines: &[PullLine],
        view: Option<&View>,
        seq: i64,
    ) -> Result<(), Crashed> {
        let (now, bugs) = (self.now, self.bugs);
        let Some(device) = self.devices.get_mut(index) else {
            return Ok(());
        };
        let wall = now.saturating_add(device.wall_off);
        let Some(before) = device.disk.places.get(&network).cloned() else {
            self.tell_soon(index, Input::PullFailed(network, Failure::Passing));
            return Ok(());
        };
        let Some(stored) = device.disk.store_page(network, lines, wall, (bugs, &mut device.crash))? else {
            self.tell_soon(index, Input::PullFailed(network, Failure::Network));
            return Ok(());
        };
        self.count_page(lines);
        self.look_at_page(index, network, &before, lines);
        if lines.iter().any(|line| matches!(line, PullLine::Reset { .. })) {
            self.rotten.remove(&(index, network));
        }
        if let Some(view) = view {
            let repaired = self.repairing.remove(&(index, network)) && self.rotten.remove(&(index, network));
            if repaired || lines.iter().any(|line| matches!(line, PullLine::ScopeOpen { .. })) {
                self.counts.fault(Fault::Opened);
            }
            self.compare(index, network, view, seq);
            self.maybe_digest(index, network);
        }
        if !stored.again.is_empty() {
            self.counts.fault(Fault::SentAgain);
            self.tell_soon(index, Input::Again(stored.again));
        }
        self.tell_soon(index, Input::Pulled { network, more: stored.more, seq: stored.seq });
        Ok(())
    }

    fn maybe_digest(&mut self, index: usize, network: NetworkId) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        let last = device.compared_at.get(&network).copied().unwrap_or(0);
        let Some(place) = device.disk.places.get(&network).filter(|_| now - last > DIGEST_EVERY) else {
            return;
        };
        device.compared_at.insert(network, now);
        let scopes = place.cursors.iter().map(|(scope, cursor)| {
            let mut digest = RowsDigest::default();
            for ((of, kind, id), held) in &place.rows {
                if of == scope {
                    digest.add(kind, *id, held.seq);
                }
            }
            (scope.clone(), digest.at(*cursor))
        });
        let request = DigestRequest {
            network,
            epoch: place.epoch.clone().unwrap_or_default(),
            scopes: scopes.collect(),
        };
        self.send(index, Errand::Digest(network), Ask::Digest(request));
    }

    fn store_comparison(&mut self, index: usize, network: NetworkId, reply: &DigestReply) {
        self.counts.digests += 1;
        for (scope, _) in reply.scopes.iter().filter(|(_, says)| **says == Comparison::Differs) {
            if !self.rotten.contains(&(index, network)) {
                let what = format!("device {index} differs in {scope} of {network}");
                self.break_promise(Invariant::DigestAgrees, what);
            }
            self.counts.fault(Fault::Repaired);
            if let Some(device) = self.devices.get_mut(index) {
                device.disk.forget_cursor(network, scope);
            }
            self.repairing.insert((index, network));
            self.tell_soon(index, Input::Poked(network, i64::MAX));
        }
    }

    fn store_answers(
        &mut self,
        index: usize,
        asked: &[Mutation],
        epoch: &str,
        outcomes: &[PushOutcome],
    ) -> Result<(), Crashed> {
        let bugs = self.bugs;
        let Some(device) = self.devices.get_mut(index) else {
            return Ok(());
        };
        let other_life = asked.iter().any(|wish| {
            let held = device.disk.places.get(&wish.network).and_then(|place| place.epoch.as_deref());
            held.is_some_and(|held| held != epoch)
        });
        let answered = device.disk.store_answers(asked, epoch, outcomes, (bugs, &mut device.crash));
        if other_life {
            self.counts.fault(Fault::OtherLife);
            // A pull tells which of the two lives is over, and what has to go again.
            for network in asked.iter().map(|wish| wish.network).collect::<BTreeSet<_>>() {
                self.tell_soon(index, Input::Poked(network, i64::MAX));
            }
        }
        // Whatever was stored before a crash is true: the ledger is told all the same.
        self.note_outcomes(index, asked, outcomes);
        let answered = answered?;
        self.does_not_flicker(index, epoch, &answered, outcomes);
        self.tell_soon(index, Input::Pushed(answered.fates));
        Ok(())
    }
}
