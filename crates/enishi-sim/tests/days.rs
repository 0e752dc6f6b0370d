//! A few simulated days; `cargo xtask sim` runs many.

use enishi_sim::{
    counts::{Counts, Fault},
    planted::Bugs,
    regressions,
    rng::Rng,
    step,
    world::run,
};

fn days(seeds: impl IntoIterator<Item = u64>) -> Counts {
    let mut counts = Counts::default();
    for seed in seeds {
        let outcome = run(seed, &step::draw(&mut Rng::new(seed)), Bugs::default());
        assert_eq!(outcome.broken, None, "seed {seed}");
        counts.add(&outcome.counts);
    }
    counts
}

#[test]
fn every_day_that_failed_once_keeps_every_promise() {
    days(regressions::seeds());
    for seed in regressions::seeds() {
        let steps = step::draw_first_kinds(&mut Rng::new(seed));
        assert_eq!(run(seed, &steps, Bugs::default()).broken, None, "seed {seed} as it was");
    }
}

#[test]
fn new_days_keep_every_promise_and_meet_the_common_faults() {
    let counts = days(1..=20);
    for fault in [Fault::Partition, Fault::AnswerLost, Fault::Crash, Fault::Restore, Fault::ScopeDropped] {
        assert!(counts.faults.contains_key(&fault), "{fault:?} was never met");
    }
}

#[test]
fn a_seed_decides_everything_that_happens() {
    let told = || {
        let outcome = run(17, &step::draw(&mut Rng::new(17)), Bugs::default());
        format!("{}", outcome.counts)
    };
    assert_eq!(told(), told());
}

#[test]
fn a_day_without_steps_comes_to_rest() {
    let outcome = run(1, &[], Bugs::default());
    assert_eq!(outcome.broken, None);
}
