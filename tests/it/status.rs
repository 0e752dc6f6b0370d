//! 近況, reactions, life events and following between people: said without a network and delivered once, named only
//! with consent, and nothing of it for who is hidden.

use crate::world::{World, find};
use anyhow::{Context, Result, ensure};
use enishi_tests::{cli::Device, server::Store};
use serde_json::Value;

async fn member(device: &Device, name: &str) -> Result<String> {
    let found = device.items(&["directory", "search", name]).await?;
    Ok(found.first().context("listed")?["id"].as_str().context("an id")?.to_owned())
}

/// What somebody's device shows of a person's words about now.
async fn said_by(device: &Device, name: &str) -> Result<Option<Value>> {
    let items = device.items(&["status", "list"]).await?;
    Ok(items.into_iter().find(|item| item["name"].as_str().is_some_and(|found| found.contains(name))))
}

async fn said_and_answered(store: Store) -> Result<()> {
    let mut world = World::on(store).await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;

    // Three times underground: one arrives, and it is the last.
    for text in ["松本です", "長野です", "京都です"] {
        let waiting = misaki.attempt(&["status", "set", "moved", "--text", text, "--offline"]).await?;
        ensure!(waiting.exit == 3, "{waiting:?}");
    }
    ensure!(misaki.items(&["outbox"]).await?.len() == 1, "the last one counts");
    misaki.run(&["sync"]).await?;
    let said = said_by(&anna, "髙橋").await?.context("a colleague reads it")?;
    ensure!(said["text"] == "京都です" && said["mark"] == "moved", "{said}");
    ensure!(said_by(&staff, "髙橋").await?.is_none(), "the company does not");

    // A reaction reaches its author and nobody else.
    let item = said["id"].as_str().context("an id")?.to_owned();
    anna.run(&["react", &item, "nice"]).await?;
    anna.run(&["react", &item, "miss_you"]).await?;
    let mine = misaki.run(&["status", "list"]).await?;
    let reactions = mine["mine"]["reactions"].as_array().context("reactions")?;
    ensure!(reactions.len() == 1 && reactions[0]["reaction"] == "miss_you", "{mine}");
    ensure!(
        misaki.attempt(&["status", "set", "moved", "--text", &"縁".repeat(41)]).await?.exit == 1,
        "41 characters"
    );

    // Whoever is hidden sees nothing of it, and cannot find it out.
    let (her, me) = (member(&anna, "髙橋").await?, member(&misaki, "Anna").await?);
    anna.run(&["follow", "add", &her]).await?;
    ensure!(anna.items(&["follow", "list"]).await?.len() == 1, "followed");
    misaki.run(&["member", "hide", &me]).await?;
    ensure!(said_by(&anna, "髙橋").await?.is_none(), "hidden");
    ensure!(anna.items(&["follow", "list"]).await?.is_empty(), "hiding ends it");
    let mine = misaki.run(&["status", "list"]).await?;
    ensure!(mine["mine"]["reactions"] == serde_json::json!([]), "{mine}");
    ensure!(anna.attempt(&["react", &item, "nice"]).await?.exit == 1, "as if there were nothing");
    Ok(())
}

#[tokio::test]
async fn what_is_said_underground_arrives_once_for_its_audience_and_for_nobody_hidden() -> Result<()> {
    said_and_answered(Store::Sqlite).await
}

#[tokio::test]
async fn what_is_said_underground_arrives_once_for_its_audience_on_postgresql() -> Result<()> {
    said_and_answered(Store::named("postgres").await?).await
}

/// The post of a life event as a device shows it.
async fn post(device: &Device, id: &str) -> Result<Option<Value>> {
    Ok(find(&device.items(&["feed"]).await?, "id", id).cloned())
}

#[tokio::test]
async fn a_name_is_in_a_life_event_between_its_yes_and_its_no_and_never_before() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    let her = member(&anna, "髙橋").await?;
    let share =
        ["life-event", "share", "marriage", "--text", "春から", "--audience", "everyone", "--named", &her];
    let shared = anna.run(&share).await?;
    let id = shared["id"].as_str().context("an id")?.to_owned();
    ensure!(shared["draft"] == true, "{shared}");
    for device in [&anna, &misaki, &staff] {
        ensure!(post(device, &id).await?.is_none(), "nobody sees it before the yes");
    }
    let asked = misaki.items(&["life-event", "list"]).await?;
    ensure!(asked.len() == 1 && asked[0]["what"] == "naming", "{asked:?}");

    misaki.run(&["life-event", "answer", &id, "yes"]).await?;
    misaki.run(&["life-event", "answer", &id, "yes"]).await?;
    let named = |post: &Value| post["life"]["named"].as_str().map(str::to_owned);
    let seen = post(&staff, &id).await?.context("published")?;
    ensure!(named(&seen).is_some_and(|name| name.contains("髙橋")), "{seen}");

    misaki.run(&["life-event", "answer", &id, "no"]).await?;
    let seen = post(&staff, &id).await?.context("still there")?;
    ensure!(named(&seen).is_none(), "the name is gone with the next contact: {seen}");

    // Who declines is told to the author alone, who publishes without the name.
    let shared = anna.run(&share).await?;
    let id = shared["id"].as_str().context("an id")?.to_owned();
    misaki.run(&["life-event", "answer", &id, "no"]).await?;
    let drafts = anna.items(&["life-event", "list"]).await?;
    ensure!(drafts.len() == 1 && drafts[0]["declined"] == true, "{drafts:?}");
    anna.run(&["life-event", "unnamed", &id]).await?;
    let seen = post(&staff, &id).await?.context("published without the name")?;
    ensure!(named(&seen).is_none(), "{seen}");
    let me = member(&misaki, "Anna").await?;
    let oneself = anna.attempt(&["life-event", "share", "marriage", "--named", &me]).await?;
    ensure!(oneself.exit == 1, "naming oneself");
    Ok(())
}
