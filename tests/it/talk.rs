//! Messages between two people: written without a network, read by nobody but the two, asked for and answered.

use crate::{
    threads::{canary, holding, id_of, read, texts, two},
    world::{World, find},
};
use anyhow::{Context, Result, ensure};
use enishi_tests::server::Store;

async fn written_and_read(store: Store) -> Result<()> {
    let mut world = World::on(store).await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    let words: Vec<String> = (0..20).map(canary).collect();

    // Underground, to somebody to whom nothing was ever written: it waits, and goes once.
    let waits = anna.attempt(&["send", &her, &words[0], "--offline"]).await?;
    ensure!(waits.exit == 3 && waits.answer["delivery"] == "waiting", "{waits:?}");
    let shown = anna.items(&["read", &her, "--offline"]).await?;
    ensure!(texts(&shown) == [&words[0]], "it is on the screen at once: {shown:?}");
    anna.run(&["sync"]).await?;
    let shown = read(&anna, &her).await?;
    ensure!(shown.len() == 1 && shown[0]["delivery"] == "delivered", "{shown:?}");

    // She is asked, reads it, and nobody may press.
    let threads = misaki.items(&["threads"]).await?;
    ensure!(
        threads.len() == 1 && threads[0]["writing"] == "asked" && threads[0]["unread"] == 1,
        "{threads:?}"
    );
    ensure!(threads[0]["last"]["text"] == words[0].as_str(), "{threads:?}");
    let pressed = anna.attempt(&["send", &her, "もしもし"]).await?;
    ensure!(pressed.exit == 1 && pressed.code() == "awaits_answer", "{pressed:?}");
    misaki.run(&["request", "accept", &me]).await?;

    // Both write, in turns and at once, in the order in which each wrote.
    for (place, word) in words.iter().enumerate().skip(1).take(10) {
        let (device, to) = if place % 2 == 0 { (&anna, &her) } else { (&misaki, &me) };
        device.run(&["send", to, word]).await?;
    }
    for word in &words[11..] {
        let ended = anna.attempt(&["send", &her, word, "--offline"]).await?;
        ensure!(ended.exit == 3, "{ended:?}");
    }
    anna.run(&["sync"]).await?;
    let (hers, mine) = (read(&misaki, &me).await?, read(&anna, &her).await?);
    ensure!(texts(&mine) == words, "{:?}", texts(&mine));
    ensure!(texts(&hers) == words, "{:?}", texts(&hers));
    ensure!(hers.iter().all(|message| message["body"] == "text"), "{hers:?}");

    // What is read is read on the server's word too, and an answer names what it answers.
    let first = hers[0]["id"].as_str().context("an id")?;
    misaki.run(&["send", &me, "はい", "--reply-to", first]).await?;
    let threads = anna.items(&["threads"]).await?;
    ensure!(threads[0]["unread"] == 6, "{threads:?}");
    let answer = anna.items(&["read", &her]).await?;
    let answer = find(&answer, "text", "はい").context("the answer")?;
    ensure!(answer["reply_to"] == first, "{answer}");
    ensure!(anna.items(&["threads"]).await?[0]["unread"] == 0);
    // What comes later is read later.
    misaki.run(&["send", &me, "それから"]).await?;
    anna.run(&["sync"]).await?;
    ensure!(anna.items(&["threads"]).await?[0]["unread"] == 1);
    anna.run(&["read", &her]).await?;
    ensure!(anna.items(&["threads"]).await?[0]["unread"] == 0, "read once more");

    // Taken back, there is a trace on both sides and no word.
    let last = mine.last().context("a message")?["id"].as_str().context("an id")?.to_owned();
    anna.run(&["unsend", &last]).await?;
    for (device, with) in [(&anna, &her), (&misaki, &me)] {
        let messages = read(device, with).await?;
        let gone = find(&messages, "id", last.as_str()).context("a trace")?;
        ensure!(gone["body"] == "unsent" && gone["text"] == "", "{gone}");
    }

    // The two numbers are one.
    let (one, other) =
        (anna.run(&["safety", &her]).await?, misaki.run(&["safety", &me, "--compared"]).await?);
    ensure!(one["number"] == other["number"] && one["number"].as_str().is_some_and(|text| text.len() == 71));
    ensure!(other["trust"] == "verified" && other["doubt"] == false, "{other}");

    // Nothing of it is anywhere on the server: database, log, letters.
    world.server.stop().await?;
    let found = holding(world.server.data(), &words)?;
    ensure!(found.is_empty(), "the server holds {found:?}");
    for statement in ["SELECT body FROM changes WHERE kind = 'message'", "SELECT outcome FROM mutations"] {
        let rows = world.server.rows(statement).await?;
        ensure!(!rows.is_empty() && !rows.iter().any(|row| words.iter().any(|word| row.contains(word))));
    }
    // Nor in any file of the devices: their databases are encrypted.
    for device in [&anna, &misaki] {
        ensure!(holding(device.home(), &words)?.is_empty(), "a file of a device holds words");
    }
    Ok(())
}

