//! A profile between people: what its owner is told that others see is what their devices hold, and two devices of
//! one person ask before one overwrites the other.

use crate::world::{World, find};
use anyhow::{Context, Result};
use enishi_tests::cli::Device;
use serde_json::Value;

/// One field for each audience.
const FIELDS: [(&str, &str, &str); 5] = [
    ("roles", r#"[{"organisation":"三日月書店","title":"店主","since":"2023-05"}]"#, "alumni"),
    ("skills", "仕入れ、経理", "everyone"),
    ("postings", r#"[{"department":"営業部","place":"大阪支社","from":"2014","to":"2016"}]"#, "staff"),
    ("purposes", "come_back", "secretariat"),
    ("career", r#"[{"step":"gap","text":"育児"}]"#, "only_me"),
];

async fn fields(device: &Device, arguments: &[&str]) -> Result<Vec<Value>> {
    device.items(&[&["profile"], arguments].concat()).await
}

async fn member(device: &Device, name: &str) -> Result<String> {
    let found = device.items(&["directory", "search", name]).await?;
    Ok(found.first().context("listed")?["id"].as_str().context("an id")?.to_owned())
}

#[tokio::test]
async fn what_a_person_is_told_that_others_see_is_what_their_devices_hold() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let colleague = world.device("colleague", "anna@example.jp").await?;
    let owner = world.device("owner", "misaki@example.jp").await?;
    for (field, value, audience) in FIELDS {
        owner.run(&["profile", "set", field, value, "--audience", audience]).await?;
    }
    let keys = |fields: &[Value]| fields.iter().map(|field| field["field"].clone()).collect::<Vec<_>>();
    for (device, who, expected) in [
        (&colleague, "former_colleague", vec!["roles", "skills"]),
        (&secretariat, "secretariat", vec!["postings", "skills", "purposes"]),
    ] {
        let held = fields(device, &[&member(device, "髙橋").await?]).await?;
        let told = fields(&owner, &["view-as", who]).await?;
        assert_eq!(held, told, "{who}");
        let mut names = keys(&held);
        names.sort_by_key(ToString::to_string);
        let mut expected: Vec<Value> = expected.into_iter().map(Value::from).collect();
        expected.sort_by_key(ToString::to_string);
        assert_eq!(names, expected, "{who}");
    }

    // The role is for the staff from here on: gone from the one, there for the other.
    owner.run(&["profile", "set", "roles", FIELDS[0].1, "--audience", "staff"]).await?;
    let held = fields(&colleague, &[&member(&colleague, "髙橋").await?]).await?;
    assert_eq!(keys(&held), ["skills"]);
    let held = fields(&secretariat, &[&member(&secretariat, "髙橋").await?]).await?;
    assert!(find(&held, "field", "roles").is_some());
    Ok(())
}

#[tokio::test]
async fn two_devices_that_edit_one_field_without_a_network_lose_nothing_and_ask() -> Result<()> {
    let mut world = World::new().await?;
    let phone = world.device("phone", "misaki@example.jp").await?;
    let laptop = Device::new(&world.path("laptop"));
    let url = world.server.url();
    laptop.sign_in(&url, "misaki@example.jp", &mut world.letters).await?;
    phone.run(&["profile", "set", "can_help", "経理"]).await?;
    laptop.run(&["sync"]).await?;

    // Twice without a network on one device: no conflict with oneself.
    for words in ["仕入れ", "仕入れ、棚卸し"] {
        let waiting = laptop.attempt(&["profile", "set", "can_help", words, "--offline"]).await?;
        assert_eq!(waiting.exit, 3, "{waiting:?}");
    }
    phone.run(&["profile", "set", "can_help", "採用"]).await?;
    laptop.attempt(&["sync"]).await?;
    let wishes = laptop.items(&["outbox"]).await?;
    let [wish] = wishes.as_slice() else { anyhow::bail!("{wishes:?}") };
    assert_eq!(
        (wish["delivery"].as_str(), wish["reason"].as_str()),
        (Some("failed"), Some("changed_meanwhile"))
    );
    assert_eq!(wish["wanted"]["value"], serde_json::json!(["仕入れ", "棚卸し"]));
    assert_eq!(wish["said"]["value"], serde_json::json!(["採用"]));
    let shown = fields(&laptop, &[]).await?;
    let shown = find(&shown, "field", "can_help").context("the field")?;
    assert_eq!(shown["value"], serde_json::json!(["採用"]), "what counts");
    assert_eq!(shown["refused"]["value"], wish["wanted"]["value"], "and what was wanted");

    laptop.run(&["profile", "set", "can_help", "仕入れ、棚卸し"]).await?;
    assert_eq!(laptop.items(&["outbox"]).await?.len(), 0);
    let shown = fields(&phone, &[]).await?;
    assert_eq!(find(&shown, "field", "can_help").context("the field")?["value"], wish["wanted"]["value"]);
    Ok(())
}
