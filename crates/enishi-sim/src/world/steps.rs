//! What each step of a day does.

use super::{BEGINNING, Event, World};
use crate::{
    counts::Fault,
    device::{Device, Mode, crash::Point, disk::Disk},
    net::Trouble,
    rng::Rng,
    step::{Step, What},
};
use enishi_sync::machine::Input;
use enishi_wire::members::{Class, Duty, MemberState};

/// How long the server's silence lasts before a live connection is given up, ms.
const SILENCE: i64 = 60_000;

impl World {
    pub(super) fn step(&mut self, step: Step) {
        let mut rng = Rng::new(step.pick);
        match step.what {
            What::Rsvp
            | What::Post
            | What::EditPost
            | What::RemovePost
            | What::Announce
            | What::CancelEvent
            | What::Hide
            | What::Show
            | What::Seen
            | What::Entry
            | What::Field
            | What::Faulty
            | What::Poison => self.wish(step.what, &mut rng),
            What::Discard | What::Retry => self.decide(step.what, &mut rng),
            What::Resume | What::Crash | What::LoseDatabase | What::Rot | What::Clock | What::Close => {
                self.touch_device(step.what, &mut rng);
            }
            What::Partition
            | What::OneWay
            | What::Loss
            | What::Slow
            | What::Twice
            | What::LoseAnswer
            | What::Cut
            | What::NoLive
            | What::LosePokes
            | What::LiveCut => self.touch_line(step.what, &mut rng),
            What::Restart | What::Backup | What::Restore => self.touch_server(step.what, &mut rng),
            What::Busy | What::Unavailable | What::Hesitate | What::Sick | What::TooOld => {
                self.touch_mood(step.what, &mut rng);
            }
            What::Prune | What::Join | What::State | What::Class | What::Duty | What::EndSession => {
                self.operate(|world| world.touch_network(step.what, &mut rng));
            }
        }
    }

    fn touch_device(&mut self, what: What, rng: &mut Rng) {
        let running = self.with(Device::is_running);
        let Some(index) = rng.pick(&running).copied() else {
            return;
        };
        self.stimulate(index);
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        match what {
            What::Resume => self.tell_soon(index, Input::Resumed),
            What::Crash => {
                let points = rng.below(6);
                if points == 0 {
                    device.crash.after = Some(0);
                    let _died = device.crash.here(Point::Idle);
                    self.crash(index);
                } else {
                    device.crash.after = u32::try_from(points - 1).ok();
                }
            }
            What::LoseDatabase => {
                // A damaged database is set aside; the sealed journal beside it is whole.
                let (token, journal) = (device.disk.token, device.disk.journal.clone());
                let journal = if planted!(self.bugs, JournalUnread) { Vec::new() } else { journal };
                device.disk = Disk { token, journal, ..Disk::default() };
                self.counts.fault(Fault::DatabaseLost);
                self.ledger.unlogged(index);
                self.rotten.retain(|(of, _)| *of != index);
                self.crash(index);
            }
            What::Rot => self.rot(index, rng),
            What::Clock => {
                device.wall_off = rng.between(-315_360_000_000, 315_360_000_000);
                self.counts.fault(Fault::Clock);
            }
            _ => {
                self.stop(index, Mode::Closed);
                let wait = rng.between(10_000, 900_000);
                self.schedule(wait, Event::Boot(index));
            }
        }
    }

    /// A row of a device vanishes, or one is there that never was: only a digest can tell.
    fn rot(&mut self, index: usize, rng: &mut Rng) {
        let id = self.id();
        let places = self.devices.get_mut(index).into_iter().flat_map(|device| &mut device.disk.places);
        let Some((network, place)) = places.last() else {
            return;
        };
        let keys: Vec<_> = place.rows.keys().cloned().collect();
        let Some(key) = rng.pick(&keys) else {
            return;
        };
        if rng.percent(50) {
            place.rows.remove(key);
        } else if let Some(row) = place.rows.get(key).cloned() {
            place.rows.insert((key.0.clone(), key.1.clone(), id), row);
        }
        self.rotten.insert((index, *network));
        self.repairing.remove(&(index, *network));
        self.counts.fault(Fault::Rotten);
    }

    fn touch_line(&mut self, what: What, rng: &mut Rng) {
        let now = self.now;
        let all = rng.percent(30);
        let one = usize::try_from(rng.below(u64::try_from(self.lines.len()).unwrap_or(0))).unwrap_or(0);
        let longest = if rng.percent(20) { 900_000 } else { 60_000 };
        let until = now + rng.between(500, longest);
        let mut silent = Vec::new();
        for (index, line) in self.lines.iter_mut().enumerate().filter(|(index, _)| all || *index == one) {
            match what {
                What::Partition => line.partition = until,
                What::OneWay => line.one_way = until,
                What::Loss => line.loss = until,
                What::Slow => line.slow = until,
                What::Twice => line.twice = until,
                What::NoLive => line.no_live = until,
                What::LosePokes => line.pokes_lost = until,
                What::LoseAnswer => line.answers_lost += 1,
                What::Cut => line.cuts += 1,
                _ => {}
            }
            silent.push(index);
        }
        for index in silent {
            let Some(call) = self.devices.get(index).and_then(|device| device.live) else {
                continue;
            };
            match what {
                What::Partition | What::OneWay => {
                    self.schedule(SILENCE, Event::Silence { device: index, call })
                }
                What::LiveCut | What::NoLive => self.live_end(index, call),
                _ => {}
            }
        }
    }

