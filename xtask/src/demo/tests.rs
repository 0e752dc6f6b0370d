//! What must hold for the committed demo files.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

fn read(name: &str) -> String {
    std::fs::read_to_string(committed().join(name)).expect("the file is committed")
}

#[test]
fn the_committed_files_are_those_that_the_command_writes() {
    let dir = tempfile::tempdir().expect("a folder");
    run(&[dir.path().display().to_string()]).expect("writes");
    for (name, _) in files().expect("makes the files") {
        let written = std::fs::read(dir.path().join(name)).expect("was written");
        let committed = std::fs::read(committed().join(name)).expect("is committed");
        assert!(written == committed, "{name} differs: run cargo xtask demo-data");
    }
}

#[test]
fn there_are_430_people_with_different_numbers_and_addresses() {
    let people = people::all();
    assert_eq!(people.len(), people::PEOPLE);
    assert_eq!(people.iter().map(|person| person.number).collect::<BTreeSet<_>>().len(), people::PEOPLE);
    assert_eq!(people.iter().map(|person| &person.email).collect::<BTreeSet<_>>().len(), people::PEOPLE);
    for person in &people {
        assert!(person.email.ends_with("@alumni.example"), "{}", person.email);
        assert!(person.left.is_none_or(|left| left > person.joined), "{}", person.email);
        assert!(person.headline.chars().count() <= 120, "{}", person.headline);
        assert!(person.confirmed || person.headline.is_empty(), "only who confirmed has words of her own");
    }
}

#[test]
fn about_four_in_five_have_confirmed() {
    let confirmed = people::all().iter().filter(|person| person.confirmed).count();
    assert!((325..=350).contains(&confirmed), "{confirmed}");
}

#[test]
fn no_headline_is_used_twice() {
    let mut count = BTreeMap::new();
    for person in people::all().into_iter().filter(|person| !person.headline.is_empty()) {
        *count.entry(person.headline).or_insert(0) += 1;
    }
    let twice: Vec<_> = count.into_iter().filter(|(_, count)| *count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn posts_and_events_are_by_the_secretariat_and_within_the_limits() {
    let secretariat: Vec<String> = people::all()
        .into_iter()
        .filter(|person| person.part == Part::Secretariat)
        .map(|person| person.email)
        .collect();
    for (name, list) in [("posts.json", "posts"), ("events.json", "events")] {
        let file: serde_json::Value = serde_json::from_str(&read(name)).expect("is JSON");
        for item in file[list].as_array().expect("a list") {
            let by = item["by"].as_str().expect("by");
            assert!(secretariat.iter().any(|email| email == by), "{by} is not of the secretariat");
            let title = item["title"].as_str().expect("title");
            assert!((1..=120).contains(&title.chars().count()), "{title}");
            let text = item["text"].as_array().expect("lines");
            assert!(!text.is_empty(), "{title} says nothing");
        }
    }
}
