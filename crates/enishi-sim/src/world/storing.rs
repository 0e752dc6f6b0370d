//! The devices' side of answers: what is stored, and what the machine and the person are told of it.

use super::{Event, World};
use crate::{
    counts::Fault,
    device::{Errand, Mode, crash::Crashed, disk::Place},
    invariant::Invariant,
    server::network::View,
    wire::{Ask, Reply},
};
use enishi_sync::machine::{Failure, Input};
use enishi_wire::{
    digest::{Comparison, DigestReply, DigestRequest, RowsDigest},
    errors::{ApiCode, ApiError},
    ids::NetworkId,
    mutations::Mutation,
    scopes::Scope,
    sign_in::Me,
    sync::{PullLine, PushOutcome},
};
use std::collections::{BTreeMap, BTreeSet};

/// Between two digests of a network, ms; a day in the real core.
const DIGEST_EVERY: i64 = 300_000;

impl World {
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
            (Errand::Push(asked), Reply::Pushed(reply)) => {
                self.store_answers(index, &asked, reply.epoch.as_deref().unwrap_or_default(), &reply.outcomes)
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

    /// The person will look at the device after a while.
    pub(super) fn attend_later(&mut self, index: usize) {
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
