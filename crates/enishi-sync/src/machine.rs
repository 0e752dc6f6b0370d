//! The sync machine of one account: what happened goes in, what to do comes out.
//!
//! At most one pull a network and one push are in flight. A failure of the network pauses everything
//! until a jittered time; a success of anything ends the pause. Losing the live connection costs at
//! most one poll interval (I35).

use crate::{
    backoff::Backoff,
    queue::{Queue, Queued},
};
use enishi_wire::ids::{MutationId, NetworkId};
use std::collections::BTreeMap;

/// Between two polls while the live connection is down, ms.
pub const POLL: i64 = 60_000;
/// Between two polls while it is up: only a net under the live connection, ms.
pub const POLL_LIVE: i64 = 600_000;

/// Why a request had no usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that no Enishi server gives: try again later.
    Network,
    /// The server answered that it has a fault.
    Fault,
    /// Trouble that no wish has caused: the server is starting or full, or this device is. Try again later.
    Passing,
    /// The server asks to wait this long, ms.
    Busy(u64),
    /// The session was ended: the account leaves this device.
    SignedOut,
    /// The session is too old: everything stays and waits until the person signs in again (I5).
    Expired,
    /// The server wants a newer app: nothing goes.
    TooOld,
    /// The account is no member of the network any more.
    Gone,
}

/// What became of one pushed wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Done or refused for good and shown; the queue forgets it or keeps it parked.
    Applied,
    /// Refused; stays parked until the person decides.
    Rejected,
    /// Again, not before this many ms.
    Retry(u64),
    /// The server failed over it; again, not before this many ms.
    Failed(u64),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The account was opened with these networks and this outbox, oldest wish first.
    Started {
        /// The networks.
        networks: Vec<NetworkId>,
        /// The outbox.
        queued: Vec<Queued>,
    },
    /// A network was joined.
    Joined(NetworkId),
    /// A network is gone from this device.
    Left(NetworkId),
    /// The person made a wish; it is stored.
    Queued(Queued),
    /// Another life of the server has forgotten these wishes, which were applied in an earlier one; they are in
    /// their order and go before everything that waits (I9).
    Again(Vec<Queued>),
    /// The person took a wish back.
    Discarded(MutationId),
    /// The person wants a parked wish tried again.
    Retried(MutationId),
    /// The app came to the front, the network came back, or the person asked to sync: try now.
    Resumed,
    /// The live connection stands.
    LiveOpened,
    /// The live connection is gone.
    LiveClosed,
    /// The server says that a network is at this `seq`.
    Poked(NetworkId, i64),
    /// A page was stored; `more` asks for another, `seq` is the highest cursor held now.
    Pulled {
        /// The network.
        network: NetworkId,
        /// Whether another page waits.
        more: bool,
        /// The highest cursor.
        seq: i64,
    },
    /// A pull had no usable answer.
    PullFailed(NetworkId, Failure),
    /// A push was answered and the answers are stored.
    Pushed(Vec<(MutationId, Fate)>),
    /// A push had no usable answer: whether it arrived is unknown (I4).
    PushFailed(Vec<MutationId>, Failure),
    /// Time has passed.
    Tick,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Fetch and store a page.
    Pull(NetworkId),
    /// Send these wishes and store the answers.
    Push(Vec<MutationId>),
    /// Open the live connection.
    OpenLive,
    /// Show these wishes as failed: the server failed over them again and again.
    Park(Vec<MutationId>),
    /// The session has ended: erase the account (I29).
    EndSession,
    /// The membership has ended: erase the network (I27).
    Forget(NetworkId),
}

/// How the line to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The last request was answered.
    Online,
    /// The first answer is awaited.
    Connecting,
    /// The last request was not answered.
    Offline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Live {
    Down,
    Opening,
    Up,
}

#[derive(Debug, Clone)]
struct Network {
    in_flight: bool,
    wanted: bool,
    seq: i64,
    /// When it was last heard of; polls count from there.
    heard_at: i64,
    /// A server that fails over one network is asked for that one later, and for the others as ever.
    resume_at: i64,
    backoff: Backoff,
}

impl Network {
    /// When it is pulled next if nothing else happens.
    fn due_at(&self, poll: i64) -> i64 {
        let at = if self.wanted { i64::MIN } else { self.heard_at.saturating_add(poll) };
        at.max(self.resume_at)
    }
}

/// The machine. Feed [`Machine::handle`], drain [`Machine::poll_effect`], sleep until
/// [`Machine::poll_timeout`], then feed [`Input::Tick`].
#[derive(Debug, Clone)]
pub struct Machine {
    networks: BTreeMap<NetworkId, Network>,
    queue: Queue,
    pushing: bool,
    live: Live,
    line: Line,
    resume_at: i64,
    /// The server asked to be left alone until then; no success of something else ends that.
    busy_until: i64,
    stopped: bool,
    backoff: Backoff,
    /// The live connection waits by itself: where a proxy forbids it, polls go on undisturbed.
    live_at: i64,
    live_backoff: Backoff,
    seed: u64,
    ready: Vec<Effect>,
    #[cfg(feature = "planted")]
    bug: Option<crate::planted::Bug>,
}

