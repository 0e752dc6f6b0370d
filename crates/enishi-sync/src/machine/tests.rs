use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn network() -> NetworkId {
    NetworkId(Uuid::from_u128(1))
}

fn wish(id: u128) -> Queued {
    let lane = Uuid::from_u128(id % 3);
    Queued { id: MutationId(Uuid::from_u128(id)), network: network(), lane, parked: false }
}

fn started(queued: Vec<Queued>) -> Machine {
    let mut machine = Machine::new(1);
    machine.handle(Input::Started { networks: vec![network()], queued }, 0);
    machine
}

fn effects(machine: &mut Machine, now: i64) -> Vec<Effect> {
    std::iter::from_fn(|| machine.poll_effect(now)).collect()
}

#[test]
fn a_start_pushes_what_waits_and_pulls() {
    let mut machine = started(vec![wish(1)]);
    assert_eq!(effects(&mut machine, 0), [Effect::Push(vec![wish(1).id]), Effect::Pull(network())]);
}

#[test]
fn the_live_connection_opens_after_the_first_answer() {
    let mut machine = started(vec![]);
    assert_eq!(effects(&mut machine, 0), [Effect::Pull(network())]);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 5 }, 10);
    assert_eq!(effects(&mut machine, 10), [Effect::OpenLive]);
    assert_eq!(machine.line(), Line::Online);
}

#[test]
fn a_poke_below_the_cursor_costs_nothing() {
    let mut machine = started(vec![]);
    effects(&mut machine, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 5 }, 0);
    machine.handle(Input::LiveOpened, 0);
    effects(&mut machine, 0);
    machine.handle(Input::Poked(network(), 5), 1);
    assert_eq!(effects(&mut machine, 1), []);
    machine.handle(Input::Poked(network(), 6), 2);
    assert_eq!(effects(&mut machine, 2), [Effect::Pull(network())]);
}

#[test]
fn a_poke_during_a_pull_is_not_lost() {
    let mut machine = started(vec![]);
    effects(&mut machine, 0);
    machine.handle(Input::Poked(network(), 9), 1);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 5 }, 2);
    assert!(effects(&mut machine, 2).contains(&Effect::Pull(network())));
}

#[test]
fn a_lost_poke_costs_one_poll_interval() {
    let mut machine = started(vec![]);
    effects(&mut machine, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 5 }, 0);
    machine.handle(Input::LiveClosed, 1);
    effects(&mut machine, 1);
    let due = machine.poll_timeout(1).expect("a time");
    assert!(due <= POLL + 1);
}

#[test]
fn without_a_network_it_waits_and_a_resume_tries_at_once() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PushFailed(vec![wish(1).id], Failure::Network), 0);
    machine.handle(Input::PullFailed(network(), Failure::Network), 0);
    assert_eq!(machine.line(), Line::Offline);
    assert_eq!(effects(&mut machine, 1), []);
    assert!(machine.poll_timeout(1).is_some_and(|due| due > 1));
    machine.handle(Input::Resumed, 2);
    assert_eq!(effects(&mut machine, 2), [Effect::Push(vec![wish(1).id]), Effect::Pull(network())]);
}

#[test]
fn what_was_done_is_followed_by_a_pull_even_if_one_was_under_way() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 1 }, 1);
    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Applied)]), 2);
    assert!(effects(&mut machine, 2).contains(&Effect::Pull(network())));
}

#[test]
fn where_the_live_connection_is_forbidden_the_line_stays_online_and_polls_go_on() {
    let mut machine = started(vec![]);
    effects(&mut machine, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 1 }, 0);
    assert_eq!(effects(&mut machine, 0), [Effect::OpenLive]);
    machine.handle(Input::LiveClosed, 1);
    assert_eq!(machine.line(), Line::Online);
    assert_eq!(effects(&mut machine, 1), [], "it waits before the next try");
    machine.handle(Input::Queued(wish(1)), 2);
    assert_eq!(effects(&mut machine, 2), [Effect::Push(vec![wish(1).id])], "and holds nothing up");
}

#[test]
fn a_session_that_is_too_old_keeps_the_outbox_and_waits_for_the_person() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PullFailed(network(), Failure::Expired), 0);
    assert_eq!(effects(&mut machine, 0), [], "nothing is erased");
    assert_eq!(machine.line(), Line::Offline);
    machine.handle(Input::Resumed, 1);
    assert_eq!(effects(&mut machine, 1), [], "and nothing is tried in vain");
}

#[test]
fn passing_trouble_never_parks_a_wish() {
    let mut machine = started(vec![wish(1)]);
    let mut now = 0;
    for _ in 0..10 {
        effects(&mut machine, now);
        machine.handle(Input::PushFailed(vec![wish(1).id], Failure::Passing), now);
        now = machine.poll_timeout(now).expect("a time");
    }
    assert!(effects(&mut machine, now).contains(&Effect::Push(vec![wish(1).id])));
}

