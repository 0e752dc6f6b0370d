//! Letters to the secretariat: another thing than messages, read by the duty and answered for all.

use crate::{
    threads::{id, id_of},
    world::{World, find},
};
use anyhow::{Context, Result, ensure};

#[tokio::test]
async fn a_member_writes_to_the_secretariat_and_reads_the_answer() -> Result<()> {
    let mut world = World::new().await?;
    let anna = world.device("anna", "anna@example.jp").await?;
    let staff = world.device("staff", "yuki@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let refused = anna.attempt(&["desk", "write", "どなたかいますか"]).await?;
    ensure!(refused.code() == "nobody_reads", "{refused:?}");
    let network = world.network.clone();
    let grant = ["member", "grant", "--network", &network, "--email", "yuki@example.jp", "--duties", "inbox"];
    world.server.operator(&grant).await?;

    let waits = anna.attempt(&["desk", "write", "住所を変えたいです", "--offline"]).await?;
    ensure!(waits.exit == 3, "{waits:?}");
    let shown = anna.items(&["desk", "read", "--offline"]).await?;
    let letter = find(&shown, "text", "住所を変えたいです").context("the letter")?;
    ensure!(letter["delivery"] == "waiting", "{shown:?}");
    let refused = find(&shown, "text", "どなたかいますか").context("the first letter")?;
    ensure!(refused["delivery"] == "failed", "it says so: {shown:?}");
    anna.run(&["outbox", "discard", id(refused)?]).await?;
    anna.run(&["sync"]).await?;
    let all = staff.items(&["desk", "list"]).await?;
    ensure!(all.len() == 1 && all[0]["waits"] == true && all[0]["text"] == "住所を変えたいです", "{all:?}");
    let me = id_of(&staff, "Anna").await?;
    staff.run(&["desk", "write", "承りました", "--member", &me]).await?;
    ensure!(staff.items(&["desk", "list"]).await?[0]["waits"] == false);
    let letters = anna.items(&["desk", "read"]).await?;
    ensure!(letters.len() == 2 && letters[1]["mine"] == false, "{letters:?}");
    ensure!(
        letters[1]["by"].as_str().context("a name")?.contains("大森"),
        "who answers has a name: {letters:?}"
    );
    for other in [["desk", "list"].as_slice(), &["desk", "read", "--member", &me]] {
        ensure!(misaki.attempt(other).await?.code() == "not_permitted");
    }
    ensure!(misaki.items(&["desk", "read"]).await?.is_empty());
    Ok(())
}
