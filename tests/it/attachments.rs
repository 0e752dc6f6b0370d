//! Photos and files that go with messages: sealed, in parts, read by the two people, gone with their message.

use crate::{
    photos::picture,
    threads::{canary, holding, id, read, two},
    world::World,
};
use anyhow::{Context, Result, ensure};
use enishi_tests::server::Store;

async fn sent_and_saved(store: Store) -> Result<()> {
    let mut world = World::on(store).await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    let (photo, file) = (world.path("桜.png"), world.path("名簿.csv"));
    std::fs::write(&photo, picture(3_000, 1_500)?)?;
    let word = canary(1);
    let content = format!("{word}\n").repeat(20_000);
    std::fs::write(&file, &content)?;
    let (photo, file) = (photo.to_str().context("UTF-8")?, file.to_str().context("UTF-8")?);

    let early = anna.attempt(&["send", &her, "はじめまして", "--attach", photo]).await?;
    ensure!(early.code() == "awaits_answer", "nobody is sent pictures by somebody unknown: {early:?}");
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["request", "accept", &me]).await?;

    anna.run(&["sync"]).await?;
    // Without a network it waits, and what is written after it waits behind it.
    let waits = anna.attempt(&["send", &her, "--attach", photo, "--attach", file, "--offline"]).await?;
    ensure!(waits.exit == 3, "{waits:?}");
    anna.attempt(&["send", &her, "届きましたか", "--offline"]).await?;
    let shown = anna.items(&["read", &her, "--offline"]).await?;
    let waiting = &shown[1];
    ensure!(waiting["files"][0]["sending"] == 0 && waiting["delivery"] == "waiting", "{waiting}");
    anna.run(&["sync"]).await?;
    let shown = read(&anna, &her).await?;
    ensure!(shown.iter().all(|message| message["delivery"] == "delivered"), "{shown:?}");

    let messages = read(&misaki, &me).await?;
    ensure!(
        messages[1]["text"] == "" && messages[2]["text"] == "届きましたか",
        "in their order: {messages:?}"
    );
    let files = messages[1]["files"].as_array().context("files")?;
    ensure!(
        files[0]["name"] == "桜.jpg" && files[0]["photo"] == serde_json::json!([2048, 1024]),
        "{files:?}"
    );
    ensure!(files[1]["name"] == "名簿.csv" && files[1]["bytes"] == content.len(), "{files:?}");
    let to = world.path("saved");
    std::fs::create_dir(&to)?;
    let to = to.to_str().context("UTF-8")?;
    for file in files {
        misaki.run(&["save", id(file)?, "--to", to]).await?;
    }
    ensure!(std::fs::read_to_string(world.path("saved/名簿.csv"))? == content);
    let jpeg = std::fs::read(world.path("saved/桜.jpg"))?;
    ensure!(jpeg.starts_with(&[0xff, 0xd8, 0xff]), "a photo that was written anew");
    // What is here is here without a network too.
    misaki.run(&["save", id(&files[1])?, "--to", to, "--offline"]).await?;
    ensure!(std::fs::read_to_string(world.path("saved/名簿 (2).csv"))? == content);

    // Nobody else can have it, and the server cannot read it.
    let staff = world.device("staff", "yuki@example.jp").await?;
    ensure!(staff.attempt(&["save", id(&files[1])?]).await?.code() == "not_found");
    ensure!(holding(anna.home(), std::slice::from_ref(&word))?.is_empty(), "the devices keep it sealed");
    let sent = id(&shown[1])?.to_owned();
    anna.run(&["unsend", &sent]).await?;
    ensure!(read(&misaki, &me).await?[1]["body"] == "unsent");
    ensure!(misaki.attempt(&["save", id(&files[1])?]).await?.code() == "not_found", "gone here too");
    world.server.stop().await?;
    ensure!(holding(world.server.data(), &[word])?.is_empty());
    ensure!(world.server.rows("SELECT id FROM attachments").await?.is_empty(), "what was taken back is gone");
    Ok(())
}

#[tokio::test]
async fn photos_and_files_go_along_sealed_and_are_gone_with_their_message() -> Result<()> {
    sent_and_saved(Store::Sqlite).await
}

#[tokio::test]
async fn photos_and_files_go_along_sealed_and_are_gone_with_their_message_on_postgresql() -> Result<()> {
    sent_and_saved(Store::named("postgres").await?).await
}

#[tokio::test]
async fn a_file_that_the_server_has_lost_is_sent_again_and_one_that_it_changed_is_not_shown() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    let file = world.path("手紙.txt");
    std::fs::write(&file, "お元気ですか".repeat(60_000))?;
    let file = file.to_str().context("UTF-8")?.to_owned();
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["request", "accept", &me]).await?;
    let backup = world.path("backup.ndjson.zst");
    let backup = backup.to_str().context("UTF-8")?;
    world.server.operator(&["backup", "--to", backup]).await?;
    anna.run(&["send", &her, "添えます", "--attach", &file]).await?;
    world.server.operator(&["restore", "--from", backup, "--yes"]).await?;
    ensure!(world.server.rows("SELECT id FROM attachments").await?.is_empty(), "the backup knows of no file");
    for device in [&anna, &anna, &misaki] {
        device.run(&["sync"]).await?;
    }
    let messages = read(&misaki, &me).await?;
    let sent = messages.iter().find(|message| message["text"] == "添えます").context("the message")?;
    let lost = id(&sent["files"][0])?;
    misaki.run(&["save", lost, "--to", world.path("").to_str().context("UTF-8")?]).await?;

    anna.run(&["send", &her, "もうひとつ", "--attach", &file]).await?;
    world.server.stop().await?;
    world.server.tamper("UPDATE attachment_parts SET body = zeroblob(length(body)) WHERE part = 1").await?;
    world.server.resume().await?;
    let messages = read(&misaki, &me).await?;
    let sent = messages.iter().find(|message| message["text"] == "もうひとつ").context("the message")?;
    let ended = misaki.attempt(&["save", id(&sent["files"][0])?]).await?;
    ensure!(ended.code() == "not_found", "what its sender did not seal is nothing: {ended:?}");
    Ok(())
}
