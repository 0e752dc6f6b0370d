//! Lines that are slow, silent or gone: the time-outs of the core are waited out as they are, all at once.

use crate::invitation::Invitation;
use anyhow::{Result, ensure};
use enishi_tests::{
    device::Ask,
    proxy::{Mood, Way},
    wait,
};
use std::time::Duration;

/// The core gives a request 30 seconds and a silent live connection 65.
const SILENCE: Duration = Duration::from_secs(65);

#[tokio::test]
async fn every_way_of_saying_nothing_is_given_up_and_the_wish_has_its_effect_once() -> Result<()> {
    tokio::try_join!(
        given_up(Mood::Silent(Way::Up), "server_slow"),
        given_up(Mood::Silent(Way::Down), "server_slow"),
        // The server gives the head of a request ten seconds and then closes.
        given_up(Mood::Drips(Way::Up, 1), "server_unreachable"),
        given_up(Mood::Drips(Way::Down, 1), "server_slow"),
        a_live_connection_that_falls_silent_is_opened_anew(),
        a_stopped_server_is_given_up_and_found_again(),
        a_stopped_device_goes_on_where_it_was(),
    )?;
    Ok(())
}

async fn given_up(mood: Mood, code: &str) -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(mood);
    scene.answer("yes").await?;
    let trouble = scene.trouble().await?;
    ensure!(trouble.as_deref() == Some(code), "{mood:?}: {trouble:?}");
    scene.heals_to("yes").await
}

async fn a_live_connection_that_falls_silent_is_opened_anew() -> Result<()> {
    let mut scene = Invitation::new().await?;
    wait::until("a live connection", async || Ok((scene.proxy.live() == 1).then_some(()))).await?;
    let before = scene.proxy.connections();
    scene.proxy.set_on("/live", Mood::Silent(Way::Down));
    let text = || "本文".to_owned();
    let post =
        Ask::Post { title: "聞こえない".to_owned(), text: text(), audience: "everyone".to_owned() };
    scene.secretariat.done(&post).await?;
    scene.secretariat.settle().await?;
    wait::until_within(SILENCE + wait::PATIENCE, "another connection", async || {
        Ok((scene.proxy.connections() > before).then_some(()))
    })
    .await?;
    scene.proxy.set(Mood::Good);
    scene.proxy.cut();
    let what = "the news, without asking";
    scene
        .alumna
        .until(SILENCE, what, |seen| seen["shared"]["posts"].to_string().contains("聞こえない"))
        .await?;
    scene.answer("yes").await?;
    scene.heals_to("yes").await
}

/// SIGSTOP for longer than every time-out of the core and of the server: connections stand, nothing answers.
const STOPPED: u64 = 70;

/// The same for as many seconds as `ENISHI_STOPPED` says.
fn stopped() -> Duration {
    let seconds = std::env::var("ENISHI_STOPPED").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(STOPPED).max(STOPPED))
}

async fn a_stopped_server_is_given_up_and_found_again() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.world.server.signal("STOP").await?;
    let back = tokio::time::Instant::now() + stopped();
    scene.answer("yes").await?;
    let trouble = scene.trouble().await?;
    ensure!(trouble.as_deref() == Some("server_slow"), "a stopped server: {trouble:?}");
    tokio::time::sleep_until(back).await;
    scene.world.server.signal("CONT").await?;
    scene.alumna.until(wait::PATIENCE, "the answer to leave by itself", |seen| seen["waiting"] == 0).await?;
    scene.heals_to("yes").await
}

async fn a_stopped_device_goes_on_where_it_was() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::Closed);
    scene.answer("yes").await?;
    scene.alumna.signal("STOP").await?;
    scene.proxy.set(Mood::Good);
    let (title, text) = ("眠っている間に".to_owned(), "本文".to_owned());
    scene.secretariat.done(&Ask::Post { title, text, audience: "everyone".to_owned() }).await?;
    scene.secretariat.settle().await?;
    tokio::time::sleep(stopped()).await;
    scene.alumna.signal("CONT").await?;
    let caught_up = |seen: &serde_json::Value| {
        seen["waiting"] == 0 && seen["shared"]["posts"].to_string().contains("眠っている間に")
    };
    scene.alumna.until(SILENCE + wait::PATIENCE, "everything that was missed", caught_up).await?;
    scene.heals_to("yes").await
}

#[tokio::test]
async fn a_slow_line_is_waited_for() -> Result<()> {
    let mut scene = Invitation::new().await?;
    let moods =
        [Mood::Delays(Duration::from_secs(2)), Mood::Drips(Way::Up, 500), Mood::Drips(Way::Down, 500)];
    for (mood, answer) in moods.into_iter().zip(["yes", "no", "maybe"]) {
        scene.proxy.set(mood);
        scene.answer(answer).await?;
        ensure!(scene.trouble().await?.is_none(), "{mood:?}: slow is not broken");
        scene.heals_to(answer).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_line_that_is_gone_and_back_delivers_without_being_asked() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::Closed);
    scene.proxy.cut();
    scene.answer("yes").await?;
    ensure!(scene.trouble().await?.as_deref() == Some("server_unreachable"));
    scene.proxy.set(Mood::Good);
    scene.alumna.until(wait::PATIENCE, "the answer to leave by itself", |seen| seen["waiting"] == 0).await?;
    scene.heals_to("yes").await
}
