//! Search as somebody types, over 100,000 cached members: is everybody found, and how long does a keystroke take?

use crate::{
    figure::{Figure, median, ms, share},
    profiles,
    world::{World, config, made_up},
};
use anyhow::{Context, Result, ensure};
use enishi_bridge::members::DirectoryForm;
use enishi_client::Client;
use enishi_wire::{
    members::Entry,
    profile::{FieldValue, Step},
};
use sqlx::{Connection, SqliteConnection};
use std::{collections::BTreeMap, path::Path, process::Command};
use tokio::time::Instant;

/// The work that is one start in a process of its own.
pub const OPEN: &str = "open-and-search";
/// How often the app starts and is searched for the first time.
const STARTS: usize = 7;
/// Rows of a page while somebody types, as the directory asks for them before it knows how high it is.
const SHOWN: u32 = 24;
/// What a keystroke may take at the 99th percentile, ms.
const KEYSTROKE: f64 = 2.0;
/// What the first search after a start may take, ms.
const OPENING: f64 = 50.0;
/// What the directory may take in memory, MB.
const MEMORY: f64 = 25.0;

/// What people type: names in every script, a place, a year's worth of digits, two words, nobody.
const TYPED: [&str; 28] = [
    "佐藤",
    "渡辺",
    "さとう",
    "ワタナベ",
    "けんた",
    "satou",
    "Ohno",
    "watanabe",
    "健太7",
    "陽菜12",
    "大阪支社",
    "総務部",
    "高橋 さくら",
    "鈴木 翔3",
    "旧姓",
    "みつからない",
    "a",
    "部",
    "さ",
    "結城谷製作所",
    "acme",
    "営業二課",
    "溶接の基礎",
    "京都府",
    "鹿児島",
    "佐藤 商事",
    "採用 大阪",
    "すずき 人事",
];

/// Measures with so many members.
pub async fn run(members: u32) -> Result<Vec<Figure>> {
    let mut world = World::with_profiles(members).await?;
    let home = world.folder.path().join("device");
    let client = world.device(&home).await?;
    ensure!(client.settle().await.is_none(), "the first sync had trouble");
    find(&client, "佐藤").await?;
    client.shutdown().await;
    world.server.stop().await?;
    let people: Vec<Vec<String>> = (0..members.saturating_sub(1)).map(texts).collect::<Result<_>>()?;

    let (mut openings, mut growths) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let (opening, growth) = open_alone(&home)?;
        openings.push(opening);
        growths.push(growth);
    }
    let client = start(&home).await?;
    everybody_is_found(&client, &people).await?;
    let (mut strokes, mut slowest) = (Vec::new(), BTreeMap::<String, f64>::new());
    for round in 0..6 {
        for typed in TYPED {
            let letters: Vec<char> = typed.chars().collect();
            for end in 1..=letters.len() {
                let query: String = letters.iter().take(end).collect();
                let started = Instant::now();
                find(&client, &query).await?;
                let took = ms(started.elapsed());
                if round > 0 {
                    strokes.push(took);
                    // Of each query its quickest time: what is slow then is slow by itself.
                    slowest.entry(query).and_modify(|least| *least = took.min(*least)).or_insert(took);
                }
            }
        }
    }
    client.shutdown().await;
    let (query, took) =
        slowest.iter().max_by(|one, other| one.1.total_cmp(other.1)).context("nothing was typed")?;
    let like = like(world.folder.path(), &people).await?;
    let typical = median(&strokes);
    Ok(vec![
        Figure::at_most(&format!("search_{members}_keystroke_p99"), share(&strokes, 99), "ms", KEYSTROKE),
        Figure::told("search_keystroke_median", typical, "ms"),
        Figure::told(&format!("search_slowest ({query})"), *took, "ms"),
        Figure::told("search_like_median", like, "ms"),
        Figure::told("search_like_ratio", like / typical, "x"),
        Figure::at_most("search_opening", median(&openings), "ms", OPENING),
        Figure::at_most("search_memory", median(&growths), "MB", MEMORY),
    ])
}

async fn start(home: &Path) -> Result<Client> {
    let mut config = config(home);
    config.offline = true;
    let client = Client::open(config).await?;
    ensure!(client.home().await?.complete, "home is not the cached one");
    Ok(client)
}

/// [`open`] in a process of its own, so that no memory is there that another work has left.
fn open_alone(home: &Path) -> Result<(f64, f64)> {
    let answer = Command::new(std::env::current_exe()?).arg(OPEN).arg(home).output()?;
    let text = String::from_utf8(answer.stdout)?;
    let (took, growth) = text.trim().split_once(' ').context("no answer of an opening")?;
    Ok((took.parse()?, growth.parse()?))
}

