//! Several networks and several servers on one device, and what leaves it when a session ends.

use crate::world::{World, find};
use anyhow::{Context, Result};
use enishi_bridge::sign_in::{CodeForm, SignInForm};
use enishi_tests::cli::PASSPHRASE;

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_forgets_the_account() -> Result<()> {
    let mut world = World::new().await?;
    let phone = world.device("phone", "misaki@example.jp").await?;
    let computer = world.device("computer", "misaki@example.jp").await?;
    let devices = phone.items(&["devices"]).await?;
    assert_eq!(devices.len(), 2);
    let other = find(&devices, "current", false).context("the other device")?;
    let other = other["id"].as_str().context("an id")?.to_owned();
    let left = phone.items(&["devices", "--sign-out", &other]).await?;
    assert_eq!(left.len(), 1);

    let ended = computer.attempt(&["feed"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "session_ended"), "{ended:?}");
    assert_eq!(std::fs::read_dir(computer.home().join("accounts"))?.count(), 0, "no file of the account");
    let after = computer.attempt(&["feed"]).await?;
    assert_eq!(after.code(), "signed_out");
    phone.run(&["feed"]).await?;
    Ok(())
}

#[tokio::test]
async fn who_signs_out_and_in_again_without_a_restart_is_still_signed_in_after_one() -> Result<()> {
    let mut world = World::new().await?;
    let config = |home: std::path::PathBuf| enishi_client::Config {
        home,
        secrets: enishi_client::SecretsChoice::File { passphrase: PASSPHRASE.into() },
        device_name: "test".to_owned(),
        platform: "cli",
        offline: false,
        system_language: "ja".to_owned(),
        showing: enishi_client::Showing::Never,
    };
    let home = world.path("home");
    let client = open(config(home.clone())).await?;
    for _ in 0..2 {
        let form = SignInForm { server: world.server.url(), email: "misaki@example.jp".to_owned() };
        done(client.request_code(form).await)?;
        let code = world.letters.next_for("misaki@example.jp").await?.code()?;
        done(client.verify_code(CodeForm { code }).await)?;
        client.settle().await;
        if done(client.app().await)?.places.len() == 1 && !home.join("again").exists() {
            std::fs::write(home.join("again"), "")?;
            done(client.sign_out().await)?;
            assert!(!home.join("device-key.sealed").exists(), "the key goes with the last account");
        }
    }
    client.shutdown().await;
    let again = open(config(home)).await?;
    assert_eq!(done(again.app().await)?.places.len(), 1, "the key is where it was");
    again.shutdown().await;
    Ok(())
}

async fn open(config: enishi_client::Config) -> Result<enishi_client::Client> {
    done(enishi_client::Client::open(config).await)
}

/// A failure of the core as a failure of the test.
fn done<T>(result: std::result::Result<T, enishi_bridge::errors::AppError>) -> Result<T> {
    result.map_err(|error| anyhow::anyhow!("{error:?}"))
}

#[tokio::test]
async fn one_device_holds_networks_of_two_servers() -> Result<()> {
    let mut here = World::new().await?;
    let mut there = World::new().await?;
    let device = here.device("device", "misaki@example.jp").await?;
    device.join(&there.server.url(), "misaki@example.jp", &mut there.letters).await?;
    let places = device.items(&["status"]).await?;
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(find(&places, "id", here.network.as_str()).is_some());
    assert_eq!(find(&places, "id", there.network.as_str()).context("the second")?["current"], true);
    Ok(())
}
