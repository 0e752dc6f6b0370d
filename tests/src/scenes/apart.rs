//! She keeps at a distance what she likes to: reports somebody in two taps, hides her from herself, sees who of the
//! secretariat looked at what is for them alone, rests for a while, and leaves and comes back.

use super::looks::{self, pictures};
use crate::{
    report::Report,
    window::{LAPTOP, Window},
};
use anyhow::{Context, Result};

/// Whom she reports and hides.
const SOMEBODY: &str = "ちば のぶこ";

/// Plays the scene; the windows are at home before and after.
pub async fn play(alumna: &Window, secretariat: &Window, report: &mut Report) -> Result<()> {
    let axe = looks::axe()?;
    reported(alumna, secretariat, report, &axe).await?;
    hidden(alumna, report, &axe).await?;
    seen(alumna, secretariat, report, &axe).await?;
    card(alumna, report, &axe).await?;
    rests(alumna, report, &axe).await?;
    leaves(alumna, report, &axe).await
}

/// A report, its decision with a reason, and what its reporter is told.
async fn reported(alumna: &Window, secretariat: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("a person's page has a quiet menu", async {
            alumna.resize(LAPTOP).await?;
            open_somebody(alumna, SOMEBODY).await?;
            open_menu(alumna).await
        })
        .await?;
    pictures(alumna, report, "person-menu", "[data-test=person-menu]").await?;
    looks::check(alumna, report, axe, "the menu of a person").await?;
    report
        .step("a report says what it is about, and no more is asked than a reason", async {
            alumna.click("person-report").await?;
            alumna.click("report-harassment").await?;
            alumna.fill("report-text", "断ったあとも、営業の連絡が続いています。").await
        })
        .await?;
    pictures(alumna, report, "report-form", "[data-test=report-form]").await?;
    looks::check(alumna, report, axe, "the form of a report").await?;
    report
        .step("it lies on the desk of who decides", async {
            alumna.click("report-send").await?;
            alumna.no_longer_sees("report-form").await?;
            secretariat.resize(LAPTOP).await?;
            secretariat.click("nav-me").await?;
            secretariat.click("open-reports").await?;
            secretariat.sees("report-card").await?;
            secretariat.click_within("decide", "summary").await?;
            secretariat.click("decide-no-action").await?;
            secretariat.fill("decide-why", "双方に確認し、行き違いと分かりました。").await
        })
        .await?;
    pictures(secretariat, report, "report-desk", "[data-test=report-card]").await?;
    looks::check(secretariat, report, axe, "the desk of reports").await?;
    report
        .step("the decision is on record with its reason", async {
            secretariat.click("decide-submit").await?;
            secretariat.sees("decision-line").await?;
            secretariat.no_longer_sees("report-state").await
        })
        .await?;
    pictures(secretariat, report, "report-log", "[data-test=decisions]").await?;
    report
        .step("and she is told that it was looked at", async {
            secretariat.click("nav-home").await?;
            looks::settings(alumna).await?;
            alumna.click("open-hidden").await?;
            alumna.sees("my-report-outcome").await.map(|_| ())
        })
        .await
}

