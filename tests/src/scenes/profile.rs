//! She writes into her profile what she likes, for whom she likes, and looks at what the company sees of it; what she
//! wrote on two devices stands side by side until she chooses.

use super::{looks, world::World};
use crate::{
    cli::Device,
    report::Report,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Context, Result, ensure};

/// Plays the scene; the window is at home before and after.
pub async fn play(world: &mut World, window: Window, report: &mut Report) -> Result<Window> {
    let axe = looks::axe()?;
    report
        .step("she writes what she can help with, for alumni", async {
            window.click("nav-me").await?;
            window.click("edit-can_help").await?;
            window.fill("field-value", "経理、棚卸し").await?;
            window.set("field-audience", "alumni").await
        })
        .await?;
    looks::check(&window, report, &axe, "the dialog of a field").await?;
    report
        .step("and her page shows it at once, with who reads it", async {
            window.click("field-save").await?;
            window.no_longer_sees("field-editor").await?;
            window.sees_as("my-field", "[data-field=can_help] .audience").await?;
            delivered(&window).await
        })
        .await?;
    report
        .step("a gap in a career is a step like any other", async {
            window.click("edit-career").await?;
            window.click("item-add-gap").await?;
            window.fill("item-text", "育児").await?;
            window.fill("item-from", "2014年4月").await
        })
        .await?;
    report.picture(&window, "field-editor-laptop").await?;
    window.resize(PHONE).await?;
    report.picture(&window, "field-editor-phone").await?;
    report
        .step("and is for herself alone unless she says otherwise", async {
            window.click("field-save").await?;
            window.no_longer_sees("field-editor").await?;
            window.sees_as("my-field", "[data-field=career] .audience").await?;
            delivered(&window).await
        })
        .await?;
    report.picture(&window, "profile-phone").await?;
    window.resize(LAPTOP).await?;
    report.picture(&window, "profile-laptop").await?;
    report
        .step("another alumna reads the one and not the other", async {
            let name = "return document.querySelector('[data-test=my-card] .person-name').textContent";
            let name = window.script(name, vec![]).await?;
            let read = read_by(&world.member, name.as_str().context("a name")?).await?;
            ensure!(read == ["can_help"], "another alumna reads {read:?}");
            Ok(())
        })
        .await?;
    report
        .step("what the company sees is one tap away, and it is neither of the two", async {
            window.click("open-seen").await?;
            window.sees("seen-former_colleague").await?;
            window.sees("seen-fields").await?;
            ensure!(window.count("seen-fields").await? == 1, "only former colleagues read a field");
            Ok(())
        })
        .await?;
    looks::check(&window, report, &axe, "what the company sees").await?;
    for (size, width) in [("laptop", LAPTOP), ("phone", PHONE)] {
        window.resize(width).await?;
        report.picture(&window, &format!("seen-{size}")).await?;
    }
    window.resize(LAPTOP).await?;
    conflict(world, window, report).await
}

/// Waits until the server has what was saved: only then does the list under the pointer stand still.
async fn delivered(window: &Window) -> Result<()> {
    window.no_longer_sees("field-state").await?;
    window.settled().await
}

/// The same field, written on this device without a network and on another one with it.
async fn conflict(world: &mut World, window: Window, report: &mut Report) -> Result<Window> {
    let window = report
        .step("what two devices wrote stands side by side", async {
            window.close().await?;
            let waiting = Device::new(&world.home("her-app"));
            let waits = waiting.attempt(&["profile", "set", "can_help", "採用", "--offline"]).await?;
            ensure!(waits.exit == 3, "it waits: {waits:?}");
            let other = Device::new(&world.home("her-other"));
            let (url, address) = (world.server.url(), world.invited.clone());
            other.sign_in(&url, &address, &mut world.letters).await?;
            other.run(&["profile", "set", "can_help", "法務"]).await?;
            let window = world.her_window(&[]).await?;
            window.click("nav-me").await?;
            window.sees("two-values").await?;
            Ok(window)
        })
        .await?;
    for (size, width) in [("phone", PHONE), ("laptop", LAPTOP)] {
        window.resize(width).await?;
        let scroll = "document.querySelector('[data-test=two-values]').scrollIntoView({ block: 'center' })";
        window.script(scroll, vec![]).await?;
        report.picture(&window, &format!("two-values-{size}")).await?;
    }
    report
        .step("she chooses, and the other device reads what she chose", async {
            window.click("field-take-mine").await?;
            window.no_longer_sees("two-values").await?;
            window.sees_as("my-field", "[data-field=can_help] .audience").await?;
            delivered(&window).await?;
            let fields = Device::new(&world.home("her-other")).items(&["profile"]).await?;
            let field = fields.iter().find(|field| field["field"] == "can_help").context("the field")?;
            ensure!(field["value"] == serde_json::json!(["採用"]), "{field}");
            window.click("nav-home").await?;
            window.sees("post-card").await.map(|_| ())
        })
        .await?;
    Ok(window)
}

/// The fields of a person that another member's device holds.
async fn read_by(member: &Device, name: &str) -> Result<Vec<String>> {
    let found = member.items(&["directory", "search", name]).await?;
    let id = found.first().context("she is listed")?["id"].as_str().context("an id")?.to_owned();
    let fields = member.items(&["profile", &id]).await?;
    Ok(fields.iter().filter_map(|field| field["field"].as_str().map(ToOwned::to_owned)).collect())
}
