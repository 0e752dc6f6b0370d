//! Several networks and several servers on one device, and what leaves it when a session ends.

use crate::world::{World, find};
use anyhow::{Context, Result};

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_forgets_the_account() -> Result<()> {
    let mut world = World::new().await?;
    let phone = world.device("phone", "misaki@example.jp").await?;
    let computer = world.device("computer", "misaki@example.jp").await?;
    let devices = computer.items(&["devices"]).await?;
    assert_eq!(devices.len(), 2);
    // The computer signs itself out; the phone is not touched.
    computer.run(&["sign-out"]).await?;
    assert_eq!(phone.items(&["devices"]).await?.len(), 1);
    phone.run(&["feed"]).await?;
    Ok(())
}

#[tokio::test]
async fn one_device_holds_networks_of_two_servers() -> Result<()> {
    let mut here = World::new().await?;
    let mut there = World::new().await?;
    let device = here.device("device", "misaki@example.jp").await?;
    device.sign_in(&there.server.url(), "misaki@example.jp", &mut there.letters).await?;
    let places = device.items(&["status"]).await?;
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(find(&places, "id", &here.network).is_some());
    assert_eq!(find(&places, "id", &there.network).context("the second")?["current"], true);
    Ok(())
}
