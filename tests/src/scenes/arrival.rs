//! An alumna gets an invitation, signs in with the mailed code, confirms her entry, and only then is in
//! the directory of the others.

use super::world::World;
use crate::{
    cli::Device,
    report::Report,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Context, Result, ensure};

/// Plays the scene and answers her window, at home.
pub async fn play(world: &mut World, report: &mut Report) -> Result<Window> {
    report.step("the invitation is mailed", invited(world)).await?;

    let link = format!("enishi://sign-in?server={}", world.server.url());
    let window = report
        .step("the app opens on the sign-in form, with the server of the invitation filled in", async {
            let window = world.her_window(&[&link]).await?;
            let field = window.sees("sign-in-server").await?;
            ensure!(
                field.prop("value").await?.unwrap_or_default().contains(&world.server.url()),
                "the server of the link is not in the form"
            );
            Ok(window)
        })
        .await?;
    report.picture(&window, "sign-in-laptop").await?;
    window.resize(PHONE).await?;
    report.picture(&window, "sign-in-phone").await?;

    report
        .step("a code is asked for", async {
            window.fill("sign-in-email", &world.invited).await?;
            window.click("sign-in-submit").await?;
            window.sees("code-form").await.map(|_| ())
        })
        .await?;
    report.picture(&window, "code").await?;

    report
        .step("a wrong code is refused with a sentence", async {
            window.fill("code-input", "AAAA-AAAA").await?;
            window.click("code-submit").await?;
            window.sees("code-error").await.map(|_| ())
        })
        .await?;
    report.picture(&window, "code-wrong").await?;

    report
        .step("the mailed code signs her in and her entry is shown for confirmation", async {
            let code = world.letters.next_for(&world.invited).await?.code()?;
            window.fill("code-input", &code).await?;
            window.click("code-submit").await?;
            window.sees("entry-form").await.map(|_| ())
        })
        .await?;
    report.picture(&window, "confirm").await?;

    let (family, given) = names(&window).await?;
    report
        .step("before she confirms nobody finds her", async {
            let found = listed(&world.member, &family, &given).await?;
            ensure!(!found, "she is in the directory before she confirmed");
            Ok(())
        })
        .await?;

    report
        .step("she confirms and is at home", async {
            window.click("entry-confirm").await?;
            window.sees("nav-home").await?;
            window.sees("post-card").await.map(|_| ())
        })
        .await?;
    report.picture(&window, "home-phone").await?;
    window.resize(LAPTOP).await?;
    report.picture(&window, "home-laptop").await?;

    report
        .step("now the others find her", async {
            let found = listed(&world.member, &family, &given).await?;
            ensure!(found, "she is not in the directory after she confirmed");
            Ok(())
        })
        .await?;
    Ok(window)
}

async fn invited(world: &mut World) -> Result<()> {
    let arguments = ["invite", "--network", &world.network, "--email", &world.invited];
    world.server.operator(&arguments).await?;
    let letter = world.letters.next_for(&world.invited).await?;
    ensure!(letter.text.contains(&world.server.url()), "the invitation does not name the server");
    Ok(())
}

async fn names(window: &Window) -> Result<(String, String)> {
    let mut names = Vec::new();
    for hook in ["entry-family-name", "entry-given-name"] {
        names.push(window.sees(hook).await?.prop("value").await?.context("the form has no name")?);
    }
    Ok((names.remove(0), names.remove(0)))
}

/// Whether a person is in the directory of another member's device.
async fn listed(member: &Device, family: &str, given: &str) -> Result<bool> {
    member.run(&["sync"]).await?;
    let found = member.items(&["directory", "search", family]).await?;
    Ok(found.iter().any(|item| item["family_name"] == family && item["given_name"] == given))
}
