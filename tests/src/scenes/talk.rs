//! Somebody writes to her for the first time. She accepts, answers with the keyboard, is answered, replies to one of the
//! messages, sends photos and a file, compares the safety number, names her device, and writes to the secretariat.

use super::{devices, looks, world::World};
use crate::{
    report::Report,
    wait,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Context, Result, ensure};

/// Plays the scene; the window is at home before and after.
pub async fn play(world: &mut World, window: &Window, report: &mut Report) -> Result<()> {
    let axe = looks::axe()?;
    let her = world.member.items(&["directory", "search", "中村 美咲"]).await?;
    let her = her.first().context("she is listed")?["id"].as_str().context("an id")?.to_owned();
    report
        .step("nobody has written yet, and the page says who could read it", async {
            window.click("nav-talk").await?;
            window.sees("talk-empty").await?;
            window.click("talk-lock").await
        })
        .await?;
    looks::both_sizes(window, report, "talk-empty").await?;
    looks::check(window, report, &axe, "Talk without threads").await?;
    report
        .step("a first message is a question, and stands apart", async {
            world
                .member
                .run(&[
                    "send",
                    &her,
                    "ご無沙汰しています。京都で本屋をされると聞きました。\nhttps://example.jp/books",
                ])
                .await?;
            window.sees("thread-unread").await?;
            window.click("thread").await?;
            window.sees("thread-asked").await?;
            window.sees("unread-line").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-asked").await?;
    looks::check(window, report, &axe, "a first message").await?;
    report
        .step("she accepts, and what she writes arrives", async {
            window.click("request-accept").await?;
            window.no_longer_sees("thread-asked").await?;
            window.fill("composer-text", "お久しぶりです。\n春に開きます。").await?;
            window.click("composer-send").await?;
            window.sees_text("message-state", "送信済み").await?;
            let read = world.member.items(&["threads"]).await?;
            ensure!(read.first().is_some_and(|thread| thread["writing"] == "open"), "{read:?}");
            Ok(())
        })
        .await?;
    report
        .step("the answer comes while she looks, and she replies to it", async {
            let her_thread = ["send", her.as_str(), "それは楽しみです。棚づくり、手伝わせてください。"];
            world.member.run(&her_thread).await?;
            window.sees_text("messages", "棚づくり").await?;
            // What is before her eyes is read.
            window.no_longer_sees("thread-unread").await?;
            window
                .script("document.querySelectorAll('[data-test=message-more]')[2].open = true", vec![])
                .await?;
            window
                .script("document.querySelectorAll('[data-test=message-reply]')[2].click()", vec![])
                .await?;
            window.sees("composer-quote").await?;
            window.fill("composer-text", "ぜひお願いします").await?;
            window.click("composer-send").await?;
            window.no_longer_sees("composer-quote").await?;
            window.sees_text("messages", "ぜひお願いします").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-thread").await?;
    looks::check(window, report, &axe, "a thread").await?;
    files(window, report, &axe).await?;
    deeds(window, report, &axe).await?;
    report
        .step("a draft stays in its thread, and the list says so", async {
            window.fill("composer-text", "来週の").await?;
            window.resize(LAPTOP).await?;
            window.sees_text("threads", "来週の").await.map(|_| ())
        })
        .await?;
    report
        .step("the safety number is there to be compared", async {
            window.click("thread-safety").await?;
            window.sees("safety-number").await?;
            window.click("safety-compared").await?;
            window.sees_as("safety-compared", "[disabled]").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-safety").await?;
    looks::check(window, report, &axe, "the safety number").await?;
    devices_and_desk(window, report, &axe).await?;
    devices::play(world, window, report, &axe).await?;
    other_looks(window, report, &axe).await?;
    report
        .step("home again", async {
            window.resize(PHONE).await?;
            window.click("nav-home").await?;
            window.sees("strip-face").await.map(|_| ())
        })
        .await
}

/// Paints two photos, adds a file, and drops the three on the composer.
const DROP: &str = "const done = arguments[0];
    const paint = (width, height, sky, hill) => {
        const canvas = document.createElement('canvas');
        canvas.width = width; canvas.height = height;
        const pen = canvas.getContext('2d');
        pen.fillStyle = sky; pen.fillRect(0, 0, width, height);
        pen.fillStyle = hill;
        pen.beginPath(); pen.ellipse(width / 2, height, width * 0.7, height * 0.45, 0, 0, 7); pen.fill();
        pen.fillStyle = '#fff6d8';
        pen.beginPath(); pen.ellipse(width * 0.72, height * 0.28, height * 0.08, height * 0.08, 0, 0, 7); pen.fill();
        return new Promise((made) => canvas.toBlob(made, 'image/png'));
    };
    Promise.all([paint(1600, 1200, '#9cc3dd', '#4d7a55'), paint(1200, 1500, '#e2b7a2', '#6b4a5a')]).then((blobs) => {
        const dataTransfer = new DataTransfer();
        blobs.forEach((blob, n) => dataTransfer.items.add(new File([blob], `店の前${n + 1}.png`, { type: 'image/png' })));
        dataTransfer.items.add(new File(['開店までの段取り'], '段取り.txt', { type: 'text/plain' }));
        document.querySelector('[data-test=composer]')
            .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        done(dataTransfer.files.length);
    })";

/// Photos and a file, dropped, sent, and looked at.
async fn files(window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("photos and a file are dropped on the composer", async {
            window.script_that_calls_back(DROP, vec![]).await?;
            wait::until("three files in the draft", async || {
                let count = "return document.querySelectorAll('[data-test=draft-file]').length";
                Ok((window.script(count, vec![]).await? == 3).then_some(()))
            })
            .await
        })
        .await?;
    looks::both_sizes(window, report, "talk-draft-files").await?;
    looks::check(window, report, axe, "a draft with files").await?;
    report
        .step("they are sent, and stand in the thread", async {
            window.fill("composer-text", "店の前です").await?;
            window.click("composer-send").await?;
            window.no_longer_sees("draft-files").await?;
            wait::until("the photos to be drawn", async || {
                let drawn = "return [...document.querySelectorAll('[data-test=message-photo] img')]
                    .filter((image) => image.naturalWidth > 0).length";
                Ok((window.script(drawn, vec![]).await? == 2).then_some(()))
            })
            .await?;
            window.sees_text("message-file", "段取り.txt").await?;
            window.sees_text("message-state", "送信済み").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-photos").await?;
    looks::check(window, report, axe, "a thread with photos").await?;
    report
        .step("a photo opens as large as the window", async {
            window.script("document.querySelector('[data-test=message-photo]').click()", vec![]).await?;
            window.sees("photo-large").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-photo-large").await?;
    report
        .step("and closes", async {
            window.click("photo-close").await?;
            window.no_longer_sees("photo-large").await
        })
        .await
}

/// A rest from the thread, and a report of a message.
async fn deeds(window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("she has a rest from the thread, and ends it", async {
            window.click("thread-mute").await?;
            window.sees_as("thread-mute", "[aria-pressed=true]").await?;
            window.click("thread-mute").await?;
            window.sees_as("thread-mute", "[aria-pressed=false]").await.map(|_| ())
        })
        .await?;
    report
        .step("a report of messages asks which of them are read", async {
            let first = "const more = document.querySelector('.message:not(.mine) [data-test=message-more]');
                more.open = true; more.querySelector('[data-test=message-report]').click()";
            window.script(first, vec![]).await?;
            window.sees("reported-messages").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-report").await?;
    looks::check(window, report, axe, "the report of messages").await?;
    report
        .step("she thinks better of it", async {
            window.script("document.querySelector('[data-test=report-form]').close()", vec![]).await?;
            window.no_longer_sees("report-form").await
        })
        .await
}

/// Her devices, and letters to the secretariat.
async fn devices_and_desk(window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("the devices that read her messages are listed and have names", async {
            window.resize(LAPTOP).await?;
            window.click("nav-talk").await?;
            window.click("open-talk-devices").await?;
            window.sees("talk-device").await?;
            window.click("talk-device-rename").await?;
            window.fill("talk-device-name", "店のパソコン").await?;
            window.click("talk-device-save").await?;
            window.sees_text("talk-devices-page", "店のパソコン").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-devices").await?;
    looks::check(window, report, axe, "the devices").await?;
    report
        .step("what she writes to the secretariat is marked as read by it", async {
            window.resize(LAPTOP).await?;
            window.click("nav-talk").await?;
            window.click("open-desk").await?;
            window.sees("desk-mark").await?;
            window.fill("desk-text", "住所が変わりました。どこで直せますか。").await?;
            window.click("desk-send").await?;
            window.sees_text("desk-letters", "住所が変わりました").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-desk").await?;
    looks::check(window, report, axe, "letters to the secretariat").await
}

/// The same in English and in the dark.
async fn other_looks(window: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("settings: English and dark", async {
            window.resize(LAPTOP).await?;
            looks::settings(window).await?;
            window.set("settings-language", "en").await?;
            window.set("settings-theme", "dark").await?;
            window.find_language("en").await
        })
        .await?;
    looks::pictures(window, report, "settings-talk-dark", "[data-test=enter-sends]").await?;
    report
        .step("the threads in English and in the dark", async {
            window.resize(LAPTOP).await?;
            window.click("nav-talk").await?;
            window.sees("thread").await?;
            window.click("thread").await?;
            window.sees("thread-name").await.map(|_| ())
        })
        .await?;
    looks::both_sizes(window, report, "talk-thread-en-dark").await?;
    looks::check(window, report, axe, "a thread in English and in the dark").await?;
    report
        .step("settings: Japanese and light again, after the talk", async {
            window.resize(LAPTOP).await?;
            looks::settings(window).await?;
            window.set("settings-language", "ja").await?;
            window.set("settings-theme", "light").await?;
            window.find_language("ja").await
        })
        .await
}