impl Machine {
    /// A machine that has not started; the seed spreads its retries.
    pub fn new(seed: u64) -> Self {
        Self {
            networks: BTreeMap::new(),
            queue: Queue::default(),
            pushing: false,
            live: Live::Down,
            line: Line::Connecting,
            resume_at: i64::MIN,
            busy_until: i64::MIN,
            stopped: false,
            backoff: Backoff::new(seed),
            live_at: i64::MIN,
            live_backoff: Backoff::new(seed.rotate_left(17)),
            seed,
            ready: Vec::new(),
            #[cfg(feature = "planted")]
            bug: None,
        }
    }

    /// A machine with a bug.
    #[cfg(feature = "planted")]
    pub fn planted(seed: u64, bug: crate::planted::Bug) -> Self {
        let mut machine = Self::new(seed);
        machine.bug = Some(bug);
        machine.queue.bug = Some(bug);
        machine.backoff.bug = Some(bug);
        machine
    }

    /// The line, for the banner.
    pub const fn line(&self) -> Line {
        self.line
    }

    /// Whether any network is kept in step.
    pub fn has_networks(&self) -> bool {
        !self.networks.is_empty()
    }

    /// Whether a wish waits to be sent; a parked one waits for the person.
    pub fn has_wishes(&self) -> bool {
        self.queue.is_waiting()
    }

    /// Whether everything that can be done now is done: nothing is in flight and nothing is due.
    pub fn is_idle(&self, now: i64) -> bool {
        let in_flight = self.pushing || self.networks.values().any(|network| network.in_flight);
        let paused = self.stopped || now < self.paused_until();
        let wanted = |network: &Network| network.wanted && now >= network.resume_at;
        let due = self.networks.values().any(wanted) || !self.queue.next_batch(now).is_empty();
        !in_flight && self.ready.is_empty() && (paused || !due)
    }

    /// Takes in what happened. `now` in ms of a clock that the runner never sets back (monotonic), so
    /// that a wall clock ten years off pauses nothing (I39).
    pub fn handle(&mut self, input: Input, now: i64) {
        match input {
            Input::Started { networks, queued } => {
                for network in networks {
                    self.join(network, now);
                }
                for queued in queued {
                    self.queue.add(queued);
                }
            }
            Input::Joined(network) => {
                if !self.networks.contains_key(&network) {
                    self.join(network, now);
                    // The live connection tells only of the networks it was opened with.
                    self.live = Live::Down;
                }
            }
            Input::Left(network) => {
                self.networks.remove(&network);
                self.queue.remove_network(network);
            }
            Input::Queued(queued) => self.queue.add(queued),
            Input::Again(queued) => self.queue.add_first(queued),
            Input::Discarded(id) => self.queue.remove(id),
            Input::Retried(id) => self.queue.unpark(id),
            Input::Resumed => {
                self.queue.lift();
                self.resume_at = i64::MIN;
                self.busy_until = i64::MIN;
                self.live_at = i64::MIN;
                self.backoff.succeed();
                for network in self.networks.values_mut() {
                    network.wanted = true;
                    network.resume_at = i64::MIN;
                    network.backoff.succeed();
                }
            }
            Input::LiveOpened => {
                self.live = Live::Up;
                self.live_backoff.succeed();
                self.succeeded();
            }
            Input::LiveClosed => {
                let was_up = self.live == Live::Up;
                self.live = Live::Down;
                if was_up {
                    // Whatever happened meanwhile is fetched when the next request succeeds.
                    for network in self.networks.values_mut() {
                        network.wanted = true;
                    }
                } else {
                    self.live_at = later(now, self.live_backoff.fail());
                }
            }
            Input::Poked(network, seq) => {
                if let Some(network) = self.networks.get_mut(&network) {
                    network.wanted |= seq > network.seq && !planted!(self.bug, PokeIgnored);
                }
            }
            Input::Pulled { network, more, seq } => {
                if let Some(network) = self.networks.get_mut(&network) {
                    network.in_flight = false;
                    network.wanted |= more;
                    network.seq = seq;
                    network.heard_at = now;
                    network.resume_at = i64::MIN;
                    network.backoff.succeed();
                }
                self.succeeded();
            }
            Input::PullFailed(id, failure) => {
                let for_all = failure != Failure::Fault || planted!(self.bug, FaultStopsAll);
                if let Some(network) = self.networks.get_mut(&id) {
                    network.in_flight = false;
                    network.wanted = true;
                    if !for_all {
                        network.resume_at = later(now, network.backoff.fail());
                    }
                }
                if failure == Failure::Gone && !planted!(self.bug, GoneIgnored) {
                    self.networks.remove(&id);
                    self.queue.remove_network(id);
                    self.ready.push(Effect::Forget(id));
                } else if for_all {
                    self.failed(failure, now);
                }
            }
            Input::Pushed(fates) => {
                self.pushing = false;
                for (id, fate) in fates {
                    match fate {
                        Fate::Applied => {
                            // A wish may open a scope (a confirmation does): its rows come by a pull.
                            let network = self.queue.network_of(id);
                            if let Some(network) = network.and_then(|id| self.networks.get_mut(&id)) {
                                network.wanted = true;
                            }
                            self.queue.remove(id);
                        }
                        Fate::Rejected => self.queue.park(id),
                        Fate::Retry(_) if planted!(self.bug, DeferForgotten) => {}
                        Fate::Retry(after) => self.queue.defer(id, now, after),
                        Fate::Failed(after) => {
                            if self.queue.fail(id, now, after) && !planted!(self.bug, FailedNeverParked) {
                                self.ready.push(Effect::Park(vec![id]));
                            }
                        }
                    }
                }
                self.succeeded();
            }
            Input::PushFailed(ids, failure) => {
                self.pushing = false;
                if planted!(self.bug, FailureForgets) {
                    ids.iter().for_each(|id| self.queue.remove(*id));
                }
                if failure == Failure::Fault && !planted!(self.bug, PoisonNeverParked) {
                    let parked = self.queue.fault(&ids);
                    if !parked.is_empty() {
                        self.ready.push(Effect::Park(parked));
                    }
                }
                self.failed(failure, now);
            }
            Input::Tick => {}
        }
    }

