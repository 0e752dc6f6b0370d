//! What one post costs in a network of 1,000 and of 100,000 members: the rows that it writes, and the time
//! until it is durable.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench says what it measured, and ends when it meets what it does not expect"
)]

mod support;

use enishi_server::{
    db::Database,
    domain::push::{self, Lives},
};
use enishi_wire::{
    ids::{AccountId, NetworkId},
    scopes::Scope,
    sync::PushResult,
};
use support::{
    Figure, clock,
    community::{self, NOW},
    median, ms, option,
};

const ROUNDS: usize = 9;
const POSTS: usize = 20;

struct Town {
    _folder: tempfile::TempDir,
    database: Database,
    network: NetworkId,
    desk: AccountId,
}

impl Town {
    async fn of(members: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = community::open(folder.path(), None).await;
        let network = community::network(&database).await;
        let people = community::join(&database, network, members).await;
        Self { _folder: folder, database, network, desk: people[0].0 }
    }

    async fn rows(&self) -> i64 {
        let mut snapshot = self.database.snapshot().await.expect("a snapshot");
        let rows = sqlx::query_scalar("SELECT COUNT(*) FROM changes").fetch_one(&mut *snapshot).await;
        rows.expect("a count")
    }

    /// Publishes posts; gives what each took, in ms.
    async fn publish(&self, count: usize) -> Vec<f64> {
        let mut times = Vec::new();
        for _ in 0..count {
            let wish = community::mutation(self.network, community::post("お知らせ"));
            let start = clock();
            let result =
                push::push(&self.database, support::key(), self.desk, &wish, &mut Lives::default(), NOW)
                    .await;
            times.push(ms(start.elapsed()));
            let PushResult::Applied { rows } = result else { unreachable!("not applied: {result:?}") };
            let shared = rows.iter().filter(|row| row.scope == Scope::Members).count();
            assert_eq!(shared, 1, "one row for all members");
        }
        times
    }
}

#[tokio::main]
async fn main() {
    let members = option("--members").map_or(100_000, |count| count.parse().expect("a number"));
    let (small, large) = (Town::of(1_000).await, Town::of(members).await);
    let before = large.rows().await;
    large.publish(1).await;
    let written = large.rows().await - before;
    Figure {
        name: "post_fan_out_rows".into(),
        value: written as f64,
        unit: "rows",
        floor: 1.0,
        ratio: written as f64,
        target: "one row for all members, and one for the desk that wrote it",
        met: written == 2,
    }
    .print();

    small.publish(POSTS).await;
    let (mut at_small, mut at_large) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        at_small.push(median(&mut small.publish(POSTS).await));
        at_large.push(median(&mut large.publish(POSTS).await));
    }
    let (value, floor) = (median(&mut at_large), median(&mut at_small));
    Figure {
        name: "post_fan_out".into(),
        value,
        unit: "ms",
        floor,
        ratio: value / floor,
        target: "≤ 1.2 × the same at 1,000 members",
        met: value <= 1.2 * floor,
    }
    .print();
}
