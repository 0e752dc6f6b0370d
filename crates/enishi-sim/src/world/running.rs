//! The devices' side: starts, effects of the machine, requests, by the rules of the real runner.

use super::{Event, World};
use crate::{
    counts::Fault,
    device::{
        Device, Errand, Mode,
        crash::{Crashed, Point},
    },
    invariant::Invariant,
    ledger::Told,
    server::{FAULTY, is_titled},
    wire::{Ask, Reply},
};
use enishi_sync::machine::{Effect, Failure, Fate, Input};
use enishi_wire::{
    errors::ApiCode,
    ids::MutationId,
    mutations::Mutation,
    sync::{PullRequest, PushRequest},
};

/// How long a device waits for an answer, ms.
const PATIENCE: i64 = 30_000;
/// More effects than this without an input are a storm.
const EFFECTS_MOST: u32 = 40;

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
        self.lose_patience(index);
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
                    let faulty =
                        device.disk.pending(id).is_some_and(|pending| is_titled(&pending.mutation, FAULTY));
                    device.disk.fail(id, ApiCode::Internal);
                    self.counts.fault(if faulty { Fault::Faulty } else { Fault::Poison });
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
        let request = PushRequest { mutations: taken.clone(), epochs };
        self.send(index, Errand::Push(taken), Ask::Push(request));
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

    /// Tells the machine of a request that had no usable answer.
    pub(super) fn failed(&mut self, index: usize, errand: Errand, failure: Failure) {
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
}
