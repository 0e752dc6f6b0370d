//! Looks at every device after each contact, and at every request.

use super::World;
use crate::{
    counts::Fault,
    device::{disk::Place, outcomes::Answered},
    invariant::Invariant,
    ledger::Told,
    server::{
        network::{Key, View},
        push::rsvp_row,
    },
};
use enishi_sync::{
    machine::{Failure, Fate, Input},
    overlay::{self, PendingState},
};
use enishi_wire::{
    errors::ApiCode,
    events::{Answer, RsvpRow},
    ids::{MutationId, NetworkId},
    mutations::{Action, Mutation},
    sync::{PullLine, PushOutcome, PushResult},
};
use std::collections::BTreeMap;

/// Requests that a device may make at once.
const BURST: i64 = 60;
/// And then one in so many ms.
const REFILL: i64 = 4_000;

impl World {
    /// Pays for a request.
    pub(super) fn spend(&mut self, index: usize) {
        let now = self.now;
        let Some(budget) = self.budgets.get_mut(index) else {
            return;
        };
        let filled = (now - budget.filled_at) / REFILL;
        budget.requests = (budget.requests - filled).max(0) + 1;
        budget.filled_at += filled * REFILL;
        if budget.requests > BURST {
            self.break_promise(Invariant::NoStorm, format!("device {index} asks and asks"));
        }
    }

    /// Something happened to the device from outside: it may ask a few times for that.
    pub(super) fn stimulate(&mut self, index: usize) {
        if let Some(budget) = self.budgets.get_mut(index) {
            budget.requests -= 4;
        }
    }

    /// What the machine heard decides how long it must wait.
    pub(super) fn hear(&mut self, index: usize, input: &Input) {
        let now = self.now;
        let until = |ms: &u64| now.saturating_add(i64::try_from(*ms).unwrap_or(i64::MAX));
        match input {
            Input::PullFailed(_, Failure::Busy(ms)) | Input::PushFailed(_, Failure::Busy(ms)) => {
                self.patience.insert(index, until(ms));
            }
            Input::Pushed(fates) => {
                for (id, fate) in fates {
                    match fate {
                        Fate::Retry(ms) | Fate::Failed(ms) => drop(self.wish_patience.insert(*id, until(ms))),
                        Fate::Applied | Fate::Rejected => drop(self.wish_patience.remove(id)),
                    }
                }
            }
            // The person asks: what was put off goes too.
            Input::Resumed => self.lose_patience(index),
            Input::Retried(id) => drop(self.wish_patience.remove(id)),
            Input::Poked(..) | Input::Queued(_) | Input::Pulled { more: true, .. } | Input::LiveClosed => {
                self.stimulate(index);
            }
            _ => {}
        }
    }

    /// Nothing that a device was told to wait for counts any more.
    pub(super) fn lose_patience(&mut self, index: usize) {
        self.patience.remove(&index);
        self.wish_patience
            .retain(|id, _| self.ledger.wishes.get(id).is_some_and(|wish| wish.device != index));
    }

    /// Whether the device asks before it was told to.
    pub(super) fn asks_in_time(&mut self, index: usize, wishes: &[MutationId]) {
        let now = self.now;
        if self.patience.get(&index).is_some_and(|until| now < *until) {
            self.break_promise(
                Invariant::Patience,
                format!("device {index} asks a server that wants to be left alone"),
            );
        }
        let early = wishes.iter().find(|id| self.wish_patience.get(id).is_some_and(|until| now < *until));
        if let Some(id) = early {
            self.break_promise(Invariant::Patience, format!("{} goes before its time", id.0));
        }
    }

    pub(super) fn count_page(&mut self, lines: &[PullLine]) {
        self.counts.pages += 1;
        for line in lines {
            match line {
                PullLine::Row(_) => self.counts.rows += 1,
                PullLine::ScopeDrop { .. } => self.counts.fault(Fault::ScopeDropped),
                PullLine::Reset { .. } => self.counts.fault(Fault::Reset),
                PullLine::Unchanged { .. } => self.counts.fault(Fault::Unchanged),
                PullLine::ScopeOpen { .. } | PullLine::PageEnd { .. } | PullLine::Unknown => {}
            }
        }
    }

