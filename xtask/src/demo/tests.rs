//! What must hold for the committed demo files.

use super::*;
use enishi_bridge::{FieldKey, FieldValue};
use std::collections::{BTreeMap, BTreeSet};

fn read(name: &str) -> String {
    std::fs::read_to_string(committed().expect("a root").join(name)).expect("the file is committed")
}

#[test]
fn the_committed_files_are_those_that_the_command_writes() {
    let dir = tempfile::tempdir().expect("a folder");
    run(&[dir.path().display().to_string()]).expect("writes");
    for (name, _) in files().expect("makes the files") {
        let written = std::fs::read(dir.path().join(name)).expect("was written");
        let committed = std::fs::read(committed().expect("a root").join(name)).expect("is committed");
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
fn profiles_pass_the_rules_agree_with_the_roster_and_are_for_mixed_audiences() {
    let people = people::all();
    let profiles = profiles::all(&people);
    assert!((260..=345).contains(&profiles.len()), "{}", profiles.len());
    let mut audiences = BTreeMap::new();
    for profile in &profiles {
        let person = people.iter().find(|person| person.email == profile.email).expect("is on the roster");
        assert!(person.confirmed, "{}", person.email);
        for (key, field) in &profile.fields {
            let kept = key.checked(&field.value);
            assert_eq!(kept.as_ref(), Ok(&Some(field.value.clone())), "{} {key}", person.email);
            field.value.known().expect("is known");
            *audiences.entry(field.audience.to_string()).or_insert(0) += 1;
            if let FieldValue::Postings(postings) = &field.value {
                let last = postings.last().expect("a posting");
                assert_eq!(last.department, person.department);
                let joined = i32::from(person.joined.year);
                assert!(
                    postings.iter().all(|at| at.from.is_none_or(|from| i32::from(from.year()) >= joined))
                );
            }
        }
    }
    assert!(audiences.len() == 5 && audiences.values().all(|count| *count >= 10), "{audiences:?}");
    let with = |key| profiles.iter().filter(|profile| profile.fields.contains_key(&key)).count();
    assert!(with(FieldKey::Roles) > 80 && with(FieldKey::Resting) > 1 && with(FieldKey::Career) > 40);
    let several = |profile: &&profiles::Profile<'_>| matches!(profile.fields.get(&FieldKey::Roles).map(|field| &field.value), Some(FieldValue::Roles(roles)) if roles.len() > 1);
    assert!(profiles.iter().filter(several).count() > 15);
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
