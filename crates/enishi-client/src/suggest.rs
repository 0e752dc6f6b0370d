//! Who is suggested this week: a pure choice from what this device holds. Nothing is learned of anybody, and nobody is
//! ranked in the eyes of others: the same member sees the same person all week on every device.

use enishi_bridge::suggestions::Reason;
use enishi_wire::{ids::MemberId, profile::Purpose};
use sha2::{Digest, Sha256};
use std::{cmp::Reverse, collections::BTreeSet};

/// What of a person can be a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who.
    pub id: MemberId,
    /// Year of joining.
    pub joined_year: Option<i32>,
    /// The last place inside; may be empty.
    pub department: String,
    /// What the person can do.
    pub skills: BTreeSet<String>,
    /// 「相談に乗れます」.
    pub can_help: BTreeSet<String>,
    /// 「探しています」.
    pub looking_for: BTreeSet<String>,
    /// What the person is here for.
    pub purposes: BTreeSet<Purpose>,
    /// Where the person lives.
    pub prefecture: Option<u8>,
}

/// Everything that the two have in common, the best reason first.
pub fn reasons(me: &Facts, other: &Facts) -> Vec<Reason> {
    let helps = me.looking_for.intersection(&other.can_help).map(|tag| Reason::CanHelp(tag.clone()));
    let skills = me.skills.intersection(&other.skills).map(|tag| Reason::SameSkill(tag.clone()));
    let department = (!me.department.is_empty() && me.department == other.department)
        .then(|| Reason::SameDepartment(me.department.clone()));
    let year = me.joined_year.filter(|year| other.joined_year == Some(*year)).map(Reason::SameYear);
    let purposes =
        me.purposes.intersection(&other.purposes).map(|purpose| Reason::SamePurpose(purpose.clone()));
    let prefecture = me.prefecture.filter(|code| other.prefecture == Some(*code)).map(Reason::SamePrefecture);
    helps
        .take(1)
        .chain(skills.take(1))
        .chain(department)
        .chain(year)
        .chain(purposes.take(1))
        .chain(prefecture)
        .collect()
}

/// The person of a week among these, whatever their order: somebody with whom there is more than one thing in common
/// where there is one, and of those the one that the week brings. `None`: nobody has anything in common with me.
pub fn choose<'a>(
    me: &Facts,
    others: impl IntoIterator<Item = &'a Facts>,
    excluded: &BTreeSet<MemberId>,
    week: i64,
) -> Option<MemberId> {
    others
        .into_iter()
        .filter(|other| other.id != me.id && !excluded.contains(&other.id))
        .filter_map(|other| {
            let common = reasons(me, other).len();
            (common > 0).then(|| ((Reverse(common.min(2)), lot(me.id, other.id, week)), other.id))
        })
        .min_by(|(one, _), (other, _)| one.cmp(other))
        .map(|(_, id)| id)
}

fn lot(me: MemberId, other: MemberId, week: i64) -> [u8; 32] {
    let hash = Sha256::new().chain_update(me.0).chain_update(other.0).chain_update(week.to_be_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn words() -> impl Strategy<Value = BTreeSet<String>> {
        prop::collection::btree_set("[a-d]", 0..3)
    }

    prop_compose! {
        fn facts()(
            id in 1_u128..40, year in prop::option::of(2000_i32..2005), department in "[ab]{0,1}",
            skills in words(), can_help in words(), looking_for in words(), prefecture in prop::option::of(1_u8..4),
        ) -> Facts {
            Facts {
                id: MemberId(Uuid::from_u128(id)), joined_year: year, department, skills, can_help, looking_for,
                purposes: BTreeSet::from([Purpose::Help]), prefecture,
            }
        }
    }

    fn excluded() -> impl Strategy<Value = BTreeSet<MemberId>> {
        prop::collection::btree_set((1_u128..40).prop_map(|id| MemberId(Uuid::from_u128(id))), 0..20)
    }

    /// One of each id.
    fn distinct(others: Vec<Facts>) -> Vec<Facts> {
        let mut known = BTreeSet::new();
        others.into_iter().filter(|other| known.insert(other.id)).collect()
    }

    proptest! {
        #[test]
        fn nobody_is_chosen_who_is_excluded_or_oneself_or_has_nothing_in_common(
            me in facts(), others in prop::collection::vec(facts(), 0..30), excluded in excluded(), week in 0_i64..5_000,
        ) {
            let others = distinct(others);
            let chosen = choose(&me, &others, &excluded, week);
            let can_be = |other: &Facts| {
                other.id != me.id && !excluded.contains(&other.id) && !reasons(&me, other).is_empty()
            };
            match chosen {
                Some(id) => prop_assert!(others.iter().any(|other| other.id == id && can_be(other))),
                None => prop_assert!(!others.iter().any(can_be)),
            }
        }

        #[test]
        fn the_order_in_which_people_come_does_not_matter(
            me in facts(), others in prop::collection::vec(facts(), 0..30), excluded in excluded(), week in 0_i64..5_000,
        ) {
            let others = distinct(others);
            let mut turned = others.clone();
            turned.reverse();
            prop_assert_eq!(choose(&me, &others, &excluded, week), choose(&me, &turned, &excluded, week));
        }

        #[test]
        fn week_after_week_nobody_comes_twice_and_everybody_comes_once(
            me in facts(), others in prop::collection::vec(facts(), 0..30),
        ) {
            let others = distinct(others);
            let mut suggested = BTreeSet::new();
            for week in 0..40 {
                if let Some(id) = choose(&me, &others, &suggested, week) {
                    prop_assert!(suggested.insert(id), "a second time");
                }
            }
            let in_common = others.iter().filter(|other| other.id != me.id && !reasons(&me, other).is_empty());
            prop_assert_eq!(suggested.len(), in_common.count());
        }

        #[test]
        fn somebody_with_more_in_common_comes_before_the_others(
            me in facts(), others in prop::collection::vec(facts(), 0..30), week in 0_i64..5_000,
        ) {
            let others = distinct(others);
            let common = |id| others.iter().find(|other| other.id == id).map_or(0, |other| reasons(&me, other).len());
            let most = others.iter().filter(|other| other.id != me.id).map(|other| reasons(&me, other).len()).max();
            if let Some(id) = choose(&me, &others, &BTreeSet::new(), week) {
                prop_assert!(common(id) >= most.unwrap_or(0).min(2));
            }
        }
    }

    #[test]
    fn the_best_reason_is_told_first() {
        let me = Facts {
            id: MemberId(Uuid::from_u128(1)),
            joined_year: Some(2008),
            department: "営業部".to_owned(),
            skills: BTreeSet::new(),
            can_help: BTreeSet::new(),
            looking_for: BTreeSet::from(["確定申告".to_owned()]),
            purposes: BTreeSet::new(),
            prefecture: Some(26),
        };
        let other = Facts {
            id: MemberId(Uuid::from_u128(2)),
            can_help: me.looking_for.clone(),
            looking_for: BTreeSet::new(),
            ..me.clone()
        };
        assert_eq!(
            reasons(&me, &other),
            [
                Reason::CanHelp("確定申告".to_owned()),
                Reason::SameDepartment("営業部".to_owned()),
                Reason::SameYear(2008),
                Reason::SamePrefecture(26),
            ]
        );
    }
}
