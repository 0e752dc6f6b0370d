use super::*;
use crate::directory::people::STILL_THERE;
use proptest::prelude::*;

const NOW: i32 = 2026 * 12 + 10;
const ANY: Within = Within { joined: 0, left: 0, now: NOW };

fn code(text: &str) -> u32 {
    super::super::terms::month((!text.is_empty()).then(|| text.parse().unwrap()))
}

fn stay(place: &str, department: &str, from: &str, to: &str) -> Stay<String> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Stay { place: text(place), department: text(department), from: code(from), to: code(to) }
}

/// Where, from and until which month.
fn said(found: &[Together<String>]) -> Vec<(String, String, String)> {
    let month = |month: i32| format!("{}-{:02}", month / 12, month % 12 + 1);
    let place = |one: &Together<String>| one.place.clone().or_else(|| one.department.clone()).unwrap();
    found.iter().map(|one| (place(one), month(one.first), month(one.last))).collect()
}

fn of(one: Stay<String>, other: Stay<String>) -> Vec<(String, String, String)> {
    said(&together((&[one], ANY), (&[other], ANY)))
}

#[test]
fn what_is_certain_is_said_and_nothing_else() {
    let none: Vec<(String, String, String)> = Vec::new();
    let osaka = |from, to| stay("大阪支社", "", from, to);
    let at = |from: &str, to: &str| vec![("大阪支社".to_owned(), from.to_owned(), to.to_owned())];
    assert_eq!(of(osaka("2014", "2018"), osaka("2012", "2016")), at("2014-01", "2016-12"));
    assert_eq!(of(osaka("2014-04", "2018-03"), osaka("2016-10", "2020-03")), at("2016-10", "2018-03"));
    assert_eq!(
        of(osaka("2014-04", "2016-03"), osaka("2016-03", "2018-03")),
        at("2016-03", "2016-03"),
        "one month"
    );
    assert_eq!(of(osaka("2014", "2016"), osaka("2016", "2018")), none, "both in 2016, perhaps not at once");
    assert_eq!(of(osaka("2014-04", "2016-03"), osaka("2016-04", "2018-03")), none, "one after the other");
    assert_eq!(of(osaka("2014", "2014"), osaka("2014", "2014")), none);
    assert_eq!(of(osaka("2018", "2014"), osaka("2012", "2016")), at("2014-01", "2016-12"), "turned around");
    assert_eq!(of(osaka("", ""), osaka("2012", "2016")), none, "no time at all");
    assert_eq!(of(osaka("2014", "2018"), stay("福岡支社", "", "2012", "2016")), none);
}

#[test]
fn the_same_department_elsewhere_is_another_one() {
    let sales = |place, from, to| stay(place, "営業部", from, to);
    assert_eq!(of(sales("大阪支社", "2014", "2018"), sales("福岡支社", "2014", "2018")), []);
    let together = of(sales("大阪支社", "2014", "2018"), sales("", "2016", "2020"));
    assert_eq!(together, [("営業部".to_owned(), "2016-01".to_owned(), "2018-12".to_owned())]);
}

#[test]
fn an_open_end_is_closed_by_the_years_inside_or_by_now() {
    let open = stay("大阪支社", "", "2014-04", "");
    let whole = stay("大阪支社", "", "2010", "2026-11");
    let last = |left| {
        let within = Within { joined: 2010, left, now: NOW };
        said(&together((std::slice::from_ref(&open), within), (std::slice::from_ref(&whole), ANY)))
            .first()
            .map(|(_, _, last)| last.clone())
    };
    assert_eq!(last(2019).as_deref(), Some("2019-12"));
    assert_eq!(last(STILL_THERE).as_deref(), Some("2026-11"));
    assert_eq!(last(0).as_deref(), Some("2014-04"), "nobody knows when it ended");
    assert_eq!(last(2012).as_deref(), Some("2014-04"), "a year that cannot be");
}