    /// Looks at a page that was stored: cursors forward, rows in order.
    pub(super) fn look_at_page(
        &mut self,
        index: usize,
        network: NetworkId,
        before: &Place,
        lines: &[PullLine],
    ) {
        let Some(place) = self.devices.get(index).and_then(|device| device.disk.places.get(&network)) else {
            return;
        };
        let mut broken = None;
        let erased = |line: &PullLine| matches!(line, PullLine::Reset { .. });
        if !lines.iter().any(erased) {
            for (scope, was) in &before.cursors {
                if place.cursors.get(scope).is_some_and(|is| is < was) {
                    let what = format!("device {index}: the cursor of {scope} goes back from {was}");
                    broken = Some((Invariant::CursorsForward, what));
                }
            }
        }
        let anew =
            lines.iter().any(|line| matches!(line, PullLine::ScopeOpen { .. } | PullLine::Reset { .. }));
        let back =
            before.rows.iter().find(|(key, was)| place.rows.get(*key).is_some_and(|is| is.seq < was.seq));
        if let (Some((key, was)), false) = (back, anew) {
            let what = format!("device {index}: {} {} goes back from {}", key.1, key.2, was.seq);
            broken = Some((Invariant::RowsForward, what));
        }
        let mut last = before.cursors.clone();
        for line in lines {
            match line {
                PullLine::ScopeOpen { scope, .. } => drop(last.remove(scope)),
                PullLine::Row(change) => {
                    let seq = last.insert(change.scope.clone(), change.seq);
                    if seq.is_some_and(|seq| change.seq <= seq) {
                        let what = format!("device {index}: {} of {} came late", change.seq, change.scope);
                        broken = Some((Invariant::PageInOrder, what));
                    }
                }
                _ => {}
            }
        }
        if let Some((invariant, what)) = broken {
            self.break_promise(invariant, what);
        }
    }

    /// Compares a device after a whole contact with what its owner might see at that `seq`.
    pub(super) fn compare(&mut self, index: usize, network: NetworkId, view: &View, seq: i64) {
        if self.rotten.contains(&(index, network)) {
            return;
        }
        self.counts.compared += 1;
        let Some(place) = self.devices.get(index).and_then(|device| device.disk.places.get(&network)) else {
            return;
        };
        // Rows of answers to pushes may be ahead of the page.
        let held = place.rows.iter().filter(|(_, row)| row.seq <= seq);
        let held: View = held.map(|(key, row)| (key.clone(), row.seq)).collect();
        let ahead = |key: &Key| {
            let removed = self.removed.get(&(index, network, key.clone()));
            place.rows.get(key).is_some_and(|row| row.seq > seq) || removed.is_some_and(|at| *at > seq)
        };
        let extra = held.iter().find(|(key, _)| !view.contains_key(*key));
        let wrong = view.iter().find(|(key, seq)| held.get(key) != Some(*seq) && !ahead(key));
        let broken = match (extra, wrong) {
            (Some((key, seq)), _) => Some((
                Invariant::OnlyOwnRows,
                format!(
                    "device {index} holds {} {} at {seq} in {}, which its owner may not see",
                    key.1, key.2, key.0
                ),
            )),
            (None, Some((key, seq))) => Some((
                Invariant::Equal,
                format!(
                    "device {index} holds {} {} in {} at {:?}; it is at {seq}",
                    key.1,
                    key.2,
                    key.0,
                    held.get(key)
                ),
            )),
            (None, None) => None,
        };
        if let Some((invariant, what)) = broken {
            self.break_promise(invariant, what);
        }
    }

