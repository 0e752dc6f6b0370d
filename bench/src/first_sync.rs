//! A fresh device signs in: how long until a search of the directory answers?

use crate::{
    figure::{Figure, median, ms, share},
    floor::Ready,
    world::World,
};
use anyhow::{Result, bail, ensure};
use enishi_bridge::{members::DirectoryForm, sign_in::CodeForm};
use enishi_client::Client;
use std::time::Duration;
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::{Instant, MissedTickBehavior, interval},
};

const ROUNDS: usize = 5;
/// A page that is asked for while the sync runs must answer within this, ms.
const USABLE: f64 = 200.0;

/// Measures at so many members, ours and floor in turns.
pub async fn run(members: u32) -> Result<Vec<Figure>> {
    let mut world = World::new(members).await?;
    let ready = Ready::from(&world.database()).await?;
    let (mut ours, mut floors, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (took, waits) = sync(&mut world, round).await?;
        let floor = ready.fetch_and_store().await?;
        // The first round warms both sides up.
        if round > 0 {
            ours.push(ms(took));
            floors.push(ms(floor));
            pages.extend(waits);
        }
    }
    world.server.stop().await?;
    let name = format!("first_sync_{members}");
    Ok(vec![
        Figure::within(&name, median(&ours), "ms", median(&floors), 2.5),
        Figure::at_most(&format!("{name}_home_meanwhile_p99"), share(&pages, 99), "ms", USABLE),
        Figure::told(&format!("{name}_home_meanwhile_median"), median(&pages), "ms"),
    ])
}

/// One fresh device. Answers how long it took, and how long home took each time it was asked for meanwhile (ms).
async fn sync(world: &mut World, round: usize) -> Result<(Duration, Vec<f64>)> {
    let home = world.folder.path().join(format!("fresh-{round}"));
    let url = world.server.url();
    let (client, code) = world.device_with_code(&url, &home).await?;
    let last = world.members.saturating_sub(2);
    let mut notices = client.notices();
    let started = Instant::now();
    client.verify_code(CodeForm { code }).await?;
    let (done, looking) = watch::channel(false);
    let waits = tokio::spawn(look_at_home(client.clone(), looking));
    // As the page of the directory does: it reads again when it is told that something has changed.
    let mut found = search(&client, &format!("{last}")).await?;
    while !found.1 {
        match notices.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => bail!("the core has ended"),
        }
        found = search(&client, &format!("{last}")).await?;
    }
    let took = started.elapsed();
    ensure!(client.settle().await.is_none(), "the first sync had trouble");
    done.send_replace(true);
    let waits = waits.await??;
    ensure!(found.0 >= 1, "the search does not find the last member");
    let all = search(&client, "").await?;
    ensure!(all == (world.members, true), "the directory has {} rows, complete: {}", all.0, all.1);
    // A session is a person's device: ten of them is the most.
    client.sign_out().await?;
    client.shutdown().await;
    Ok((took, waits))
}

async fn search(client: &Client, query: &str) -> Result<(u32, bool)> {
    let page = client
        .directory(DirectoryForm {
            query: query.to_owned(),
            offset: 0,
            limit: 50,
            ..DirectoryForm::default()
        })
        .await?;
    Ok((page.total, page.complete))
}

/// Opens home again and again, as an impatient person does.
async fn look_at_home(client: Client, done: watch::Receiver<bool>) -> Result<Vec<f64>> {
    let mut ticks = interval(Duration::from_millis(20));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waits = Vec::new();
    while !*done.borrow() {
        ticks.tick().await;
        let asked = Instant::now();
        client.home().await?;
        waits.push(ms(asked.elapsed()));
    }
    Ok(waits)
}
