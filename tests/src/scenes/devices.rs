//! She signs in on a second computer. It may not read her messages until she has said on both that they show the same
//! code; then it reads what was, is listed, and leaves the list again when she signs out there.

use super::{looks, world::World};
use crate::{
    cli::Device,
    report::Report,
    wait,
    window::{LAPTOP, Window},
};
use anyhow::{Context, Result, ensure};

/// Plays the scene; her window shows her threads before and after.
pub async fn play(world: &mut World, window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    let device = Device::new(&world.home("her-second"));
    let second = report
        .step("on a second computer her messages are closed, and the page says what to do", async {
            device.sign_in(&world.server.url(), &world.invited, &mut world.letters).await?;
            let second = Window::open(&world.theirs, device.home(), &[]).await?;
            second.sees("nav-home").await?;
            second.click("nav-talk").await?;
            second.sees("talk-elsewhere").await?;
            Ok(second)
        })
        .await?;
    looks::both_sizes(&second, report, "talk-elsewhere").await?;
    looks::check(&second, report, axe, "messages that another device has").await?;
    report
        .step("she asks there to be let in, and the first computer says so", async {
            second.click("link-ask").await?;
            second.sees_as("link", "[data-state=link-asking]").await?;
            window.resize(LAPTOP).await?;
            window.click("nav-talk").await?;
            window.sees_as("link", "[data-state=link-asked]").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(&second, report, "talk-link-asking").await?;
    looks::both_sizes(window, report, "talk-link-asked").await?;
    report
        .step("both show the same code", async {
            window.click("link-answer").await?;
            let ours = code(window).await?;
            let theirs = code(&second).await?;
            ensure!(ours == theirs && ours.len() > 9, "{ours} here and {theirs} there");
            Ok(())
        })
        .await?;
    looks::both_sizes(window, report, "talk-link-compare").await?;
    looks::both_sizes(&second, report, "talk-link-compare-new").await?;
    looks::check(window, report, axe, "the code that lets a device in").await?;
    looks::check(&second, report, axe, "the code on the new device").await?;
    report
        .step("she says so on both, and the second computer reads what was", async {
            second.click("link-same").await?;
            window.click("link-same").await?;
            second.no_longer_sees("talk-elsewhere").await?;
            second.resize(LAPTOP).await?;
            second.click("thread").await?;
            second.sees_text("messages", "棚づくり").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(&second, report, "talk-let-in").await?;
    report
        .step("she signs out there, and the device leaves the list", async {
            second.close().await?;
            device.run(&["sign-out"]).await?;
            window.resize(LAPTOP).await?;
            window.click("nav-talk").await?;
            window.click("open-talk-devices").await?;
            wait::until("one device in the list", async || {
                Ok((window.count("talk-device").await? == 1).then_some(()))
            })
            .await?;
            window.click("nav-talk").await
        })
        .await
}

async fn code(window: &Window) -> Result<String> {
    window.sees_as("link", "[data-state=link-compare]").await?;
    let code = "return document.querySelector('[data-test=link-code]').textContent";
    Ok(window.script(code, vec![]).await?.as_str().context("no code")?.to_owned())
}
