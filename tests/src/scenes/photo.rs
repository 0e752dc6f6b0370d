//! She chooses a photo, cuts it by keyboard and slider, and others see it; the secretariat adds a field to profiles, and
//! she answers it.

use super::{looks, world::World};
use crate::{
    report::Report,
    wait,
    window::{LAPTOP, PHONE, Window},
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Paints somebody who does not exist and drops the picture on the dialog.
const DROP: &str = "const done = arguments[0];
    const canvas = document.createElement('canvas');
    canvas.width = 900; canvas.height = 1200;
    const paint = canvas.getContext('2d');
    const oval = (x, y, w, h, colour) => {
        paint.fillStyle = colour; paint.beginPath(); paint.ellipse(x, y, w, h, 0, 0, 7); paint.fill();
    };
    paint.fillStyle = '#cfd9d2'; paint.fillRect(0, 0, 900, 1200);
    oval(450, 1150, 380, 360, '#1e4d8c');
    oval(450, 560, 215, 270, '#2b211d');
    oval(450, 600, 180, 230, '#e8c4a0');
    oval(385, 590, 16, 20, '#2b211d'); oval(515, 590, 16, 20, '#2b211d');
    oval(450, 700, 60, 22, '#b5594a');
    canvas.toBlob((blob) => {
        const file = new File([blob], '../../me.svg', { type: 'text/html' });
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(file);
        document.querySelector(`[data-test=photo-editor]`)
            .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        done(file.size);
    }, 'image/jpeg', 0.9)";

/// Plays the scene; the window is at home before and after.
pub async fn play(world: &mut World, window: Window, report: &mut Report) -> Result<Window> {
    let axe = looks::axe()?;
    report
        .step("she drops a picture on the dialog of the photo", async {
            window.click("nav-me").await?;
            window.click("edit-photo").await?;
            window.sees("photo-editor").await?;
            Ok(())
        })
        .await?;
    report.picture(&window, "photo-empty-laptop").await?;
    report
        .step("and cuts it with the slider and the keys", async {
            window.script_that_calls_back(DROP, vec![]).await?;
            window.sees("crop").await?;
            window.set("photo-zoom", "1.6").await?;
            let keys = "const crop = document.querySelector('[data-test=crop]');
                for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp'])
                    crop.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                return crop.querySelector('img').naturalWidth";
            wait::until("the picture in the window to be cut", async || {
                let width = window.script(keys, vec![]).await?;
                Ok((width.as_u64() > Some(0)).then_some(()))
            })
            .await?;
            window.set("photo-audience", "alumni").await
        })
        .await?;
    looks::check(&window, report, &axe, "the dialog of the photo").await?;
    report.picture(&window, "photo-crop-laptop").await?;
    window.resize(PHONE).await?;
    report.picture(&window, "photo-crop-phone").await?;
    report
        .step("her page shows it, and it reaches the server", async {
            window.click("photo-save").await?;
            window.no_longer_sees("photo-editor").await?;
            window.sees_as("photo-row", "[data-set=true]").await?;
            window.no_longer_sees("photo-state").await?;
            shown(&window, "[data-test=photo-row] .face").await
        })
        .await?;
    report.picture(&window, "photo-mine-phone").await?;
    window.resize(LAPTOP).await?;
    report.picture(&window, "photo-mine-laptop").await?;
    report
        .step("the list shows it where her initial was", async {
            let name = "return document.querySelector('[data-test=my-card] .person-name').textContent";
            let name = window.script(name, vec![]).await?;
            let name = name.as_str().context("a name")?.to_owned();
            let found = world.member.items(&["directory", "search", &name]).await?;
            let photo = found.first().context("she is listed")?["photo"].clone();
            ensure!(photo.is_string(), "another alumna's device knows her photo: {photo}");
            window.click("nav-directory").await?;
            window.fill("directory-search", &name).await?;
            shown(&window, "[data-test=member-row] .face").await
        })
        .await?;
    report.picture(&window, "photo-list-laptop").await?;
    report
        .step("and goes with her when others come to stand there", async {
            window.sees("directory-search").await?.clear().await?;
            let input = "const field = document.querySelector('[data-test=directory-search]');
                field.dispatchEvent(new Event('input', { bubbles: true })); return true";
            window.script(input, vec![]).await?;
            let others = "const rows = [...document.querySelectorAll('.member-row')];
                const own = (row) => [...row.querySelectorAll('.face')].every((face) => face.src.includes(row.dataset.id));
                return rows.length > 1 && rows.every(own)";
            wait::until("rows with the photos of those who stand in them", async || {
                Ok((window.script(others, vec![]).await? == json!(true)).then_some(()))
            })
            .await
        })
        .await?;
    window.click("nav-home").await?;
    window.sees("post-card").await?;
    Ok(window)
}

/// The secretariat adds a field; the alumna answers it.
pub async fn fields(alumna: &Window, secretariat: &Window, report: &mut Report) -> Result<()> {
    let axe = looks::axe()?;
    report
        .step("the secretariat adds a field to profiles", async {
            secretariat.click("nav-me").await?;
            secretariat.click("open-field-kinds").await?;
            secretariat.sees("field-kinds-page").await?;
            secretariat.click("kind-add").await?;
            secretariat.fill("kind-name-ja", "好きな社内行事").await?;
            secretariat.fill("kind-name-en", "Favourite company event").await?;
            secretariat.set("kind-asks", "choice").await?;
            secretariat.set("kind-choices", "運動会\n社員旅行\n納涼祭").await?;
            secretariat.set("kind-audience", "everyone").await
        })
        .await?;
    report.picture(secretariat, "field-kind-laptop").await?;
    report
        .step("and it is listed once the server has it", async {
            secretariat.click("kind-save").await?;
            secretariat.no_longer_sees("kind-form").await?;
            secretariat.sees_text("kind-row", "好きな社内行事").await?;
            secretariat.no_longer_sees("kind-state").await
        })
        .await?;
    looks::check(secretariat, report, &axe, "the fields of profiles").await?;
    for (size, width) in [("phone", PHONE), ("laptop", LAPTOP)] {
        secretariat.resize(width).await?;
        report.picture(secretariat, &format!("field-kinds-{size}")).await?;
    }
    report
        .step("she answers it like any other field", async {
            secretariat.click("nav-home").await?;
            alumna.click("nav-me").await?;
            alumna.sees_text("my-field", "好きな社内行事").await?;
            let open = "for (const row of document.querySelectorAll('[data-test=my-field]'))
                  if (row.textContent.includes('好きな社内行事')) return row.querySelector('button').click()";
            alumna.script(open, vec![]).await?;
            alumna.sees("field-value").await?;
            let words =
                "return [...document.querySelectorAll('[data-test=field-value] option')].map((o) => o.value)";
            let words = alumna.script(words, vec![]).await?;
            ensure!(words == json!(["", "c1", "c2", "c3"]), "{words}");
            alumna.set("field-value", "c2").await?;
            alumna.click("field-save").await?;
            alumna.no_longer_sees("field-editor").await?;
            alumna.sees_text("my-field", "社員旅行").await?;
            alumna.no_longer_sees("field-state").await
        })
        .await?;
    report.picture(alumna, "field-answered-laptop").await?;
    alumna.click("nav-home").await
}

/// Waits until a picture has been drawn.
async fn shown(window: &Window, selector: &str) -> Result<()> {
    wait::until(&format!("{selector} to be drawn"), async || {
        let script = "const face = document.querySelector(arguments[0]);
            return face !== null && face.complete && face.naturalWidth > 0";
        let drawn = window.script(script, vec![Value::from(selector)]).await?;
        Ok((drawn == json!(true)).then_some(()))
    })
    .await
}
