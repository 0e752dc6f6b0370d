//! The road of the product, once, between people in real windows: an invitation becomes a listed member,
//! news and events arrive in a second and are tapped, an answer given underground arrives once, and what an app
//! says that has been away for too long, or is too old, is clear.

mod apart;
mod arrival;
mod devices;
mod directory;
mod looks;
mod news;
mod photo;
mod profile;
mod status;
mod talk;
mod trust;
mod underground;
mod world;

use crate::report::{Report, say};
use anyhow::Result;
use std::path::Path;
use world::World;

/// Plays all scenes, with the pictures in `pictures`; answers how many steps passed and failed.
pub async fn play(pictures: &Path) -> Result<(usize, usize)> {
    let mut report = Report::new(pictures)?;
    let mut world = report.step("the server runs with the demo network", World::start()).await?;
    if play_all(&mut world, &mut report).await.is_err() {
        // The step that failed has said why; its picture is the screen as it was then.
        world.pictures_of_failure(&mut report).await?;
        say(&format!("logs are in {}", world.keep().display()))?;
    }
    report.finish()
}

async fn play_all(world: &mut World, report: &mut Report) -> Result<()> {
    let alumna = arrival::play(world, report).await?;
    looks::play(&alumna, report).await?;
    let alumna = profile::play(world, alumna, report).await?;
    directory::play(world, &alumna, report).await?;
    status::play(world, &alumna, report).await?;
    talk::play(world, &alumna, report).await?;
    let alumna = photo::play(world, alumna, report).await?;
    let (alumna, secretariat) = news::play(world, alumna, report).await?;
    photo::fields(&alumna, &secretariat, report).await?;
    let (alumna, secretariat) = underground::play(world, alumna, secretariat, report).await?;
    apart::play(&alumna, &secretariat, report).await?;
    trust::play(world, alumna, secretariat, report).await
}
