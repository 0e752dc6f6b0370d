//! The world: one queue of events on a virtual clock, the server, the devices and their lines.

mod checks;
mod ending;
mod people;
mod running;
mod serving;
mod steps;
mod storing;

use crate::{
    counts::Counts,
    device::Device,
    invariant::{Invariant, Violation},
    ledger::Ledger,
    net::Trouble,
    planted::Bugs,
    rng::Rng,
    server::{
        Server, Session,
        network::{Key, Network},
    },
    step::Step,
    wire::{Ask, Reply},
};
use enishi_sync::machine::{Input, Machine};
use enishi_wire::{
    ids::{AccountId, NetworkId},
    members::{Class, Duty},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// When days begin, ms UTC.
const BEGINNING: i64 = 1_750_000_000_000;
/// More events than this in a day are a storm of their own.
const EVENTS_MOST: u64 = 400_000;

/// Something on the virtual clock.
#[derive(Debug, Clone)]
enum Event {
    Step(usize),
    Boot(usize),
    Wake {
        device: usize,
        boot: u32,
    },
    Arrive {
        device: usize,
        boot: u32,
        call: u64,
        ask: Ask,
        token: u64,
        app: u32,
        life: u32,
        order: u64,
    },
    Finish {
        device: usize,
        boot: u32,
        call: u64,
        ask: Ask,
        token: u64,
        app: u32,
        life: u32,
        reserved: BTreeMap<NetworkId, i64>,
    },
    Answer {
        device: usize,
        boot: u32,
        call: u64,
        reply: Reply,
    },
    Store {
        device: usize,
        boot: u32,
        call: u64,
        reply: Reply,
    },
    NoAnswer {
        device: usize,
        boot: u32,
        call: u64,
    },
    Tell {
        device: usize,
        boot: u32,
        input: Input,
    },
    LiveEnd {
        device: usize,
        call: u64,
    },
    Silence {
        device: usize,
        call: u64,
    },
    Recheck {
        call: u64,
    },
    Attend {
        device: usize,
    },
    ServerUp {
        life: u32,
    },
}

/// A live connection as the server sees it.
#[derive(Debug, Clone, Copy)]
struct Attached {
    device: usize,
    boot: u32,
    account: AccountId,
    token: u64,
}

/// How often a device may ask.
#[derive(Debug, Clone, Copy)]
struct Budget {
    requests: i64,
    filled_at: i64,
}

/// Everything.
pub struct World {
    now: i64,
    events: BTreeMap<(i64, u64), Event>,
    order: u64,
    rng: Rng,
    server: Server,
    /// Counts starts of the server: what was on its way to an earlier one dies with its connection.
    life: u32,
    devices: Vec<Device>,
    lines: Vec<Trouble>,
    attached: BTreeMap<u64, Attached>,
    people: Vec<AccountId>,
    networks: Vec<NetworkId>,
    ledger: Ledger,
    counts: Counts,
    steps: Vec<Step>,
    budgets: Vec<Budget>,
    /// Until when each device was asked to wait, and each wish.
    patience: BTreeMap<usize, i64>,
    wish_patience: BTreeMap<enishi_wire::ids::MutationId, i64>,
    last_arrival: BTreeMap<usize, u64>,
    /// Rows that an answer to a push has removed from a device, and at which `seq`.
    removed: BTreeMap<(usize, NetworkId, Key), i64>,
    /// Devices with damaged rows in a network, and those that have begun to repair them.
    rotten: BTreeSet<(usize, NetworkId)>,
    repairing: BTreeSet<(usize, NetworkId)>,
    /// Sessions that were ended from elsewhere.
    ended: BTreeSet<u64>,
    calls: u64,
    restores: u32,
    /// The server comes back from a backup as soon as it has answered a push.
    restore_next: bool,
    /// Whether the day is over and everything is good again.
    healed: bool,
    broken: Option<Violation>,
    bugs: Bugs,
}

/// What came of a day.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The first broken promise.
    pub broken: Option<Violation>,
    /// What happened in sum.
    pub counts: Counts,
}

/// Runs a day: these steps in the world of this seed, then healing, quiet, and the checks.
pub fn run(seed: u64, steps: &[Step], bugs: Bugs) -> Outcome {
    let mut world = World::new(seed, steps.to_vec(), bugs);
    world.day();
    if world.broken.is_none() {
        world.end();
    }
    for device in &world.devices {
        for (point, times) in &device.crash.died {
            *world.counts.died.entry(*point).or_insert(0) += times;
        }
    }
    Outcome { broken: world.broken, counts: world.counts }
}

