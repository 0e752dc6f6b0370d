//! The server is restored from an older backup, loses one of its two programs, or is found to have other rows:
//! devices get all of it right by themselves.

use crate::{invitation::Invitation, world::World};
use anyhow::{Context, Result, ensure};
use enishi_tests::{device::Ask, proxy::Proxy, server::Store, wait};

#[tokio::test]
async fn after_a_restore_of_an_older_backup_every_device_is_right_on_sqlite() -> Result<()> {
    restored(Store::Sqlite).await
}

#[tokio::test]
async fn after_a_restore_of_an_older_backup_every_device_is_right_on_postgresql() -> Result<()> {
    restored(Store::named("postgres").await?).await
}

async fn restored(store: Store) -> Result<()> {
    let mut scene = Invitation::in_world(World::on(store).await?).await?;
    let backup = scene.world.path("backup");
    let backup = backup.to_str().context("UTF-8")?.to_owned();
    scene.world.server.operator(&["backup", "--to", &backup]).await?;
    // After the backup: an answer and a post arrive, another wish waits on a device that is away.
    scene.answer("yes").await?;
    scene.alumna.drain().await?;
    let post = |title: &str| Ask::Post {
        title: title.to_owned(),
        text: "本文".to_owned(),
        audience: "everyone".to_owned(),
    };
    scene.secretariat.done(&post("控えの後で")).await?;
    scene.secretariat.drain().await?;
    scene.world.server.stop().await?;
    scene.secretariat.done(&post("送る前に")).await?;
    scene.world.server.operator(&["restore", "--from", &backup, "--yes"]).await?;
    ensure!(scene.world.server.rows("SELECT id FROM posts").await?.is_empty(), "the backup knows of no post");
    scene.world.server.resume().await?;
    scene.secretariat.drain().await?;
    scene.heals_to("yes").await?;
    let seen = scene.secretariat.look().await?;
    for title in ["控えの後で", "送る前に"] {
        let times = seen["shared"]["posts"].to_string().matches(&format!("\"{title}\"")).count();
        ensure!(times == 1, "{title} is there {times} times");
    }
    for core in [&mut scene.secretariat, &mut scene.alumna] {
        ensure!(core.done(&Ask::Verify).await? == "same", "equal digests");
    }
    let findings = scene.world.server.operator(&["check"]).await?;
    ensure!(findings["findings"].as_array().is_some_and(Vec::is_empty), "{findings}");
    Ok(())
}

#[tokio::test]
async fn two_servers_on_one_postgresql_tell_each_others_devices_and_one_may_die() -> Result<()> {
    let mut scene = Invitation::in_world(World::on(Store::named("postgres").await?).await?).await?;
    let mut twin = scene.world.server.twin().await?;
    let line = Proxy::before(&twin.url()).await?;
    let mut anna = scene.world.core_by(&line.url(), "anna", "anna@example.jp").await?;
    wait::until("a live connection to the twin", async || Ok((line.live() == 1).then_some(()))).await?;
    // What the first is told reaches the devices of the second.
    let (title, text) = ("両方に".to_owned(), "本文".to_owned());
    scene.secretariat.done(&Ask::Post { title, text, audience: "everyone".to_owned() }).await?;
    let soon = std::time::Duration::from_secs(5);
    anna.until(soon, "the news", |seen| seen["shared"]["posts"].to_string().contains("両方に")).await?;
    // The twin dies; its devices wait and find it again.
    twin.kill().await?;
    anna.done(&Ask::Rsvp { event: scene.event.clone(), answer: "no".to_owned() }).await?;
    ensure!(!anna.done(&Ask::Settle).await?.is_null(), "nobody answers");
    scene.answer("yes").await?;
    scene.alumna.drain().await?;
    twin.resume().await?;
    anna.until(wait::PATIENCE, "the answer to leave by itself", |seen| seen["waiting"] == 0).await?;
    let what = "a live connection to the twin that is back";
    wait::until(what, async || Ok((line.live() == 1).then_some(()))).await?;
    scene.secretariat.settle().await?;
    let seen = scene.secretariat.look().await?;
    let lines = seen["own"]["lines"][0]["lines"].as_array().context("answers")?;
    ensure!(lines.len() == 2, "both answers, once: {lines:?}");
    for core in [&mut scene.secretariat, &mut scene.alumna, &mut anna] {
        core.settle().await?;
        ensure!(core.done(&Ask::Verify).await? == "same", "equal digests");
    }
    Ok(())
}

#[tokio::test]
async fn rows_that_differ_from_the_servers_are_found_and_repaired() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.answer("yes").await?;
    scene.heals_to("yes").await?;
    // What no program of ours does: the server's rows are other than it ever said.
    scene.world.server.stop().await?;
    scene.world.server.tamper("DELETE FROM changes WHERE kind = 'tally'").await?;
    scene.world.server.resume().await?;
    ensure!(scene.alumna.done(&Ask::Verify).await? == "repaired", "the device fetches the audience anew");
    ensure!(scene.alumna.done(&Ask::Verify).await? == "same", "and then holds what the server says");
    Ok(())
}
