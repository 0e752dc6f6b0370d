//! She opens the app without a network, answers the invitation, the app is killed; when the network is
//! back, her answer arrives once.

use super::{news::EVENT, world::World};
use crate::{
    report::Report,
    wait,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Result, ensure};

/// Plays the scene and answers both windows.
pub async fn play(
    world: &mut World,
    alumna: Window,
    secretariat: Window,
    report: &mut Report,
) -> Result<(Window, Window)> {
    let alumna = report
        .step("without a network the app opens cold, with everything and an honest banner", async {
            alumna.close().await?;
            world.server.stop().await?;
            let window = world.her_window(&[]).await?;
            window.sees("offline-banner").await?;
            window.sees("post-card").await?;
            window.click("nav-directory").await?;
            window.sees("member-row").await?;
            window.click("nav-events").await?;
            window.sees_text("event-card", EVENT).await?;
            window.click("nav-home").await?;
            window.sees("post-card").await?;
            Ok(window)
        })
        .await?;
    report.picture(&alumna, "offline-home-laptop").await?;
    alumna.resize(PHONE).await?;
    report.picture(&alumna, "offline-home-phone").await?;

    report
        .step("she answers 参加 and it says that it waits", async {
            open_event(&alumna).await?;
            alumna.click("rsvp-yes").await?;
            alumna.sees_as("rsvp-state", "[data-state=waiting]").await?;
            alumna.sees_as("rsvp-yes", "[aria-pressed=true]").await.map(|_| ())
        })
        .await?;
    report.picture(&alumna, "answer-waits").await?;
    report
        .step("the outbox lists the answer", async {
            alumna.click("outbox-link").await?;
            alumna.sees("outbox-entry").await.map(|_| ())
        })
        .await?;
    report.picture(&alumna, "outbox").await?;

    let alumna = report
        .step("killed and started again, the answer still waits", async {
            alumna.kill().await?;
            let window = world.her_window(&[]).await?;
            open_event(&window).await?;
            window.sees_as("rsvp-state", "[data-state=waiting]").await?;
            window.sees_as("rsvp-yes", "[aria-pressed=true]").await?;
            Ok(window)
        })
        .await?;
    report.picture(&alumna, "answer-still-waits").await?;

    report
        .step("the network is back and the answer is delivered", async {
            world.server.resume().await?;
            alumna.sees_as("rsvp-state", "[data-state=delivered]").await?;
            alumna.no_longer_sees("offline-banner").await?;
            alumna.no_longer_sees("outbox-link").await
        })
        .await?;
    report.picture(&alumna, "answer-delivered").await?;

    report
        .step("the secretariat sees exactly one answer", async {
            open_event(&secretariat).await?;
            secretariat.sees("answer-line").await?;
            secretariat.settled().await?;
            let lines = secretariat.count("answer-line").await?;
            ensure!(lines == 1, "the secretariat sees {lines} answers");
            Ok(())
        })
        .await?;
    secretariat.resize(LAPTOP).await?;
    report.picture(&secretariat, "secretariat-sees-the-answer").await?;

    report
        .step("another member counts exactly one answer", async {
            wait::until("the answer on another device", async || {
                world.member.run(&["sync"]).await?;
                let events = world.member.items(&["events"]).await?;
                let event = events.iter().find(|event| event["title"] == EVENT);
                Ok(event.filter(|event| event["yes"] == 1).map(|_| ()))
            })
            .await
        })
        .await?;
    Ok((alumna, secretariat))
}

async fn open_event(window: &Window) -> Result<()> {
    window.click("nav-events").await?;
    let id = window.sees_text("event-card", EVENT).await?;
    window.click_item("event-card", &id).await?;
    window.sees("event-page").await.map(|_| ())
}
