//! What a person may no longer see leaves her devices: one that is online in five seconds, one that was away at
//! its first contact; and nothing of it is left in any file.

use crate::world::World;
use anyhow::{Context, Result, ensure};
use enishi_tests::{
    device::{Ask, Core},
    proxy::{Mood, Proxy},
    wait,
};
use serde_json::Value;
use std::{path::Path, time::Duration};

/// From the operator's or the person's word to the screen.
const SOON: Duration = Duration::from_secs(5);

/// In the title of a post and in a headline: what must be gone.
const CANARY: &str = "kanariya7f3a";

/// The secretariat, an alumna with a device that is online and one that is away, and another alumna.
struct Scene {
    world: World,
    secretariat: Core,
    online: Core,
    away: Core,
    /// The network of the device that is away.
    line: Proxy,
    other: Core,
    post: String,
}

impl Scene {
    /// Everybody has the post and the headline with the canary.
    async fn new() -> Result<Self> {
        let mut world = World::new().await?;
        let mut secretariat = world.core("secretariat", "yuki@example.jp").await?;
        let mut online = world.core("online", "misaki@example.jp").await?;
        let mut other = world.core("other", "anna@example.jp").await?;
        other.done(&Ask::Confirm { headline: CANARY.to_owned() }).await?;
        other.settle().await?;
        let (title, text) = (CANARY.to_owned(), CANARY.to_owned());
        let post = secretariat.done(&Ask::Post { title, text, audience: "everyone".to_owned() }).await?;
        let post = post.as_str().context("an id")?.to_owned();
        secretariat.settle().await?;
        online.settle().await?;
        let line = Proxy::before(&world.server.url()).await?;
        let mut away = Core::open(&world.path("away")).await?;
        away.sign_in(&line.url(), "misaki@example.jp", &mut world.letters).await?;
        ensure!(shows_post(&online.look().await?) && shows_headline(&away.look().await?), "all is there");
        line.set(Mood::Closed);
        line.cut();
        Ok(Self { world, secretariat, online, away, line, other, post })
    }

    /// Gone from the device that is online by itself, and from the other as soon as it has contact.
    async fn is_gone(&mut self, what: &str, is_gone: fn(&Value) -> bool) -> Result<()> {
        self.online.until(SOON, what, is_gone).await?;
        ensure!(!is_gone(&self.away.look().await?), "the other device is away and still has it");
        self.line.set(Mood::Good);
        self.away.ask(&Ask::Settle).await?;
        self.away.until(SOON, what, is_gone).await.map(drop)
    }

    /// No file of either device holds the canary, and after closing neither does anything it would open.
    async fn no_trace(self) -> Result<()> {
        for core in [self.online, self.away] {
            let home = core.close().await?;
            ensure!(!holds(&home, CANARY.as_bytes())?, "a file still holds it");
        }
        Ok(())
    }

    async fn order(&self, order: &str) -> Result<()> {
        let network = self.world.network.clone();
        let whom = ["member", order, "--network", &network, "--email", "misaki@example.jp"];
        self.world.server.operator(&whom).await.map(drop)
    }
}

fn shows_post(seen: &Value) -> bool {
    seen["shared"]["posts"].to_string().contains(CANARY)
}

fn shows_headline(seen: &Value) -> bool {
    seen["shared"]["members"].to_string().contains(CANARY)
}

