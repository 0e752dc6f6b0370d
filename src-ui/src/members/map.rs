//! Where people live, as tiles: one for each prefecture, about where it lies in Japan. It knows prefectures and nothing
//! closer, and of people only what they let the reader see.

use crate::{
    fmt, t,
    text::{tr, tr_with},
};
use enishi_bridge::members::Choice;
use leptos::prelude::*;

/// Column and row of each prefecture, in the order of their numbers (JIS X 0401), counted from 1.
const TILES: [(u8, u8); 47] = [
    (11, 1),
    (10, 2),
    (11, 3),
    (11, 4),
    (10, 3),
    (10, 4),
    (10, 5),
    (11, 7),
    (11, 6),
    (10, 6),
    (10, 7),
    (11, 8),
    (10, 8),
    (10, 9),
    (9, 5),
    (8, 5),
    (7, 5),
    (7, 6),
    (9, 7),
    (9, 6),
    (8, 6),
    (9, 8),
    (8, 7),
    (8, 8),
    (7, 7),
    (6, 7),
    (6, 8),
    (5, 7),
    (7, 8),
    (7, 9),
    (4, 7),
    (3, 7),
    (4, 8),
    (3, 8),
    (2, 8),
    (5, 10),
    (5, 9),
    (4, 9),
    (4, 10),
    (2, 9),
    (1, 9),
    (1, 10),
    (2, 10),
    (3, 9),
    (3, 10),
    (2, 11),
    (1, 12),
];

/// How dark a tile is: three steps, because a number is written in it anyway.
const fn step(count: u32) -> &'static str {
    match count {
        0 => "none",
        1..=4 => "few",
        5..=19 => "some",
        _ => "many",
    }
}

/// The map; a tile with people in it can be chosen.
#[component]
pub fn PrefectureMap(
    /// The prefectures in which somebody is found, by their numbers.
    choices: Signal<Vec<Choice>>,
    /// Called with the number of the prefecture that was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let tiles = TILES
        .into_iter()
        .zip(1_u8..)
        .map(|((column, row), code)| {
            let value = code.to_string();
            let wanted = value.clone();
            let count = Memo::new(move |_| {
                choices.with(|all| {
                    all.iter().find(|choice| choice.value == wanted).map_or(0, |choice| choice.count)
                })
            });
            let name = move || {
                let people = tr_with("directory-count", &[("count", fmt::number(count.get()).into())]);
                tr_with(
                    "map-tile",
                    &[("place", tr(&format!("prefecture-{code}")).into()), ("people", people.into())],
                )
            };
            view! {
                <li style:grid-column=column.to_string() style:grid-row=row.to_string()>
                    <button
                        type="button"
                        class="tile"
                        data-test="map-tile"
                        data-id=value.clone()
                        data-step=move || step(count.get())
                        disabled=move || count.get() == 0
                        aria-label=name
                        title=name
                        on:click=move |_| on_choose.run(value.clone())
                    >
                        {move || Some(count.get()).filter(|count| *count > 0).map(fmt::number)}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="map" aria-label=t!("map-title") data-test="map">
            {tiles}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_prefecture_has_a_tile_of_its_own_within_the_grid() {
        let places: BTreeSet<_> = TILES.into_iter().collect();
        assert_eq!(places.len(), 47);
        assert!(places.iter().all(|(column, row)| (1..=11).contains(column) && (1..=12).contains(row)));
    }

    #[test]
    fn neighbours_on_the_map_are_neighbours_in_the_country() {
        let beside = |one: usize, other: usize| {
            let ((a, b), (c, d)) = (TILES[one - 1], TILES[other - 1]);
            a.abs_diff(c) + b.abs_diff(d) == 1
        };
        // Tokyo and its neighbours, Kyoto and Shiga, Kagawa and Tokushima, Fukuoka and Saga.
        for (one, other) in [(13, 11), (13, 12), (13, 14), (26, 25), (37, 36), (40, 41), (5, 3), (6, 4)] {
            assert!(beside(one, other), "{one} and {other}");
        }
    }
}
