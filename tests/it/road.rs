//! The main job of the product, point by point.

use crate::world::{ROSTER, World, find, reunion};
use anyhow::{Context, Result};
use enishi_tests::{cli::Device, device::Ask, wait};
use tokio::io::{AsyncBufReadExt, BufReader};

#[tokio::test]
async fn an_operator_imports_hrs_roster_and_sees_what_happened_to_every_row() -> Result<()> {
    let world = World::new().await?;
    let roster = world.path("again.csv");
    std::fs::write(&roster, ROSTER)?;
    let import = ["roster", "import", roster.to_str().context("UTF-8")?, "--network", &world.network];
    let again = world.server.operator(&import).await?;
    assert_eq!(again["accepted"], 0, "a second import of the same file changes nothing: {again}");
    assert_eq!(again["unchanged"], 3);
    assert_eq!(again["refused"], 1);
    let rows = again["rows"].as_array().context("rows")?;
    assert_eq!(rows.len(), 4, "every row has an outcome");
    let refused = find(rows, "outcome", "refused").context("a refused row")?;
    assert_eq!(refused["line"], 4);
    assert_eq!(refused["reason"], "missing_email");
    Ok(())
}

#[tokio::test]
async fn an_alumna_is_listed_only_after_she_confirmed_and_then_sees_everything() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    secretariat.run(&["post", "--title", "新工場が動きます", "--text", "来月から。"]).await?;

    let alumna = Device::new(&world.path("alumna"));
    let url = world.server.url();
    alumna.run(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    let code = world.letters.next_for("misaki@example.jp").await?.code()?;
    let status = alumna.run(&["sign-in", "--code", &code]).await?;
    assert_eq!(status["phase"], "confirming");
    assert_eq!(alumna.items(&["feed"]).await?.len(), 0, "nothing of the network before confirming");
    assert_eq!(
        secretariat.items(&["directory", "search", "髙橋"]).await?.len(),
        0,
        "nobody is listed before"
    );

    alumna.run(&["confirm"]).await?;
    assert_eq!(alumna.items(&["feed"]).await?.len(), 1);
    let found = secretariat.items(&["directory", "search", "たかはし"]).await?;
    let found = found.first().context("she is listed")?;
    assert_eq!(found["family_name"], "髙橋");
    assert_eq!(found["given_name"], "美咲");
    assert_eq!(found["kana"], "たかはし みさき");
    for query in ["高橋", "タカハシ", "ﾐｻｷ", "佐藤", "大阪 みさき"] {
        assert_eq!(secretariat.items(&["directory", "search", query]).await?.len(), 1, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_secretariat_publishes_reaches_a_member_within_a_second() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    let mut watch = alumna.command(&["watch"])?.stdout(std::process::Stdio::piped()).spawn()?;
    let mut lines = BufReader::new(watch.stdout.take().context("stdout")?).lines();
    // Ready when the first thing published is announced.
    secretariat.run(&["post", "--title", "はじめ", "--text", "本文"]).await?;
    let first = tokio::time::timeout(wait::PATIENCE, lines.next_line()).await??.context("a line")?;
    assert!(first.contains("はじめ"), "{first}");

    let published = secretariat.run(&reunion("春の同窓会")).await?;
    let within = std::time::Duration::from_secs(1);
    let line = tokio::time::timeout(within, lines.next_line()).await.context("within a second")??;
    let line = line.context("a line")?;
    let line: serde_json::Value = serde_json::from_str(&line)?;
    assert_eq!(line["id"], published["id"], "it opens exactly that event");
    assert_eq!(line["kind"], "event");
    watch.kill().await?;
    Ok(())
}

#[tokio::test]
async fn an_answer_given_without_a_network_arrives_exactly_once_after_a_kill() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    let event = world.reunion(&secretariat, "春の同窓会").await?;
    alumna.run(&["sync"]).await?;

    world.server.stop().await?;
    let events = alumna.items(&["events"]).await?;
    assert_eq!(find(&events, "id", event.as_str()).context("the cache has it")?["title"], "春の同窓会");
    let answered = alumna.attempt(&["rsvp", &event, "yes"]).await?;
    assert_eq!(answered.exit, 3, "waiting is said by the exit code");
    assert_eq!(answered.answer["delivery"], "waiting");

    // A process that is killed while it tries to send.
    let mut killed = alumna.command(&["watch"])?.spawn()?;
    killed.kill().await?;
    let waiting = alumna.items(&["events", "--offline"]).await?;
    let mine = find(&waiting, "id", event.as_str()).context("the event")?;
    assert_eq!((mine["my_rsvp"].as_str(), mine["delivery"].as_str()), (Some("yes"), Some("waiting")));

    world.server.resume().await?;
    alumna.run(&["sync"]).await?;
    alumna.run(&["sync"]).await?;
    assert_eq!(alumna.items(&["outbox"]).await?.len(), 0);
    let answers = secretariat.items(&["answers", &event]).await?;
    assert_eq!(answers.len(), 1, "exactly once: {answers:?}");
    assert_eq!(answers[0]["answer"], "yes");
    let events = secretariat.items(&["events"]).await?;
    assert_eq!(find(&events, "id", event.as_str()).context("the event")?["yes"], 1);
    Ok(())
}

#[tokio::test]
async fn posts_that_arrive_in_one_moment_are_all_in_the_list() -> Result<()> {
    let mut world = World::new().await?;
    let mut secretariat = world.core("secretariat", "yuki@example.jp").await?;
    world.server.stop().await?;
    // They leave together when the server is back, and its clock stands still.
    world.server.set_clock("2020-01-01 00:00:00")?;
    for number in 0..70 {
        let (title, text) = (format!("{number}"), "本文".to_owned());
        secretariat.done(&Ask::Post { title, text, audience: "everyone".to_owned() }).await?;
    }
    world.server.resume().await?;
    secretariat.drain().await?;
    let seen = secretariat.look().await?;
    assert_eq!(seen["shared"]["posts"].as_array().context("posts")?.len(), 70);
    Ok(())
}