/// Whether any file below a folder holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            holds(&path, bytes)?
        } else {
            std::fs::read(&path)?.windows(bytes.len()).any(|window| window == bytes)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

fn accounts(home: &Path) -> usize {
    std::fs::read_dir(home.join("accounts")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_removed_member_loses_everything_everywhere() -> Result<()> {
    let mut scene = Scene::new().await?;
    scene.order("remove").await?;
    // Her only place is gone and the account with it, and she is told why.
    let is_gone = |seen: &Value| seen["phase"] == "signed_out" && seen["farewells"][0] == "not_permitted";
    scene.is_gone("everything to go", is_gone).await?;
    for core in [&mut scene.online, &mut scene.away] {
        let home = core.home().to_owned();
        let files = async || Ok((accounts(&home) == 0).then_some(()));
        wait::until("no file of the account to be left", files).await?;
        assert!(!shows_post(&core.look().await?));
    }
    scene.no_trace().await
}

#[tokio::test]
async fn a_paused_member_sees_nothing_until_the_pause_ends() -> Result<()> {
    let mut scene = Scene::new().await?;
    scene.order("pause").await?;
    scene.is_gone("everything to go", |seen| !shows_post(seen) && !shows_headline(seen)).await?;
    scene.order("resume").await?;
    for core in [&mut scene.online, &mut scene.away] {
        core.settle().await?;
        core.until(SOON, "everything to come back", |seen| shows_post(seen) && shows_headline(seen)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_member_who_hides_from_another_leaves_her_devices_and_nobody_elses() -> Result<()> {
    let mut scene = Scene::new().await?;
    let seen = scene.other.look().await?;
    let misaki = seen["shared"]["members"].as_array().context("members")?;
    let misaki = misaki.iter().find(|member| member[3] == "美咲").context("she is listed")?;
    let member = misaki[0].as_str().context("an id")?.to_owned();
    scene.other.done(&Ask::Hide { member: member.clone(), hidden: true }).await?;
    scene.is_gone("the other's entry to go", |seen| !shows_headline(seen)).await?;
    scene.secretariat.settle().await?;
    assert!(shows_headline(&scene.secretariat.look().await?), "the secretariat still sees her");
    assert_eq!(scene.online.done(&Ask::Verify).await?, "same", "the server counts what she may see");
    scene.other.done(&Ask::Hide { member, hidden: false }).await?;
    scene.online.until(SOON, "the entry to come back", shows_headline).await?;
    Ok(())
}

/// In the headline of the one who goes, and nowhere else.
const HERS: &str = "mejiro5b1e";

/// Another member goes, in whichever way: the two devices hold nothing more of her, in no file.
async fn goes_without_a_trace(go: impl AsyncFnOnce(&mut Scene) -> Result<()>) -> Result<()> {
    let shows = |seen: &Value| seen["shared"]["members"].to_string().contains(HERS);
    let mut scene = Scene::new().await?;
    scene.other.done(&Ask::Confirm { headline: HERS.to_owned() }).await?;
    scene.other.settle().await?;
    scene.online.until(SOON, "her entry", shows).await?;
    scene.line.set(Mood::Good);
    scene.away.settle().await?;
    scene.line.set(Mood::Closed);
    scene.line.cut();
    go(&mut scene).await?;
    scene.is_gone("her entry to go", |seen| !seen["shared"]["members"].to_string().contains(HERS)).await?;
    for core in [scene.online, scene.away] {
        let home = core.close().await?;
        ensure!(!holds(&home, HERS.as_bytes())?, "a file still holds it");
    }
    Ok(())
}

#[tokio::test]
async fn a_member_who_leaves_leaves_no_trace_on_the_devices_of_others() -> Result<()> {
    goes_without_a_trace(async |scene| {
        scene.other.done(&Ask::Leave).await?;
        scene.other.settle().await
    })
    .await
}

#[tokio::test]
async fn a_member_who_is_paused_or_removed_leaves_no_trace_on_the_devices_of_others() -> Result<()> {
    for order in ["pause", "remove"] {
        goes_without_a_trace(async |scene| {
            let network = scene.world.network.clone();
            let whom = ["member", order, "--network", &network, "--email", "anna@example.jp"];
            scene.world.server.operator(&whom).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_post_whose_audience_is_narrowed_leaves_those_who_lost_it() -> Result<()> {
    let mut scene = Scene::new().await?;
    let (title, text) = (CANARY.to_owned(), CANARY.to_owned());
    let narrowed = Ask::Narrow { post: scene.post.clone(), title, text, audience: "staff".to_owned() };
    scene.secretariat.done(&narrowed).await?;
    scene.is_gone("the post to go", |seen| !shows_post(seen)).await?;
    scene.secretariat.settle().await?;
    assert!(shows_post(&scene.secretariat.look().await?), "staff still sees it");
    Ok(())
}

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_forgets_everything() -> Result<()> {
    let mut scene = Scene::new().await?;
    let devices = scene.online.done(&Ask::Devices).await?;
    let other = devices.as_array().context("devices")?.iter().find(|device| device["current"] == false);
    let id = other.and_then(|device| device["id"].as_str()).context("the other device")?.to_owned();
    scene.online.done(&Ask::SignOutDevice { id }).await?;
    scene.line.set(Mood::Good);
    scene.away.ask(&Ask::Settle).await?;
    let forgotten = |seen: &Value| seen["phase"] == "signed_out" && seen["farewells"][0] == "session_ended";
    scene.away.until(SOON, "the device to forget", forgotten).await?;
    let folder = scene.away.home().to_owned();
    let files = async || Ok((accounts(&folder) == 0).then_some(()));
    wait::until("no file of the account to be left", files).await?;
    assert!(shows_post(&scene.online.look().await?), "the other device is as it was");
    let home = scene.away.close().await?;
    assert!(!holds(&home, CANARY.as_bytes())?, "a file still holds it");
    Ok(())
}

#[tokio::test]
async fn a_device_that_is_online_is_signed_out_in_five_seconds() -> Result<()> {
    let mut scene = Scene::new().await?;
    scene.line.set(Mood::Good);
    scene.away.settle().await?;
    let devices = scene.away.done(&Ask::Devices).await?;
    let other = devices.as_array().context("devices")?.iter().find(|device| device["current"] == false);
    let id = other.and_then(|device| device["id"].as_str()).context("the other device")?.to_owned();
    scene.away.done(&Ask::SignOutDevice { id }).await?;
    scene.online.until(SOON, "the device to forget", |seen| seen["phase"] == "signed_out").await?;
    Ok(())
}