#[tokio::test]
async fn what_two_people_write_is_read_by_the_two_and_lies_on_no_server() -> Result<()> {
    written_and_read(Store::Sqlite).await
}

#[tokio::test]
async fn what_two_people_write_is_read_by_the_two_and_lies_on_no_server_on_postgresql() -> Result<()> {
    written_and_read(Store::named("postgres").await?).await
}

#[tokio::test]
async fn who_declines_or_blocks_is_left_alone_and_the_other_is_not_told() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["request", "decline", &me]).await?;
    let threads = anna.items(&["threads"]).await?;
    ensure!(threads[0]["writing"] == "awaits_answer", "as if nobody had looked: {threads:?}");
    ensure!(anna.attempt(&["send", &her, "もしもし"]).await?.code() == "awaits_answer");

    // She changes her mind by writing, and then blocks.
    misaki.run(&["send", &me, "やっぱり"]).await?;
    anna.run(&["send", &her, "ありがとう"]).await?;
    misaki.run(&["member", "block", &me]).await?;
    ensure!(misaki.items(&["threads"]).await?.is_empty(), "gone from her list");
    let refused = anna.attempt(&["send", &her, "もう一度"]).await?;
    ensure!(refused.exit == 1 && refused.code() == "not_found", "{refused:?}");
    let threads = anna.items(&["threads"]).await?;
    ensure!(
        threads[0]["writing"] == "gone" && threads[0]["name"] == "",
        "like somebody who left: {threads:?}"
    );
    ensure!(texts(&read(&anna, &her).await?) == ["はじめまして", "やっぱり", "ありがとう"]);
    Ok(())
}

#[tokio::test]
async fn a_message_to_somebody_without_a_device_waits_for_one() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let her = id_of(&anna, "髙橋").await?;
    // As if her app were of a time before messages.
    world.server.stop().await?;
    for table in ["device_keys", "device_lists"] {
        world.server.tamper(&format!("DELETE FROM {table} WHERE member = '{her}'")).await?;
    }
    world.server.tamper("DELETE FROM changes WHERE kind IN ('devices', 'key_stock')").await?;
    world.server.resume().await?;
    let waits = anna.attempt(&["send", &her, "お元気ですか"]).await?;
    ensure!(waits.exit == 3 && waits.answer["waits_for_device"] == true, "{waits:?}");
    // Her device sees that the server has lost its list, and publishes it again.
    misaki.run(&["verify"]).await?;
    misaki.run(&["sync"]).await?;
    anna.run(&["sync"]).await?;
    let threads = misaki.items(&["threads"]).await?;
    ensure!(threads.len() == 1 && threads[0]["last"]["text"] == "お元気ですか", "{threads:?}");
    Ok(())
}

