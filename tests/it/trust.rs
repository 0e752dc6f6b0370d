//! Being seen and not being seen, between people: hiding without a network, a report and what comes of it, who looked,
//! pausing, leaving and taking it back.

use crate::world::{World, find};
use anyhow::{Context, Result, ensure};
use enishi_tests::cli::Device;
use serde_json::Value;

async fn id_of(device: &Device, name: &str) -> Result<String> {
    let found = device.items(&["directory", "search", name]).await?;
    Ok(found.first().with_context(|| format!("{name} is not listed"))?["id"]
        .as_str()
        .context("an id")?
        .to_owned())
}

async fn is_listed(device: &Device, name: &str) -> Result<bool> {
    Ok(!device.items(&["directory", "search", name]).await?.is_empty())
}

#[tokio::test]
async fn whom_one_hides_without_a_network_is_gone_here_at_once_and_everywhere_later() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let phone = world.device("phone", "misaki@example.jp").await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    let event = world.reunion(&secretariat, "総会").await?;
    anna.run(&["rsvp", &event, "yes"]).await?;
    let her = id_of(&phone, "Anna").await?;
    let people = phone.items(&["directory", "list"]).await?.len();

    let waits = phone.attempt(&["member", "block", &her, "--offline"]).await?;
    ensure!(waits.exit == 3, "{waits:?}");
    let here = phone.items(&["directory", "list", "--offline"]).await?;
    ensure!(here.len() == people - 1 && find(&here, "id", her.as_str()).is_none(), "{here:?}");
    ensure!(phone.items(&["directory", "search", "Anna", "--offline"]).await?.is_empty());
    ensure!(phone.attempt(&["profile", &her, "--offline"]).await?.exit == 1, "there is no page of her");
    let list = phone.items(&["member", "hidden", "--offline"]).await?;
    ensure!(list.len() == 1 && list[0]["name"] == "Anna Schäfer" && list[0]["block"] == true, "{list:?}");
    ensure!(list[0]["delivery"] == "waiting");

    phone.run(&["sync"]).await?;
    ensure!(!is_listed(&anna, "美咲").await? && is_listed(&secretariat, "Anna").await?);
    let list = laptop.items(&["member", "hidden"]).await?;
    ensure!(list.len() == 1 && list[0]["delivery"] == "delivered", "it is on all devices: {list:?}");
    let theirs = secretariat.items(&["answers", &event]).await?;
    ensure!(theirs.len() == 1, "who is hidden from another is there for everybody else");

    laptop.run(&["member", "show", &her]).await?;
    ensure!(is_listed(&phone, "Anna").await? && is_listed(&anna, "美咲").await?);
    ensure!(phone.items(&["member", "hidden"]).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_report_is_decided_with_a_reason_and_its_reporter_is_told() -> Result<()> {
    let mut world = World::new().await?;
    let network = world.network.clone();
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let grant =
        ["member", "grant", "--network", &network, "--email", "anna@example.jp", "--duties", "moderation"];
    world.server.operator(&grant).await?;
    let post = secretariat.run(&["post", "--title", "名簿", "--text", "電話番号つき"]).await?;
    let post = post["id"].as_str().context("an id")?.to_owned();

    let reported =
        ["report", "post", &post, "--reason", "private_data", "--text", "番号が載っています", "--offline"];
    misaki.run(&["sync"]).await?;
    let waits = misaki.attempt(&reported).await?;
    ensure!(waits.exit == 3, "{waits:?}");
    misaki.run(&["sync"]).await?;
    ensure!(secretariat.attempt(&["moderation", "list"]).await?.exit == 1, "the duty is needed");
    let open = anna.items(&["moderation", "list"]).await?;
    let [report] = open.as_slice() else { anyhow::bail!("{open:?}") };
    ensure!(
        report["label"] == "名簿" && report["text"] == "番号が載っています" && report["reporter"].is_null()
    );
    let id = report["id"].as_str().context("an id")?;
    anna.run(&["moderation", "decide", id, "--decision", "post_removed", "--why", "本人の同意がない"])
        .await?;
    let log = anna.items(&["moderation", "log"]).await?;
    ensure!(
        log.len() == 1 && log[0]["why"] == "本人の同意がない" && log[0]["by"] == "Anna Schäfer",
        "{log:?}"
    );
    let mine = misaki.items(&["report"]).await?;
    ensure!(mine[0]["acted"] == true && !mine[0]["decided_at"].is_null(), "{mine:?}");
    ensure!(find(&misaki.items(&["feed"]).await?, "id", post.as_str()).is_none(), "the post is gone");
    let all = world.server.operator(&["report", "list", "--network", &network]).await?;
    ensure!(all["items"][0]["decision"] == "post_removed", "{all}");
    Ok(())
}

#[tokio::test]
async fn a_person_is_told_who_of_the_secretariat_was_shown_what_is_for_them_alone() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let her = id_of(&secretariat, "美咲").await?;
    secretariat.run(&["profile", &her]).await?;
    ensure!(misaki.items(&["membership", "access-log"]).await?.is_empty(), "there was nothing to be shown");
    misaki.run(&["profile", "set", "purposes", "come_back", "--audience", "secretariat"]).await?;
    secretariat.run(&["sync"]).await?;
    // Without a network it is noted too, and sent later; the same day it is one line.
    secretariat.run(&["profile", &her, "--offline"]).await?;
    secretariat.run(&["profile", &her]).await?;
    secretariat.run(&["sync"]).await?;
    let log = misaki.items(&["membership", "access-log"]).await?;
    let names: Vec<&Value> = log.iter().map(|line| &line["name"]).collect();
    ensure!(names == ["大森 結希"], "{log:?}");
    Ok(())
}

#[tokio::test]
async fn who_pauses_or_leaves_is_unlisted_at_once_and_back_when_she_likes() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let phase = async || -> Result<Value> { Ok(misaki.run(&["status"]).await?["phase"].clone()) };
    let until = in_a_month()?;
    let paused = misaki.run(&["membership", "pause", "--until", &until]).await?;
    ensure!(paused["phase"] == "paused" && paused["by_self"] == true, "{paused}");
    ensure!(!is_listed(&secretariat, "美咲").await? && phase().await? == "paused");
    ensure!(misaki.items(&["directory", "list"]).await?.is_empty(), "nobody is here while she pauses");
    misaki.run(&["membership", "resume"]).await?;
    ensure!(is_listed(&secretariat, "美咲").await? && phase().await? == "ready");

    let leaving = misaki.run(&["membership", "leave"]).await?;
    ensure!(
        leaving["phase"] == "leaving" && leaving["receipt"].as_str().is_some_and(|number| number.len() == 14)
    );
    ensure!(!is_listed(&secretariat, "美咲").await?);
    let number = leaving["receipt"].as_str().context("a number")?;
    ensure!(world.server.operator(&["member", "receipt", number]).await.is_err(), "nothing is deleted yet");
    misaki.run(&["membership", "stay"]).await?;
    ensure!(is_listed(&secretariat, "美咲").await? && phase().await? == "ready");
    let counts = world.server.operator(&["network", "report", "--network", &world.network]).await?;
    ensure!(
        counts["counts"]["active"].is_null() && counts["smallest"] == 5,
        "no number about a few: {counts}"
    );
    Ok(())
}

/// A month from now, as the command line takes it.
fn in_a_month() -> Result<String> {
    let said = std::process::Command::new("date").args(["-u", "-d", "+30 days", "+%FT%TZ"]).output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}
