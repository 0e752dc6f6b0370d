//! A life that agrees with the roster: where somebody was inside, and what came after.

use super::{places, words};
use crate::demo::{
    careers::{DEPARTMENTS, Day},
    people::Person,
    random::Random,
};
use enishi_bridge::{Gap, Month, Posting, Role, Step, Work};

/// The last year that people speak of.
const THIS_YEAR: i16 = 2026;

/// What somebody could tell.
#[derive(Default)]
pub struct Life {
    /// Inside.
    pub postings: Vec<Posting>,
    /// Now.
    pub roles: Vec<Role>,
    /// Not at the moment.
    pub resting: bool,
    /// Everything, gaps included.
    pub career: Vec<Step>,
    /// Where somebody lives.
    pub prefecture: Option<u8>,
    /// How likely a page of one's own is, in percent.
    pub page_chance: usize,
}

impl Life {
    /// Draws a life.
    pub fn of(random: &mut Random, person: &Person) -> Self {
        let postings = if random.chance(86) { postings(random, person) } else { Vec::new() };
        let headline = person.headline.as_str();
        let rests =
            ["休んで", "休む", "育児休業中", "On a break"].iter().any(|words| headline.contains(words));
        let Some(left) = person.left else {
            return Self { postings, ..Self::default() };
        };
        let retired = left.year - person.joined.year >= 33;
        let since = months(left.year.saturating_add(1), 4);
        let roles = if rests { Vec::new() } else { roles(random, headline, retired, since) };
        let career =
            if !retired && random.chance(45) { career(random, person, left, &roles) } else { Vec::new() };
        let prefecture = match places::prefecture_of(headline) {
            Some(code) => random.chance(80).then_some(code),
            None if person.locale == "en" => None,
            None => random.chance(45).then(|| random.pick(&places::COMMON)).flatten(),
        };
        let page_chance = if roles.is_empty() { 3 } else { 18 };
        Self { postings, roles, resting: rests, career, prefecture, page_chance }
    }
}

/// The last department is that of the roster; before it one or two others.
fn postings(random: &mut Random, person: &Person) -> Vec<Posting> {
    let until = person.left.map_or(THIS_YEAR, |day| day.year);
    let years = until - person.joined.year;
    let moves = match years {
        ..4 => 0,
        4..10 => i16::from(random.chance(55)),
        10..20 => 1 + i16::from(random.chance(45)),
        _ => 2,
    };
    let mut all = Vec::new();
    let mut from = person.joined.year;
    let mut office = places::office_of(&person.department).or_else(|| random.pick_early(&places::OFFICES));
    for index in 0..=moves {
        let last = index == moves;
        let to = if last { until } else { from + (until - from) / (moves - index + 1) };
        let department = if last {
            person.department.clone()
        } else {
            office = random.pick_early(&places::OFFICES);
            another(random, &all, &person.department)
        };
        let place = places::office_of(&department).or(office).unwrap_or_default();
        all.push(Posting {
            department,
            place: place.to_owned(),
            from: month(random, from, person.joined.month),
            to: if last && person.left.is_none() { None } else { month(random, to, 3) },
            ..Posting::default()
        });
        from = to;
    }
    all
}

/// A department where the person has not been and will not end.
fn another(random: &mut Random, been: &[Posting], last: &str) -> String {
    let drawn: Vec<&str> = (0..6).filter_map(|_| random.pick_early(&DEPARTMENTS)).collect();
    let is_new = |name: &&&str| **name != last && been.iter().all(|posting| posting.department != **name);
    drawn.iter().find(is_new).copied().unwrap_or("社長室").to_owned()
}

/// People remember the year, and about half of them the month.
fn month(random: &mut Random, year: i16, month: i16) -> Option<Month> {
    if random.chance(50) { months(year, month) } else { year.to_string().parse().ok() }
}

fn roles(random: &mut Random, headline: &str, retired: bool, since: Option<Month>) -> Vec<Role> {
    let since = since.filter(|month| month.year() < 2026);
    let told = words::ROLES.lines().filter(|line| !line.is_empty()).find_map(|line| {
        let mut parts = line.split('|');
        let (word, organisation, title) = (parts.next()?, parts.next()?, parts.next()?);
        headline.contains(word).then(|| Role {
            organisation: organisation.to_owned(),
            title: title.to_owned(),
            since,
            ..Role::default()
        })
    });
    let mut roles: Vec<Role> = told.into_iter().collect();
    let more = match (roles.is_empty(), retired) {
        (false, _) => usize::from(random.chance(34)) + usize::from(random.chance(12)),
        (true, true) => usize::from(random.chance(22)),
        (true, false) => usize::from(random.chance(25)),
    };
    for _ in 0..more {
        let side = random.pick(words::SIDE_ROLES).unwrap_or_default();
        if roles.iter().all(|role| role.title != side.1) {
            roles.push(Role { organisation: side.0.to_owned(), title: side.1.to_owned(), ..Role::default() });
        }
    }
    roles
}

fn career(random: &mut Random, person: &Person, left: Day, roles: &[Role]) -> Vec<Step> {
    let work = |organisation: &str, title: &str, from, to| {
        let (organisation, title) = (organisation.to_owned(), title.to_owned());
        Step::Work(Work { organisation, title, from, to, ..Work::default() })
    };
    let here = months(person.joined.year, person.joined.month);
    let mut steps = vec![work("結城谷製作所", &person.department, here, months(left.year, left.month))];
    let mut year = left.year;
    if year + 2 < THIS_YEAR && random.chance(38) {
        let to = year + 1 + i16::from(random.chance(40));
        let text = random.pick(words::GAPS).unwrap_or_default().to_owned();
        steps.push(Step::Gap(Gap { text, from: year_of(year), to: year_of(to), ..Gap::default() }));
        year = to;
    }
    if year + 4 < THIS_YEAR && random.chance(40) {
        let to = year + 3;
        let place = random.pick(&["機械メーカー", "商社", "派遣会社", "町工場", "コンサルティング会社"]);
        steps.push(work(place.unwrap_or_default(), "", year_of(year), year_of(to)));
        year = to;
    }
    if let Some(role) = roles.first() {
        steps.push(work(&role.organisation, &role.title, year_of(year), None));
    }
    steps
}

fn year_of(year: i16) -> Option<Month> {
    year.to_string().parse().ok()
}

fn months(year: i16, month: i16) -> Option<Month> {
    format!("{year:04}-{month:02}").parse().ok()
}
