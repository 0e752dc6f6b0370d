//! The app starts on 100,000 cached members without a network: how long to the first page of home?
//!
//! The key is in a sealed file here, and opening that is slow on purpose (Argon2id); the store of an
//! operating system has no such cost. So the same start with nobody signed in is taken off.

use crate::{
    figure::{Figure, median, ms},
    world::{World, config},
};
use anyhow::{Result, ensure};
use enishi_client::Client;
use std::path::Path;
use tokio::time::Instant;

const ROUNDS: usize = 9;
/// What it may take, ms.
const TARGET: f64 = 150.0;

/// Measures with so many members.
pub async fn run(members: u32) -> Result<Vec<Figure>> {
    let mut world = World::new(members).await?;
    let (full, empty) = (world.folder.path().join("full"), world.folder.path().join("empty"));
    let client = world.device(&full).await?;
    ensure!(client.settle().await.is_none(), "the first sync had trouble");
    client.shutdown().await;
    Client::open(config(&empty)).await?.shutdown().await;
    world.server.stop().await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (ours, unlocking) = (start(&full, true).await?, start(&empty, false).await?);
        if round > 0 {
            with.push(ours - unlocking);
            without.push(unlocking);
        }
    }
    Ok(vec![
        Figure::at_most(&format!("cold_start_{members}"), median(&with), "ms", TARGET),
        Figure::told("cold_start_unlocking", median(&without), "ms"),
    ])
}

/// One start; answers how long until home (or, with nobody signed in, until the client stands), ms.
async fn start(home: &Path, signed_in: bool) -> Result<f64> {
    let mut config = config(home);
    config.offline = true;
    let started = Instant::now();
    let client = Client::open(config).await?;
    if signed_in {
        let view = client.home().await?;
        ensure!(view.complete, "home is not the cached one");
    }
    let took = ms(started.elapsed());
    client.shutdown().await;
    Ok(took)
}
