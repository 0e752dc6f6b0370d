//! A server that lies about messages and devices: what it changes between two devices is not believed, not shown, and
//! stops nothing else. The lies are told by changing the database of a real server while it is stopped.

use crate::{
    threads::{id_of, two},
    world::{World, find},
};
use anyhow::{Context, Result, ensure};
use enishi_tests::cli::Device;
use serde_json::Value;

/// The row of a message in somebody's scope.
async fn row_of(world: &World, scope: &str, message: &str) -> Result<Value> {
    let statement = format!(
        "SELECT body FROM changes WHERE kind = 'message' AND scope = 'me/{scope}' AND id = '{message}'"
    );
    let rows = world.server.rows(&statement).await?;
    Ok(serde_json::from_str(rows.first().context("a row")?)?)
}

/// Puts another row in its place.
async fn put_row(world: &World, scope: &str, message: &str, row: &Value) -> Result<()> {
    let body = row.to_string();
    ensure!(!body.contains('\''), "JSON of bytes and ids has no quotes of SQL");
    let statement = format!(
        "UPDATE changes SET body = '{body}' WHERE kind = 'message' AND scope = 'me/{scope}' AND id = '{message}'"
    );
    world.server.tamper(&statement).await
}

/// Another letter at a place of base64.
fn changed(text: &Value, place: usize) -> Result<Value> {
    let text = text.as_str().context("base64")?;
    let letter = if text.chars().nth(place).context("a place")? == 'A' { "B" } else { "A" };
    let mut changed: String = text.chars().take(place).collect();
    changed.push_str(letter);
    changed.extend(text.chars().skip(place + 1));
    Ok(changed.into())
}

const NOBODY: &str = "01900000-0000-7000-8000-000000000001";

#[tokio::test]
async fn a_message_that_the_server_changed_moved_or_repeated_is_not_shown_and_the_others_are() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    let (her, me) = (id_of(&anna, "髙橋").await?, id_of(&misaki, "Anna").await?);
    let third = id_of(&anna, "大森").await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    let mut ids = Vec::new();
    for number in 0..11 {
        let sent = anna.run(&["send", &her, &format!("第{number}便")]).await?;
        ids.push(sent["id"].as_str().context("an id")?.to_owned());
    }
    drop(staff);

    world.server.stop().await?;
    let mut rows = Vec::new();
    for id in &ids {
        rows.push(row_of(&world, &her, id).await?);
    }
    let lie = async |number: usize, field: &str, value: Value| -> Result<()> {
        let mut row = rows[number].clone();
        row[field] = value;
        put_row(&world, &her, &ids[number], &row).await
    };
    lie(1, "body", changed(&rows[1]["body"], 60)?).await?;
    lie(2, "commitment", changed(&rows[2]["commitment"], 3)?).await?;
    lie(3, "body", rows[4]["body"].clone()).await?;
    lie(4, "body", rows[3]["body"].clone()).await?;
    lie(5, "from", third.clone().into()).await?;
    lie(6, "device", NOBODY.into()).await?;
    lie(7, "keys", rows[8]["keys"].clone()).await?;
    let mut keys = rows[8]["keys"].clone();
    for key in keys.as_object_mut().context("keys")?.values_mut() {
        key["bytes"] = changed(&key["bytes"], 40)?;
    }
    lie(8, "keys", keys).await?;
    // Number 9 under another id, and number 0 once more.
    world.server.tamper(&format!("UPDATE changes SET id = '{NOBODY}' WHERE id = '{}'", ids[9])).await?;
    let again = format!(
        "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at) \
         SELECT network, scope, kind, '01900000-0000-7000-8000-000000000002', \
         (SELECT max(seq) + 1 FROM changes), version, owner, body, at FROM changes \
         WHERE scope = 'me/{her}' AND id = '{}'",
        ids[0]
    );
    world.server.tamper(&again).await?;
    world.server.tamper("UPDATE network_seq SET seq = (SELECT max(seq) FROM changes)").await?;
    world.server.resume().await?;

    let messages = misaki.items(&["read", &me, "--keep-unread"]).await?;
    let shown: Vec<&str> = messages
        .iter()
        .filter(|message| message["body"] == "text")
        .filter_map(|m| m["text"].as_str())
        .collect();
    ensure!(shown == ["はじめまして", "はい", "第0便", "第10便"], "{shown:?}");
    let closed = messages.iter().filter(|message| message["body"] == "closed");
    ensure!(closed.count() == 9, "each lie is there as a message that cannot be opened: {messages:?}");
    let threads = misaki.items(&["threads"]).await?;
    let others = find(&threads, "member", third.as_str());
    ensure!(others.is_none_or(|thread| thread["last"]["text"] == ""), "nobody else has said it: {threads:?}");

    // And it goes on in both directions.
    anna.run(&["send", &her, "届きましたか"]).await?;
    misaki.run(&["send", &me, "届きました"]).await?;
    let messages = anna.items(&["read", &her]).await?;
    ensure!(find(&messages, "text", "届きました").is_some(), "{messages:?}");
    Ok(())
}