impl World {
    fn new(seed: u64, steps: Vec<Step>, bugs: Bugs) -> Self {
        let mut rng = Rng::new(seed).fork(1);
        let now = BEGINNING;
        let networks: Vec<NetworkId> = (0..=rng.below(2)).map(|_| NetworkId(rng.id())).collect();
        let people: Vec<AccountId> = (0..3 + rng.below(3)).map(|_| AccountId(rng.id())).collect();
        let mut server = Server::new(
            "life-0".to_owned(),
            networks.iter().map(|id| (*id, Network::new(*id, bugs))).collect(),
            bugs,
        );
        for network in server.database.networks.values_mut() {
            for (place, account) in people.iter().enumerate() {
                let class = [Class::Alumni, Class::Staff, Class::Fan].get(place % 3).copied();
                network.join(
                    *account,
                    rng.id(),
                    class.unwrap_or(Class::Fan),
                    &format!("person {place}"),
                    now,
                );
            }
            for (place, duty) in [(0, Duty::Posts), (0, Duty::Events), (1, Duty::Posts), (2, Duty::Events)] {
                if let Some(account) = people.get(place) {
                    network.turn_duty(*account, duty, now);
                }
            }
        }
        server.backups.push(server.database.clone());
        let mut world = Self {
            now,
            events: BTreeMap::new(),
            order: 0,
            server,
            life: 0,
            devices: Vec::new(),
            lines: Vec::new(),
            attached: BTreeMap::new(),
            networks,
            ledger: Ledger::default(),
            counts: Counts::default(),
            steps,
            budgets: Vec::new(),
            patience: BTreeMap::new(),
            wish_patience: BTreeMap::new(),
            last_arrival: BTreeMap::new(),
            removed: BTreeMap::new(),
            rotten: BTreeSet::new(),
            repairing: BTreeSet::new(),
            ended: BTreeSet::new(),
            calls: 0,
            restores: 0,
            restore_next: false,
            healed: false,
            broken: None,
            bugs,
            people: people.clone(),
            rng,
        };
        for (place, account) in people.iter().enumerate() {
            let of_person = 1 + u64::from(place == 0) + world.rng.below(2);
            for _ in 0..of_person {
                let device = world.devices.len();
                let rng = world.rng.fork(100 + u64::try_from(device).unwrap_or(0));
                world.devices.push(Device::new(*account, rng, Machine::new(0)));
                world.lines.push(Trouble::default());
                world.budgets.push(Budget { requests: 0, filled_at: now });
                world.sign_in(device);
                let at = world.rng.between(0, 2_000);
                world.schedule(at, Event::Boot(device));
            }
        }
        for (place, step) in world.steps.clone().iter().enumerate() {
            world.schedule(step.at, Event::Step(place));
        }
        world
    }

    /// Gives a device a session, and the networks that the sign-in tells of.
    fn sign_in(&mut self, device: usize) {
        let token = self.rng.draw();
        if let Some(device) = self.devices.get_mut(device) {
            self.server.database.sessions.insert(token, Session { account: device.owner, ended: false });
            device.disk.token = token;
        }
    }

    fn schedule(&mut self, wait: i64, event: Event) {
        self.order += 1;
        self.events.insert((self.now.saturating_add(wait.max(0)), self.order), event);
    }

    /// Runs until the last step is done.
    fn day(&mut self) {
        let end = self.steps.last().map_or(0, |step| step.at);
        self.run_until(BEGINNING + end + 1);
    }

    /// Runs everything that is due until then.
    fn run_until(&mut self, until: i64) {
        while self.broken.is_none() {
            match self.events.first_entry() {
                Some(entry) if entry.key().0 <= until => {
                    let ((at, _), event) = entry.remove_entry();
                    self.now = self.now.max(at);
                    self.counts.events += 1;
                    if self.counts.events > EVENTS_MOST {
                        self.break_promise(Invariant::NoStorm, "the day has no end".to_owned());
                        return;
                    }
                    self.happen(event);
                }
                _ => {
                    self.now = self.now.max(until);
                    return;
                }
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Step(place) => {
                if let Some(step) = self.steps.get(place).copied() {
                    self.counts.steps += 1;
                    self.step(step);
                }
            }
            Event::Boot(device) => self.boot(device),
            Event::Wake { device, boot } => self.wake(device, boot),
            Event::Arrive { device, boot, call, ask, token, app, life, order } => {
                if life == self.life {
                    self.arrive((device, boot, call), ask, (token, app), order);
                }
            }
            Event::Finish { device, boot, call, ask, token, app, life, reserved } => {
                if life == self.life {
                    self.finish((device, boot, call), &ask, (token, app), &reserved);
                }
            }
            Event::Answer { device, boot, call, reply } => self.answer(device, boot, call, reply),
            Event::Store { device, boot, call, reply } => self.store(device, boot, call, reply),
            Event::NoAnswer { device, boot, call } => self.no_answer(device, boot, call),
            Event::Tell { device, boot, input } => self.tell(device, boot, input),
            Event::LiveEnd { device, call } => self.live_end(device, call),
            Event::Silence { device, call } => {
                if self.lines.get(device).is_some_and(|line| self.now < line.partition.max(line.one_way)) {
                    self.live_end(device, call);
                }
            }
            Event::Recheck { call } => self.recheck(call),
            Event::Attend { device } => self.attend(device),
            Event::ServerUp { life } => {
                if life == self.life {
                    self.server.up = true;
                }
            }
        }
    }

    fn break_promise(&mut self, invariant: Invariant, what: String) {
        if self.broken.is_none() {
            self.broken = Some(Violation { invariant, what, at: self.now - BEGINNING });
        }
    }

    fn id(&mut self) -> Uuid {
        self.rng.id()
    }
}