    /// Writes into the ledger what the person is told of an answered push.
    pub(super) fn note_outcomes(&mut self, index: usize, asked: &[Mutation], outcomes: &[PushOutcome]) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        for PushOutcome { id, result } in outcomes {
            let network = asked.iter().find(|mutation| mutation.id == *id).map(|mutation| mutation.network);
            if let (Some(network), PushResult::Applied { rows }) = (network, result) {
                for change in rows.iter().filter(|change| change.body.is_none()) {
                    let key = (change.scope.clone(), change.kind.clone(), change.id);
                    self.removed.insert((index, network, key), change.seq);
                }
            }
        }
        let mut told = Vec::new();
        for PushOutcome { id, result } in outcomes {
            let Some(mutation) = asked.iter().find(|mutation| mutation.id == *id) else {
                continue;
            };
            let here = device.disk.outbox.iter().find(|pending| pending.mutation.id == *id);
            let state = here.map(|pending| pending.state);
            match (result, state) {
                (PushResult::Applied { .. }, None) => told.push((*id, Told::Done)),
                (PushResult::Rejected { .. }, None) if matches!(mutation.action, Action::MarkSeen { .. }) => {
                    told.push((*id, Told::Dropped));
                }
                (PushResult::Rejected { .. }, Some(PendingState::Failed(code))) => {
                    told.push((*id, Told::Refused(code)));
                }
                _ => {}
            }
        }
        for (id, told) in told {
            if let Told::Refused(code) = told {
                self.counts.fault(Fault::Refused);
                if code == ApiCode::ChangedMeanwhile {
                    self.counts.fault(Fault::ChangedMeanwhile);
                }
            }
            // What the person took back, or what went with its network, may have arrived all the same.
            let over = self
                .ledger
                .wishes
                .get(&id)
                .is_some_and(|wish| matches!(wish.told, Told::Dropped | Told::Gone));
            if !over {
                self.ledger.tell(id, told);
            }
        }
    }

    /// An answer to an invitation that was just confirmed still shows as it was wished.
    pub(super) fn does_not_flicker(
        &mut self,
        index: usize,
        epoch: &str,
        answered: &Answered,
        outcomes: &[PushOutcome],
    ) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let mut broken = None;
        for wish in &answered.applied {
            let Action::SetRsvp { event, answer } = &wish.action else {
                continue;
            };
            let rows = outcomes.iter().find(|outcome| outcome.id == wish.id).map(|outcome| &outcome.result);
            let place =
                device.disk.places.get(&wish.network).filter(|place| place.epoch.as_deref() == Some(epoch));
            let (Some(PushResult::Applied { rows }), Some(place)) = (rows, place) else {
                continue;
            };
            let row_id = rsvp_row(*event, place.member);
            let Some(row) = rows.iter().find(|row| row.kind == "rsvp" && row.id == row_id) else {
                continue;
            };
            // A scope that is not held yet shows nothing of it before its pull.
            let opened = place.opened.get(&row.scope).copied().unwrap_or(0);
            if place.cursors.get(&row.scope).is_none_or(|cursor| *cursor < opened) {
                continue;
            }
            let held = place.rows.get(&(row.scope.clone(), row.kind.clone(), row_id));
            let newer = held.is_some_and(|held| held.seq > row.seq);
            let said = held.and_then(|held| serde_json::from_value::<RsvpRow>(held.body.clone()).ok());
            let shown = overlay::my_answer(*event, said.map(|row| row.answer), &device.disk.outbox);
            let later = matches!(shown, Some((_, Some(_))));
            if !newer && !later && shown.map(|(answer, _)| answer) != Some(*answer) {
                broken = Some(format!(
                    "device {index} shows {:?} after {answer:?} was confirmed",
                    shown_answer(shown)
                ));
            }
        }
        if let Some(what) = broken {
            self.break_promise(Invariant::NoFlicker, what);
        }
    }

    /// Every wish of a device that is said to wait does wait, and every refusal is shown.
    pub(super) fn nothing_is_lost(&mut self, index: usize) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let outbox: BTreeMap<MutationId, PendingState> =
            device.disk.outbox.iter().map(|pending| (pending.mutation.id, pending.state)).collect();
        let lost = self.ledger.wishes.iter().find(|(id, wish)| {
            wish.device == index
                && match wish.told {
                    Told::Waiting | Told::Refused(_) => !outbox.contains_key(id),
                    Told::Unsure | Told::Done | Told::Dropped | Told::Gone => false,
                }
        });
        if let Some((id, wish)) = lost {
            let what = format!("{} of device {index} is {:?} and in no outbox", id.0, wish.told);
            self.break_promise(Invariant::NothingLost, what);
        }
    }
}

const fn shown_answer(shown: Option<(Answer, Option<PendingState>)>) -> Option<Answer> {
    match shown {
        Some((answer, _)) => Some(answer),
        None => None,
    }
}
