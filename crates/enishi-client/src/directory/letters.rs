//! Which letters readings in Latin letters have: the first one that somebody types is in nearly every name, several times,
//! and looking for it takes longer than for anything else.

use super::{
    scan::{BEGINS, CONTAINS, EXACT},
    texts::Texts,
};

/// The letters a to z of everybody's readings, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    /// Those that are somewhere in the lines of a person.
    has: Vec<u32>,
    /// Those with which a line begins.
    begins: Vec<u32>,
    /// Lines that are one letter.
    alone: Vec<(usize, u8)>,
}

/// The bit of a letter; 0 for anything else.
fn bit(letter: u8) -> u32 {
    if letter.is_ascii_lowercase() { 1 << (letter - b'a') } else { 0 }
}

impl Letters {
    /// Looks at everybody.
    pub fn of(romaji: &Texts) -> Self {
        let mut letters = Self::default();
        for place in 0..romaji.len() {
            let (mut has, mut begins) = (0, 0);
            for line in romaji.get(place).as_bytes().split(|byte| *byte == b'\n') {
                has = line.iter().fold(has, |has, letter| has | bit(*letter));
                begins |= line.first().map_or(0, |letter| bit(*letter));
                if let [letter] = line {
                    letters.alone.push((place, *letter));
                }
            }
            letters.has.push(has);
            letters.begins.push(begins);
        }
        letters
    }

    /// Calls `hit` for everybody who has a letter, with how well it fits. `false`: it is none of a to z.
    pub fn each(&self, letter: u8, mut hit: impl FnMut(usize, u8)) -> bool {
        let bit = bit(letter);
        for (place, (has, begins)) in self.has.iter().zip(&self.begins).enumerate() {
            if has & bit != 0 {
                hit(place, if begins & bit == 0 { CONTAINS } else { BEGINS });
            }
        }
        for (place, _) in self.alone.iter().filter(|(_, alone)| *alone == letter) {
            hit(*place, EXACT);
        }
        bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::scan::{NOT, Needle, scan};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_are_found_as_a_look_at_all_texts_finds_them(
            texts in prop::collection::vec("[ab0\\n]{0,6}", 0..9), letter in "[abc0]"
        ) {
            let mut all = Texts::default();
            texts.iter().for_each(|text| all.push(text));
            let (mut found, mut expected) = (vec![NOT; texts.len()], vec![NOT; texts.len()]);
            scan(&all, &Needle::of(&letter), |place, fit| expected[place] = fit.max(expected[place]));
            let is_letter = Letters::of(&all)
                .each(letter.as_bytes()[0], |place, fit| found[place] = fit.max(found[place]));
            prop_assert_eq!(is_letter, letter != "0");
            prop_assert!(!is_letter || found == expected, "{:?} and {:?}", found, expected);
        }
    }
}
