//! The life of a membership: active, quiet, withdrawn. Computed from reading and taking part and never from signing in;
//! docs/operating.md has the definition in words. Only numbers leave this module, and none that is about a few people.

use super::invitations::known;
use crate::{
    clock::DAY,
    db::{Database, life},
    failure::Failure,
};
use enishi_wire::{ids::NetworkId, members::MemberState};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many days without reading or taking part make a member quiet.
pub const QUIET_AFTER_DAYS: i64 = 90;
/// A number that is about fewer people than this is not told.
pub const SMALLEST: i64 = 5;

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// Asked and has not confirmed (or not been approved) yet.
    NotConfirmed,
    /// Has read or taken part within the last 90 days.
    Active,
    /// Is listed and has done neither for longer.
    Quiet,
    /// Pauses, is leaving, has left or was removed.
    Withdrawn,
}

impl Life {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NotConfirmed, Self::Active, Self::Quiet, Self::Withdrawn];
}

/// Where a member of this state stands whose last sign of life (reading, answering, saying something, confirming) is this.
/// Whole days count: the same member stands the same all day long.
pub fn life(state: MemberState, last_sign: Option<i64>, now: i64) -> Life {
    match state {
        MemberState::Invited | MemberState::Applied => Life::NotConfirmed,
        MemberState::Paused
        | MemberState::Leaving
        | MemberState::Left
        | MemberState::Removed
        | MemberState::Unknown => Life::Withdrawn,
        MemberState::Active => {
            let day = |at: i64| at.div_euclid(DAY);
            let quiet = last_sign.is_none_or(|at| day(now).saturating_sub(day(at)) > QUIET_AFTER_DAYS);
            if quiet { Life::Quiet } else { Life::Active }
        }
    }
}

/// The numbers of a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// When they were computed, ms UTC.
    pub as_of: i64,
    /// How many stand where; `None`: fewer than [`SMALLEST`], or another number could be computed from it.
    pub counts: BTreeMap<Life, Option<i64>>,
    /// The fewest people that a number is told of.
    pub smallest: i64,
    /// Days without a sign of life that make a member quiet.
    pub quiet_after_days: i64,
}

/// Counts the members of a network.
pub async fn counts(database: &Database, network: NetworkId, now: i64) -> Result<Counts, Failure> {
    known(database, network).await?;
    let mut snapshot = database.snapshot().await?;
    let signs = life::last_signs(&mut snapshot, network).await?;
    snapshot.rollback().await?;
    let mut exact: BTreeMap<Life, i64> = Life::ALL.into_iter().map(|life| (life, 0)).collect();
    for (state, last_sign) in signs {
        *exact.entry(life(state, last_sign, now)).or_default() += 1;
    }
    let counts = told(&exact);
    Ok(Counts { as_of: now, counts, smallest: SMALLEST, quiet_after_days: QUIET_AFTER_DAYS })
}

/// What may be told of numbers that add up to one that others may know: none below [`SMALLEST`], and never just one
/// withheld, which could be computed from the sum.
fn told(exact: &BTreeMap<Life, i64>) -> BTreeMap<Life, Option<i64>> {
    let small = |count: i64| (1..SMALLEST).contains(&count);
    let mut told: BTreeMap<Life, Option<i64>> =
        exact.iter().map(|(life, count)| (*life, Some(*count).filter(|count| !small(*count)))).collect();
    if told.values().filter(|count| count.is_none()).count() == 1 {
        let next = told.iter().filter_map(|(life, count)| count.map(|count| (count, *life)));
        let next = next.filter(|(count, _)| *count > 0).min().map(|(_, life)| life);
        if let Some(next) = next {
            told.insert(next, None);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * DAY + 7;

    #[test]
    fn who_read_or_took_part_within_ninety_days_is_active_and_then_quiet() {
        let active = |at| life(MemberState::Active, at, NOW);
        assert_eq!(active(Some(NOW)), Life::Active);
        assert_eq!(active(Some(NOW - 90 * DAY)), Life::Active);
        assert_eq!(active(Some(NOW - 91 * DAY)), Life::Quiet);
        assert_eq!(active(None), Life::Quiet, "a listed member of whom nothing was ever heard");
        assert_eq!(active(Some(NOW + 400 * DAY)), Life::Active, "a clock that was ahead");
        assert_eq!(life(MemberState::Active, Some(i64::MIN), i64::MAX), Life::Quiet);
    }

    #[test]
    fn the_day_decides_and_not_the_hour() {
        let (morning, night) = (1_000 * DAY, 1_001 * DAY - 1);
        let sign = Some(910 * DAY + 5);
        assert_eq!(life(MemberState::Active, sign, morning), life(MemberState::Active, sign, night));
    }

    #[test]
    fn who_pauses_leaves_or_was_removed_is_withdrawn_whatever_was_read() {
        for state in [MemberState::Paused, MemberState::Leaving, MemberState::Left, MemberState::Removed] {
            assert_eq!(life(state, Some(NOW), NOW), Life::Withdrawn);
        }
        assert_eq!(life(MemberState::Invited, None, NOW), Life::NotConfirmed);
    }

    #[test]
    fn no_number_about_a_few_is_told_nor_one_from_which_it_follows() {
        let numbers = |counts: [i64; 4]| {
            let exact = Life::ALL.into_iter().zip(counts).collect();
            told(&exact).into_values().collect::<Vec<_>>()
        };
        assert_eq!(numbers([0, 50, 20, 7]), [Some(0), Some(50), Some(20), Some(7)]);
        assert_eq!(numbers([0, 50, 20, 3]), [Some(0), Some(50), None, None]);
        assert_eq!(numbers([2, 50, 20, 3]), [None, Some(50), Some(20), None]);
        assert_eq!(numbers([0, 4, 0, 0]), [Some(0), None, Some(0), Some(0)]);
    }
}
