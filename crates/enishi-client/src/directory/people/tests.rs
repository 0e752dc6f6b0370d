use super::*;
use crate::{directory::terms::Said, names::Keys};
use enishi_wire::members::Entry;
use proptest::prelude::*;

fn keys(kana: &str) -> Keys {
    Keys::of_entry(&Entry {
        family_name: kana.to_owned(),
        family_kana: kana.to_owned(),
        department: kana.chars().take(1).collect(),
        ..Entry::default()
    })
}

/// What is known of a person: the entry, and the word of each facet.
#[derive(Debug, Clone, Default)]
struct Known {
    entry: Option<Keys>,
    facets: BTreeMap<u8, (i64, String)>,
}

fn said(word: &str) -> Said {
    let tags = FieldValue::Tags(vec![word.to_owned()]);
    Said::of(FacetRow { fields: BTreeMap::from([(FieldKey::Skills, tags)]) })
}

/// Department and skills of the person at a place, by the postings.
fn terms_of(people: &People, place: usize) -> Vec<String> {
    let mut terms = Vec::new();
    for term in 0..people.terms.len() {
        people.postings().each(term, |other| {
            if other == place {
                terms.push(people.terms.written(term).to_owned());
            }
        });
    }
    terms.sort();
    terms
}

proptest! {
    #[test]
    fn whatever_changes_come_everybody_is_listed_once_by_the_last_of_them_and_in_order(
        steps in prop::collection::vec(
            prop::collection::vec(
                (0_u128..7, 0_u8..4, prop::option::of("[あ-んa-z髙]{0,3}")), 0..12), 0..6)
    ) {
        let mut people = People::default();
        let mut model: BTreeMap<u128, Known> = BTreeMap::new();
        let mut seq = 0;
        for step in steps {
            let mut changes = Vec::new();
            for (id, scope, text) in &step {
                seq += 1;
                let known = model.entry(*id).or_default();
                // Of four things that happen one is to the entry.
                let what = if *scope == 3 {
                    known.entry = text.as_ref().map(|text| keys(text));
                    What::Entry(known.entry.clone().map(Box::new))
                } else {
                    match text {
                        Some(text) => known.facets.insert(*scope, (seq, text.clone())),
                        None => known.facets.remove(scope),
                    };
                    What::Facet { scope: *scope, seq, said: text.as_ref().map(|text| said(text)) }
                };
                changes.push(Change { id: Uuid::from_u128(*id), what });
            }
            people = people.with(changes);
            let listed = model.iter().filter_map(|(id, known)| Some((Uuid::from_u128(*id), known, known.entry.as_ref()?)));
            let mut expected: Vec<(String, Uuid, Vec<String>)> = listed
                .map(|(id, known, keys)| {
                    let newest = known.facets.values().max().map(|(_, word)| word.clone());
                    let all = [Some(keys.department.clone()), newest].into_iter().flatten();
                    let mut terms: Vec<String> = all.filter(|text| !text.is_empty()).collect();
                    terms.sort();
                    (keys.sort.clone(), id, terms)
                })
                .collect();
            expected.sort();
            let listed: Vec<(String, Uuid, Vec<String>)> = people
                .ids
                .iter()
                .enumerate()
                .map(|(place, id)| (people.sorts.get(place).to_owned(), *id, terms_of(&people, place)))
                .collect();
            prop_assert_eq!(listed, expected);
        }
    }
}
