//! Several networks and several servers on one device, and what leaves it when a session ends.

use crate::world::{World, find};
use anyhow::{Context, Result};

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_forgets_the_account() -> Result<()> {
    let mut world = World::new().await?;
    let phone = world.device("phone", "misaki@example.jp").await?;
    let computer = world.device("computer", "misaki@example.jp").await?;
    let devices = phone.items(&["devices"]).await?;
    assert_eq!(devices.len(), 2);
    let other = find(&devices, "current", false).context("the other device")?;
    let other = other["id"].as_str().context("an id")?.to_owned();
    let left = phone.items(&["devices", "--sign-out", &other]).await?;
    assert_eq!(left.len(), 1);

    let ended = computer.attempt(&["feed"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "session_ended"), "{ended:?}");
    assert_eq!(std::fs::read_dir(computer.home().join("accounts"))?.count(), 0, "no file of the account");
    let after = computer.attempt(&["feed"]).await?;
    assert_eq!(after.code(), "signed_out");
    phone.run(&["feed"]).await?;
    Ok(())
}

#[tokio::test]
async fn one_device_holds_networks_of_two_servers() -> Result<()> {
    let mut here = World::new().await?;
    let mut there = World::new().await?;
    let device = here.device("device", "misaki@example.jp").await?;
    device.join(&there.server.url(), "misaki@example.jp", &mut there.letters).await?;
    let places = device.items(&["status"]).await?;
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(find(&places, "id", here.network.as_str()).is_some());
    assert_eq!(find(&places, "id", there.network.as_str()).context("the second")?["current"], true);
    Ok(())
}
