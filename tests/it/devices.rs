//! Several devices of one person: a new one is let in by a code on both, seen by the others, named, and taken off.

use crate::{
    threads::{id, read, texts, two},
    world::{World, find},
};
use anyhow::{Context, Result, ensure};
use enishi_tests::cli::Device;
use serde_json::Value;
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
};

/// A command that says a code on stderr.
fn start(mut command: Command) -> Result<Child> {
    Ok(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

async fn code(child: &mut Child) -> Result<String> {
    let mut lines = BufReader::new(child.stderr.take().context("stderr")?).lines();
    let line = lines.next_line().await?.context("no code was said")?;
    let said: Value = serde_json::from_str(&line)?;
    Ok(said["code"].as_str().with_context(|| format!("no code: {line}"))?.to_owned())
}

/// Lets `new` in by `old`, if the person says that the codes are the same. Answers both codes, and whether both ended well.
async fn link(new: &Device, old: &Device, says: &str) -> Result<(String, String, [bool; 2])> {
    let mut joins = start(new.command(&["talk-devices", "join"])?)?;
    let mut lets_in = start(old.command(&["talk-devices", "let-in"])?)?;
    let (theirs, ours) = (code(&mut joins).await?, code(&mut lets_in).await?);
    for child in [&mut joins, &mut lets_in] {
        let mut stdin = child.stdin.take().context("stdin")?;
        stdin.write_all(format!("{says}\n").as_bytes()).await?;
    }
    let (joined, let_in) = (joins.wait().await?, lets_in.wait().await?);
    Ok((theirs, ours, [joined.success(), let_in.success()]))
}

#[tokio::test]
async fn a_device_that_is_let_in_by_a_code_reads_what_was_and_takes_part() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "昔の話"]).await?;
    misaki.run(&["send", &me, "なつかしい"]).await?;
    anna.run(&["safety", &her, "--compared"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    ensure!(laptop.run(&["threads"]).await?["state"] == "elsewhere");

    let (theirs, ours, ended) = link(&laptop, &misaki, "same").await?;
    ensure!(theirs == ours && theirs.len() == 14, "{theirs} and {ours}");
    ensure!(ended == [true, true]);
    for device in [&misaki, &laptop, &misaki, &laptop] {
        device.run(&["sync"]).await?;
    }
    let old = read(&laptop, &me).await?;
    ensure!(texts(&old) == ["昔の話", "なつかしい"], "{old:?}");
    laptop.run(&["send", &me, "パソコンから"]).await?;
    ensure!(texts(&read(&anna, &her).await?).contains(&"パソコンから"));
    ensure!(anna.run(&["safety", &her]).await?["trust"] == "verified", "the identity is the same");
    ensure!(anna.run(&["read", &her, "--keep-unread"]).await?["missing"] == 0);

    // Both are listed with a name on each, and the one that let it in need not be told.
    let devices = misaki.items(&["talk-devices"]).await?;
    ensure!(devices.len() == 2 && devices.iter().all(|device| device["name"] == "enishi-cli"), "{devices:?}");
    ensure!(devices.iter().all(|device| device["new"] == false), "{devices:?}");
    let other = find(&devices, "here", false).context("the laptop")?;
    misaki.run(&["talk-devices", "name", id(other)?, "会社のパソコン"]).await?;
    laptop.run(&["sync"]).await?;
    let named = laptop.items(&["talk-devices"]).await?;
    ensure!(find(&named, "name", "会社のパソコン").is_some_and(|device| device["here"] == true), "{named:?}");

    // Taken off, it reads nothing more.
    misaki.run(&["talk-devices", "remove", id(other)?]).await?;
    anna.run(&["send", &her, "ふたりだけ"]).await?;
    laptop.run(&["sync"]).await?;
    ensure!(laptop.run(&["threads"]).await?["state"] == "elsewhere");
    let messages = read(&laptop, &me).await?;
    ensure!(!texts(&messages).contains(&"ふたりだけ"), "{messages:?}");
    ensure!(texts(&read(&misaki, &me).await?).contains(&"ふたりだけ"));
    Ok(())
}

#[tokio::test]
async fn a_device_whose_code_is_another_is_given_nothing() -> Result<()> {
    let mut world = World::new().await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    misaki.run(&["sync"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    let (_, _, ended) = link(&laptop, &misaki, "different").await?;
    ensure!(ended == [false, false]);
    ensure!(laptop.run(&["threads"]).await?["state"] == "elsewhere");
    ensure!(misaki.items(&["talk-devices"]).await?.len() == 1);
    Ok(())
}

#[tokio::test]
async fn a_device_that_came_by_the_recovery_key_is_shown_on_the_others_until_it_is_known() -> Result<()> {
    let mut world = World::new().await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    misaki.run(&["sync"]).await?;
    let made = misaki.run(&["recovery", "make"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    laptop.run(&["recovery", "use", "--key", made["key"].as_str().context("a key")?]).await?;
    let devices = misaki.items(&["talk-devices"]).await?;
    let new = find(&devices, "new", true).with_context(|| format!("nobody was told: {devices:?}"))?;
    misaki.run(&["talk-devices", "know", id(new)?]).await?;
    ensure!(find(&misaki.items(&["talk-devices"]).await?, "new", true).is_none());
    ensure!(
        find(&laptop.items(&["talk-devices"]).await?, "new", true).is_none(),
        "to the new one the others are not new"
    );
    Ok(())
}

#[tokio::test]
async fn a_device_that_signs_out_leaves_the_list_and_the_last_one_stays() -> Result<()> {
    let mut world = World::new().await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    misaki.run(&["sync"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    let (_, _, ended) = link(&laptop, &misaki, "same").await?;
    ensure!(ended == [true, true]);
    let threads = laptop.items(&["threads"]).await?;
    ensure!(threads.is_empty(), "what goes between the own devices is no thread: {threads:?}");
    misaki.run(&["sync"]).await?;
    misaki.run(&["sign-out"]).await?;
    laptop.run(&["sync"]).await?;
    let devices = laptop.items(&["talk-devices"]).await?;
    ensure!(devices.len() == 1 && devices[0]["here"] == true, "{devices:?}");
    laptop.run(&["sign-out"]).await?;
    let again = world.another_device("again", "misaki@example.jp").await?;
    ensure!(again.run(&["threads"]).await?["state"] == "elsewhere", "a list without a device is none");
    Ok(())
}

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_is_taken_off_the_list_too() -> Result<()> {
    let mut world = World::new().await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    misaki.run(&["sync"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    let (_, _, ended) = link(&laptop, &misaki, "same").await?;
    ensure!(ended == [true, true]);
    laptop.run(&["sync"]).await?;
    misaki.run(&["sync"]).await?;
    let sessions = misaki.items(&["devices"]).await?;
    let other = find(&sessions, "current", false).context("the laptop")?;
    misaki.run(&["devices", "--sign-out", id(other)?]).await?;
    misaki.run(&["sync"]).await?;
    let devices = misaki.items(&["talk-devices"]).await?;
    ensure!(devices.len() == 1 && devices[0]["here"] == true, "{devices:?}");
    Ok(())
}