#[test]
fn times_that_touch_are_one_and_a_gap_parts_them() {
    let mine = [
        stay("大阪支社", "", "2010-04", "2012-03"),
        stay("大阪支社", "", "2012-04", "2014-03"),
        stay("大阪支社", "", "2018-04", "2019-03"),
    ];
    let theirs = [stay("大阪支社", "", "2009", "2021")];
    let found = together((&mine, ANY), (&theirs, ANY));
    let at = |from: &str, to: &str| ("大阪支社".to_owned(), from.to_owned(), to.to_owned());
    assert_eq!(said(&found), [at("2010-04", "2014-03"), at("2018-04", "2019-03")], "the longest first");
    assert_eq!(months(&found), 60);
}

#[test]
fn a_department_of_an_entry_names_a_place_too() {
    assert_eq!(named("大阪支社 営業部"), [(Some("大阪支社"), Some("営業部"))]);
    assert_eq!(named("営業部"), [(Some("営業部"), None), (None, Some("営業部"))]);
    assert_eq!(named(" "), []);
}

fn months_of() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        (2000_u16..2020).prop_map(|year| year.to_string()),
        (2000_u16..2020, 1_u8..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
    ]
}

fn stays() -> impl Strategy<Value = Vec<Stay<String>>> {
    let one = ("[大福]?", "[営総]?", months_of(), months_of())
        .prop_map(|(place, department, from, to)| stay(&place, &department, &from, &to));
    prop::collection::vec(one, 0..4)
}

fn within() -> impl Strategy<Value = Within> {
    let year = || prop_oneof![Just(0_u16), 2000_u16..2020];
    (year(), prop_oneof![year(), Just(STILL_THERE)]).prop_map(|(joined, left)| Within {
        joined,
        left,
        now: NOW,
    })
}

proptest! {
    #[test]
    fn both_are_told_the_same(mine in stays(), theirs in stays(), one in within(), other in within()) {
        let found = together((&mine, one), (&theirs, other));
        let mut turned = together((&theirs, other), (&mine, one));
        prop_assert_eq!(months(&found), months(&turned));
        turned.sort_by_key(|one| (one.first, one.last, one.place.clone(), one.department.clone()));
        let mut found = found;
        found.sort_by_key(|one| (one.first, one.last, one.place.clone(), one.department.clone()));
        prop_assert_eq!(found, turned);
    }

    #[test]
    fn ends_that_are_turned_around_mean_the_same(mine in stays(), theirs in stays()) {
        let turned: Vec<Stay<String>> = mine
            .iter()
            .cloned()
            .map(|stay| if stay.from > 0 && stay.to > 0 { Stay { from: stay.to, to: stay.from, ..stay } } else { stay })
            .collect();
        let (one, other) = (together((&mine, ANY), (&theirs, ANY)), together((&turned, ANY), (&theirs, ANY)));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn nobody_was_together_outside_of_the_time_of_either(mine in stays(), theirs in stays()) {
        let ends = |stays: &[Stay<String>]| {
            let all = stays.iter().flat_map(|stay| [end(stay.from), end(stay.to)]).flatten();
            all.fold((i32::MAX, i32::MIN), |(first, last), end| (first.min(end.0), last.max(end.1)))
        };
        let (own, other) = (ends(&mine), ends(&theirs));
        for one in together((&mine, ANY), (&theirs, ANY)) {
            prop_assert!(one.first <= one.last);
            prop_assert!(one.first >= own.0.max(other.0) && one.last <= own.1.min(other.1));
        }
    }

    #[test]
    fn who_is_compared_with_oneself_was_there_in_every_certain_month(mine in stays()) {
        let found = together((&mine, ANY), (&mine, ANY));
        for stay in mine.iter().filter(|stay| stay.place.is_some() || stay.department.is_some()) {
            let Some(span) = Span::of(stay.from, stay.to, ANY) else { continue };
            if span.certain.0 <= span.certain.1 {
                prop_assert!(found.iter().any(|one| one.first <= span.widest.0 && one.last >= span.widest.1));
            }
        }
    }
}
