//! The server's side: requests arrive, writes commit, pokes go out, sessions are looked after.

use super::{Attached, Event, World};
use crate::{
    counts::Fault,
    invariant::Invariant,
    server::scopes_of_account,
    wire::{Ask, Reply},
};
use enishi_wire::{
    errors::ApiCode,
    ids::{AccountId, MutationId, NetworkId},
    sync::PullLine,
};
use std::collections::BTreeMap;

/// Within this the server notices that a live connection may not stay, ms.
const RECHECK: i64 = 3_000;

impl World {
    /// A request is at the server.
    pub(super) fn arrive(&mut self, from: (usize, u32, u64), ask: Ask, by: (u64, u32), order: u64) {
        let (device, boot, call) = from;
        let (token, app) = by;
        let last = self.last_arrival.entry(device).or_insert(0);
        let late = order < *last;
        *last = order.max(*last);
        if late {
            self.counts.fault(Fault::Reordered);
        }
        if !self.server.up {
            // Nobody listens at the port.
            self.schedule(20, Event::NoAnswer { device, boot, call });
            return;
        }
        let writes = matches!(ask, Ask::Push(..));
        if writes && self.rng.percent(12) {
            self.counts.fault(Fault::SlowWrite);
            let reserved = self.reserve();
            let wait = self.rng.between(1, 3_000);
            let life = self.life;
            self.schedule(wait, Event::Finish { device, boot, call, ask, token, app, life, reserved });
            return;
        }
        self.finish(from, &ask, by, &BTreeMap::new());
    }

    /// What a server would do that takes the counter before its slow part.
    fn reserve(&mut self) -> BTreeMap<NetworkId, i64> {
        let mut reserved = BTreeMap::new();
        if planted!(self.bugs, CounterFirst) {
            for (id, network) in &mut self.server.database.networks {
                reserved.insert(*id, network.seq);
                network.seq += 200;
            }
        }
        reserved
    }

    /// The server does its part and answers.
    pub(super) fn finish(
        &mut self,
        (device, boot, call): (usize, u32, u64),
        ask: &Ask,
        (token, app): (u64, u32),
        reserved: &BTreeMap<NetworkId, i64>,
    ) {
        let now = self.now;
        let before = self.positions();
        let mut above = BTreeMap::new();
        for (id, at) in reserved {
            if let Some(network) = self.server.database.networks.get_mut(id) {
                above.insert(*id, network.seq);
                network.seq = *at;
            }
        }
        let reply = self.server.serve(ask, token, app, now);
        for (id, at) in above {
            if let Some(network) = self.server.database.networks.get_mut(&id) {
                network.seq = at.max(network.seq);
            }
        }
        self.look_at_effects(&before);
        self.poke(&before);
        match (&reply, ask) {
            (Reply::Refused(error), _) => self.count_refusal(error.code, ask),
            (Reply::Live(_), _) => {
                if let Ok(account) = self.server.caller(token, app) {
                    // The device may have opened another since.
                    self.attached.insert(call, Attached { device, boot, account, token });
                    self.schedule(RECHECK, Event::Recheck { call });
                }
            }
            _ => {}
        }
        let restores = self.restore_next && matches!(reply, Reply::Pushed(_));
        // An answer may lie in a buffer while the server is restored behind it.
        let held_back = if restores { self.rng.between(1_000, 25_000) } else { 0 };
        self.reply(device, boot, call, reply, held_back);
        if restores {
            self.restore_next = false;
            self.restore(0);
            self.restart(100);
        }
    }

    fn count_refusal(&mut self, code: ApiCode, ask: &Ask) {
        match code {
            ApiCode::TooManyRequests => self.counts.fault(Fault::Busy),
            ApiCode::Unavailable => self.counts.fault(Fault::Unavailable),
            ApiCode::Internal if matches!(ask, Ask::Pull(_)) => self.counts.fault(Fault::Sick),
            _ => {}
        }
    }

    /// Sends an answer on its way.
    fn reply(&mut self, index: usize, boot: u32, call: u64, mut reply: Reply, held_back: i64) {
        let now = self.now;
        let (Some(line), Some(device)) = (self.lines.get_mut(index), self.devices.get_mut(index)) else {
            return;
        };
        let Some(wait) = line.answer(now, &mut device.rng, &mut self.counts) else {
            return;
        };
        if let Reply::Page { lines, view, .. } = &mut reply
            && !line.is_whole(&mut self.counts)
        {
            let left = device.rng.below(u64::try_from(lines.len()).unwrap_or(0));
            lines.truncate(usize::try_from(left).unwrap_or(0));
            lines.retain(|line| !matches!(line, PullLine::PageEnd { .. }));
            *view = None;
        }
        self.schedule(wait + held_back, Event::Answer { device: index, boot, call, reply });
    }