#[tokio::test]
async fn a_device_list_that_the_server_made_up_took_back_or_broke_is_not_believed() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    let made = misaki.run(&["recovery", "make"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    laptop.run(&["recovery", "use", "--key", made["key"].as_str().context("a key")?]).await?;
    let before = anna.run(&["safety", &her]).await?;
    ensure!(before["devices"] == 2, "{before}");

    let row = |chain: &[Value]| serde_json::json!({ "chain": chain }).to_string();
    let scope = |of: &str| format!("kind = 'devices' AND scope = 'me/{me}' AND id = '{of}'");
    let told = async |world: &mut World, body: String| -> Result<()> {
        world.server.stop().await?;
        let next = "(SELECT max(seq) + 1 FROM changes)";
        let statement = format!("UPDATE changes SET body = '{body}', seq = {next} WHERE {}", scope(&her));
        world.server.tamper(&statement).await?;
        world.server.tamper("UPDATE network_seq SET seq = (SELECT max(seq) FROM changes)").await?;
        world.server.resume().await
    };
    world.server.stop().await?;
    let chain_of = async |world: &World, of: &str| -> Result<Vec<Value>> {
        let rows = world.server.rows(&format!("SELECT body FROM changes WHERE {}", scope(of))).await?;
        let row: Value = serde_json::from_str(rows.first().context("a row")?)?;
        Ok(row["chain"].as_array().context("a chain")?.clone())
    };
    let (hers, mine) = (chain_of(&world, &her).await?, chain_of(&world, &me).await?);
    world.server.resume().await?;
    ensure!(hers.len() == 2, "{hers:?}");
    let broken = [hers[0].clone(), changed(&hers[1], 90)?];
    for lie in [row(&hers[..1]), row(&mine), row(&broken), row(&[]), row(&[hers[1].clone(), hers[0].clone()])]
    {
        told(&mut world, lie).await?;
        anna.run(&["sync"]).await?;
        ensure!(anna.run(&["safety", &her]).await? == before, "what is pinned stays");
    }
    anna.run(&["send", &her, "まだここにいます"]).await?;
    for device in [&misaki, &laptop] {
        let messages = device.items(&["read", &me, "--keep-unread"]).await?;
        ensure!(find(&messages, "text", "まだここにいます").is_some(), "{messages:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_one_time_key_that_is_given_out_twice_opens_nothing_and_the_message_comes_by_another_way()
-> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    let (her, me) = (id_of(&anna, "髙橋").await?, id_of(&misaki, "Anna").await?);
    // One key is left, and the server keeps a copy of it.
    world.server.stop().await?;
    for statement in [
        "CREATE TABLE copy AS SELECT * FROM device_keys WHERE fallback = 0 GROUP BY device".to_owned(),
        format!("DELETE FROM device_keys WHERE member = '{her}' AND key NOT IN (SELECT key FROM copy)"),
    ] {
        world.server.tamper(&statement).await?;
    }
    world.server.resume().await?;
    anna.run(&["send", &her, "ひとつめ"]).await?;
    let messages = misaki.items(&["read", &me, "--offline"]).await?;
    ensure!(messages.is_empty(), "she has not looked yet");
    misaki.run(&["sync"]).await?;
    world.server.stop().await?;
    world.server.tamper(&format!("DELETE FROM device_keys WHERE member = '{her}'")).await?;
    world
        .server
        .tamper("INSERT INTO device_keys SELECT * FROM copy WHERE true ON CONFLICT DO NOTHING")
        .await?;
    world.server.tamper("DROP TABLE copy").await?;
    world.server.resume().await?;

    staff.run(&["send", &her, "ふたつめ"]).await?;
    let threads = misaki.items(&["threads"]).await?;
    let closed = find(&threads, "writing", "asked").context("she is asked")?;
    ensure!(closed["last"]["body"] == "closed" && closed["last"]["text"] == "", "{threads:?}");
    // Her device has asked for it over another session by now, and the writer's device gives it.
    staff.run(&["sync"]).await?;
    let threads = misaki.items(&["threads"]).await?;
    let (first, second) = (id_of(&misaki, "Anna").await?, id_of(&anna, "大森").await?);
    let first = find(&threads, "member", first.as_str()).context("the first")?;
    let second = find(&threads, "member", second.as_str()).context("the second")?;
    ensure!(first["last"]["text"] == "ひとつめ", "{threads:?}");
    ensure!(
        second["last"]["text"] == "ふたつめ" && second["writing"] == "asked",
        "it accepts nothing: {threads:?}"
    );
    Ok(())
}

#[tokio::test]
async fn what_the_server_keeps_back_is_counted_and_what_it_shuffles_is_read_all_the_same() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    let mut ids = Vec::new();
    for number in 1..=14 {
        let sent = anna.run(&["send", &her, &format!("第{number}便")]).await?;
        ids.push(sent["id"].as_str().context("an id")?.to_owned());
    }
    world.server.stop().await?;
    // Every seventh is kept back, and the others come from the last to the first.
    for id in [&ids[6], &ids[13]] {
        let gone = format!("DELETE FROM changes WHERE scope = 'me/{her}' AND id = '{id}'");
        world.server.tamper(&gone).await?;
    }
    let turned = format!(
        "WITH turned AS (SELECT id, row_number() OVER (ORDER BY seq DESC) AS place FROM changes \
         WHERE scope = 'me/{her}' AND kind = 'message'), \
         top AS (SELECT max(seq) AS seq FROM changes) \
         UPDATE changes SET seq = (SELECT top.seq FROM top) + (SELECT place FROM turned WHERE turned.id = changes.id) \
         WHERE scope = 'me/{her}' AND kind = 'message'"
    );
    world.server.tamper(&turned).await?;
    world.server.tamper("UPDATE network_seq SET seq = (SELECT max(seq) FROM changes)").await?;
    world.server.resume().await?;
    let thread = misaki.run(&["read", &me, "--keep-unread"]).await?;
    let messages = thread["items"].as_array().context("messages")?;
    let shown: Vec<&str> = messages.iter().filter_map(|message| message["text"].as_str()).collect();
    let sent = (1..=14).filter(|number| number % 7 != 0).map(|number| format!("第{number}便"));
    let wanted: Vec<String> =
        ["はじめまして".to_owned(), "はい".to_owned()].into_iter().chain(sent).collect();
    ensure!(shown == wanted, "in the order in which they were sent: {shown:?}");
    // The last one leaves no hole behind which another one came; the next one tells of it.
    ensure!(thread["missing"] == 1, "{}", thread["missing"]);
    anna.run(&["send", &her, "つづき"]).await?;
    ensure!(misaki.run(&["read", &me, "--keep-unread"]).await?["missing"] == 2);
    Ok(())
}

#[tokio::test]
async fn keys_of_zeros_or_of_somebody_else_are_not_used_and_the_message_waits_for_good_ones() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    staff.run(&["sync"]).await?;
    let her = id_of(&anna, "髙橋").await?;
    world.server.stop().await?;
    let zeros = "0".repeat(64);
    for statement in [
        "CREATE TABLE good AS SELECT * FROM device_keys".to_owned(),
        // A key of zeros, and one of another device with its signature.
        format!(
            "DELETE FROM device_keys WHERE member = '{her}' AND key NOT IN (SELECT min(key) FROM device_keys WHERE member = '{her}')"
        ),
        format!("UPDATE device_keys SET key = '{zeros}' WHERE member = '{her}'"),
    ] {
        world.server.tamper(&statement).await?;
    }
    world.server.resume().await?;
    let waits = anna.attempt(&["send", &her, "はじめまして"]).await?;
    ensure!(waits.exit == 3, "nothing is sealed with such a key: {waits:?}");
    world.server.stop().await?;
    let other = "(SELECT key FROM good WHERE member <> device_keys.member AND fallback = 0 LIMIT 1)";
    let signature =
        "(SELECT signature FROM good WHERE member <> device_keys.member AND fallback = 0 LIMIT 1)";
    world
        .server
        .tamper(&format!(
            "INSERT INTO device_keys SELECT * FROM good WHERE member = '{her}' AND fallback = 1 ON CONFLICT DO NOTHING"
        ))
        .await?;
    let swap =
        format!("UPDATE device_keys SET key = {other}, signature = {signature} WHERE member = '{her}'");
    world.server.tamper(&swap).await?;
    world.server.resume().await?;
    anna.run(&["sync"]).await?;
    let shown = anna.items(&["read", &her]).await?;
    ensure!(shown[0]["delivery"] == "waiting", "{shown:?}");
    world.server.stop().await?;
    world.server.tamper(&format!("DELETE FROM device_keys WHERE member = '{her}'")).await?;
    world
        .server
        .tamper("INSERT INTO device_keys SELECT * FROM good WHERE true ON CONFLICT DO NOTHING")
        .await?;
    world.server.tamper("DROP TABLE good").await?;
    world.server.resume().await?;
    anna.run(&["sync"]).await?;
    let threads = misaki.items(&["threads"]).await?;
    ensure!(threads[0]["last"]["text"] == "はじめまして", "{threads:?}");
    Ok(())
}

#[tokio::test]
async fn a_newer_device_list_that_is_kept_from_one_of_two_people_is_told_by_the_messages_themselves()
-> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    anna.run(&["sync"]).await?;
    let made = misaki.run(&["recovery", "make"]).await?;
    let laptop = world.another_device("laptop", "misaki@example.jp").await?;
    laptop.run(&["recovery", "use", "--key", made["key"].as_str().context("a key")?]).await?;
    misaki.run(&["sync"]).await?;
    // Anna is shown the list of before; her friend writes from a device that knows the new one.
    world.server.stop().await?;
    let shown = format!("scope = 'me/{me}' AND kind = 'devices' AND id = '{her}'");
    let fork = format!("UPDATE changes SET body = json_remove(body, '$.chain[1]') WHERE {shown}");
    world.server.tamper(&fork).await?;
    world.server.resume().await?;
    misaki.run(&["send", &me, "新しい端末も使っています"]).await?;
    world.server.stop().await?;
    world.server.tamper(&fork).await?;
    world.server.tamper(&format!("DELETE FROM device_lists WHERE member = '{her}' AND n = 2")).await?;
    world.server.resume().await?;
    anna.run(&["sync"]).await?;
    anna.attempt(&["send", &her, "そうなんですね"]).await?;
    let safety = anna.run(&["safety", &her]).await?;
    ensure!(
        safety["devices"] == 1 && safety["doubt"] == true,
        "the page says that the server lies: {safety}"
    );
    Ok(())
}

