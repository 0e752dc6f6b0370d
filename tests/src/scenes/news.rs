//! The secretariat publishes news and an event in the app; the alumna's app shows them within a second,
//! her desktop tells her, and a tap leads to exactly that item.

use super::world::World;
use crate::{
    cli::Device,
    report::Report,
    window::{PHONE, Window},
};
use anyhow::{Result, ensure};
use tokio::time::Instant;

/// The event that the scenes are about.
pub const EVENT: &str = "春の同窓会（東京）";
pub const POST: &str = "新しい研究所を開きました";
const POST_TEXT: &str = "退職された皆さまにも見学いただけます。https://example.org/lab をご覧ください。";

/// Plays the scene and answers both windows.
pub async fn play(world: &mut World, alumna: Window, report: &mut Report) -> Result<(Window, Window)> {
    report
        .step("she wants notifications at any hour", async {
            alumna.click("nav-me").await?;
            alumna.click("open-settings").await?;
            switch_off(&alumna, "quiet-on").await?;
            alumna.click("nav-home").await?;
            alumna.sees("post-card").await.map(|_| ())
        })
        .await?;

    let secretariat = report.step("the secretariat's app opens signed in", open_secretariat(world)).await?;
    report.picture(&secretariat, "secretariat-home").await?;

    report
        .step("a post is written", async {
            secretariat.click("compose-post").await?;
            secretariat.fill("post-form-title", POST).await?;
            secretariat.fill("post-form-text", POST_TEXT).await?;
            // By day, messages of earlier scenes are still on her screen; by night they were held back.
            world.hers.close_notifications().await
        })
        .await?;
    report.picture(&secretariat, "post-composer").await?;
    let seconds = report
        .step("the post is published and is in her window within a second", async {
            secretariat.click("post-form-submit").await?;
            let published = Instant::now();
            alumna.sees_text("post-card", POST).await?;
            within_a_second(published)
        })
        .await?;
    report.note(format!("{seconds:.2} s after the click"));
    report.picture(&alumna, "home-with-the-post").await?;

    report.step("her desktop tells her of the post", told(world)).await?;
    report.screen(&world.hers, "notification-of-the-post").await?;
    report
        .step("a tap on the notification opens the post", async {
            alumna.click("nav-directory").await?;
            let said = world.hers.tap_notification().await?;
            alumna.sees("post-page").await?;
            alumna.sees_text("post-title", POST).await?;
            ensure!(said.contains(POST), "the notification said {said:?}");
            Ok(())
        })
        .await?;
    report.picture(&alumna, "post-page").await?;

    report.step("an event is planned", plan_event(&secretariat)).await?;
    report.picture(&secretariat, "event-composer").await?;
    let seconds = report
        .step("the event is published and is in her window within a second", async {
            alumna.click("nav-events").await?;
            alumna.sees("event-card").await?;
            secretariat.click("event-form-submit").await?;
            let published = Instant::now();
            alumna.sees_text("event-card", EVENT).await?;
            within_a_second(published)
        })
        .await?;
    report.note(format!("{seconds:.2} s after the click"));
    report.picture(&alumna, "events-with-the-event").await?;

    report.step("her desktop tells her of the event", told(world)).await?;
    report.screen(&world.hers, "notification-of-the-event").await?;
    report
        .step("a tap on the notification opens the event", async {
            alumna.click("nav-home").await?;
            let said = world.hers.tap_notification().await?;
            ensure!(said.contains(EVENT), "the notification said {said:?}");
            alumna.sees("event-page").await?;
            alumna.sees_text("event-title", EVENT).await.map(|_| ())
        })
        .await?;
    alumna.resize(PHONE).await?;
    report.picture(&alumna, "event-page-phone").await?;
    Ok((alumna, secretariat))
}

/// Signs the secretariat in by enishi-cli and opens the app on the same home.
async fn open_secretariat(world: &mut World) -> Result<Window> {
    let device = Device::new(&world.home("their-app"));
    device.sign_in(&world.server.url(), &world.secretariat, &mut world.letters).await?;
    let window = Window::open(&world.theirs, device.home(), &[]).await?;
    window.sees("compose-post").await?;
    Ok(window)
}

async fn plan_event(secretariat: &Window) -> Result<()> {
    secretariat.click("nav-events").await?;
    secretariat.click("compose-event").await?;
    secretariat.fill("event-form-title", EVENT).await?;
    secretariat.set("event-form-kind", "reunion").await?;
    secretariat.fill("event-form-place", "東京・丸の内").await?;
    let day = "const day = new Date(Date.now() + 30 * 86400000);
        return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
            .map((part) => String(part).padStart(2, '0')).join('-')";
    let day = secretariat.script(day, vec![]).await?;
    let day = day.as_str().unwrap_or_default();
    for (hook, value) in [
        ("event-form-start-date", day),
        ("event-form-start-time", "18:30"),
        ("event-form-end-date", day),
        ("event-form-end-time", "20:30"),
    ] {
        secretariat.set(hook, value).await?;
    }
    secretariat.fill("event-form-text", "久しぶりに集まりましょう。ご家族もどうぞ。").await
}

/// Waits for one notification on her desktop.
async fn told(world: &World) -> Result<()> {
    crate::wait::until("a notification on her desktop", async || {
        Ok((world.hers.notifications().await? > 0).then_some(()))
    })
    .await
}

async fn switch_off(window: &Window, hook: &str) -> Result<()> {
    window.sees(hook).await?;
    let on = "const found = document.querySelector(`[data-test='${arguments[0]}']`);
        return found.checked ?? found.getAttribute('aria-checked') === 'true'";
    if window.script(on, vec![hook.into()]).await? == serde_json::json!(true) {
        window.click(hook).await?;
    }
    Ok(())
}

fn within_a_second(published: Instant) -> Result<f64> {
    let seconds = published.elapsed().as_secs_f64();
    ensure!(seconds <= 1.0, "it took {seconds:.2} s");
    Ok(seconds)
}