#[tokio::test]
async fn after_a_restore_messages_go_on_and_none_is_lost_or_doubled() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "一"]).await?;
    misaki.run(&["send", &me, "二"]).await?;
    let backup = world.path("backup.ndjson.zst");
    let backup = backup.to_str().context("a path")?;
    world.server.operator(&["backup", "--to", backup]).await?;
    anna.run(&["send", &her, "三"]).await?;
    misaki.run(&["send", &me, "四"]).await?;
    world.server.operator(&["restore", "--from", backup, "--yes"]).await?;
    for device in [&anna, &misaki, &anna, &misaki] {
        device.run(&["sync"]).await?;
    }
    anna.run(&["send", &her, "五"]).await?;
    misaki.run(&["send", &me, "六"]).await?;
    for (device, with) in [(&anna, &her), (&misaki, &me)] {
        let messages = read(device, with).await?;
        let mut words = texts(&messages);
        words.sort_unstable();
        let mut wanted = ["一", "二", "三", "四", "五", "六"];
        wanted.sort_unstable();
        ensure!(words == wanted, "{words:?}");
    }
    Ok(())
}

#[tokio::test]
async fn with_the_recovery_key_a_second_device_reads_what_was_and_stands_beside_the_first() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "昔の話"]).await?;
    misaki.run(&["send", &me, "なつかしい"]).await?;
    anna.run(&["safety", &her, "--compared"]).await?;
    let made = misaki.run(&["recovery", "make"]).await?;
    let key = made["key"].as_str().context("a key")?.to_owned();
    ensure!(made["sent"] == true && key.len() == 34, "{}", made["made"]);
    anna.run(&["send", &her, "その後の話"]).await?;
    misaki.run(&["sync"]).await?;

    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    ensure!(laptop.run(&["threads"]).await?["state"] == "elsewhere");
    let slip = key.replacen(|letter: char| letter != '-', "Z", 1);
    ensure!(laptop.attempt(&["recovery", "use", "--key", &slip]).await?.exit == 1, "a slip of the pen");
    let other = "0000-0000-0000-0000-0000-0000-00";
    ensure!(laptop.attempt(&["recovery", "use", "--key", other]).await?.exit == 1, "no key");
    laptop.run(&["recovery", "use", "--key", &key.to_lowercase()]).await?;
    ensure!(laptop.run(&["threads"]).await?["state"] == "ready");
    let all = ["昔の話", "なつかしい", "その後の話"];
    ensure!(texts(&read(&laptop, &me).await?) == all, "{:?}", read(&laptop, &me).await?);

    // From here on all three read everything, and nobody is warned: the identity is the same.
    laptop.run(&["send", &me, "パソコンから"]).await?;
    anna.run(&["send", &her, "ふたつとも"]).await?;
    misaki.run(&["send", &me, "電話から"]).await?;
    let wanted: Vec<&str> = all.into_iter().chain(["パソコンから", "ふたつとも", "電話から"]).collect();
    for (device, with) in [(&misaki, &me), (&laptop, &me), (&anna, &her)] {
        let messages = read(device, with).await?;
        ensure!(texts(&messages) == wanted, "{messages:?}");
    }
    let thread = anna.run(&["read", &her, "--keep-unread"]).await?;
    ensure!(thread["trust"] == "verified" && thread["writing"] == "open", "{thread}");
    ensure!(anna.run(&["safety", &her]).await?["devices"] == 2);
    // The server holds the entries, and no word.
    world.server.stop().await?;
    let rows = world.server.rows("SELECT body FROM changes WHERE body IS NOT NULL").await?;
    ensure!(!rows.iter().any(|row| wanted.iter().any(|word| row.contains(word))), "the server reads along");
    Ok(())
}