#[tokio::test]
async fn an_identity_that_the_server_puts_in_between_at_first_shows_in_the_numbers() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let her = id_of(&anna, "髙橋").await?;
    // Whoever runs the server signs in as her, and shows the keys of that device to Anna instead of hers.
    world.server.stop().await?;
    for table in ["device_keys", "device_lists"] {
        world
            .server
            .tamper(&format!("CREATE TABLE true_{table} AS SELECT * FROM {table} WHERE member = '{her}'"))
            .await?;
        world.server.tamper(&format!("DELETE FROM {table} WHERE member = '{her}'")).await?;
    }
    world.server.tamper("DELETE FROM changes WHERE kind IN ('devices', 'key_stock')").await?;
    world.server.resume().await?;
    let spy = Device::new(&world.path("spy"));
    spy.sign_in(&world.server.url(), "misaki@example.jp", &mut world.letters).await?;
    spy.run(&["sync"]).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    ensure!(spy.items(&["threads"]).await?[0]["last"]["text"] == "はじめまして", "at first nobody can know");
    world.server.stop().await?;
    for table in ["device_keys", "device_lists"] {
        world.server.tamper(&format!("DELETE FROM {table} WHERE member = '{her}'")).await?;
        world.server.tamper(&format!("INSERT INTO {table} SELECT * FROM true_{table}")).await?;
        world.server.tamper(&format!("DROP TABLE true_{table}")).await?;
    }
    world.server.resume().await?;
    let me = id_of(&misaki, "Anna").await?;
    misaki.attempt(&["send", &me, "こちらこそ"]).await?;
    let (one, other) = (anna.run(&["safety", &her]).await?, misaki.run(&["safety", &me]).await?);
    ensure!(one["number"] != "" && other["number"] != "", "{one} {other}");
    ensure!(one["number"] != other["number"], "the two who compare see that somebody is between them");
    Ok(())
}
