//! Disks of the server that are full, read-only or damaged: a clear code, nothing acknowledged is lost, and it
//! heals by itself where it can. Those of a device are in `bad_files`.

use crate::{invitation::Invitation, world::World};
use anyhow::{Context, Result};
use enishi_tests::{disk::Disk, server::Server, wait};

/// A server with its data and letters on a disk; everything else is elsewhere.
async fn on(disk: &Disk) -> Result<World> {
    World::around(Server::start(disk.path()).await?, tempfile::tempdir()?).await
}

#[tokio::test]
async fn a_full_disk_of_the_server_loses_nothing_and_heals_when_there_is_room() -> Result<()> {
    let disk = Disk::new("size=24m").await?;
    let world = on(&disk).await?;
    let mut scene = Invitation::in_world(world).await?;
    scene.answer("no").await?;
    scene.alumna.drain().await?;
    let filler = disk.fill()?;
    scene.answer("yes").await?;
    // The room that the journal already has may take a few more: the answer is changed until none is taken.
    let mut last = "yes";
    for answer in ["maybe", "yes"].into_iter().cycle().take(200) {
        scene.trouble().await?;
        if scene.alumna.look().await?["waiting"] == 1 {
            break;
        }
        scene.answer(answer).await?;
        last = answer;
    }
    // The server answers that it cannot take the wish yet, and goes on serving what is there.
    assert_eq!(scene.trouble().await?, None, "what is there can be read");
    let seen = scene.alumna.look().await?;
    assert_eq!(seen["failed"], 0, "a full disk is no wish's fault");
    assert_eq!(seen["waiting"], 1, "what she wished last waits");
    std::fs::remove_file(filler)?;
    let what = "the answer to leave by itself";
    scene.alumna.until(wait::PATIENCE, what, |seen| seen["waiting"] == 0).await?;
    assert_eq!(scene.world.server.rows("PRAGMA integrity_check").await?, ["ok"]);
    scene.heals_to(last).await
}

#[tokio::test]
async fn a_server_on_a_read_only_disk_says_so_and_does_not_start() -> Result<()> {
    let disk = Disk::new("size=24m").await?;
    let mut world = on(&disk).await?;
    world.server.stop().await?;
    disk.remount("ro").await?;
    let error = world.server.refusal().await?;
    assert_eq!(error["code"], "read_only", "{error}");
    disk.remount("rw").await?;
    world.server.resume().await?;
    world.device("alumna", "misaki@example.jp").await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_started_on_a_full_disk_says_so() -> Result<()> {
    let disk = Disk::new("size=24m").await?;
    let mut world = on(&disk).await?;
    world.server.stop().await?;
    let filler = disk.fill()?;
    let error = world.server.refusal().await?;
    assert_eq!(error["code"], "disk_full", "{error}");
    std::fs::remove_file(filler)?;
    world.server.resume().await?;
    world.device("alumna", "misaki@example.jp").await?;
    Ok(())
}

#[tokio::test]
async fn a_damaged_database_of_the_server_is_refused_with_a_sentence_and_left_as_it_is() -> Result<()> {
    let mut world = World::new().await?;
    world.server.stop().await?;
    let path = world.server.data().join("enishi.db");
    let whole = std::fs::read(&path)?;
    for damage in ["the first page", "every byte", "cut in the middle"] {
        let mut bytes = whole.clone();
        match damage {
            "the first page" => bytes.iter_mut().take(4096).for_each(|byte| *byte ^= 0x55),
            "every byte" => bytes.iter_mut().for_each(|byte| *byte = b'x'),
            _ => bytes.truncate(whole.len() / 2),
        }
        std::fs::write(&path, &bytes)?;
        let error = world.server.refusal().await?;
        assert_eq!(error["code"], "database_corrupt", "{damage}: {error}");
        let message = error["message"].as_str().context("a sentence")?;
        assert!(message.contains("restore a backup"), "{damage}: {message}");
        assert_eq!(std::fs::read(&path)?, bytes, "{damage}: left as it is");
    }
    std::fs::write(&path, &whole)?;
    world.server.resume().await?;
    world.device("alumna", "misaki@example.jp").await?;
    Ok(())
}
