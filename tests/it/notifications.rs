//! What the person is told of, and what not.

use crate::world::World;
use anyhow::Result;
use serde_json::Value;
use tokio::process::Command;

/// What `watch` prints in a short while.
pub async fn told(mut command: Command) -> Result<Vec<Value>> {
    let output = command.output().await?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn joining_announces_nothing_and_what_comes_later_is_announced_once() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    secretariat.run(&["post", "--title", "ずっと前", "--text", "本文"]).await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    secretariat.run(&["post", "--title", "これから", "--text", "本文"]).await?;
    let first = told(alumna.command(&["watch", "--seconds", "3"])?).await?;
    let titles: Vec<_> = first.iter().map(|line| line["title"].as_str().unwrap_or_default()).collect();
    assert_eq!(titles, ["これから"]);
    let again = told(alumna.command(&["watch", "--seconds", "2"])?).await?;
    assert!(again.is_empty(), "shown once: {again:?}");
    Ok(())
}

#[tokio::test]
async fn nobody_is_told_of_what_they_published_themselves() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    secretariat.run(&["post", "--title", "自分で書いた", "--text", "本文"]).await?;
    let told = told(secretariat.command(&["watch", "--seconds", "2"])?).await?;
    assert!(told.is_empty(), "{told:?}");
    Ok(())
}
