//! The main pages as she sees them: both languages, light and dark, phone and laptop, and free of serious
//! faults for people who use them without sight or without a mouse.

use crate::{
    report::Report,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{env, fs, path::PathBuf};

/// The pages that the navigation leads to, and what is there once they are drawn.
const PAGES: [(&str, &str, &str); 4] = [
    ("home", "nav-home", "post-card"),
    ("directory", "nav-directory", "member-row"),
    ("events", "nav-events", "event-card"),
    ("me", "nav-me", "my-card"),
];

/// Looks at every page; the window is at home in Japanese and light before and after.
pub async fn play(window: &Window, report: &mut Report) -> Result<()> {
    let axe = report.step("the accessibility rules are there", async { axe() }).await?;
    for language in ["ja", "en"] {
        report
            .step(&format!("settings: the language becomes {language}"), async {
                settings(window).await?;
                window.set("settings-language", language).await?;
                window.find_language(language).await
            })
            .await?;
        report.picture(window, &format!("settings-{language}")).await?;
        check(window, report, &axe, &format!("settings in {language}")).await?;
        for (name, tab, content) in PAGES {
            report
                .step(&format!("{name} in {language}"), async {
                    window.click(tab).await?;
                    window.sees(content).await.map(|_| ())
                })
                .await?;
            for (size, width) in [("laptop", LAPTOP), ("phone", PHONE)] {
                window.resize(width).await?;
                report.picture(window, &format!("{name}-{language}-{size}")).await?;
                report
                    .step(&format!("{name} in {language} on the {size} stands still"), still(window))
                    .await?;
            }
            check(window, report, &axe, &format!("{name} in {language}")).await?;
            window.resize(LAPTOP).await?;
        }
    }
    dark(window, report, &axe).await?;
    report
        .step("those who joined in her year are listed with one tap", async {
            window.click("nav-directory").await?;
            window.click("directory-same-year").await?;
            window.sees_as("directory-same-year", "[aria-pressed=true]").await?;
            window.sees("member-row").await.map(|_| ())
        })
        .await?;
    for (size, width) in [("laptop", LAPTOP), ("phone", PHONE)] {
        window.resize(width).await?;
        report.picture(window, &format!("directory-same-year-{size}")).await?;
    }
    window.resize(LAPTOP).await?;
    report
        .step("the directory is searched by reading and by name", async {
            window.click("directory-same-year").await?;
            window.fill("directory-search", "やまだ").await?;
            window.settled().await
        })
        .await?;
    report.picture(window, "directory-search").await?;
    report
        .step("settings: Japanese and light again", async {
            settings(window).await?;
            window.set("settings-language", "ja").await?;
            window.set("settings-theme", "light").await?;
            window.find_language("ja").await?;
            window.click("nav-home").await?;
            window.sees("post-card").await.map(|_| ())
        })
        .await
}

async fn dark(window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("settings: dark", async {
            settings(window).await?;
            window.set("settings-theme", "dark").await
        })
        .await?;
    for (name, tab, content) in PAGES {
        report
            .step(&format!("{name} in the dark"), async {
                window.click(tab).await?;
                window.sees(content).await.map(|_| ())
            })
            .await?;
        window.resize(PHONE).await?;
        report.picture(window, &format!("{name}-dark-phone")).await?;
        window.resize(LAPTOP).await?;
        report.picture(window, &format!("{name}-dark-laptop")).await?;
        check(window, report, axe, &format!("{name} in the dark")).await?;
    }
    Ok(())
}

/// The frame is as high as the window: what scrolls is within it, and there is no bar beside it.
async fn still(window: &Window) -> Result<()> {
    let beyond = "const page = document.documentElement;
        return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth]";
    let beyond = window.script(beyond, vec![]).await?;
    ensure!(beyond == json!([0, 0]), "the page is larger than the window by {beyond} px");
    Ok(())
}

/// Opens the settings.
pub async fn settings(window: &Window) -> Result<()> {
    window.click("nav-me").await?;
    window.click("open-settings").await?;
    window.sees("settings-language").await.map(|_| ())
}

/// A picture on the phone and one on the laptop, of the page as it stands.
pub async fn both_sizes(window: &Window, report: &mut Report, name: &str) -> Result<()> {
    for (size, width) in [("phone", PHONE), ("laptop", LAPTOP)] {
        window.resize(width).await?;
        report.picture(window, &format!("{name}-{size}")).await?;
    }
    Ok(())
}

/// A picture on the phone and one on the laptop, with something of the page in sight.
pub async fn pictures(window: &Window, report: &mut Report, name: &str, selector: &str) -> Result<()> {
    for (size, width) in [("phone", PHONE), ("laptop", LAPTOP)] {
        window.resize(width).await?;
        let scroll = format!("document.querySelector('{selector}')?.scrollIntoView({{ block: 'center' }})");
        window.script(&scroll, vec![]).await?;
        report.picture(window, &format!("{name}-{size}")).await?;
    }
    Ok(())
}

/// The accessibility rules: axe-core from npm, which scripts/setup installs.
pub fn axe() -> Result<String> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let path = cache.context("no HOME")?.join("enishi/npm/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path).with_context(|| format!("{} is missing: run scripts/setup", path.display()))
}

/// Fails on what axe calls serious or critical.
pub async fn check(window: &Window, report: &mut Report, axe: &str, page: &str) -> Result<()> {
    report
        .step(&format!("accessible: {page}"), async {
            window.settled().await?;
            window.script(axe, vec![]).await?;
            let run = "const done = arguments[0];
                axe.run(document, { resultTypes: ['violations'] }).then(
                    (found) => done(found.violations.map((rule) => ({
                        id: rule.id, impact: rule.impact, help: rule.help,
                        where: rule.nodes.slice(0, 3).map((node) => node.target.join(' ')),
                    }))),
                    (reason) => done(String(reason)))";
            let found = window.script_that_calls_back(run, vec![]).await?;
            let found = found.as_array().with_context(|| format!("axe failed: {found}"))?;
            let serious: Vec<&Value> = found
                .iter()
                .filter(|rule| [json!("serious"), json!("critical")].contains(&rule["impact"]))
                .collect();
            ensure!(serious.is_empty(), "{}", serde_json::to_string(&serious)?);
            Ok(())
        })
        .await
}
