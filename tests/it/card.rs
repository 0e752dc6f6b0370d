//! A member's card at a door without a network: shown by one device, checked by another, and not to be forged.

use crate::world::World;
use anyhow::{Context, Result, ensure};
use enishi_tests::cli::Device;
use serde_json::Value;

async fn text(device: &Device) -> Result<String> {
    Ok(device.run(&["card"]).await?["text"].as_str().context("a text")?.to_owned())
}

#[tokio::test]
async fn a_card_is_shown_and_checked_without_a_network_and_cannot_be_forged() -> Result<()> {
    let mut world = World::new().await?;
    let door = world.device("door", "yuki@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    text(&door).await?;
    let card = misaki.run(&["card"]).await?;
    ensure!(card["network"].is_string() && card["name"].is_string(), "{card}");
    let code = card["text"].as_str().context("a text")?.to_owned();

    door.run(&["sync"]).await?;
    world.server.stop().await?;
    ensure!(text(&misaki).await? == code, "the last one is shown");
    let checked = door.run(&["card", &code]).await?;
    ensure!(checked["name"] == card["name"] && checked["listed"] == Value::Bool(true), "{checked}");

    let mut forged: Vec<char> = code.chars().collect();
    let place = forged.len() / 2;
    forged[place] = if forged[place] == 'A' { 'B' } else { 'A' };
    let forged: String = forged.into_iter().collect();
    for text in [forged.as_str(), "https://example.jp/"] {
        let refused = door.attempt(&["card", text]).await?;
        ensure!(refused.exit != 0 && refused.code() == "invalid", "{text}: {refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn who_has_left_still_has_a_card_but_the_door_sees_that_nobody_is_listed() -> Result<()> {
    let mut world = World::new().await?;
    let door = world.device("door", "yuki@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let code = text(&misaki).await?;
    misaki.run(&["membership", "leave"]).await?;
    door.run(&["sync"]).await?;
    let checked = door.run(&["card", &code]).await?;
    ensure!(checked["listed"] == Value::Bool(false), "{checked}");
    let refused = misaki.attempt(&["card"]).await?;
    ensure!(refused.exit != 0, "who leaves shows no card: {refused:?}");
    Ok(())
}
