//! Stores of keys that are missing, locked, emptied, or copied elsewhere.

use crate::world::World;
use anyhow::Result;
use enishi_tests::{cli::Device, process, process::Process, programs::program};
use serde_json::Value;
use std::path::Path;
use tokio::process::Command;

/// Runs `enishi-cli` with keys in the system's store of the session bus at `bus`.
async fn with_system_store(home: &Path, bus: &str, arguments: &[&str]) -> Result<(i32, Value)> {
    let output = Command::new(program("enishi-cli")?)
        .arg("--home")
        .arg(home)
        .args(["--secrets", "system", "--json"])
        .args(arguments)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .env_remove("ENISHI_PASSPHRASE")
        .output()
        .await?;
    let error: Value = serde_json::from_slice(&output.stderr).unwrap_or_default();
    Ok((output.status.code().unwrap_or(-1), error["error"]["code"].clone()))
}

#[tokio::test]
async fn a_missing_store_of_keys_is_named_and_nothing_is_written_in_the_clear() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let nowhere = format!("unix:path={}", folder.path().join("no-bus").display());
    let ended = with_system_store(folder.path(), &nowhere, &["status"]).await?;
    assert_eq!(ended, (1, "secrets_missing".into()));
    assert!(!folder.path().join("vault.sealed").exists());
    Ok(())
}

#[tokio::test]
async fn a_store_of_keys_that_does_not_open_is_named_in_time() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut bus = Command::new("dbus-daemon");
    bus.args(["--session", "--nofork", "--print-address=1"]);
    let mut bus = Process::start("bus", &mut bus, folder.path())?;
    let address = bus.first_line().await?;
    // A keyring that is there and never answers, like one whose prompt nobody sees.
    let mut keyring = Command::new("gnome-keyring-daemon");
    keyring.args(["--foreground", "--components=secrets"]).env("DBUS_SESSION_BUS_ADDRESS", &address);
    keyring.env("XDG_DATA_HOME", folder.path()).env("XDG_RUNTIME_DIR", folder.path());
    let keyring = Process::start("keyring", &mut keyring, folder.path())?;
    enishi_tests::wait::until("the keyring on the bus", async || {
        let owned = Command::new("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.GetNameOwner", "string:org.freedesktop.secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .output()
            .await?;
        Ok(owned.status.success().then_some(()))
    })
    .await?;
    process::signal("STOP", keyring.id()?).await?;
    let ended = with_system_store(&folder.path().join("home"), &address, &["status"]).await?;
    assert_eq!(ended, (1, "secrets_locked".into()));
    keyring.kill().await?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_passphrase_is_named_and_the_right_one_still_works() -> Result<()> {
    let mut world = World::new().await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    let output = alumna.command(&["feed"])?.env("ENISHI_PASSPHRASE", "another").output().await?;
    let error: Value = serde_json::from_slice(&output.stderr)?;
    assert_eq!((output.status.code(), &error["error"]["code"]), (Some(1), &"passphrase_wrong".into()));
    let none = alumna.command(&["feed"])?.env_remove("ENISHI_PASSPHRASE").output().await?;
    let error: Value = serde_json::from_slice(&none.stderr)?;
    assert_eq!(error["error"]["code"], "secrets_missing");
    alumna.run(&["feed"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_copied_folder_is_unreadable_without_its_key() -> Result<()> {
    let mut world = World::new().await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    let copy = world.path("copy");
    let copied = Command::new("cp").arg("-r").arg(alumna.home()).arg(&copy).status().await?;
    assert!(copied.success());
    std::fs::remove_file(copy.join("device-key.sealed"))?;
    let ended = Device::new(&copy).attempt(&["feed"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "secrets_missing"));
    let grep = Command::new("grep").args(["-rlaE", "髙橋|misaki@example.jp"]).arg(&copy).output().await?;
    assert_eq!(String::from_utf8_lossy(&grep.stdout), "", "no name and no address in any file");
    Ok(())
}

#[tokio::test]
async fn signing_out_leaves_no_key_and_no_file_of_the_account() -> Result<()> {
    let mut world = World::new().await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    // Also when the server cannot be told.
    world.server.stop().await?;
    alumna.run(&["sign-out"]).await?;
    let left: Vec<_> = std::fs::read_dir(alumna.home())?
        .map(|file| file.map(|file| file.file_name()))
        .collect::<Result<_, _>>()?;
    assert!(!left.iter().any(|name| name == "vault.sealed" || name == "device-key.sealed"), "{left:?}");
    assert_eq!(std::fs::read_dir(alumna.home().join("accounts"))?.count(), 0);
    let ended = alumna.attempt(&["feed"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "signed_out"));
    Ok(())
}
