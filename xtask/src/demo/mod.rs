//! `cargo xtask demo-data [DIR]`: writes the people of the demo network from a fixed seed.
//!
//! The network is that of a company that does not exist, with 430 people who do not exist. The same
//! code writes the same bytes on every machine: no clock, no network, no system randomness. What the
//! company tells its people, `posts.json` and `events.json`, is written by hand beside the files of
//! this command; a test holds both together.

mod careers;
mod fixed;
mod headlines;
mod names;
mod people;
mod profiles;
mod random;
mod romaji;
mod roster;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use fixed::Part;
use people::Person;
use serde::Serialize;
use std::path::PathBuf;

/// Writes the files to DIR, or to assets/demo.
pub fn run(args: &[String]) -> Result<()> {
    let dir = args.first().map_or_else(committed, |dir| Ok(PathBuf::from(dir)))?;
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    for (name, bytes) in files()? {
        let path = dir.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        println!("wrote {}", path.display());
    }
    Ok(())
}

/// The folder in the repository.
fn committed() -> Result<PathBuf> {
    Ok(crate::run::root()?.join("assets/demo"))
}

/// The generated files by name.
fn files() -> Result<Vec<(&'static str, Vec<u8>)>> {
    let people = people::all();
    let mut extra = serde_json::to_vec_pretty(&PeopleFile::new(&people)?)?;
    extra.push(b'\n');
    Ok(vec![
        ("roster.csv", roster::utf8(&people)),
        ("roster-sjis.csv", roster::shift_jis(&people)?),
        ("people.json", extra),
        ("profiles.json", profiles::file(&people)?),
    ])
}

/// What HR does not know: who confirmed, and with which words. By staff number.
#[derive(Serialize)]
struct PeopleFile<'a> {
    network: Network,
    /// The people of the demo's scenes, by mail address.
    scene: Scene<'a>,
    people: Vec<Extra<'a>>,
}

#[derive(Serialize)]
struct Network {
    name: &'static str,
    kind: &'static str,
    charter: &'static str,
}

#[derive(Serialize)]
struct Scene<'a> {
    secretariat: &'a str,
    member: &'a str,
    invited: &'a str,
}

#[derive(Serialize)]
struct Extra<'a> {
    number: u32,
    email: &'a str,
    locale: &'static str,
    confirmed: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    headline: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    duties: &'static [&'static str],
}

impl<'a> PeopleFile<'a> {
    fn new(people: &'a [Person]) -> Result<Self> {
        let with_part = |part| {
            let mut found = people.iter().filter(|person| person.part == part);
            found.next().map(|person| person.email.as_str()).context("a person of the scenes is missing")
        };
        let head = people.iter().find(|person| person.family == "大森" && person.part == Part::Secretariat);
        Ok(Self {
            network: Network {
                name: "結城谷製作所アルムナイ",
                kind: "company",
                charter: "結城谷製作所で働いた人と、今働いている人がつながり続けるための場です。近況を知らせ合い、\
                          困ったときに相談し、たまに顔を合わせます。営業や勧誘の場ではありません。参加も退会も自由です。",
            },
            scene: Scene {
                secretariat: head
                    .map(|person| person.email.as_str())
                    .context("the secretariat is missing")?,
                member: with_part(Part::Member)?,
                invited: with_part(Part::Invited)?,
            },
            people: people.iter().map(Extra::of).collect(),
        })
    }
}

impl<'a> Extra<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            number: person.number,
            email: &person.email,
            locale: person.locale,
            confirmed: person.confirmed,
            headline: &person.headline,
            duties: if person.part == Part::Secretariat {
                &["posts", "events", "roster", "moderation", "inbox"]
            } else {
                &[]
            },
        }
    }
}