#[tokio::test]
async fn a_new_beginning_after_the_last_device_is_lost_is_told_to_everybody() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "昔の話"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    anna.run(&["safety", &her, "--compared"]).await?;

    // Another device cannot read what was, and does not take the place of the first by itself.
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    let threads = laptop.run(&["threads"]).await?;
    ensure!(threads["state"] == "elsewhere", "{threads}");
    ensure!(read(&laptop, &me).await?.iter().all(|message| message["body"] == "closed"));
    ensure!(laptop.attempt(&["send", &me, "読めません"]).await?.exit != 0);
    laptop.run(&["talk-anew"]).await?;
    ensure!(laptop.run(&["threads"]).await?["state"] == "ready");
    laptop.run(&["send", &me, "新しい端末です"]).await?;

    // She had compared: nothing is sent to the new one before she accepts it.
    let messages = read(&anna, &her).await?;
    ensure!(texts(&messages).contains(&"新しい端末です"), "{messages:?}");
    let blocked = anna.run(&["read", &her, "--keep-unread"]).await?;
    ensure!(blocked["trust"] == "broken" && blocked["writing"] == "blocked", "{blocked}");
    ensure!(anna.attempt(&["send", &her, "どなたですか"]).await?.exit == 1);
    anna.run(&["safety", &her, "--accept"]).await?;
    anna.run(&["send", &her, "わかりました"]).await?;
    ensure!(texts(&read(&laptop, &me).await?).contains(&"わかりました"));
    // The first device is out, and says so.
    misaki.run(&["sync"]).await?;
    ensure!(misaki.run(&["threads"]).await?["state"] == "elsewhere");
    Ok(())
}

#[tokio::test]
async fn chosen_messages_are_reported_with_proof_and_no_others_are_read() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    let network = world.network.clone();
    let grant =
        ["member", "grant", "--network", &network, "--email", "yuki@example.jp", "--duties", "moderation"];
    world.server.operator(&grant).await?;
    let (her, me) = (id_of(&anna, "髙橋").await?, id_of(&misaki, "Anna").await?);
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    anna.run(&["send", &her, "ひどい言葉"]).await?;
    let messages = read(&misaki, &me).await?;
    let bad = find(&messages, "text", "ひどい言葉").context("a message")?["id"].as_str().context("an id")?;
    let nobodys = "01900000-0000-7000-8000-000000000001";
    let report = |message| {
        [
            "report",
            "messages",
            &*me,
            "--reason",
            "harassment",
            "--text",
            "つらいです",
            "--block",
            "--message",
            message,
        ]
    };
    ensure!(misaki.attempt(&report(nobodys)).await?.code() == "not_found");
    misaki.run(&report(bad)).await?;
    let reports = staff.items(&["moderation", "list"]).await?;
    let said = &reports[0]["messages"];
    ensure!(said.as_array().is_some_and(|said| said.len() == 1), "{reports:?}");
    ensure!(said[0]["text"] == "ひどい言葉" && said[0]["of_reported"] == true, "{reports:?}");
    ensure!(anna.attempt(&["send", &her, "まだ"]).await?.code() == "not_found", "blocked at the same time");
    Ok(())
}

#[tokio::test]
async fn a_message_is_announced_without_its_words_and_a_muted_thread_is_not() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    let word = canary(1);
    anna.run(&["send", &her, &word]).await?;
    let told = crate::notifications::told(misaki.command(&["watch", "--seconds", "3"])?).await?;
    ensure!(told.len() == 1 && told[0]["kind"] == "message" && told[0]["id"] == *me, "{told:?}");
    let said = told[0].to_string();
    ensure!(!said.contains(&word) && !said.contains("Anna"), "neither words nor a name: {said}");
    misaki.run(&["send", &me, "はい"]).await?;
    misaki.run(&["mute", &me]).await?;
    anna.run(&["send", &her, "しずかに"]).await?;
    let told = crate::notifications::told(misaki.command(&["watch", "--seconds", "3"])?).await?;
    ensure!(told.is_empty(), "{told:?}");
    let threads = misaki.items(&["threads"]).await?;
    ensure!(
        threads[0]["muted"] == true && threads[0]["unread"] == 2,
        "it is there all the same: {threads:?}"
    );
    Ok(())
}
