//! What people wrote into their profiles, and for whom: `profiles.json`, one line a person.
//!
//! Postings and dates agree with the roster, what somebody does now agrees with the headline, and what is personal
//! is for fewer people than what is not. Many people write little or nothing: no profile here is "complete".

mod lives;
mod places;
mod words;

use super::{
    people::{Person, SEED},
    random::Random,
    romaji,
};
use enishi_bridge::{FieldAudience, FieldKey, FieldValue, Link, Purpose};
use lives::Life;
use serde::Serialize;
use std::collections::BTreeMap;

/// The fields of one person.
#[derive(Debug, Serialize)]
pub struct Profile<'a> {
    /// Mail address.
    pub email: &'a str,
    /// Field by field.
    pub fields: BTreeMap<FieldKey, Field>,
}

/// A field with its audience.
#[derive(Debug, Serialize)]
pub struct Field {
    /// Who reads it.
    pub audience: FieldAudience,
    /// What it says.
    #[serde(flatten)]
    pub value: FieldValue,
}

/// Those of everybody who confirmed and wrote something.
pub fn all(people: &[Person]) -> Vec<Profile<'_>> {
    people
        .iter()
        .filter(|person| person.confirmed)
        .map(of)
        .filter(|profile| !profile.fields.is_empty())
        .collect()
}

/// One line a person, so that a change shows in a diff as the person it concerns.
pub fn file(people: &[Person]) -> serde_json::Result<Vec<u8>> {
    let lines = all(people).iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    Ok(format!("{{\"profiles\": [\n{}\n]}}\n", lines.join(",\n")).into_bytes())
}

fn of(person: &Person) -> Profile<'_> {
    // A stream of its own, so that the roster of before stays as it is.
    let mut random = Random::new(SEED ^ 0x70_726f_6669_6c65 ^ (u64::from(person.number) << 24));
    let life = Life::of(&mut random, person);
    let mut writing = Writing { random, fields: BTreeMap::new() };
    writing.person(person, life);
    Profile { email: &person.email, fields: writing.fields }
}

struct Writing {
    random: Random,
    fields: BTreeMap<FieldKey, Field>,
}

/// Words with their weights.
type Weighted = [(FieldAudience, usize)];

const OPEN: &Weighted =
    &[(FieldAudience::Everyone, 70), (FieldAudience::Alumni, 25), (FieldAudience::Secretariat, 5)];
const AMONG_US: &Weighted = &[
    (FieldAudience::Alumni, 60),
    (FieldAudience::Everyone, 28),
    (FieldAudience::Secretariat, 5),
    (FieldAudience::OnlyMe, 7),
];
const CAREFUL: &Weighted = &[
    (FieldAudience::Alumni, 50),
    (FieldAudience::OnlyMe, 25),
    (FieldAudience::Everyone, 15),
    (FieldAudience::Secretariat, 10),
];
const OF_STAFF: &Weighted = &[(FieldAudience::Everyone, 70), (FieldAudience::Staff, 30)];

impl Writing {
    fn person(&mut self, person: &Person, life: Life) {
        let staff = person.left.is_none();
        let (open, among_us) = if staff { (OF_STAFF, OF_STAFF) } else { (OPEN, AMONG_US) };
        let english = person.locale == "en";
        if let Some(name) = latin(person).filter(|_| self.random.chance(30)) {
            self.set(FieldKey::Romaji, FieldValue::Text(name), open);
        }
        self.list(FieldKey::Postings, life.postings, FieldValue::Postings, open);
        self.list(FieldKey::Roles, life.roles, FieldValue::Roles, among_us);
        if life.resting {
            self.set(FieldKey::Resting, FieldValue::Flag(true), among_us);
        }
        self.list(FieldKey::Career, life.career, FieldValue::Career, CAREFUL);
        if let Some(prefecture) = life.prefecture {
            self.set(FieldKey::Prefecture, FieldValue::Prefecture(prefecture), among_us);
        }
        let skills = self.words(words::skills(&person.department, english), 4);
        if self.random.chance(55) {
            self.list(FieldKey::Skills, skills, FieldValue::Tags, among_us);
        }
        if self.random.chance(36) {
            let tags = self.words(if english { words::CAN_HELP_IN_ENGLISH } else { words::CAN_HELP }, 3);
            self.list(FieldKey::CanHelp, tags, FieldValue::Tags, open);
        }
        if self.random.chance(if staff { 10 } else { 20 }) {
            let tags =
                self.words(if english { words::LOOKING_FOR_IN_ENGLISH } else { words::LOOKING_FOR }, 2);
            self.list(FieldKey::LookingFor, tags, FieldValue::Tags, if staff { OF_STAFF } else { CAREFUL });
        }
        self.purposes(staff);
        if self.random.chance(life.page_chance) {
            let host = person.email.split('@').next().unwrap_or_default().replace('.', "-");
            let label = if english { "My page" } else { "自分のページ" };
            let link =
                Link { label: label.to_owned(), url: format!("https://{host}.example/"), ..Link::default() };
            self.set(FieldKey::Links, FieldValue::Links(vec![link]), among_us);
        }
    }

    /// Coming back is a wish that few people show to the people they left.
    fn purposes(&mut self, staff: bool) {
        if !self.random.chance(42) {
            return;
        }
        let mut all = vec![Purpose::Friendship];
        for (purpose, percent) in
            [(Purpose::Business, 30), (Purpose::Help, 35), (Purpose::ComeBack, if staff { 0 } else { 14 })]
        {
            if self.random.chance(percent) {
                all.push(purpose);
            }
        }
        all.sort();
        let comes_back = all.contains(&Purpose::ComeBack);
        let weights: &Weighted = match (staff, comes_back) {
            (true, _) => OF_STAFF,
            (_, true) => &[(FieldAudience::Secretariat, 60), (FieldAudience::Alumni, 40)],
            _ => AMONG_US,
        };
        self.set(FieldKey::Purposes, FieldValue::Purposes(all), weights);
    }

    fn words(&mut self, list: &[&'static str], most: usize) -> Vec<String> {
        let count = 1 + self.random.below(most);
        let mut drawn: Vec<String> = Vec::new();
        for _ in 0..count {
            match self.random.pick(list) {
                Some(word) if drawn.iter().all(|other| other != word) => drawn.push(word.to_owned()),
                _ => {}
            }
        }
        drawn
    }

    fn list<T>(&mut self, key: FieldKey, items: Vec<T>, value: fn(Vec<T>) -> FieldValue, weights: &Weighted) {
        if !items.is_empty() {
            self.set(key, value(items), weights);
        }
    }

    fn set(&mut self, key: FieldKey, value: FieldValue, weights: &Weighted) {
        let mut left = self.random.below(weights.iter().map(|(_, weight)| weight).sum());
        let drawn = weights.iter().find(|(_, weight)| match left.checked_sub(*weight) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        let audience = drawn.map_or(FieldAudience::OnlyMe, |(audience, _)| audience.clone());
        self.fields.insert(key, Field { audience, value });
    }
}

/// The name in Latin letters, given name first, of who does not write it so anyway.
fn latin(person: &Person) -> Option<String> {
    if person.family.is_ascii() || person.given.is_empty() || !person.locale.starts_with("ja") {
        return None;
    }
    let (family, given) = person.reading.split_once(' ')?;
    let (family, given) = (capital(&romaji::latin(family)), capital(&romaji::latin(given)));
    (!family.is_empty() && !given.is_empty()).then(|| format!("{given} {family}"))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
