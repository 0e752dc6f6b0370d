//! She looks for people by what they let her see: a company, a place, what they can help with, and who was there when
//! she was.

use super::{looks, world::World};
use crate::{
    cli::Device,
    report::Report,
    window::{LAPTOP, Window},
};
use anyhow::{Context, Result, ensure};
use serde_json::json;

/// Plays the scene; the window is at home before and after.
pub async fn play(world: &mut World, window: &Window, report: &mut Report) -> Result<()> {
    let axe = looks::axe()?;
    report.step("another alumna says where she was and what she does, for alumni", say(world)).await?;
    let name = report
        .step("she knows her own name", async {
            window.click("nav-me").await?;
            window.sees("my-card").await?;
            let name = "return document.querySelector('[data-test=my-card] .person-name').textContent";
            let name = window.script(name, vec![]).await?;
            name.as_str().map(ToOwned::to_owned).context("a name")
        })
        .await?;
    report
        .step("she is found by her company, and the row says what she does", async {
            window.click("nav-directory").await?;
            window.fill("directory-search", "青い珈琲").await?;
            window.sees_text("member-row", "青い珈琲焙煎所 · 店主").await?;
            ensure!(window.count("member-row").await? == 1, "only she works there");
            Ok(())
        })
        .await?;
    looks::both_sizes(window, report, "directory-company").await?;
    report
        .step("her page says when both were in Osaka", async {
            window.click("member-row").await?;
            window.sees_text("member-together", "2014–2016年、大阪支社で一緒でした").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "member-together").await?;
    looks::check(window, report, &axe, "a person with time together").await?;
    report
        .step("what led to somebody is among the recent searches when the empty field has the focus", async {
            window.click("nav-directory").await?;
            window.sees("directory-search").await?.clear().await?;
            type_text(window, "").await?;
            window.click("directory-search").await?;
            window.sees_text("recent-search", "青い珈琲").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "directory-recent").await?;
    looks::check(window, report, &axe, "recent searches").await?;
    report
        .step("and is forgotten with one tap", async {
            window.click("recent-forget").await?;
            window.no_longer_sees("recent-searches").await
        })
        .await?;
    report
        .step("those who were there with her are one tap away", async {
            window.click("directory-together").await?;
            window.sees_as("directory-together", "[aria-pressed=true]").await?;
            window.sees("member-row").await.map(|_| ())
        })
        .await?;
    report
        .step("a filter offers the values that there are", async {
            window.click("filter-place").await?;
            window.sees_text("picker-value", "大阪支社").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "directory-picker").await?;
    looks::check(window, report, &axe, "the values of a filter").await?;
    report
        .step("filters stand beside each other, also in the address", async {
            window.click("picker-value").await?;
            window.no_longer_sees("picker").await?;
            wait_for_filters(window, 2).await?;
            let address = window.script("return location.search", vec![]).await?;
            let address = address.as_str().context("an address")?;
            ensure!(address.contains("together=1") && address.contains("place="), "{address}");
            Ok(())
        })
        .await?;
    looks::both_sizes(window, report, "directory-filtered").await?;
    looks::check(window, report, &axe, "a filtered directory").await?;
    report
        .step("where nobody is left, it says which filter keeps people away", async {
            // She is in Osaka, but not among those who were there with her.
            window.fill("directory-search", &name).await?;
            window.sees("directory-empty").await?;
            window.sees("filter-drop").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "directory-nobody-passes").await?;
    report
        .step("and without the filters there is somebody again", async {
            window.click("filters-clear").await?;
            window.no_longer_sees("filters-active").await?;
            window.sees("member-row").await.map(|_| ())
        })
        .await?;
    report
        .step("where people live is chosen on a map", async {
            type_text(window, "").await?;
            window.click("filter-prefecture").await?;
            window.sees_as("map-tile", ":not(:disabled)").await?;
            ensure!(window.count("map-tile").await? == 47, "every prefecture is there");
            Ok(())
        })
        .await?;
    looks::both_sizes(window, report, "directory-map").await?;
    looks::check(window, report, &axe, "the map of prefectures").await?;
    report
        .step("and the map closes", async {
            window.click("picker-close").await?;
            window.no_longer_sees("picker").await
        })
        .await?;
    in_english(window, report).await?;
    report
        .step(
            "the hint stands in the field while it is empty, and not while a word is composed",
            hint(window),
        )
        .await?;
    report
        .step(
            "whoever is found stands in a row that was there, with the own name, mark and address",
            stand(window),
        )
        .await?;
    report.step("a window that is made higher is full of people at once", grow(window)).await?;
    report
        .step("the letters of the rail are reached with the keyboard", async {
            type_text(window, "").await?;
            window.sees("directory-rail").await?;
            let press = "const last = document.querySelector('[data-test=directory-rail] button:last-child');
                last.focus(); last.click(); return document.activeElement === last";
            ensure!(window.script(press, vec![]).await? == json!(true), "a letter takes the focus");
            window.click("nav-home").await?;
            window.sees("post-card").await.map(|_| ())
        })
        .await
}

/// What both of them say of themselves.
async fn say(world: &World) -> Result<()> {
    let set = async |device: &Device, field: &str, value: &str| {
        device.run(&["profile", "set", field, value, "--audience", "alumni"]).await
    };
    let member = &world.member;
    set(member, "roles", r#"[{"organisation": "青い珈琲焙煎所", "title": "店主"}]"#).await?;
    let osaka = r#"[{"place": "大阪支社", "department": "営業部", "from": "2014-04", "to": "2016-09"}]"#;
    set(member, "postings", osaka).await?;
    set(member, "can_help", "経理、補助金").await?;
    let her = Device::new(&world.home("her-other"));
    let osaka = r#"[{"place": "大阪支社", "department": "人事部", "from": "2012", "to": "2018"}]"#;
    set(&her, "postings", osaka).await?;
    Ok(())
}

/// Looks for one among all, and goes where her row leads.
async fn stand(window: &Window) -> Result<()> {
    type_text(window, "").await?;
    let mark = "const rows = [...document.querySelectorAll('.member-row')];
        for (const row of rows) row.dataset.before = row.dataset.id;
        return rows.length > 1";
    crate::wait::until("everybody", async || {
        Ok((window.script(mark, vec![]).await? == json!(true)).then_some(()))
    })
    .await?;
    type_text(window, "青い珈琲").await?;
    crate::wait::until("one person", async || Ok((window.count("member-row").await? == 1).then_some(())))
        .await?;
    let row = "const row = document.querySelector('.member-row');
        const text = (part) => row.querySelector(part).textContent;
        const { before, id } = row.dataset;
        return [before !== undefined && before !== id, row.getAttribute('href').startsWith(`/members/${id}`),
            text('.name').startsWith(text('.avatar')), text('.name')]";
    let row = window.script(row, vec![]).await?;
    ensure!(row.as_array().is_some_and(|row| row.iter().take(3).all(|is| *is == json!(true))), "{row}");
    let name = row.get(3).and_then(serde_json::Value::as_str).context("a name")?;
    window.click("member-row").await?;
    window.sees_text("member-page", name).await?;
    window.click("nav-directory").await
}

/// Looks for everybody in a low window, which asks for the few rows that are seen, and makes it as high as the screen.
async fn grow(window: &Window) -> Result<()> {
    window.resize((LAPTOP.0, 500)).await?;
    type_text(window, "青い珈琲").await?;
    crate::wait::until("one person", async || Ok((window.count("member-row").await? == 1).then_some(())))
        .await?;
    type_text(window, "").await?;
    let rows = "const rows = [...document.querySelectorAll('.member-row')];
        const bottom = (element) => element?.getBoundingClientRect().bottom ?? 0;
        return [rows.length > 1 && bottom(rows.at(-1)) >= bottom(document.querySelector('.rows')),
            bottom(rows.at(-1)) - bottom(rows[0])]";
    let full = async || -> Result<Option<f64>> {
        let answer = window.script(rows, vec![]).await?;
        let full = answer.get(0) == Some(&json!(true));
        Ok(answer.get(1).and_then(serde_json::Value::as_f64).filter(|_| full))
    };
    let high = crate::wait::until("a list that fills the low window", full).await?;
    window.resize((LAPTOP.0, 1_000)).await?;
    crate::wait::until("a list that fills the high window", full).await?;
    ensure!(
        high < 900.0,
        "the low window asked for {high} px of people: the high one had nothing to ask for"
    );
    window.resize(LAPTOP).await
}

/// Puts a text into the search field, also an empty one.
async fn type_text(window: &Window, text: &str) -> Result<()> {
    let script = "const field = document.querySelector('[data-test=directory-search]');
        field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true })); return true";
    window.script(script, vec![json!(text)]).await.map(|_| ())
}

/// A word that is being composed is in the field and looked for only when it is finished.
async fn hint(window: &Window) -> Result<()> {
    let stands = async |wanted: bool| {
        let script = "const hint = document.querySelector('.search-hint');
            return Boolean(hint.textContent.trim()) && getComputedStyle(hint).visibility === 'visible'";
        let looked = async || Ok((window.script(script, vec![]).await? == json!(wanted)).then_some(()));
        crate::wait::until(if wanted { "the hint" } else { "a field without the hint" }, looked).await
    };
    type_text(window, "").await?;
    stands(true).await?;
    let compose = "const field = document.querySelector('[data-test=directory-search]');
        field.value = 'さ'; field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))";
    window.script(compose, vec![]).await?;
    stands(false).await?;
    ensure!(window.count("member-row").await? > 1, "nobody is looked for yet");
    let ended = "const field = document.querySelector('[data-test=directory-search]');
        field.value = arguments[0]; field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))";
    window.script(ended, vec![json!("")]).await?;
    stands(true).await?;
    window.script(compose, vec![]).await?;
    stands(false).await?;
    window.script(ended, vec![json!("青い珈琲")]).await?;
    let alone = async || Ok((window.count("member-row").await? == 1).then_some(()));
    crate::wait::until("whoever has the finished word", alone).await?;
    stands(false).await?;
    type_text(window, "").await?;
    stands(true).await
}

async fn wait_for_filters(window: &Window, count: usize) -> Result<()> {
    crate::wait::until("the filters that are on", async || {
        Ok((window.count("filter-off").await? == count).then_some(()))
    })
    .await
}

/// The chips and the values in English.
async fn in_english(window: &Window, report: &mut Report) -> Result<()> {
    let language = async |language: &str| {
        window.click("nav-me").await?;
        window.click("open-settings").await?;
        window.set("settings-language", language).await?;
        window.find_language(language).await
    };
    report
        .step("the filters in English", async {
            language("en").await?;
            window.click("nav-directory").await?;
            window.click("filter-can_help").await?;
            window.sees_text("picker-value", "経理").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "directory-picker-en").await?;
    report
        .step("and a filtered directory", async {
            window.click("picker-value").await?;
            wait_for_filters(window, 1).await
        })
        .await?;
    looks::both_sizes(window, report, "directory-filtered-en").await?;
    report
        .step("in Japanese again", async {
            window.click("filters-clear").await?;
            language("ja").await?;
            window.click("nav-directory").await?;
            window.sees("member-row").await.map(|_| ())
        })
        .await
}