/// Hiding: gone from her list at once, and back when she likes.
async fn hidden(alumna: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("hiding somebody asks once and says what it does", async {
            open_somebody(alumna, SOMEBODY).await?;
            open_menu(alumna).await?;
            alumna.click("person-hide").await?;
            alumna.sees("person-hide-dialog-confirm").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "hide-question", "[data-test=person-hide-dialog]").await?;
    report
        .step("she is gone from the list", async {
            alumna.click("person-hide-dialog-confirm").await?;
            alumna.fill("directory-search", SOMEBODY).await?;
            alumna.sees("directory-empty").await.map(|_| ())
        })
        .await?;
    report
        .step("whom she hid is on a list of her own", async {
            looks::settings(alumna).await?;
            alumna.click("open-hidden").await?;
            alumna.sees("hidden-person").await?;
            alumna.no_longer_sees("hidden-state").await
        })
        .await?;
    pictures(alumna, report, "hidden-people", "[data-test=hidden-person]").await?;
    looks::check(alumna, report, axe, "the people who are hidden").await?;
    report
        .step("and she can be shown again", async {
            alumna.click("hidden-show").await?;
            alumna.no_longer_sees("hidden-person").await?;
            open_somebody(alumna, SOMEBODY).await
        })
        .await
}

/// The access log: a field for the secretariat alone, who looked at it, and when.
async fn seen(alumna: &Window, secretariat: &Window, report: &mut Report, axe: &str) -> Result<()> {
    let name = report
        .step("she writes something for the secretariat alone", async {
            alumna.click("nav-me").await?;
            alumna.click("edit-looking_for").await?;
            alumna.fill("field-value", "在職証明書").await?;
            alumna.set("field-audience", "secretariat").await?;
            alumna.click("field-save").await?;
            alumna.no_longer_sees("field-editor").await?;
            alumna.sees_text("my-field", "在職証明書").await?;
            alumna.no_longer_sees("field-state").await?;
            let name = "return document.querySelector('[data-test=my-card] .person-name').textContent";
            let name = alumna.script(name, vec![]).await?;
            name.as_str().map(str::to_owned).context("a name")
        })
        .await?;
    report
        .step("somebody of the secretariat opens her page", async {
            open_somebody(secretariat, &name).await?;
            secretariat.sees_text("member-fields", "在職証明書").await?;
            secretariat.click("nav-home").await
        })
        .await?;
    report
        .step("and she reads who and when", async {
            alumna.click("nav-me").await?;
            alumna.click("open-access").await?;
            alumna.sees("access-line").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "access-log", "[data-test=access-line]").await?;
    looks::check(alumna, report, axe, "the access log").await
}

/// Her card, and checking one.
async fn card(alumna: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("she has a card with a code", async {
            alumna.click("nav-me").await?;
            alumna.click("open-card").await?;
            alumna.sees("qr").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "member-card", "[data-test=member-card]").await?;
    looks::check(alumna, report, axe, "the card of a member").await?;
    report
        .step("a card that is read is genuine, and other text is none", async {
            let text = "return document.querySelector('[data-test=card-text]').textContent";
            let text = alumna.script(text, vec![]).await?;
            let text = text.as_str().context("a text")?.to_owned();
            alumna.click("open-card-check").await?;
            alumna.fill("card-check-text", "https://example.jp").await?;
            alumna.click("card-check").await?;
            alumna.sees("card-refused").await?;
            alumna.fill("card-check-text", &text).await?;
            alumna.click("card-check").await?;
            alumna.sees("card-checked").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "card-checked", "[data-test=card-checked]").await?;
    looks::check(alumna, report, axe, "a card that was checked").await?;
    alumna.resize(LAPTOP).await
}

/// A pause: unlisted, a calm screen, and one button that ends it.
async fn rests(alumna: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("resting and leaving have a page, with words for what happens", async {
            alumna.click("nav-me").await?;
            alumna.click("open-stay").await?;
            alumna.sees("stay-page").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "stay", "[data-test=pause]").await?;
    looks::check(alumna, report, axe, "the page of resting and leaving").await?;
    report
        .step("she rests for a month", async {
            alumna.click("pause-1").await?;
            alumna.click("pause").await?;
            alumna.click("pause-dialog-confirm").await?;
            alumna.sees("paused").await?;
            alumna.no_longer_sees("stay-state").await
        })
        .await?;
    pictures(alumna, report, "paused", "[data-test=paused]").await?;
    looks::check(alumna, report, axe, "the screen of a pause").await?;
    report
        .step("and comes back with one button", async {
            alumna.click("resume").await?;
            alumna.sees("nav-home").await?;
            alumna.resize(LAPTOP).await?;
            alumna.click("nav-home").await?;
            alumna.sees("post-card").await.map(|_| ())
        })
        .await
}

/// Leaving in two taps, with a receipt, and the way back.
async fn leaves(alumna: &Window, report: &mut Report, axe: &str) -> Result<()> {
    report
        .step("she leaves in two taps and has a receipt", async {
            alumna.click("nav-me").await?;
            alumna.click("open-stay").await?;
            alumna.click("leave").await?;
            alumna.click("leave-dialog-confirm").await?;
            alumna.sees("leaving").await?;
            alumna.sees("receipt").await.map(|_| ())
        })
        .await?;
    pictures(alumna, report, "leaving", "[data-test=leaving]").await?;
    looks::check(alumna, report, axe, "the screen of leaving").await?;
    report
        .step("for fourteen days one button undoes it", async {
            alumna.click("stay").await?;
            alumna.sees("nav-home").await?;
            alumna.resize(LAPTOP).await?;
            alumna.click("nav-home").await?;
            alumna.sees("post-card").await.map(|_| ())
        })
        .await
}

/// Finds somebody in the list and opens the page.
async fn open_somebody(window: &Window, words: &str) -> Result<()> {
    window.resize(LAPTOP).await?;
    window.click("nav-directory").await?;
    window.fill("directory-search", words).await?;
    window.settled().await?;
    window.sees("member-row").await?;
    window.click("member-row").await?;
    window.sees("person-menu").await?;
    // What comes later moves what is below it.
    window.settled().await
}

/// Opens the quiet menu.
async fn open_menu(window: &Window) -> Result<()> {
    window.click_within("person-menu", "summary").await?;
    window.sees_as("person-menu", "[open]").await.map(|_| ())
}
