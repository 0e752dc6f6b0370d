//! Random walks on both databases. `ENISHI_SEED=S` chooses the first seed, `ENISHI_WALKS=N` how many follow;
//! a failing walk prints its seed and its steps.

use anyhow::{Context, Result};
use enishi_tests::walk::walk;
use std::io::Write as _;

/// Steps of a walk: a few seconds.
const STEPS: usize = 100;

#[tokio::test]
async fn after_any_walk_devices_are_equal_and_every_wish_had_its_effect_once_on_sqlite() -> Result<()> {
    walks("sqlite").await
}

#[tokio::test]
async fn after_any_walk_devices_are_equal_and_every_wish_had_its_effect_once_on_postgresql() -> Result<()> {
    walks("postgres").await
}

async fn walks(database: &str) -> Result<()> {
    let (first, count) = (number("ENISHI_SEED")?.unwrap_or(1), number("ENISHI_WALKS")?.unwrap_or(4));
    for seed in first..first + count {
        let walked = walk(seed, STEPS, database).await?;
        // Past the capture of the test runner: a long run is watched.
        writeln!(
            std::io::stdout(),
            "{database}, seed {seed}: {} wishes, {} kills",
            walked.wishes,
            walked.kills
        )?;
    }
    Ok(())
}

fn number(name: &str) -> Result<Option<u64>> {
    std::env::var(name).ok().map(|text| text.parse().with_context(|| format!("{name}={text}"))).transpose()
}
