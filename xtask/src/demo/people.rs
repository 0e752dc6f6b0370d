//! The 430 people, in the order of their staff numbers.

use super::{
    careers::{self, DEPARTMENTS, Day, day},
    fixed::{self, Fixed, Part},
    headlines::{Headlines, Life},
    names::{Lists, Name},
    random::Random,
    romaji::latin,
};
use std::collections::BTreeSet;

/// Everything in assets/demo follows from this number and the lists beside this file.
pub const SEED: u64 = 0x656e_6973_6869;

/// How many people the roster has.
pub const PEOPLE: usize = 430;

/// How many of the people drawn by chance are still with the company.
const STAFF_BY_CHANCE: usize = 25;

/// The year in which the eldest joined.
const FIRST_YEAR: i16 = 1976;

/// One line of the roster and what the person made of it.
pub struct Person {
    /// 社員番号.
    pub number: u32,
    /// 姓, or the only name.
    pub family: String,
    /// 名; may be empty.
    pub given: String,
    /// Reading of both names with a space between.
    pub reading: String,
    /// 旧姓; may be empty.
    pub former: String,
    /// Mail address.
    pub email: String,
    /// Department.
    pub department: String,
    /// First day.
    pub joined: Day,
    /// Last day; `None` for staff.
    pub left: Option<Day>,
    /// What HR noted; may be empty.
    pub note: &'static str,
    /// `ja` or `en`.
    pub locale: &'static str,
    /// Has confirmed the entry.
    pub confirmed: bool,
    /// 近況; empty unless confirmed.
    pub headline: String,
    /// What for.
    pub part: Part,
}

/// Makes everybody.
pub fn all() -> Vec<Person> {
    let lists = Lists::new();
    let mut headlines = Headlines::new();
    let mut mailboxes = BTreeSet::new();
    let table = fixed::people();
    let by_chance = PEOPLE.saturating_sub(table.len());
    let mut people: Vec<Person> =
        table.into_iter().zip(0..).map(|(fixed, index)| from_table(fixed, index, &mut mailboxes)).collect();
    people.extend((0..by_chance).zip(1_000..).map(|(index, stream)| {
        // A stream of its own for each: a change to one person's rules does not move everybody else.
        let mut random = Random::new(SEED ^ stream);
        drawn(&mut random, index < STAFF_BY_CHANCE, &lists, &mut headlines, &mut mailboxes)
    }));
    people.sort_by(|a, b| (a.joined, &a.email).cmp(&(b.joined, &b.email)));
    let mut numbers = Random::new(SEED);
    let mut number = 100_000;
    for person in &mut people {
        number += u32::try_from(numbers.between(3, 29)).unwrap_or(1);
        person.number = number;
    }
    people
}

fn from_table(fixed: Fixed, index: u64, mailboxes: &mut BTreeSet<String>) -> Person {
    let mut random = Random::new(SEED ^ index);
    let confirmed = match fixed.part {
        Part::Secretariat | Part::Member => true,
        Part::Invited => false,
        Part::Extra => !fixed.headline.is_empty(),
    };
    Person {
        number: 0,
        family: fixed.family.to_owned(),
        given: fixed.given.to_owned(),
        reading: fixed.reading.to_owned(),
        former: fixed.former.to_owned(),
        email: address(fixed.mailbox.to_owned(), mailboxes),
        department: fixed.department.to_owned(),
        joined: fixed.joined,
        left: fixed.left,
        note: note(&mut random, fixed.joined, fixed.left),
        locale: fixed.locale,
        confirmed,
        headline: fixed.headline.to_owned(),
        part: fixed.part,
    }
}

fn drawn(
    random: &mut Random,
    staff: bool,
    lists: &Lists,
    headlines: &mut Headlines,
    mailboxes: &mut BTreeSet<String>,
) -> Person {
    let joined =
        if staff { careers::joined(random, 1992, 2024) } else { careers::joined(random, FIRST_YEAR, 2021) };
    let left = (!staff).then(|| careers::left(random, joined));
    let woman = random.chance(46);
    let (family, family_kana) = family_name(random, lists);
    let (given, given_kana) = random.pick(lists.given(joined.year, woman)).unwrap_or_default();
    let marries = if woman { 24 } else { 2 };
    let former = if random.chance(marries) { family_name(random, lists).0 } else { "" };
    let confirmed = staff || random.chance(77);
    let life = match left {
        None => Life::Staff,
        Some(left) if left.year - joined.year >= 33 || joined.year <= 1979 => Life::Retired,
        Some(_) => Life::Working,
    };
    let headline = if confirmed && random.chance(76) { headlines.one(random, life) } else { String::new() };
    Person {
        number: 0,
        family: family.to_owned(),
        given: given.to_owned(),
        reading: format!("{family_kana} {given_kana}"),
        former: if former == family { String::new() } else { former.to_owned() },
        email: address(format!("{}.{}", latin(given_kana), latin(family_kana)), mailboxes),
        department: random.pick_early(&DEPARTMENTS).unwrap_or("総務部").to_owned(),
        joined,
        left,
        note: note(random, joined, left),
        locale: "ja",
        confirmed,
        headline,
        part: Part::Extra,
    }
}

fn family_name(random: &mut Random, lists: &Lists) -> Name {
    let drawn =
        if random.chance(7) { random.pick(&lists.variants) } else { random.pick_early(&lists.family) };
    drawn.unwrap_or_default()
}

/// Addresses under `.example` reach nobody (RFC 2606).
fn address(mailbox: String, taken: &mut BTreeSet<String>) -> String {
    let mut free = mailbox.clone();
    let mut count = 1;
    while !taken.insert(free.clone()) {
        count += 1;
        free = format!("{mailbox}{count}");
    }
    format!("{free}@alumni.example")
}

fn note(random: &mut Random, joined: Day, left: Option<Day>) -> &'static str {
    let Some(left) = left else { return "" };
    if left.year - joined.year >= 34 {
        return "定年退職";
    }
    let common = [
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "自己都合",
        "自己都合",
        "出向先へ転籍",
        "契約期間満了",
        "送別会で案内済み",
    ];
    let returned = joined >= day(1998, 1, 1) && random.chance(3);
    if returned { "2回在籍(記載は最後の在籍)" } else { random.pick(&common).unwrap_or_default() }
}