#[test]
fn an_ended_session_stops_everything() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PullFailed(network(), Failure::SignedOut), 0);
    assert_eq!(effects(&mut machine, 0), [Effect::EndSession]);
    machine.handle(Input::Resumed, 1);
    assert_eq!(effects(&mut machine, 1), []);
    assert_eq!(machine.poll_timeout(1), None);
}

#[test]
fn an_ended_membership_forgets_the_network_and_its_wishes() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PullFailed(network(), Failure::Gone), 0);
    assert_eq!(effects(&mut machine, 0), [Effect::Forget(network())]);
    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Rejected)]), 1);
    assert!(machine.is_idle(1));
}

#[test]
fn a_refused_wish_waits_for_the_person_and_goes_again_on_request() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 1 }, 0);
    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Rejected)]), 0);
    effects(&mut machine, 0);
    machine.handle(Input::Retried(wish(1).id), 5);
    assert_eq!(effects(&mut machine, 5), [Effect::Push(vec![wish(1).id])]);
}

#[test]
fn a_server_that_asks_for_patience_gets_it_although_something_else_succeeds() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PushFailed(vec![wish(1).id], Failure::Busy(60_000)), 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 1 }, 1);
    machine.handle(Input::LiveOpened, 1);
    assert_eq!(effects(&mut machine, 59_999), [], "an answer that was under way ends no patience");
    assert_eq!(machine.poll_timeout(2), Some(60_000));
    assert_eq!(effects(&mut machine, 60_000).first(), Some(&Effect::Push(vec![wish(1).id])));
}

#[test]
fn a_person_who_asks_to_sync_is_not_kept_waiting_by_a_busy_server() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::PushFailed(vec![wish(1).id], Failure::Busy(60_000)), 0);
    machine.handle(Input::Resumed, 1);
    assert!(effects(&mut machine, 1).contains(&Effect::Push(vec![wish(1).id])));
}

#[test]
fn a_wish_of_a_network_that_is_not_known_here_goes_and_is_refused_instead_of_waiting_for_ever() {
    let mut machine = Machine::new(1);
    machine.handle(Input::Started { networks: vec![], queued: vec![wish(1)] }, 0);
    assert_eq!(effects(&mut machine, 0), [Effect::Push(vec![wish(1).id])]);
    machine.handle(Input::PushFailed(vec![wish(1).id], Failure::Network), 0);
    let due = machine.poll_timeout(0).expect("it tries again by itself");
    assert_eq!(effects(&mut machine, due), [Effect::Push(vec![wish(1).id])]);
    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Rejected)]), due);
    assert_eq!(effects(&mut machine, due), [], "without a network there is nothing to listen to");
    assert_eq!(machine.poll_timeout(due), None);
}

#[test]
fn a_fault_of_one_network_holds_up_no_other() {
    let other = NetworkId(Uuid::from_u128(2));
    let mut machine = Machine::new(1);
    machine.handle(Input::Started { networks: vec![network(), other], queued: vec![] }, 0);
    let mut now = 0;
    let mut asked = 0;
    // For an hour one network answers and the other makes the server fail.
    while now < 3_600_000 {
        for effect in effects(&mut machine, now) {
            match effect {
                Effect::Pull(id) if id == network() => {
                    asked += 1;
                    machine.handle(Input::PullFailed(id, Failure::Fault), now);
                }
                Effect::Pull(id) => machine.handle(Input::Pulled { network: id, more: false, seq: 1 }, now),
                _ => {}
            }
        }
        now = machine.poll_timeout(now).expect("a time").max(now + 1);
        machine.handle(Input::Tick, now);
    }
    assert!((12..60).contains(&asked), "it is asked again with growing waits: {asked}");
    let wish = Queued { network: other, ..wish(1) };
    machine.handle(Input::Queued(wish.clone()), now);
    machine.handle(Input::PullFailed(network(), Failure::Fault), now);
    assert!(effects(&mut machine, now).contains(&Effect::Push(vec![wish.id])), "the other one goes at once");
}

#[test]
fn a_wish_that_is_put_off_for_no_time_at_all_is_no_busy_loop() {
    let mut machine = started(vec![wish(1)]);
    let (mut now, mut sent) = (0, 0);
    while now < 60_000 {
        while let Some(effect) = machine.poll_effect(now).filter(|_| sent < 1_000) {
            match effect {
                Effect::Push(_) => {
                    sent += 1;
                    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Retry(0))]), now);
                }
                Effect::Pull(id) => machine.handle(Input::Pulled { network: id, more: false, seq: 1 }, now),
                _ => {}
            }
        }
        now = machine.poll_timeout(now).expect("a time").max(now + 1);
    }
    assert!((2..=10).contains(&sent), "{sent} times in a minute");
}

