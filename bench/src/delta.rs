//! A device comes back after changes: how long, how many requests, how many bytes? At 100,000 members it may
//! hardly cost more than at 10,000.

use crate::{
    counting::Counter,
    figure::{Figure, median, ms},
    world::World,
};
use anyhow::{Result, ensure};
use enishi_bridge::members::DirectoryForm;
use enishi_client::Client;
use tokio::time::Instant;

const ROUNDS: u32 = 7;

/// A network of one size with a device that has everything.
struct Side {
    world: World,
    line: Counter,
    client: Client,
}

/// What one catching up cost.
struct Cost {
    ms: f64,
    requests: u64,
    bytes: u64,
}

/// Measures a small and a large network in turns, with so many members changed.
pub async fn run(small: u32, large: u32, changed: &[u32]) -> Result<Vec<Figure>> {
    let (small, large) = (Side::new(small).await?, Side::new(large).await?);
    let mut figures = Vec::new();
    for changes in changed.iter().copied() {
        let (mut small_ms, mut large_ms) = (Vec::new(), Vec::new());
        let (mut requests, mut bytes) = (0, 0);
        for round in 0..=ROUNDS {
            let of_small = small.catch_up(changes, round).await?;
            let of_large = large.catch_up(changes, round).await?;
            if round > 0 {
                small_ms.push(of_small.ms);
                large_ms.push(of_large.ms);
                requests = of_large.requests;
                bytes = of_large.bytes;
            }
        }
        let name = format!("delta_{changes}");
        figures.push(Figure::within(&name, median(&large_ms), "ms", median(&small_ms), 1.2));
        if changes == 0 {
            figures.push(Figure::at_most("delta_0_requests", count(requests), "requests", 1.0));
            figures.push(Figure::at_most("delta_0_bytes", count(bytes), "bytes", 300.0));
        } else {
            figures.push(Figure::told(&format!("{name}_requests"), count(requests), "requests"));
            figures.push(Figure::told(&format!("{name}_bytes"), count(bytes), "bytes"));
        }
    }
    Ok(figures)
}

impl Side {
    async fn new(members: u32) -> Result<Self> {
        let mut world = World::new(members).await?;
        let line = Counter::before(&world.server.url()).await?;
        let home = world.folder.path().join("device");
        let client = world.device_by(&line.url(), &home).await?;
        ensure!(client.settle().await.is_none(), "the first sync had trouble");
        Ok(Self { world, line, client })
    }

    /// The device is underground while so many members change; then it comes back.
    async fn catch_up(&self, changes: u32, round: u32) -> Result<Cost> {
        self.line.set_open(false);
        // Only when the device knows that it is offline does nothing of its own come in between.
        ensure!(self.client.settle().await.is_some(), "the line is not shut");
        if changes > 0 {
            self.world.change(changes, round).await?;
        }
        self.line.take();
        self.line.set_open(true);
        let started = Instant::now();
        ensure!(self.client.settle().await.is_none(), "the device does not come back");
        let took = started.elapsed();
        let (requests, bytes) = self.line.take();
        if changes > 0 {
            let form = DirectoryForm {
                query: format!("近況 {round} {changes}"),
                limit: 1,
                ..DirectoryForm::default()
            };
            ensure!(self.client.directory(form).await?.total >= 1, "the last change did not arrive");
        }
        Ok(Cost { ms: ms(took), requests, bytes })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of one sync are far below 2^52")]
fn count(number: u64) -> f64 {
    number as f64
}