    /// Where each network is, and how many wishes had their effect there.
    pub(super) fn positions(&self) -> BTreeMap<NetworkId, (i64, usize)> {
        let networks = self.server.database.networks.iter();
        networks.map(|(id, network)| (*id, (network.seq, network.applied.len()))).collect()
    }

    /// Looks at the wishes that have just had their effect.
    fn look_at_effects(&mut self, before: &BTreeMap<NetworkId, (i64, usize)>) {
        let mut fresh: Vec<(NetworkId, MutationId, Vec<MutationId>)> = Vec::new();
        for (id, network) in &self.server.database.networks {
            let from = before.get(id).map_or(0, |(_, applied)| *applied);
            for (place, wish) in network.applied.iter().enumerate().skip(from) {
                fresh.push((*id, *wish, network.applied.iter().take(place).copied().collect()));
            }
        }
        self.nothing_is_overwritten();
        for (network, wish, earlier) in fresh {
            self.counts.applied += 1;
            if earlier.contains(&wish) {
                self.break_promise(Invariant::ExactlyOnce, format!("{} had its effect twice", wish.0));
            }
            if let Some(later) = self.ledger.overtaken(wish, &earlier) {
                let what = format!("{} had its effect after {}, which was made later", wish.0, later.0);
                self.break_promise(Invariant::LaneOrder, what);
            }
            let owner = self.ledger.wishes.get(&wish).and_then(|wish| self.devices.get(wish.device));
            if owner.is_some_and(|device| !self.server.may_write(device.owner, network)) {
                let what = format!("{} was applied for somebody who may not write", wish.0);
                self.break_promise(Invariant::RefusedShown, what);
            }
        }
    }

    /// No wish has changed a field without knowing what it said.
    fn nothing_is_overwritten(&mut self) {
        let overwritten =
            self.server.database.networks.values().find_map(|network| network.overwritten.first());
        if let Some((wish, version)) = overwritten.copied() {
            let what =
                format!("{} changed a field that said {}, which its person never saw", wish.0, version.0);
            self.break_promise(Invariant::NothingOverwritten, what);
        }
    }

    /// Tells every attached device of the networks that have moved.
    pub(super) fn poke(&mut self, before: &BTreeMap<NetworkId, (i64, usize)>) {
        let now = self.now;
        let moved: Vec<NetworkId> = self
            .positions()
            .into_iter()
            .filter(|(id, (seq, _))| before.get(id).is_none_or(|(was, _)| was < seq))
            .map(|(id, _)| id)
            .collect();
        let attached: Vec<Attached> = self.attached.values().copied().collect();
        for attached in attached {
            let seqs = self.server.seqs(attached.account);
            for network in &moved {
                let (Some(seq), Some(line), Some(device)) = (
                    seqs.get(network),
                    self.lines.get(attached.device),
                    self.devices.get_mut(attached.device),
                ) else {
                    continue;
                };
                if let Some(wait) = line.poke(now, &mut device.rng, &mut self.counts) {
                    let input = enishi_sync::machine::Input::Poked(*network, *seq);
                    self.schedule(wait, Event::Tell { device: attached.device, boot: attached.boot, input });
                }
            }
        }
    }

    /// Runs what an operator does, and tells the devices.
    pub(super) fn operate(&mut self, work: impl FnOnce(&mut Self)) {
        let before = self.positions();
        work(self);
        self.poke(&before);
    }

    /// Whether a live connection may stay.
    pub(super) fn recheck(&mut self, call: u64) {
        let Some(attached) = self.attached.get(&call).copied() else {
            return;
        };
        if self.server.caller(attached.token, u32::MAX).is_ok() {
            // Only while sessions can end in between; a quiet world needs no clock.
            if !self.healed {
                self.schedule(RECHECK, Event::Recheck { call });
            }
        } else {
            self.live_end(attached.device, call);
        }
    }

    /// A live connection ends, and the device notices.
    pub(super) fn live_end(&mut self, index: usize, call: u64) {
        self.attached.remove(&call);
        let Some(device) = self.devices.get_mut(index).filter(|device| device.live == Some(call)) else {
            return;
        };
        device.live = None;
        self.counts.fault(Fault::LiveCut);
        self.tell_soon(index, enishi_sync::machine::Input::LiveClosed);
    }

    /// Whether the account is in a network, by the server's word.
    pub(super) fn belongs(&self, account: AccountId, network: NetworkId) -> bool {
        scopes_of_account(&self.server.database, account, network).is_some_and(|scopes| !scopes.is_empty())
    }
}