#[test]
fn a_live_connection_that_is_replaced_and_does_not_open_again_leaves_a_short_poll_interval() {
    let mut machine = started(vec![]);
    effects(&mut machine, 0);
    machine.handle(Input::LiveOpened, 0);
    machine.handle(Input::Pulled { network: network(), more: false, seq: 5 }, 0);
    let other = NetworkId(Uuid::from_u128(2));
    machine.handle(Input::Joined(other), 1);
    effects(&mut machine, 1);
    machine.handle(Input::Pulled { network: other, more: false, seq: 1 }, 1);
    machine.handle(Input::LiveClosed, 2);
    effects(&mut machine, 2);
    machine.handle(Input::Tick, POLL + 1);
    assert!(effects(&mut machine, POLL + 1).contains(&Effect::Pull(network())));
}

/// What may happen to a device, drawn at random.
#[derive(Debug, Clone)]
enum Step {
    Wish,
    Answer { ok: bool },
    Wait(i64),
    Resume,
    Poke(i64),
    DropLive,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Wish),
        6 => any::<bool>().prop_map(|ok| Step::Answer { ok }),
        3 => (-5_000_i64..400_000).prop_map(Step::Wait),
        1 => Just(Step::Resume),
        2 => (0_i64..50).prop_map(Step::Poke),
        1 => Just(Step::DropLive),
    ]
}

fn answer(machine: &mut Machine, applied: &mut BTreeSet<MutationId>, effect: Effect, ok: bool, now: i64) {
    match effect {
        Effect::Pull(id) if ok => machine.handle(Input::Pulled { network: id, more: false, seq: 50 }, now),
        Effect::Pull(id) => machine.handle(Input::PullFailed(id, Failure::Network), now),
        Effect::Push(ids) if ok => {
            let fates = ids.iter().map(|id| (*id, Fate::Applied)).collect();
            applied.extend(ids);
            machine.handle(Input::Pushed(fates), now);
        }
        Effect::Push(ids) => machine.handle(Input::PushFailed(ids, Failure::Network), now),
        Effect::OpenLive => machine.handle(if ok { Input::LiveOpened } else { Input::LiveClosed }, now),
        Effect::Park(_) | Effect::EndSession | Effect::Forget(_) => {}
    }
}

proptest! {
    /// Whatever happened before: once the network is good again, everything is delivered exactly once
    /// and the machine comes to rest without a busy loop (I5, I34).
    #[test]
    fn after_any_history_the_outbox_drains_and_the_machine_rests(seed: u64, steps in prop::collection::vec(step(), 0..120)) {
        let mut machine = Machine::new(seed);
        let mut now = 0_i64;
        let mut made = 0_u128;
        let mut applied = BTreeSet::new();
        let mut flying: Vec<Effect> = Vec::new();
        machine.handle(Input::Started { networks: vec![network()], queued: vec![] }, now);

        for step in steps {
            match step {
                Step::Wish => {
                    made += 1;
                    machine.handle(Input::Queued(wish(made)), now);
                }
                Step::Answer { ok } => if !flying.is_empty() {
                    let effect = flying.remove(0);
                    answer(&mut machine, &mut applied, effect, ok, now);
                },
                Step::Wait(by) => {
                    now += by;
                    machine.handle(Input::Tick, now);
                }
                Step::Resume => machine.handle(Input::Resumed, now),
                Step::Poke(seq) => machine.handle(Input::Poked(network(), seq), now),
                Step::DropLive => machine.handle(Input::LiveClosed, now),
            }
            let drained = effects(&mut machine, now);
            prop_assert!(drained.len() < 10, "a busy loop: {drained:?}");
            flying.extend(drained);
        }

        let mut rounds = 0;
        loop {
            rounds += 1;
            prop_assert!(rounds < 1_000, "it never rests");
            flying.extend(effects(&mut machine, now));
            if flying.is_empty() {
                if machine.is_idle(now) && applied.len() == usize::try_from(made).unwrap() {
                    break;
                }
                let due = machine.poll_timeout(now);
                prop_assert!(due.is_some(), "it sleeps for ever with work left");
                now = due.unwrap().max(now + 1);
                machine.handle(Input::Tick, now);
                continue;
            }
            for effect in std::mem::take(&mut flying) {
                answer(&mut machine, &mut applied, effect, true, now);
            }
        }
    }
}

#[test]
fn a_wish_that_was_put_off_goes_at_once_when_the_person_asks_to_sync() {
    let mut machine = started(vec![wish(1)]);
    effects(&mut machine, 0);
    machine.handle(Input::Pushed(vec![(wish(1).id, Fate::Retry(60_000))]), 0);
    assert!(!effects(&mut machine, 1).contains(&Effect::Push(vec![wish(1).id])));
    machine.handle(Input::Resumed, 2);
    assert!(effects(&mut machine, 2).contains(&Effect::Push(vec![wish(1).id])));
}
