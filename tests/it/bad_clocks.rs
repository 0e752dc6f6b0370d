//! Clocks ten years off, on either side, from the start or in the middle: everything goes on, once.

use crate::{invitation::Invitation, world::World};
use anyhow::Result;
use enishi_tests::{
    device::{Ask, Core, Reply},
    proxy::Mood,
};

const AHEAD: &str = "+3650d";
const BEHIND: &str = "-3650d";

#[tokio::test]
async fn a_device_whose_clock_is_ten_years_off_does_everything() -> Result<()> {
    for offset in [AHEAD, BEHIND] {
        let mut scene = Invitation::new().await?;
        scene.alumna = {
            let mut other = Core::open_at(&scene.world.path("off"), Some(offset)).await?;
            other.sign_in(&scene.proxy.url(), "misaki@example.jp", &mut scene.world.letters).await?;
            other
        };
        scene.answer("yes").await?;
        scene.heals_to("yes").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_devices_clock_that_jumps_ten_years_in_the_middle_stops_nothing() -> Result<()> {
    let mut scene = Invitation::new().await?;
    let home = scene.alumna.close().await?;
    scene.alumna = Core::open_at(&home, Some("+0d")).await?;
    for (offset, answer) in [(AHEAD, "yes"), (BEHIND, "maybe"), ("+1d", "no"), ("-1d", "yes")] {
        scene.alumna.set_clock(offset)?;
        scene.answer(answer).await?;
        scene.heals_to(answer).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_whose_clock_is_ten_years_off_serves_everybody() -> Result<()> {
    for offset in [AHEAD, BEHIND] {
        let mut world = World::new().await?;
        world.server.stop().await?;
        world.server.set_clock(offset)?;
        world.server.resume().await?;
        let mut scene = Invitation::in_world(world).await?;
        scene.answer("yes").await?;
        scene.heals_to("yes").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_servers_clock_that_jumps_a_day_either_way_stops_nothing() -> Result<()> {
    let mut world = World::new().await?;
    world.server.stop().await?;
    world.server.set_clock("+0d")?;
    world.server.resume().await?;
    let mut scene = Invitation::in_world(world).await?;
    for (offset, answer) in [("+1d", "yes"), ("-1d", "maybe"), (BEHIND, "no"), ("+0d", "yes")] {
        scene.world.server.set_clock(offset)?;
        scene.answer(answer).await?;
        scene.heals_to(answer).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_servers_clock_that_jumps_ten_years_ahead_ends_sessions_and_erases_nothing() -> Result<()> {
    let mut world = World::new().await?;
    world.server.stop().await?;
    world.server.set_clock("+0d")?;
    world.server.resume().await?;
    let mut scene = Invitation::in_world(world).await?;
    scene.world.server.set_clock(AHEAD)?;
    scene.answer("yes").await?;
    assert_eq!(scene.trouble().await?.as_deref(), Some("session_ended"), "a year without use is over");
    let seen = scene.alumna.look().await?;
    assert_eq!(seen["phase"], "ready", "the account stays: she is asked to sign in again");
    assert_eq!(seen["waiting"], 1, "and so does her answer");
    let url = scene.proxy.url();
    scene.alumna.sign_in(&url, "misaki@example.jp", &mut scene.world.letters).await?;
    let url = scene.world.server.url();
    scene.secretariat.sign_in(&url, "yuki@example.jp", &mut scene.world.letters).await?;
    scene.heals_to("yes").await
}

#[tokio::test]
async fn a_device_without_contact_for_a_fortnight_locks_the_directory_until_it_has_some() -> Result<()> {
    let mut scene = Invitation::new().await?;
    let home = scene.alumna.close().await?;
    scene.alumna = Core::open_at(&home, Some("+0d")).await?;
    scene.alumna.settle().await?;
    scene.proxy.set(Mood::Closed);
    scene.proxy.cut();
    scene.alumna.set_clock("+13d")?;
    assert!(matches!(scene.alumna.ask(&Ask::Look).await?, Reply::Done(_)), "thirteen days are shown");
    scene.alumna.set_clock("+15d")?;
    let locked = Reply::Refused("directory_locked".to_owned());
    assert_eq!(scene.alumna.ask(&Ask::Look).await?, locked);
    let home = scene.alumna.kill().await?;
    scene.alumna = Core::open_at(&home, Some("+15d")).await?;
    assert_eq!(scene.alumna.ask(&Ask::Look).await?, locked, "also after a start");
    scene.proxy.set(Mood::Good);
    scene.answer("yes").await?;
    scene.heals_to("yes").await
}
