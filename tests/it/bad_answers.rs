//! Answers that are not what the server said, or not all of it: none is believed, each has its code, and what
//! the person wished has its effect once when the network is good again.

use crate::invitation::Invitation;
use anyhow::{Context, Result};
use enishi_tests::{
    device::Ask,
    proxy::{Mood, Page, Way},
};

const PUSH: &str = "/v1/sync/push";
const PULL: &str = "/v1/sync/pull";
/// Between two cuts: prime to the lengths of everything in a head, so that no place is always spared.
const STEP: usize = 5;

#[tokio::test]
async fn no_page_of_a_captive_portal_is_believed() -> Result<()> {
    let mut scene = Invitation::new().await?;
    let before = scene.alumna.look().await?;
    scene.answer("yes").await?;
    for page in [Page::Login, Page::Redirect, Page::Required, Page::Empty] {
        scene.proxy.set(Mood::Portal(page));
        assert_eq!(scene.trouble().await?.as_deref(), Some("not_an_enishi_server"), "{page:?}");
        let seen = scene.alumna.look().await?;
        assert_eq!(
            seen["shared"]["members"], before["shared"]["members"],
            "{page:?}: the cache is untouched"
        );
        assert_eq!(seen["waiting"], 1, "{page:?}: the answer waits");
    }
    scene.heals_to("yes").await
}

#[tokio::test]
async fn an_answer_with_somebody_elses_body_is_not_believed() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::WrongType);
    scene.answer("maybe").await?;
    assert_eq!(scene.trouble().await?.as_deref(), Some("not_an_enishi_server"));
    assert_eq!(scene.alumna.look().await?["waiting"], 1);
    scene.heals_to("maybe").await
}

#[tokio::test]
async fn a_compressed_answer_without_its_end_is_no_answer() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::TruncatedGzip);
    scene.answer("no").await?;
    assert_eq!(scene.trouble().await?.as_deref(), Some("server_unreachable"));
    assert_eq!(scene.alumna.look().await?["waiting"], 1);
    scene.heals_to("no").await
}

#[tokio::test]
async fn an_answer_that_is_cut_anywhere_has_its_effect_once() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.answer("no").await?;
    scene.alumna.drain().await?;
    let whole = scene.proxy.last_answer(PUSH).context("a push passed")?;
    scene.answer("yes").await?;
    for bytes in (0..whole).step_by(STEP) {
        scene.proxy.set_on(PUSH, Mood::CutsAnswers(bytes));
        scene.still_waits(&format!("{bytes} of {whole} bytes of the answer")).await?;
    }
    scene.heals_to("yes").await
}

#[tokio::test]
async fn a_wish_that_is_cut_anywhere_has_its_effect_once() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set_on(PUSH, Mood::Closed);
    scene.answer("yes").await?;
    scene.still_waits("nothing").await?;
    let whole = scene.proxy.last_request(PUSH).context("a push was tried")?;
    for bytes in (0..whole).step_by(STEP) {
        scene.proxy.set_on(PUSH, Mood::CutsRequests(bytes));
        scene.still_waits(&format!("{bytes} of {whole} bytes of the request")).await?;
    }
    scene.heals_to("yes").await
}

#[tokio::test]
async fn a_request_that_arrives_twice_has_its_effect_once() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::Duplicates);
    scene.answer("yes").await?;
    assert_eq!(scene.trouble().await?, None, "one of the two answers is answer enough");
    scene.heals_to("yes").await
}

#[tokio::test]
async fn an_old_answer_to_a_push_does_not_pass_for_the_new_one() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.answer("no").await?;
    scene.alumna.drain().await?;
    scene.proxy.set_on(PUSH, Mood::Replays);
    scene.answer("yes").await?;
    scene.alumna.done(&Ask::Settle).await?;
    assert_eq!(scene.alumna.look().await?["waiting"], 1, "nobody has answered this wish yet");
    // A wish that an answer left out is sent again after a minute, or when the app starts again.
    scene.proxy.set(Mood::Good);
    scene.reopened().await?.heals_to("yes").await
}

#[tokio::test]
async fn an_old_page_takes_nothing_back_for_good() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.answer("no").await?;
    scene.alumna.drain().await?;
    scene.proxy.set_on(PULL, Mood::Replays);
    scene.answer("yes").await?;
    scene.alumna.done(&Ask::Settle).await?;
    scene.heals_to("yes").await
}

#[tokio::test]
async fn two_answers_that_are_exchanged_are_both_refused() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::Closed);
    scene.answer("yes").await?;
    assert_eq!(scene.trouble().await?.as_deref(), Some("server_unreachable"));
    // A pull and a push go out together, and each gets what was meant for the other.
    scene.proxy.set(Mood::Swaps);
    let trouble = scene.trouble().await?.context("neither is believed")?;
    // A reply to a push is a page without its end, a page is no reply: whichever is told of last.
    assert!(["not_an_enishi_server", "server_unreachable"].contains(&trouble.as_str()), "{trouble}");
    assert_eq!(scene.alumna.look().await?["waiting"], 1);
    scene.heals_to("yes").await
}

#[tokio::test]
async fn a_connection_that_is_half_closed_loses_nothing_and_doubles_nothing() -> Result<()> {
    let mut scene = Invitation::new().await?;
    scene.proxy.set(Mood::HalfCloses(Way::Down));
    scene.answer("no").await?;
    assert_eq!(scene.trouble().await?.as_deref(), Some("server_unreachable"), "no answer can come");
    scene.heals_to("no").await?;
    scene.proxy.set(Mood::HalfCloses(Way::Up));
    scene.answer("yes").await?;
    scene.trouble().await?;
    scene.heals_to("yes").await
}
