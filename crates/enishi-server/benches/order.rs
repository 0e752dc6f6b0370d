//! A million changes by 64 writers, with rollbacks and writers that vanish, and no reader misses one:
//! `--changes N`, `--postgres` for PostgreSQL.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a bench says what it measured, and ends when it meets what it does not expect; of the tests' parts it uses some"
)]

#[path = "../tests/it/support/postgres.rs"]
mod postgres;
#[path = "../tests/it/order/storm.rs"]
mod storm;
mod support;

use storm::Order;
use support::{Figure, clock, community, option};

#[tokio::main]
async fn main() {
    let rows = option("--changes").map_or(1_000_000, |count| count.parse().expect("a number"));
    let on_postgres = std::env::args().any(|argument| argument == "--postgres");
    let folder = tempfile::tempdir().expect("a folder");
    let url = if on_postgres { Some(postgres::new_database().await) } else { None };
    let database = community::open(folder.path(), url.as_deref()).await;
    let network = community::network(&database).await;
    let start = clock();
    let report = storm::run(&database, network, rows, Order::Turn).await;
    let took = start.elapsed().as_secs_f64();
    assert_eq!((report.lost, report.ghosts), (0, 0), "{report:?}");
    Figure {
        name: if on_postgres { "order_skipped_postgres" } else { "order_skipped_sqlite" }.into(),
        value: report.skipped as f64,
        unit: "rows",
        floor: report.rows as f64,
        ratio: report.rows as f64 / took,
        target: "0 skipped; floor: rows written, ratio: rows a second",
        met: report.skipped == 0,
    }
    .print();
}
