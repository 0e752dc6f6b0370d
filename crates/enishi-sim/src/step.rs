//! The steps of a day: what people, machines and operators do, drawn from the seed.

use crate::rng::Rng;
use std::fmt;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A person answers an event.
    Rsvp,
    /// A person publishes a post.
    Post,
    /// A person edits a post, often for another audience.
    EditPost,
    /// A person takes a post back.
    RemovePost,
    /// A person announces an event.
    Announce,
    /// A person calls an event off.
    CancelEvent,
    /// A person hides another.
    Hide,
    /// A person shows another again.
    Show,
    /// A person has seen things.
    Seen,
    /// A person corrects the own entry.
    Entry,
    /// A wish over which the server fails.
    Poison,
    /// A person takes a wish back.
    Discard,
    /// A person tries a parked wish again.
    Retry,
    /// The app comes to the front.
    Resume,
    /// The device dies at one of its next steps.
    Crash,
    /// The device dies and its database with it.
    LoseDatabase,
    /// A row on a device is damaged.
    Rot,
    /// The wall clock jumps.
    Clock,
    /// The app is closed for a while.
    Close,
    /// No message passes.
    Partition,
    /// Requests pass, answers do not.
    OneWay,
    /// Messages are lost.
    Loss,
    /// Messages are late and overtake each other.
    Slow,
    /// Requests come twice.
    Twice,
    /// The next answer is lost.
    LoseAnswer,
    /// The next page is cut.
    Cut,
    /// The live connection ends.
    LiveCut,
    /// A proxy forbids live connections.
    NoLive,
    /// Pokes are lost.
    LosePokes,
    /// The server restarts.
    Restart,
    /// The operator makes a backup.
    Backup,
    /// The operator restores a backup.
    Restore,
    /// The server asks for patience.
    Busy,
    /// The server is starting or full.
    Unavailable,
    /// The server answers wishes with `retry`.
    Hesitate,
    /// Pulls of a network make the server fail.
    Sick,
    /// The server wants a newer app.
    TooOld,
    /// Old tombstones are pruned.
    Prune,
    /// A person joins a network.
    Join,
    /// A membership is removed, paused or active again.
    State,
    /// A member changes sides.
    Class,
    /// A duty is given or taken.
    Duty,
    /// A session is ended from another device.
    EndSession,
    /// A person sets a field of the own profile, or takes it away.
    Field,
    /// A wish over which the server fails by itself while it answers the others.
    Faulty,
}

/// How often each is drawn.
const WEIGHTS: [(What, u64); 43] = [
    (What::Rsvp, 40),
    (What::Post, 24),
    (What::EditPost, 16),
    (What::RemovePost, 10),
    (What::Announce, 14),
    (What::CancelEvent, 4),
    (What::Hide, 8),
    (What::Show, 8),
    (What::Seen, 10),
    (What::Entry, 10),
    (What::Poison, 2),
    (What::Discard, 4),
    (What::Retry, 4),
    (What::Resume, 8),
    (What::Crash, 24),
    (What::LoseDatabase, 2),
    (What::Rot, 2),
    (What::Clock, 4),
    (What::Close, 4),
    (What::Partition, 14),
    (What::OneWay, 6),
    (What::Loss, 10),
    (What::Slow, 10),
    (What::Twice, 8),
    (What::LoseAnswer, 14),
    (What::Cut, 8),
    (What::LiveCut, 8),
    (What::NoLive, 4),
    (What::LosePokes, 6),
    (What::Restart, 6),
    (What::Backup, 10),
    (What::Restore, 5),
    (What::Busy, 4),
    (What::Unavailable, 4),
    (What::Hesitate, 4),
    (What::Sick, 4),
    (What::TooOld, 1),
    (What::Prune, 8),
    (What::Join, 6),
    (What::State, 8),
    (What::Class, 8),
    (What::Duty, 10),
    (What::EndSession, 1),
];

/// One step, complete in itself: leaving out another changes nothing of what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When, ms after the beginning.
    pub at: i64,
    /// What happens.
    pub what: What,
    /// Decides to whom and how.
    pub pick: u64,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>9} ms  {:?} {:016x}", self.at, self.what, self.pick)
    }
}

/// Draws a day.
pub fn draw(rng: &mut Rng) -> Vec<Step> {
    let mut later = rng.fork(LATER);
    let mut steps = draw_first_kinds(rng);
    let end = steps.last().map_or(0, |step| step.at);
    for _ in 0..later.below(14) {
        let at = later.between(0, end);
        let second = at.saturating_add(later.between(0, 4_000));
        // Often on two devices at once: only then do they meet.
        for at in [at, second].into_iter().take(if later.percent(50) { 2 } else { 1 }) {
            steps.push(Step { at, what: What::Field, pick: later.draw() });
        }
    }
    if later.percent(15) {
        steps.push(Step { at: later.between(0, end), what: What::Faulty, pick: later.draw() });
    }
    steps.sort_by_key(|step| step.at);
    steps
}

/// The stream of the kinds of step that came later.
const LATER: u64 = 7;

/// Draws a day of the first kinds of step: days that failed before there were others stay what they were.
pub fn draw_first_kinds(rng: &mut Rng) -> Vec<Step> {
    let number = 30 + rng.below(90);
    let mut at = 0;
    (0..number)
        .map(|_| {
            // Mostly close together, so that things meet each other; at times a pause.
            at += match rng.below(20) {
                0..=9 => rng.between(0, 1_500),
                10..=16 => rng.between(0, 12_000),
                17..=18 => rng.between(0, 60_000),
                _ => rng.between(0, 600_000),
            };
            Step { at, what: draw_what(rng), pick: rng.draw() }
        })
        .collect()
}

fn draw_what(rng: &mut Rng) -> What {
    let all: u64 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    let mut place = rng.below(all);
    for (what, weight) in WEIGHTS {
        if place < weight {
            return what;
        }
        place -= weight;
    }
    What::Resume
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_day_twice() {
        assert_eq!(draw(&mut Rng::new(5)), draw(&mut Rng::new(5)));
        assert_ne!(draw(&mut Rng::new(5)), draw(&mut Rng::new(6)));
    }

    #[test]
    fn everything_is_drawn_sooner_or_later() {
        let days: Vec<Step> = (0..200).flat_map(|seed| draw(&mut Rng::new(seed))).collect();
        for (what, _) in WEIGHTS {
            assert!(days.iter().any(|step| step.what == what), "{what:?} was never drawn");
        }
        for what in [What::Field, What::Faulty] {
            assert!(days.iter().any(|step| step.what == what), "{what:?} was never drawn");
        }
    }

    #[test]
    fn kinds_of_step_that_came_later_change_nothing_of_the_others() {
        for seed in 0..50 {
            let mut steps = draw(&mut Rng::new(seed));
            steps.retain(|step| !matches!(step.what, What::Field | What::Faulty));
            assert_eq!(steps, draw_first_kinds(&mut Rng::new(seed)));
        }
    }
}
