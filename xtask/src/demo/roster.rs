//! The two roster files, as HR would save them from a spreadsheet.

use super::{
    careers::written,
    people::{Person, SEED},
    random::Random,
};
use anyhow::{Context, Result, ensure};

const HEADERS: &str = "社員番号,氏名,ふりがな,旧姓,メール,部署,入社日,退職日,備考";

/// How many rows the file in Shift_JIS has.
const SHIFT_JIS_ROWS: usize = 60;

/// Everybody, UTF-8 with a byte order mark, as a spreadsheet saves "CSV UTF-8".
pub fn utf8(people: &[Person]) -> Vec<u8> {
    let mut file = "\u{feff}".to_owned().into_bytes();
    file.extend(table(people).into_bytes());
    file
}

/// The first rows in CP932, as a spreadsheet saves plain "CSV" on a Japanese computer.
pub fn shift_jis(people: &[Person]) -> Result<Vec<u8>> {
    let first = people.get(..SHIFT_JIS_ROWS).context("there are fewer people than rows")?;
    let table = table(first);
    let (bytes, _, replaced) = encoding_rs::SHIFT_JIS.encode(&table);
    ensure!(!replaced, "a name among the first {SHIFT_JIS_ROWS} has a character that CP932 does not have");
    Ok(bytes.into_owned())
}

fn table(people: &[Person]) -> String {
    let mut table = format!("{HEADERS}\r\n");
    for person in people {
        let mut random = Random::new(SEED ^ (u64::from(person.number) << 20));
        let Person { number, former, email, department, note, .. } = person;
        // Two people typed these names, and one of them likes the wide space.
        let space = if random.chance(70) { "　" } else { " " };
        let name = [person.family.as_str(), &person.given].join(space);
        let reading = &person.reading;
        let joined = written(&mut random, person.joined);
        let left = person.left.map(|left| written(&mut random, left)).unwrap_or_default();
        let name = name.trim();
        table.push_str(&format!(
            "{number},{name},{reading},{former},{email},{department},{joined},{left},{note}\r\n"
        ));
    }
    table
}