/// A start; answers how long the first search took, ms, and how much memory it took, MB.
pub async fn open(home: &Path) -> Result<(f64, f64)> {
    let client = start(home).await?;
    let before = resident()?;
    let started = Instant::now();
    find(&client, "さ").await?;
    let took = ms(started.elapsed());
    let growth = resident()? - before;
    client.shutdown().await;
    Ok((took, growth))
}

async fn find(client: &Client, query: &str) -> Result<(u32, Vec<String>)> {
    let page = client
        .directory(DirectoryForm {
            query: query.to_owned(),
            offset: 0,
            limit: SHOWN,
            ..DirectoryForm::default()
        })
        .await?;
    Ok((page.total, page.items.into_iter().map(|card| card.given_name).collect()))
}

/// Compares with a look at every person: the same number is found, whatever is typed and however far.
async fn everybody_is_found(client: &Client, people: &[Vec<String>]) -> Result<()> {
    for typed in TYPED {
        let letters: Vec<char> = typed.chars().collect();
        for end in 1..=letters.len() {
            let query: String = letters.iter().take(end).collect();
            if query.chars().any(|c| c.is_ascii_alphabetic()) {
                // Spellings in Latin letters have a test of their own; the look at everybody knows none.
                continue;
            }
            let words: Vec<String> = query.split(' ').map(plain).collect();
            let fits =
                |texts: &&Vec<String>| words.iter().all(|word| texts.iter().any(|text| text.contains(word)));
            let expected = people.iter().filter(fits).count();
            let (total, shown) = find(client, &query).await?;
            // The one real person has no part in the list of the made-up.
            let total = usize::try_from(total)?;
            ensure!(
                (expected..=expected + 1).contains(&total),
                "{query}: {total} are found, a look at everybody finds {expected}"
            );
            ensure!(shown.len() == total.min(usize::try_from(SHOWN)?), "{query}: a page of {}", shown.len());
        }
    }
    let whole = find(client, "佐藤 結希").await?;
    ensure!(whole.0 > 0, "nobody is found by two words");
    Ok(())
}

/// Katakana and the forms of 渡辺 that the made-up people and the queries have, as one; nothing else needs folding here.
fn plain(text: &str) -> String {
    let kana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        '邊' => '辺',
        c => c,
    };
    text.chars().map(kana).collect()
}

/// Everything that is searched of a made-up member: the names and the department first.
fn texts(number: u32) -> Result<Vec<String>> {
    let entry: Entry = made_up(number)?;
    let mut texts = vec![
        format!("{}{}", entry.family_name, entry.given_name),
        format!("{}{}", entry.family_kana, entry.given_kana),
        entry.former_name.unwrap_or_default(),
        entry.department,
    ];
    for value in profiles::made_up(number)?.into_iter().flat_map(|facet| facet.fields.into_values()) {
        match value {
            FieldValue::Text(text) => texts.push(text.replace(' ', "")),
            FieldValue::Tags(tags) => texts.extend(tags),
            FieldValue::Roles(all) => {
                texts.extend(all.into_iter().flat_map(|role| [role.organisation, role.title]))
            }
            FieldValue::Postings(all) => {
                texts.extend(all.into_iter().flat_map(|at| [at.department, at.place]))
            }
            FieldValue::Career(all) => texts.extend(all.into_iter().flat_map(|step| match step {
                Step::Work(work) => vec![work.organisation, work.title],
                _ => Vec::new(),
            })),
            FieldValue::Prefecture(code) => {
                let named = profiles::PREFECTURES.into_iter().filter(|(known, ..)| *known == code);
                texts.extend(named.flat_map(|(_, name, kana)| [name.to_owned(), kana.to_owned()]));
            }
            _ => {}
        }
    }
    Ok(texts.iter().map(|text| plain(text).to_lowercase()).collect())
}

/// The same over a table without encryption by LIKE: the median of what the same queries take, ms.
async fn like(folder: &Path, people: &[Vec<String>]) -> Result<f64> {
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("like.db")).create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await?;
    sqlx::raw_sql("CREATE TABLE people (name TEXT, kana TEXT, former TEXT, department TEXT, more TEXT)")
        .execute(&mut db)
        .await?;
    let mut tx = db.begin().await?;
    for texts in people {
        let (columns, more) = texts.split_at(4);
        let mut insert = sqlx::query("INSERT INTO people VALUES ($1, $2, $3, $4, $5)");
        for text in columns {
            insert = insert.bind(text);
        }
        insert.bind(more.join("\n")).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    let mut times = Vec::new();
    for typed in TYPED {
        let started = Instant::now();
        sqlx::query(
            "SELECT count(*) FROM people WHERE name LIKE $1 OR kana LIKE $1 OR former LIKE $1 OR department LIKE $1 OR more LIKE $1",
        )
        .bind(format!("%{}%", plain(typed)))
        .fetch_one(&mut db)
        .await?;
        times.push(ms(started.elapsed()));
    }
    db.close().await?;
    Ok(median(&times))
}

/// Resident memory of this process, MB.
fn resident() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1_000.0)
}
