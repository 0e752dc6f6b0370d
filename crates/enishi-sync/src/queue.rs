//! The order of the outbox: which wishes go next, and which are parked.
//!
//! Wishes of one lane (one event, one post, one entry) keep their order; lanes never wait for each
//! other (I6); a wish that fails the server three times is parked and everything behind it goes on (I7).

use crate::backoff::SHORTEST;
use enishi_wire::{
    ids::{MutationId, NetworkId},
    limits,
    mutations::Mutation,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How often a wish may make the server fail before it is parked.
pub const FAULTS_UNTIL_PARKED: u32 = 3;

/// How often a wish may make the server fail over it alone before it is parked, …
pub const FAILURES_UNTIL_PARKED: u32 = 5;

/// … and for how long at least, ms: a fault of the server may be mended meanwhile.
pub const FAILING_UNTIL_PARKED: i64 = 300_000;

/// After so many doublings the wait of a wish that is put off grows no more: 16 seconds, well inside the time in
/// which an outbox empties (I34).
const PUT_OFF_MOST: u32 = 4;

/// A wish as the queue knows it: no content, only what decides its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The wish.
    pub id: MutationId,
    /// Its network.
    pub network: NetworkId,
    /// What it must keep its order with.
    pub lane: Uuid,
    /// Whether it was refused and waits for the person.
    pub parked: bool,
}

impl Queued {
    /// A wish that was just made.
    pub fn new(mutation: &Mutation) -> Self {
        Self { id: mutation.id, network: mutation.network, lane: mutation.lane(), parked: false }
    }
}

#[derive(Debug, Clone)]
struct Entry {
    queued: Queued,
    faults: u32,
    /// How often in a row the server put it off.
    put_off: u32,
    /// How often the server failed over it alone, and since when.
    failures: u32,
    failing_since: Option<i64>,
    not_before: i64,
}

impl Entry {
    const fn new(queued: Queued) -> Self {
        Self { queued, faults: 0, put_off: 0, failures: 0, failing_since: None, not_before: i64::MIN }
    }
}

/// The wishes in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    entries: Vec<Entry>,
    #[cfg(feature = "planted")]
    pub(crate) bug: Option<crate::planted::Bug>,
}

impl Queue {
    /// Adds a wish at the end; one that is already there keeps its place.
    pub fn add(&mut self, queued: Queued) {
        if !self.entries.iter().any(|entry| entry.queued.id == queued.id) {
            self.entries.push(Entry::new(queued));
        }
    }

    /// Adds wishes in their order before everything else; one that is already there keeps its place.
    pub fn add_first(&mut self, queued: Vec<Queued>) {
        let mut first = Self::default();
        for queued in queued {
            if !self.entries.iter().any(|entry| entry.queued.id == queued.id) {
                first.add(queued);
            }
        }
        if planted!(self.bug, AgainBehind) {
            self.entries.append(&mut first.entries);
        } else {
            self.entries.splice(0..0, first.entries);
        }
    }

    /// The network of a wish that is in the queue.
    pub fn network_of(&self, id: MutationId) -> Option<NetworkId> {
        self.entries.iter().find(|entry| entry.queued.id == id).map(|entry| entry.queued.network)
    }

    /// Forgets a wish: it was answered or the person discarded it.
    pub fn remove(&mut self, id: MutationId) {
        self.entries.retain(|entry| entry.queued.id != id);
    }

    /// Forgets the wishes of a network that is gone.
    pub fn remove_network(&mut self, network: NetworkId) {
        self.entries.retain(|entry| entry.queued.network != network);
    }

    /// Parks a wish: it stays, shown with its reason, and nothing waits for it.
    pub fn park(&mut self, id: MutationId) {
        self.change(id, |entry| entry.queued.parked = true);
    }

    /// The person wants it tried again.
    pub fn unpark(&mut self, id: MutationId) {
        self.change(id, |entry| {
            *entry = Entry::new(Queued { parked: false, ..entry.queued.clone() });
        });
    }

    /// The server asked for patience with this wish, for so many ms. Each time in a row it waits longer than that
    /// at least, so that a server that asks for no time at all is not asked all the time.
    pub fn defer(&mut self, id: MutationId, now: i64, after: u64) {
        self.change(id, |entry| {
            let least = SHORTEST << entry.put_off.min(PUT_OFF_MOST);
            entry.put_off = entry.put_off.saturating_add(1);
            entry.not_before = now.saturating_add(i64::try_from(after.max(least)).unwrap_or(i64::MAX));
        });
    }

