//! What the app says of its data: it compares it with the server's, hands out what is her own, shows a corrected
//! post everywhere, locks people after two weeks away, and goes on being read when the server calls it too old.

use super::{news, world::World};
use crate::{
    report::Report,
    too_old::TooOld,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Result, ensure};

const CORRECTED: &str = "新しい研究所を開きました（訂正：見学は6月から）";

/// Plays the scene to its end.
pub async fn play(world: &mut World, alumna: Window, secretariat: Window, report: &mut Report) -> Result<()> {
    report
        .step("she lets her data be compared and it is as the server has it", async {
            alumna.resize(LAPTOP).await?;
            alumna.click("nav-me").await?;
            alumna.click("open-storage").await?;
            alumna.click("verify").await?;
            alumna.sees_as("verify-result", "[data-state=same]").await.map(|_| ())
        })
        .await?;
    report
        .step("her own things go into a file, and the page says where it is", async {
            alumna.click("export").await?;
            let said = alumna.sees_text("export-result", ".zip").await;
            said.map(|_| ())
        })
        .await?;
    report.picture(&alumna, "own-data-laptop").await?;
    alumna.resize(PHONE).await?;
    report.picture(&alumna, "own-data-phone").await?;

    report
        .step("the secretariat corrects a post", async {
            secretariat.click("nav-home").await?;
            let id = secretariat.sees_text("post-card", news::POST).await?;
            secretariat.click_item("post-card", &id).await?;
            secretariat.click("post-edit").await?;
            secretariat.sees("post-form").await?;
            secretariat.fill("post-form-title", CORRECTED).await
        })
        .await?;
    report.picture(&secretariat, "post-being-corrected").await?;
    report
        .step("the correction is in her window", async {
            secretariat.click("post-form-submit").await?;
            alumna.click("nav-home").await?;
            alumna.sees_text("post-card", CORRECTED).await.map(|_| ())
        })
        .await?;
    alumna.close().await?;
    secretariat.close().await?;

    locked(world, report).await?;
    too_old(world, report).await
}

async fn locked(world: &mut World, report: &mut Report) -> Result<()> {
    let alumna = report
        .step("after fifteen days without the server people are locked and news are not", async {
            world.server.stop().await?;
            let window = world.her_window_later("+15d").await?;
            window.sees("post-card").await?;
            window.click("nav-directory").await?;
            window.sees("directory-locked").await?;
            ensure!(window.count("member-row").await? == 0, "somebody is shown");
            Ok(window)
        })
        .await?;
    report.picture(&alumna, "directory-locked-laptop").await?;
    alumna.resize(PHONE).await?;
    report.picture(&alumna, "directory-locked-phone").await?;
    report
        .step("the server is back, she tries, and people are there", async {
            world.server.resume().await?;
            alumna.click("directory-try-now").await?;
            alumna.sees("member-row").await.map(|_| ())
        })
        .await?;
    alumna.close().await
}

async fn too_old(world: &mut World, report: &mut Report) -> Result<()> {
    let server = world.server.url();
    world.server.stop().await?;
    let newer = TooOld::in_place_of(&server).await?;
    let alumna = report
        .step("an app that the server calls too old says so and still shows everything", async {
            let window = world.her_window(&[]).await?;
            window.sees("too-old").await?;
            window.sees("post-card").await?;
            Ok(window)
        })
        .await?;
    report.picture(&alumna, "too-old-laptop").await?;
    alumna.resize(PHONE).await?;
    report.picture(&alumna, "too-old-phone").await?;
    report
        .step("it hands out her own things", async {
            alumna.click("export").await?;
            alumna.sees_text("export-result", ".zip").await.map(|_| ())
        })
        .await?;
    report.picture(&alumna, "too-old-exported-phone").await?;
    alumna.close().await?;
    drop(newer);
    Ok(())
}
