//! She says how things are with one tap, reads how others are, answers one of them, follows somebody without a word, and
//! a life event names her only after she agreed.

use super::{
    looks::{self, pictures},
    world::World,
};
use crate::{report::Report, window::Window};
use anyhow::{Context, Result, ensure};

/// Plays the scene; the window is at home before and after.
pub async fn play(world: &mut World, window: &Window, report: &mut Report) -> Result<()> {
    let axe = looks::axe()?;
    report
        .step("on home there are faces with half a line, and five marks", async {
            window.sees("strip-face").await?;
            ensure!(window.count("strip-face").await? >= 3, "home looks alive");
            window.click("mark-recharging").await?;
            window.fill("status-text", "京都で本屋の棚をつくっています").await
        })
        .await?;
    pictures(window, report, "status-composer", "[data-test=status-form]").await?;
    looks::check(window, report, &axe, "the composer of a 近況").await?;
    report
        .step("the second tap says it, and it has arrived", async {
            window.click("status-say").await?;
            window.sees("status-again").await?;
            window.no_longer_sees("status-state").await?;
            let read = world.member.items(&["status", "list"]).await?;
            ensure!(read.iter().any(|item| item["text"] == "京都で本屋の棚をつくっています"), "{read:?}");
            Ok(())
        })
        .await?;
    report
        .step("everybody's words are one tap away, and she answers one", async {
            window.click("open-statuses").await?;
            window.sees("status-card").await?;
            window.click("react-cheering").await?;
            window.sees_as("react-cheering", "[aria-pressed=true]").await?;
            window.no_longer_sees("reaction-state").await
        })
        .await?;
    pictures(window, report, "statuses", "[data-test=statuses]").await?;
    looks::check(window, report, &axe, "the stream of 近況").await?;
    report
        .step("she follows somebody, who is not told", async {
            window.click("nav-home").await?;
            window.click("strip-face").await?;
            window.click("follow").await?;
            window.sees_as("follow", "[aria-pressed=true]").await?;
            window.no_longer_sees("follow-state").await
        })
        .await?;
    pictures(window, report, "person-with-status", "[data-test=person-status]").await?;
    looks::check(window, report, &axe, "a person with a 近況").await?;
    report
        .step("the list of whom she follows is hers alone", async {
            window.click("nav-me").await?;
            window.click("open-follows").await?;
            window.sees("followed").await.map(|_| ())
        })
        .await?;
    pictures(window, report, "follows", "[data-test=followed]").await?;
    life_event(world, window, report, &axe).await
}

async fn life_event(world: &mut World, window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("a life event that names somebody says first that it waits for a yes", async {
            window.click("nav-home").await?;
            window.click("open-life").await?;
            window.fill("life-text", "春から一緒に暮らします。").await?;
            window.fill("life-named", "えんどう").await?;
            window.click("life-pick").await?;
            window.sees("life-consent").await.map(|_| ())
        })
        .await?;
    pictures(window, report, "life-composer", "[data-test=life-consent]").await?;
    looks::check(window, report, axe, "the form of a life event").await?;
    report
        .step("it is a draft on her home", async {
            window.click("life-share").await?;
            window.sees("life-draft").await?;
            window.no_longer_sees("draft-state").await
        })
        .await?;
    report
        .step("and she is asked before somebody names her", async {
            let her = world.member.items(&["directory", "search", "中村 美咲"]).await?;
            let her = her.first().context("she is listed")?["id"].as_str().context("an id")?.to_owned();
            let share = [
                "life-event",
                "share",
                "new_job",
                "--text",
                "中村さんの本屋の棚を作ることになりました。",
                "--named",
            ];
            world.member.run(&[share.as_slice(), &[her.as_str()]].concat()).await?;
            window.sees("naming").await.map(|_| ())
        })
        .await?;
    pictures(window, report, "naming", "[data-test=naming]").await?;
    pictures(window, report, "life-draft", "[data-test=life-draft]").await?;
    looks::check(window, report, axe, "home with a question and a draft").await?;
    report
        .step("her yes publishes it, with the same reactions as a 近況", async {
            window.click("naming-agree").await?;
            window.no_longer_sees("naming").await?;
            window.sees_text("post-card", "本屋の棚").await?;
            window.click("post-card").await?;
            window.sees("naming-withdraw").await?;
            window.click("react-congratulations").await?;
            window.sees_as("react-congratulations", "[aria-pressed=true]").await?;
            window.no_longer_sees("reaction-state").await
        })
        .await?;
    pictures(window, report, "life-post", "[data-test=post-page]").await?;
    looks::check(window, report, axe, "a life event").await?;
    report
        .step("she takes her draft back", async {
            window.click("nav-home").await?;
            window.click("draft-remove").await?;
            window.no_longer_sees("life-draft").await
        })
        .await
}