    /// The server took a push and failed over this wish, which shall come again after so many ms: after twice as many
    /// each time. Answers whether it is parked by it. Unlike [`Self::fault`] this is no suspicion, so others may travel
    /// with it; and the reason is one that an operator may mend, so it is given time.
    pub fn fail(&mut self, id: MutationId, now: i64, after: u64) -> bool {
        let mut parked = false;
        self.change(id, |entry| {
            let since = *entry.failing_since.get_or_insert(now);
            let wait = after.max(SHORTEST).saturating_mul(1 << entry.failures.min(PUT_OFF_MOST));
            entry.failures = entry.failures.saturating_add(1);
            entry.not_before = now.saturating_add(i64::try_from(wait).unwrap_or(i64::MAX));
            parked =
                entry.failures >= FAILURES_UNTIL_PARKED && now.saturating_sub(since) >= FAILING_UNTIL_PARKED;
            entry.queued.parked |= parked;
        });
        parked
    }

    /// The person asks for it now: what was put off, by this device or by the server, goes with the next push.
    pub fn lift(&mut self) {
        for entry in &mut self.entries {
            entry.put_off = 0;
            entry.not_before = i64::MIN;
        }
    }

    /// The server failed over a push with these wishes. Answers those that are parked by it.
    pub fn fault(&mut self, ids: &[MutationId]) -> Vec<MutationId> {
        let alone = ids.len() == 1;
        let mut parked = Vec::new();
        for id in ids {
            self.change(*id, |entry| {
                // In company nobody knows whose fault it was: suspects are then sent one by one.
                entry.faults = if alone { entry.faults.saturating_add(1) } else { entry.faults.max(1) };
                if entry.faults >= FAULTS_UNTIL_PARKED {
                    entry.queued.parked = true;
                    parked.push(entry.queued.id);
                }
            });
        }
        parked
    }

    /// The wishes to push now, in order. Empty when nothing may go.
    pub fn next_batch(&self, now: i64) -> Vec<MutationId> {
        let mut lanes = BTreeSet::new();
        let mut batch = Vec::new();
        for entry in &self.entries {
            if entry.queued.parked && !planted!(self.bug, ParkedBlocks) {
                continue;
            }
            let first_in_lane =
                lanes.insert((entry.queued.network, entry.queued.lane)) || planted!(self.bug, TwoOfALane);
            if !first_in_lane || entry.queued.parked || entry.not_before > now {
                continue;
            }
            if entry.faults > 0 {
                // A suspect travels alone.
                if batch.is_empty() {
                    return vec![entry.queued.id];
                }
                continue;
            }
            batch.push(entry.queued.id);
            if batch.len() == limits::PUSH {
                break;
            }
        }
        batch
    }

    /// When the next deferred wish may go, if any waits for a time.
    pub fn next_time(&self, now: i64) -> Option<i64> {
        self.entries
            .iter()
            .filter(|entry| !entry.queued.parked && entry.not_before > now)
            .map(|entry| entry.not_before)
            .min()
    }

    /// Whether a wish is in the queue and not parked.
    pub fn is_waiting(&self) -> bool {
        self.entries.iter().any(|entry| !entry.queued.parked)
    }

    fn change(&mut self, id: MutationId, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.queued.id == id) {
            change(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wish(id: u128, lane: u128) -> Queued {
        Queued {
            id: MutationId(Uuid::from_u128(id)),
            network: NetworkId(Uuid::nil()),
            lane: Uuid::from_u128(lane),
            parked: false,
        }
    }

    fn id(id: u128) -> MutationId {
        MutationId(Uuid::from_u128(id))
    }

    #[test]
    fn two_answers_to_one_event_never_travel_together() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        queue.add(wish(2, 7));
        queue.add(wish(3, 8));
        assert_eq!(queue.next_batch(0), [id(1), id(3)]);
        queue.remove(id(1));
        assert_eq!(queue.next_batch(0), [id(2), id(3)]);
    }

    #[test]
    fn a_parked_wish_blocks_nobody() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        queue.add(wish(2, 7));
        queue.park(id(1));
        assert_eq!(queue.next_batch(0), [id(2)]);
    }

