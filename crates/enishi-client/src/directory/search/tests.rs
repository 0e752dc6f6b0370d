//! What is found is what a look at every person finds, in its order, and nothing that this device may not see.

use super::*;
use crate::{
    directory::{Change, What, audience, terms::Said},
    names::{Keys, fold},
};
use enishi_wire::{
    ids::MutationId,
    members::{Class, Duty, Entry},
    profile::{
        FacetRow, FieldAudience, FieldKey, FieldValue, Posting, ProfileField, Role, Step, Work, facets,
        seen_with,
    },
    scopes::Scope,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A person as the server knows one.
#[derive(Debug, Clone, Default)]
struct Person {
    entry: Entry,
    profile: BTreeMap<FieldKey, ProfileField>,
}

/// The directory of a device that holds these scopes, as pages bring it: each facet in its scope.
fn people(all: &[Person], scopes: &BTreeSet<Scope>) -> People {
    let mut changes = Vec::new();
    for (id, person) in (0_u128..).zip(all) {
        let id = Uuid::from_u128(id);
        changes.push(Change { id, what: What::Entry(Some(Box::new(Keys::of_entry(&person.entry)))) });
        for (scope, facet) in facets(&person.profile) {
            let listed = audience(&scope).filter(|_| scopes.contains(&scope));
            if let Some(scope) = listed {
                let what = What::Facet { scope, seq: 1, said: Some(Said::of(facet)) };
                changes.push(Change { id, what });
            }
        }
    }
    People::default().with(changes)
}

fn people_of(entries: Vec<Entry>) -> People {
    let all: Vec<Person> = entries.into_iter().map(|entry| Person { entry, ..Person::default() }).collect();
    people(&all, &BTreeSet::new())
}

/// What of a person is searched: names, and everything else, by what a device with these scopes may read.
fn texts(person: &Person, scopes: &BTreeSet<Scope>) -> (Vec<String>, Vec<String>, Vec<String>) {
    let Entry { family_name, given_name, family_kana, given_kana, former_name, department, .. } =
        &person.entry;
    let mut names = vec![
        fold(family_name) + &fold(given_name),
        fold(family_kana) + &fold(given_kana),
        fold(former_name.as_deref().unwrap_or_default()),
    ];
    let mut more = vec![fold(department)];
    let mut romaji: Vec<String> = Vec::new();
    let reading = Keys::of_entry(&person.entry).sort;
    romaji.extend(names::romaji_of(&reading).split('\n').map(ToOwned::to_owned));
    for (key, value) in seen_with(scopes, &person.profile).fields {
        match value {
            FieldValue::Text(text) if key == FieldKey::Romaji => {
                names.push(fold(&text).split_whitespace().collect());
            }
            FieldValue::Text(text) => more.push(fold(&text)),
            FieldValue::Tags(tags) => more.extend(tags.iter().map(|tag| fold(tag))),
            FieldValue::Roles(roles) => {
                more.extend(roles.iter().flat_map(|role| [fold(&role.organisation), fold(&role.title)]));
            }
            FieldValue::Postings(all) => {
                more.extend(all.iter().flat_map(|at| [fold(&at.department), fold(&at.place)]));
            }
            FieldValue::Career(steps) => more.extend(steps.iter().flat_map(|step| match step {
                Step::Work(work) => vec![fold(&work.organisation), fold(&work.title)],
                _ => Vec::new(),
            })),
            FieldValue::Prefecture(26) => more.extend(["京都府".to_owned(), "きょうとふ".to_owned()]),
            _ => {}
        }
    }
    (names, romaji, more)
}

/// A look at every person, text by text.
fn look(all: &[Person], scopes: &BTreeSet<Scope>, words: &[Word]) -> Vec<usize> {
    let glued: String = words.iter().map(|word| word.text.as_str()).collect();
    let latin: Option<String> = words.iter().map(|word| word.romaji.clone()).collect();
    let tier = |person: &Person| {
        let (names, romaji, more) = texts(person, scopes);
        let lives = matches!(
            seen_with(scopes, &person.profile).fields.get(&FieldKey::Prefecture),
            Some(FieldValue::Prefecture(26))
        );
        let kyoto = names::romaji_of_kana("きょうとふ");
        let mut best = 3;
        for word in words {
            let typed = |lines: &[String]| {
                word.romaji.as_ref().is_some_and(|word| lines.iter().any(|line| line.contains(word)))
            };
            let named = names.iter().any(|name| name.contains(&word.text)) || typed(&romaji);
            let said = more.iter().any(|text| text.contains(&word.text))
                || (lives && typed(std::slice::from_ref(&kyoto)));
            best = best.min(if named {
                2
            } else if said {
                1
            } else {
                0
            });
        }
        let lines = names
            .iter()
            .map(|line| (line, Some(&glued)))
            .chain(romaji.iter().map(|line| (line, latin.as_ref())));
        let whole = lines.filter_map(|(line, whole)| Some((line, whole?))).map(|(line, whole)| {
            if line == whole {
                4
            } else if line.starts_with(whole.as_str()) {
                3
            } else {
                0
            }
        });
        if best == 0 { 0 } else { best.min(2).max(whole.max().unwrap_or(0)) }
    };
    // In order of reading, as everybody is listed.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|place| (Keys::of_entry(&all[*place].entry).sort, *place));
    let mut found: Vec<(usize, usize)> = order.into_iter().map(|place| (tier(&all[place]), place)).collect();
    found.retain(|(tier, _)| *tier > 0);
    found.sort_by_key(|(tier, _)| std::cmp::Reverse(*tier));
    found.into_iter().map(|(_, place)| place).collect()
}

/// Who is found, as numbers of `all`.
fn found(people: &People, words: &[Word]) -> Vec<usize> {
    let found = find(people, words, None);
    let all = found.window(0, found.len());
    // In any cut the same.
    let cut: Vec<usize> = (0..all.len()).step_by(3).flat_map(|from| found.window(from, 3)).collect();
    assert_eq!(all, cut);
    all.into_iter().map(|place| usize::try_from(people.ids[place].as_u128()).unwrap()).collect()
}

fn entry() -> impl Strategy<Value = Entry> {
    let name = "[さとうけ佐藤結a]{0,3}";
    let entry =
        (name, name, "[さとうけん]{0,3}", "[さとうけん]{0,3}", prop::option::of(name), "[営業a 部]{0,3}");
    entry.prop_map(|(family_name, given_name, family_kana, given_kana, former_name, department)| Entry {
        family_name,
        given_name,
        family_kana,
        given_kana,
        former_name,
        department,
        ..Entry::default()
    })
}

fn value() -> impl Strategy<Value = (FieldKey, FieldValue)> {
    let text = || "[営業佐藤aさ京 ]{1,3}";
    let two = || (text(), text());
    prop_oneof![
        text().prop_map(|text| (FieldKey::Romaji, FieldValue::Text(text))),
        text().prop_map(|text| (FieldKey::Other("blood".to_owned()), FieldValue::Text(text))),
        prop::collection::vec(text(), 1..3).prop_map(|tags| (FieldKey::Skills, FieldValue::Tags(tags))),
        prop::collection::vec(text(), 1..3).prop_map(|tags| (FieldKey::CanHelp, FieldValue::Tags(tags))),
        prop::collection::vec(text(), 1..3).prop_map(|tags| (FieldKey::LookingFor, FieldValue::Tags(tags))),
        two().prop_map(|(organisation, title)| {
            (FieldKey::Roles, FieldValue::Roles(vec![Role { organisation, title, ..Role::default() }]))
        }),
        two().prop_map(|(organisation, title)| {
            let work = Work { organisation, title, ..Work::default() };
            (FieldKey::Career, FieldValue::Career(vec![Step::Work(work)]))
        }),
        two().prop_map(|(department, place)| {
            let posting = Posting { department, place, ..Posting::default() };
            (FieldKey::Postings, FieldValue::Postings(vec![posting]))
        }),
        Just((FieldKey::Prefecture, FieldValue::Prefecture(26))),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    let audience = prop::sample::select(FieldAudience::ALL.to_vec());
    let field = (value(), audience).prop_map(|((key, value), audience)| {
        let version = MutationId(Uuid::nil());
        (key, ProfileField { value: Some(value), audience, version })
    });
    (entry(), prop::collection::vec(field, 0..4))
        .prop_map(|(entry, fields)| Person { entry, profile: fields.into_iter().collect() })
}

proptest! {
    #[test]
    fn who_is_found_is_who_a_look_at_everybody_finds_in_its_order(
        all in prop::collection::vec(person(), 0..20), query in "[さとうけん佐藤asok営京 ]{1,5}", staff in any::<bool>()
    ) {
        let scopes = Scope::of_active(if staff { Class::Staff } else { Class::Alumni }, &[]);
        let words = Word::all(&query);
        prop_assume!(!words.is_empty());
        prop_assert_eq!(found(&people(&all, &scopes), &words), look(&all, &scopes, &words));
    }

    #[test]
    fn one_more_letter_finds_some_of_those_who_were_found(
        all in prop::collection::vec(person(), 0..20), query in "[さとうけん佐藤aso営 ]{2,6}"
    ) {
        let people = people(&all, &Scope::of_active(Class::Alumni, &[]));
        let letters: Vec<char> = query.chars().collect();
        for end in 1..letters.len() {
            let fewer = Word::all(&letters[..end].iter().collect::<String>());
            let more = Word::all(&letters[..=end].iter().collect::<String>());
            let narrows = fewer.len() <= more.len() && fewer.iter().zip(&more).all(|(known, word)| word.narrows(known));
            if fewer.is_empty() || !narrows {
                continue;
            }
            let within = find(&people, &fewer, None);
            prop_assert_eq!(find(&people, &more, Some(&within)), find(&people, &more, None));
        }
    }
}

#[test]
fn who_is_called_so_comes_first_then_whose_name_begins_so_then_the_rest_then_who_has_it_elsewhere() {
    let named = |family: &str, given: &str, department: &str| Entry {
        family_name: family.to_owned(),
        given_name: given.to_owned(),
        department: department.to_owned(),
        ..Entry::default()
    };
    let people = people_of(vec![
        named("大原", "一", ""),
        named("原田", "二", ""),
        named("原", "", ""),
        named("小原", "原", ""),
        named("一", "二", "原町工場"),
    ]);
    let found = find(&people, &Word::all("原"), None);
    let names: Vec<&str> = found.window(0, 9).into_iter().map(|place| people.names.get(place)).collect();
    assert_eq!(names, ["原", "原田二", "大原一", "小原原", "一二"]);
}

/// One word that only one field of one audience has.
fn only(audience: &FieldAudience) -> (String, Person) {
    let word = format!("canary{}", audience.as_str().replace('_', ""));
    let values = [
        (FieldKey::Romaji, FieldValue::Text(word.clone())),
        (FieldKey::Skills, FieldValue::Tags(vec![word.clone()])),
        (FieldKey::Roles, FieldValue::Roles(vec![Role { organisation: word.clone(), ..Role::default() }])),
        (
            FieldKey::Postings,
            FieldValue::Postings(vec![Posting { place: word.clone(), ..Posting::default() }]),
        ),
        (FieldKey::Other("own".to_owned()), FieldValue::Text(word.clone())),
    ];
    let field = |value| ProfileField {
        value: Some(value),
        audience: audience.clone(),
        version: MutationId(Uuid::nil()),
    };
    let profile = values.into_iter().map(|(key, value)| (key, field(value))).collect();
    (word, Person { profile, ..Person::default() })
}

#[test]
fn nothing_that_the_searcher_may_not_see_is_ever_matched() {
    let newer = FieldAudience::Other("neighbours".to_owned());
    let audiences = FieldAudience::ALL.iter().chain([&newer]);
    let (words, all): (Vec<String>, Vec<Person>) = audiences.map(only).unzip();
    let matched = |class: Class, duties: &[Duty]| {
        let people = people(&all, &Scope::of_active(class, duties));
        let hits = |word: &&String| find(&people, &Word::all(word), None).len() > 0;
        words.iter().filter(hits).map(|word| word.trim_start_matches("canary")).collect::<Vec<_>>()
    };
    assert_eq!(matched(Class::Alumni, &[]), ["alumni", "everyone"]);
    assert_eq!(matched(Class::Staff, &[]), ["staff", "everyone"]);
    assert_eq!(matched(Class::Fan, &[]), ["everyone"]);
    // What is for the secretariat alone is found by nobody: only opening a page shows it, and that is noted.
    assert_eq!(matched(Class::Staff, &[Duty::Roster]), ["staff", "everyone"]);
    assert_eq!(matched(Class::Staff, &[Duty::Posts]), ["staff", "everyone"]);
}

/// Every way in which a field may be written and typed.
#[test]
fn every_field_is_found_however_it_is_written_and_typed() {
    let role = |organisation: &str, title: &str| {
        let role = Role { organisation: organisation.to_owned(), title: title.to_owned(), ..Role::default() };
        (FieldKey::Roles, FieldValue::Roles(vec![role]))
    };
    let posting = |department: &str, place: &str| {
        let posting =
            Posting { department: department.to_owned(), place: place.to_owned(), ..Posting::default() };
        (FieldKey::Postings, FieldValue::Postings(vec![posting]))
    };
    let tags = |key: FieldKey, tag: &str| (key, FieldValue::Tags(vec![tag.to_owned()]));
    let table: Vec<((FieldKey, FieldValue), &str)> = vec![
        (role("結城谷製作所", "開発"), "結城谷 谷製 製作所 開発 結城谷製作所　開発"),
        (role("髙島屋", ""), "高島屋 髙島屋 高島"),
        (role("ＡＣＭＥ Japan", "Geschäftsbereichsleiterin"), "acme ACME ａｃｍｅ japan geschäfts GESCHÄFTS"),
        (role("ｶﾌｪ･ﾄﾓｼﾋﾞ", ""), "カフェ かふぇ トモシビ ともしび"),
        (role("スーパー渡邉", ""), "すーぱー スーパー 渡辺 渡邊"),
        (posting("営業二部", "大阪支社"), "営業 二部 大阪 大阪支社 営業二部"),
        (posting("", "﨑陽工場"), "崎陽 﨑陽工場"),
        (tags(FieldKey::Skills, "溶接"), "溶接 溶 接"),
        (tags(FieldKey::Skills, "Ｒｕｓｔ"), "rust RUST Rust ru"),
        (tags(FieldKey::CanHelp, "人事・労務"), "人事 労務"),
        (tags(FieldKey::LookingFor, "仲間"), "仲間 仲"),
        (
            (FieldKey::Prefecture, FieldValue::Prefecture(26)),
            "京都 京都府 きょうと キョウト kyoto kyōto kyouto Kyo",
        ),
        ((FieldKey::Prefecture, FieldValue::Prefecture(13)), "東京 とうきょう tokyo toukyou tōkyō"),
        ((FieldKey::Prefecture, FieldValue::Prefecture(1)), "北海道 ほっかい hokkaido hokkaidou"),
        ((FieldKey::Romaji, FieldValue::Text("Yuki Ōmori".to_owned())), "yuki Yuki"),
        ((FieldKey::Other("stamm".to_owned()), FieldValue::Text("Ｂ組".to_owned())), "b組 B組"),
    ];
    for ((key, value), queries) in table {
        let field = ProfileField {
            value: Some(value),
            audience: FieldAudience::Everyone,
            version: MutationId(Uuid::nil()),
        };
        let entry = Entry { family_name: "林".to_owned(), ..Entry::default() };
        let all = [Person { entry, profile: BTreeMap::from([(key, field)]) }];
        let people = people(&all, &Scope::of_active(Class::Alumni, &[]));
        for query in queries.split(' ') {
            assert_eq!(find(&people, &Word::all(query), None).len(), 1, "{query} of {queries}");
            let with_name = format!("林 {query}");
            assert_eq!(
                find(&people, &Word::all(&with_name), None).len(),
                1,
                "words in different fields: {with_name}"
            );
        }
        assert_eq!(find(&people, &Word::all("みつからない"), None).len(), 0);
    }
}

#[test]
fn a_facet_that_comes_changes_moves_or_goes_is_followed() {
    let id = Uuid::from_u128(1);
    let said = |skill: &str| {
        let fields = BTreeMap::from([(FieldKey::Skills, FieldValue::Tags(vec![skill.to_owned()]))]);
        Some(Said::of(FacetRow { fields }))
    };
    let facet = |scope, seq, said| Change { id, what: What::Facet { scope, seq, said } };
    let listed = Change { id, what: What::Entry(Some(Box::new(Keys::of_entry(&Entry::default())))) };
    let hits = |people: &People, word: &str| find(people, &Word::all(word), None).len();
    let skills = |people: &People| ["溶接", "経理", "採用"].map(|word| hits(people, word));

    let before = People::default().with(vec![facet(0, 1, said("溶接"))]);
    assert_eq!((before.len(), skills(&before)), (0, [0, 0, 0]), "nobody is listed by a facet");
    let people = before.with(vec![listed.clone()]);
    assert_eq!(skills(&people), [1, 0, 0], "the facet that came first counts");
    let people = people.with(vec![facet(0, 2, said("経理"))]);
    assert_eq!(skills(&people), [0, 1, 0], "changed");
    let people = people.with(vec![facet(1, 4, said("採用"))]);
    assert_eq!(skills(&people), [0, 0, 1], "moved: the newer speaks while both are here");
    let people = people.with(vec![facet(0, 3, None)]);
    assert_eq!(skills(&people), [0, 0, 1], "and the old one is gone");
    let away = people.with(vec![Change { id, what: What::Entry(None) }]);
    assert_eq!(skills(&away), [0, 0, 0], "hidden");
    assert_eq!(skills(&away.with(vec![listed.clone()])), [0, 0, 1], "and shown again");
    let people = people.with(vec![facet(1, 5, None)]);
    assert_eq!(skills(&people), [0, 0, 0], "taken away");
    let anew = people.with(vec![Change { id, what: What::Anew }, listed, facet(0, 6, said("溶接"))]);
    assert_eq!(skills(&anew), [1, 0, 0]);
}
