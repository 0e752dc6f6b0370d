//! A network calls those who left as it likes: the operator says it once, and every device shows it.

use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Duration;

/// From the operator's word to the screen.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_word_of_the_networks_own_is_on_a_device_that_is_online_and_goes_again() -> Result<()> {
    let mut world = World::new().await?;
    let mut core = world.core("misaki", "misaki@example.jp").await?;
    let network = world.network.clone();
    let say = ["network", "words", "--network", &network];
    let said = world
        .server
        .operator(&[say.as_slice(), &["--word", "alumni=OB会員", "--word", "alumni-en=OB"]].concat())
        .await?;
    ensure!(said["terms"] == json!({"alumni": "OB会員", "alumni-en": "OB"}), "{said}");
    core.until(SOON, "the words", |seen| seen["terms"]["alumni"] == "OB会員").await?;
    let said = world.server.operator(&[say.as_slice(), &["--word", "alumni="]].concat()).await?;
    ensure!(said["terms"] == json!({"alumni-en": "OB"}), "what is not named stays: {said}");
    core.until(SOON, "the word to go", |seen| seen["terms"] == json!({"alumni-en": "OB"})).await?;
    for bad in [format!("alumni={}", "あ".repeat(21)), "boss=社長".to_owned(), "alumni=a\u{7}".to_owned()]
    {
        let refused = world.server.operator(&[say.as_slice(), &["--word", &bad]].concat()).await;
        ensure!(refused.is_err(), "{bad} is refused");
    }
    Ok(())
}