    /// The next thing to do now, or `None` when there is nothing until [`Self::poll_timeout`].
    pub fn poll_effect(&mut self, now: i64) -> Option<Effect> {
        if !self.ready.is_empty() {
            return Some(self.ready.remove(0));
        }
        if self.stopped || now < self.paused_until() {
            return None;
        }
        if !self.pushing {
            let batch = self.queue.next_batch(now);
            if !batch.is_empty() {
                self.pushing = true;
                return Some(Effect::Push(batch));
            }
        }
        let poll = self.poll();
        for (id, network) in &mut self.networks {
            if now >= network.due_at(poll) && !network.in_flight {
                network.in_flight = true;
                network.wanted = false;
                return Some(Effect::Pull(*id));
            }
        }
        // After a failure one request is the scout; the live connection follows its success.
        if self.wants_live() && now >= self.live_at {
            self.live = Live::Opening;
            return Some(Effect::OpenLive);
        }
        None
    }

    /// When to feed [`Input::Tick`], ms; `None` while only an input can change anything.
    pub fn poll_timeout(&self, now: i64) -> Option<i64> {
        if self.stopped || (self.networks.is_empty() && !self.queue.is_waiting()) {
            return None;
        }
        if now < self.paused_until() {
            return Some(self.paused_until());
        }
        let poll = self.poll();
        let waiting = self.networks.values().filter(|network| !network.in_flight);
        let polls = waiting.map(|network| network.due_at(poll));
        let live = self.wants_live().then_some(self.live_at);
        polls.chain(self.queue.next_time(now)).chain(live).min()
    }

    /// How long after the last news a network is asked for without any.
    fn poll(&self) -> i64 {
        match self.live {
            _ if planted!(self.bug, NoPoll) => i64::MAX,
            _ if planted!(self.bug, RarePolls) => POLL_LIVE,
            Live::Up => POLL_LIVE,
            Live::Down | Live::Opening => POLL,
        }
    }

    fn wants_live(&self) -> bool {
        self.live == Live::Down && self.line == Line::Online && !self.networks.is_empty()
    }

    fn paused_until(&self) -> i64 {
        self.resume_at.max(self.busy_until)
    }

    fn join(&mut self, network: NetworkId, now: i64) {
        let fresh = Network {
            in_flight: false,
            wanted: true,
            seq: 0,
            heard_at: now,
            resume_at: i64::MIN,
            backoff: Backoff::new(self.seed ^ network.0.as_u64_pair().0),
        };
        self.networks.entry(network).or_insert(fresh);
    }

    const fn succeeded(&mut self) {
        self.line = Line::Online;
        self.resume_at = i64::MIN;
        self.backoff.succeed();
    }

    fn failed(&mut self, failure: Failure, now: i64) {
        match failure {
            Failure::Network => {
                self.line = Line::Offline;
                self.resume_at = later(now, self.backoff.fail());
            }
            Failure::Fault | Failure::Passing => self.resume_at = later(now, self.backoff.fail()),
            Failure::Busy(_) if planted!(self.bug, BusyIgnored) => {}
            Failure::Busy(after) => {
                let wait = after.max(self.backoff.fail());
                self.busy_until = self.busy_until.max(later(now, wait));
            }
            Failure::SignedOut => {
                self.stopped = true;
                self.ready.push(Effect::EndSession);
            }
            Failure::Expired => {
                self.line = Line::Offline;
                self.stopped = true;
            }
            Failure::TooOld => self.stopped = true,
            // A whole membership never ends by a push or by the live connection.
            Failure::Gone => {}
        }
    }
}

fn later(now: i64, wait: u64) -> i64 {
    now.saturating_add(i64::try_from(wait).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
