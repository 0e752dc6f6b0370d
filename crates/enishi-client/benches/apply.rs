//! Measures a first sync of a large directory, and the start of the app afterwards:
//! `cargo bench -p enishi-client --bench apply [-- MEMBERS]`. One JSON line a figure.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement ends when something is wrong"
)]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

#[path = "../src/tests/server.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod server;

use enishi_bridge::members::DirectoryForm;
use enishi_client::Client;
use enishi_wire::scopes::Scope;
use serde_json::json;
use server::{Server, config};
use std::time::{Duration, Instant};

const FAMILIES: [(&str, &str); 8] = [
    ("佐藤", "さとう"),
    ("鈴木", "すずき"),
    ("髙橋", "たかはし"),
    ("渡邊", "わたなべ"),
    ("伊藤", "いとう"),
    ("山﨑", "やまざき"),
    ("中村", "なかむら"),
    ("小林", "こばやし"),
];
const GIVEN: [(&str, &str); 8] = [
    ("美咲", "みさき"),
    ("翔太", "しょうた"),
    ("結衣", "ゆい"),
    ("健", "けん"),
    ("陽菜", "ひな"),
    ("大輔", "だいすけ"),
    ("由紀", "ゆき"),
    ("直樹", "なおき"),
];

/// The n-th member; ids are spread, as those of people who confirm in no order.
fn member(n: u128) -> (u128, serde_json::Value) {
    let id = n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let at = |shift: u32| usize::try_from((id >> shift) % 8).unwrap();
    let (family, given) = (FAMILIES[at(40)], GIVEN[at(70)]);
    let body = json!({
        "class": "alumni", "family_name": family.0, "given_name": given.0,
        "family_kana": format!("{}{}", family.1, n % 97), "given_kana": given.1, "former_name": null,
        "department": format!("第{}営業部 東京支店", n % 60), "joined_year": 1980 + n % 40, "left_year": 2000 + n % 25,
        "headline": format!("いまは{}の仕事をしています。週末は山に登ります。", n % 1000),
    });
    (id, body)
}

async fn search(client: &Client, query: &str) -> u32 {
    let form = DirectoryForm { query: query.into(), offset: 0, limit: 50, ..DirectoryForm::default() };
    client.directory(form).await.unwrap().total
}

fn figure(name: &str, value: f64, unit: &str) {
    println!("{}", json!({"name": name, "value": (value * 10.0).round() / 10.0, "unit": unit}));
}

#[tokio::main]
async fn main() {
    let members: u32 = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(100_000);
    let server = Server::start().await;
    for n in 1..=u128::from(members) {
        let (id, body) = member(n);
        server.model().put(Scope::Members, "member", id, Some(body));
    }
    let folder = tempfile::tempdir().unwrap();
    // Signing in costs a stretched passphrase and is not what is measured.
    let began = Instant::now();
    let client = server.device(folder.path()).await;
    figure("sign_in", began.elapsed().as_secs_f64() * 1e3, "ms");
    let began = Instant::now();
    let reader = client.clone();
    let waits = tokio::spawn(async move {
        let (mut longest, mut all) = (Duration::ZERO, Vec::new());
        loop {
            let began = Instant::now();
            let home = reader.home().await.unwrap();
            longest = longest.max(began.elapsed());
            all.push(began.elapsed());
            if home.complete {
                return (longest, all.len());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert_eq!(client.settle().await, None);
    let found = search(&client, "たかはし").await;
    let took = began.elapsed().as_secs_f64();
    assert!(found > 0);
    assert_eq!(search(&client, "").await, members, "everybody is listed");
    let (longest, reads) = waits.await.unwrap();
    figure("first_sync", took * 1e3, "ms");
    figure("first_sync_rate", f64::from(members) / took, "rows/s");
    figure("longest_wait_of_home_meanwhile", longest.as_secs_f64() * 1e3, "ms");
    figure("reads_of_home_meanwhile", f64::from(u32::try_from(reads).unwrap()), "reads");
    let pulls = server.model().requests.iter().filter(|request| request.starts_with("/v1/sync/pull")).count();
    figure("pulls", f64::from(u32::try_from(pulls).unwrap()), "requests");
    for (name, query) in [("search", "やまざき"), ("window", "")] {
        let began = Instant::now();
        search(&client, query).await;
        figure(name, began.elapsed().as_secs_f64() * 1e3, "ms");
    }
    figure("database", f64::from(u32::try_from(client.storage().await.unwrap().bytes >> 10).unwrap()), "KiB");
    client.shutdown().await;
    drop(client);
    let mut starts = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let client = Client::open(config(folder.path(), true)).await.unwrap();
        let opened = began.elapsed();
        client.home().await.unwrap();
        starts.push((began.elapsed(), began.elapsed() - opened));
        client.shutdown().await;
    }
    starts.sort_unstable();
    figure("cold_start_with_passphrase", starts[2].0.as_secs_f64() * 1e3, "ms");
    figure("home_after_open", starts[2].1.as_secs_f64() * 1e3, "ms");
}