    #[test]
    fn a_poison_wish_is_parked_after_three_faults_and_the_rest_goes_on() {
        let mut queue = Queue::default();
        queue.add(wish(1, 1));
        queue.add(wish(2, 2));
        assert_eq!(queue.fault(&queue.next_batch(0)), []);
        let mut parked = Vec::new();
        let mut delivered = Vec::new();
        for _ in 0..10 {
            let batch = queue.next_batch(0);
            if batch.contains(&id(1)) {
                parked.extend(queue.fault(&batch));
            } else {
                for done in batch {
                    delivered.push(done);
                    queue.remove(done);
                }
            }
        }
        assert_eq!(parked, [id(1)], "the poison is set aside");
        assert_eq!(delivered, [id(2)], "the innocent one arrives");
    }

    #[test]
    fn a_deferred_wish_holds_its_lane_until_its_time() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        queue.add(wish(2, 7));
        queue.defer(id(1), 0, 5_000);
        assert_eq!(queue.next_batch(4_999), []);
        assert_eq!(queue.next_time(4_999), Some(5_000));
        assert_eq!(queue.next_batch(5_000), [id(1)]);
    }

    #[test]
    fn a_wish_over_which_the_server_fails_for_minutes_is_parked_and_goes_again_on_request() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        queue.add(wish(2, 7));
        let (mut now, mut tries) = (0, 0);
        while !queue.fail(id(1), now, 30_000) {
            tries += 1;
            assert_eq!(queue.next_batch(now), [], "its lane waits for it");
            now = queue.next_time(now).unwrap();
            assert_eq!(queue.next_batch(now), [id(1)]);
        }
        assert_eq!((tries, now), (4, 450_000), "after 30 s, 1, 2 and 4 minutes");
        assert_eq!(queue.next_batch(now), [id(2)], "and then for nobody");
        queue.unpark(id(1));
        assert_eq!(queue.next_batch(now), [id(1)]);
        assert!(!queue.fail(id(1), now, 30_000), "and it has as many tries as before");
    }

    #[test]
    fn a_person_who_asks_again_and_again_parks_nothing_in_a_hurry() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        for now in 0..20 {
            assert!(!queue.fail(id(1), now, 30_000));
            queue.lift();
            assert_eq!(queue.next_batch(now), [id(1)]);
        }
        assert!(queue.fail(id(1), FAILING_UNTIL_PARKED, 30_000));
    }

    #[test]
    fn what_was_put_off_goes_at_once_when_the_person_asks_and_in_its_order() {
        let mut queue = Queue::default();
        queue.add(wish(1, 7));
        queue.add(wish(2, 7));
        queue.add(wish(3, 8));
        queue.defer(id(1), 0, 60_000);
        queue.defer(id(3), 0, 600_000);
        assert_eq!(queue.next_batch(1), []);
        queue.lift();
        assert_eq!(queue.next_batch(1), [id(1), id(3)]);
        assert_eq!(queue.next_time(1), None);
    }

    #[test]
    fn what_goes_again_goes_before_newer_wishes_of_its_lane_and_keeps_its_own_order() {
        let mut queue = Queue::default();
        queue.add(wish(3, 7));
        queue.add_first(vec![wish(1, 7), wish(2, 7)]);
        let mut left = Vec::new();
        while let [next] = queue.next_batch(0)[..] {
            left.push(next);
            queue.remove(next);
        }
        assert_eq!(left, [id(1), id(2), id(3)]);
    }

    proptest! {
        #[test]
        fn in_every_lane_wishes_leave_in_the_order_they_came(lanes in prop::collection::vec(0_u128..4, 1..40)) {
            let mut queue = Queue::default();
            for (position, lane) in (1_u128..).zip(&lanes) {
                queue.add(wish(position, *lane));
            }
            let mut left = Vec::new();
            while queue.is_waiting() {
                for id in queue.next_batch(0) {
                    queue.remove(id);
                    left.push(id);
                }
            }
            for lane in 0..4_u128 {
                let order: Vec<_> = left.iter().map(|id| id.0.as_u128())
                    .filter(|position| lanes[usize::try_from(*position - 1).unwrap()] == lane).collect();
                prop_assert!(order.is_sorted(), "lane {lane}: {order:?}");
            }
            prop_assert_eq!(left.len(), lanes.len());
        }
    }
}