    fn touch_server(&mut self, what: What, rng: &mut Rng) {
        if what == What::Backup {
            self.server.backups.push(self.server.database.clone());
            return;
        }
        if what == What::Restore {
            if rng.percent(40) {
                self.restore_next = true;
                return;
            }
            // Mostly a fresh one.
            let back = usize::try_from(rng.below(2)).unwrap_or(0);
            self.restore(back);
        }
        let longest = if rng.percent(50) { 1_000 } else { 20_000 };
        let down = rng.between(50, longest);
        self.restart(down);
    }

    /// The database becomes what it was at a backup, so many before the last, and begins another life.
    pub(super) fn restore(&mut self, back: usize) {
        let place = self.server.backups.len().saturating_sub(1 + back);
        let Some(backup) = self.server.backups.get(place).cloned() else {
            return;
        };
        self.restores += 1;
        self.counts.fault(Fault::Restore);
        let epoch = self.server.database.epoch.clone();
        self.server.database = backup;
        self.server.database.epoch =
            if planted!(self.bugs, EpochKept) { epoch } else { format!("life-{}", self.restores) };
    }

    /// The server goes down, and comes up after a while; every connection to it is gone.
    pub(super) fn restart(&mut self, down: i64) {
        self.counts.fault(Fault::Restart);
        self.life += 1;
        self.server.up = false;
        let life = self.life;
        self.schedule(down, Event::ServerUp { life });
        let ended: Vec<(u64, usize)> = self.attached.iter().map(|(call, to)| (*call, to.device)).collect();
        for (call, device) in ended {
            self.attached.remove(&call);
            let wait = self.rng.between(1, 200);
            self.schedule(wait, Event::LiveEnd { device, call });
        }
    }

    fn touch_mood(&mut self, what: What, rng: &mut Rng) {
        let until = self.now + rng.between(500, 40_000);
        match what {
            What::Busy => self.server.busy_until = until,
            What::Unavailable => self.server.unavailable_until = until,
            What::Hesitate => {
                self.server.hesitant_until = until;
                self.server.hesitant_for = rng.pick(&[0, 500, 2_000]).copied().unwrap_or(0);
                self.counts.fault(Fault::Hesitant);
            }
            What::Sick => {
                if let Some(network) = rng.pick(&self.networks) {
                    self.server.sick.insert(*network, until);
                }
            }
            _ => self.server.oldest_app += 1,
        }
    }

    fn touch_network(&mut self, what: What, rng: &mut Rng) {
        let now = self.now;
        let id = self.id();
        let (Some(account), Some(network)) = (rng.pick(&self.people).copied(), rng.pick(&self.networks))
        else {
            return;
        };
        let Some(network) = self.server.database.networks.get_mut(network) else {
            return;
        };
        match what {
            What::Prune => {
                let age = rng.pick(&[0, 30_000, 600_000]).copied().unwrap_or(0);
                if network.prune(now - age) > 0 {
                    self.counts.fault(Fault::Pruned);
                }
            }
            What::Join => {
                let account = if rng.percent(50) { account } else { enishi_wire::ids::AccountId(id) };
                network.join(account, id, Class::Alumni, "new", now);
                self.counts.fault(Fault::Joined);
            }
            What::State => {
                let states =
                    [MemberState::Removed, MemberState::Paused, MemberState::Active, MemberState::Active];
                network.set_state(account, rng.pick(&states).copied().unwrap_or(MemberState::Active), now);
                self.counts.fault(Fault::StateChanged);
            }
            What::Class => {
                let class = rng.pick(&[Class::Alumni, Class::Staff, Class::Fan]).copied();
                network.set_class(account, class.unwrap_or(Class::Fan), now);
                self.counts.fault(Fault::ClassChanged);
            }
            What::Duty => {
                let duty = rng.pick(&[Duty::Posts, Duty::Posts, Duty::Events, Duty::Reports]).copied();
                network.turn_duty(account, duty.unwrap_or(Duty::Posts), now);
                self.counts.fault(Fault::DutyTurned);
            }
            _ => self.end_session(rng),
        }
    }

    fn end_session(&mut self, rng: &mut Rng) {
        let running = self.with(Device::is_running);
        let token =
            rng.pick(&running).and_then(|index| self.devices.get(*index)).map(|device| device.disk.token);
        if let Some(session) = token.and_then(|token| self.server.database.sessions.get_mut(&token)) {
            session.ended = true;
            self.ended.extend(token);
            self.counts.fault(Fault::SessionEnded);
        }
    }

    /// Everything is good again.
    pub(super) fn heal(&mut self) {
        self.healed = true;
        for line in &mut self.lines {
            *line = Trouble::default();
        }
        self.server.up = true;
        self.server.busy_until = BEGINNING;
        self.server.unavailable_until = BEGINNING;
        self.server.hesitant_until = BEGINNING;
        self.server.sick.clear();
        self.restore_next = false;
    }
}
