//! Runs simulated days: `enishi-sim --seeds N [--seed S] [--planted]`. Prints what happened in sum; for a day
//! that breaks a promise its seed, the shortest history that still breaks it, and how to see it again.

use enishi_sim::{
    counts::Counts,
    invariant::Violation,
    planted::Bugs,
    regressions,
    rng::Rng,
    shrink::shrink,
    step::{self, Step},
    world::{Outcome, run},
};
use std::{
    io::{self, Write},
    process::ExitCode,
};

const USAGE: &str = "usage: enishi-sim [--seeds N] [--seed S] [--planted]";
/// How many shorter histories are tried for one that fails.
const TRIES: u32 = 1_500;
/// The rarest planted bug shows within so many days; the others are caught long before.
const RARE: u64 = 2_500;
/// Seeds after which every fault must have been met.
const ENOUGH: u64 = 200;

struct Wanted {
    seeds: u64,
    seed: Option<u64>,
    planted: bool,
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let done = match wanted(std::env::args().skip(1)) {
        Some(wanted) if wanted.planted => planted(&mut out, wanted.seeds.max(RARE)),
        Some(wanted) => days(&mut out, &wanted),
        None => writeln!(out, "{USAGE}").map(|()| false),
    };
    if matches!(done, Ok(true)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn wanted(mut args: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted { seeds: 500, seed: None, planted: false };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seeds" => wanted.seeds = args.next()?.parse().ok()?,
            "--seed" => wanted.seed = Some(args.next()?.parse().ok()?),
            "--planted" => wanted.planted = true,
            _ => return None,
        }
    }
    Some(wanted)
}

fn day(seed: u64, bugs: Bugs) -> (Vec<Step>, Outcome) {
    let steps = step::draw(&mut Rng::new(seed));
    let outcome = run(seed, &steps, bugs);
    (steps, outcome)
}

/// Runs many days, or one; answers whether all promises were kept and every fault was met.
fn days(out: &mut impl Write, wanted: &Wanted) -> io::Result<bool> {
    let seeds: Vec<u64> = match wanted.seed {
        Some(seed) => vec![seed],
        None => regressions::seeds().into_iter().chain(1..=wanted.seeds).collect(),
    };
    let mut counts = Counts::default();
    // The days that failed before there were more kinds of step, as they were.
    for seed in regressions::seeds().into_iter().filter(|_| wanted.seed.is_none()) {
        let steps = step::draw_first_kinds(&mut Rng::new(seed));
        let outcome = run(seed, &steps, Bugs::default());
        if let Some(violation) = outcome.broken {
            tell(out, seed, &steps, &violation)?;
            return Ok(false);
        }
    }
    for seed in &seeds {
        let (steps, outcome) = day(*seed, Bugs::default());
        counts.add(&outcome.counts);
        if let Some(violation) = outcome.broken {
            tell(out, *seed, &steps, &violation)?;
            return Ok(false);
        }
    }
    writeln!(out, "{} days, every promise kept\n{counts}", seeds.len())?;
    let missing = counts.missing();
    if wanted.seed.is_none() && wanted.seeds >= ENOUGH && !missing.is_empty() {
        writeln!(out, "never met: {missing:?}: a fault that does not occur tests nothing")?;
        return Ok(false);
    }
    Ok(true)
}

fn tell(out: &mut impl Write, seed: u64, steps: &[Step], violation: &Violation) -> io::Result<()> {
    let same = |steps: &[Step]| {
        run(seed, steps, Bugs::default()).broken.is_some_and(|broken| broken.invariant == violation.invariant)
    };
    let least = shrink(steps, TRIES, same);
    writeln!(out, "seed {seed} breaks {violation}")?;
    writeln!(out, "{} of {} steps are enough:", least.len(), steps.len())?;
    for step in &least {
        writeln!(out, "  {step}")?;
    }
    if let Some(broken) = run(seed, &least, Bugs::default()).broken {
        writeln!(out, "with these alone: {broken}")?;
    }
    writeln!(out, "again: cargo xtask sim --seed {seed}")?;
    writeln!(out, "keep:  a line in crates/enishi-sim/regressions.txt")
}

#[cfg(not(feature = "planted"))]
fn planted(out: &mut impl Write, _seeds: u64) -> io::Result<bool> {
    writeln!(out, "this program was built without the feature `planted`")?;
    Ok(false)
}

/// Runs days with each planted bug until an invariant catches it; answers whether all were caught.
#[cfg(feature = "planted")]
fn planted(out: &mut impl Write, seeds: u64) -> io::Result<bool> {
    use enishi_sim::{invariant::Invariant, planted::Planted};
    use std::collections::BTreeSet;
    let (mut caught, mut missed, mut idle) = (0_u32, Vec::new(), BTreeSet::from(Invariant::ALL));
    for bug in Planted::all() {
        let bugs = Bugs { chosen: Some(bug) };
        let found = (1..=seeds).find_map(|seed| day(seed, bugs).1.broken.map(|broken| (seed, broken)));
        match found {
            Some((seed, broken)) => {
                caught += 1;
                idle.remove(&broken.invariant);
                writeln!(out, "{bug:?}: seed {seed}: {broken}")?;
            }
            None => missed.push(bug),
        }
    }
    writeln!(out, "{caught} planted bugs caught, {} not: {missed:?}", missed.len())?;
    if !idle.is_empty() {
        writeln!(out, "no planted bug breaks {idle:?}: a check that cannot fail is no check")?;
    }
    Ok(missed.is_empty() && idle.is_empty())
}
